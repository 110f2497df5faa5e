#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "datasets/dataset_store.h"
#include "learn/dataset.h"
#include "rooms.h"
#include "train/recorded_run.h"

namespace lightloom::exports {

/// A training that an export speaks of.
struct ExportedRun {
  RunFile record;
  Network network;
  TrainerSettings settings;
  std::vector<LayerStatistics> layers;  ///< how each layer meets the hardware
};

/// The subject of an export. Every number in it comes from the bench, the report or the run record.
struct ExportSubject {
  std::shared_ptr<const Bench> bench;
  Report report;
  std::optional<ExportedRun> run;      ///< without one there are no curves and no weights
  std::string designHash;              ///< SHA-256 of the design's text
  std::string fileName;                ///< under which it lies; empty where it has no file
  DataRecord data;                     ///< as the run kept it, or of the set that the design asks for
  std::vector<DatasetFile> dataFiles;  ///< of an own data set, for bundles
  /// Why the data set could not be read; the report then knows light and locks only.
  std::optional<Message> dataProblem;

  const Design& design() const { return bench->design; }
  const CurveTable* curves() const { return run ? &run->record.curves : nullptr; }
};

/// A design as `simulate` sees it. Errors: those of `simulateDesign`.
Result<ExportSubject> exportSubject(const Design& design, const Dataset& data);

/// A run as it stood when it was recorded. Errors: those of `openRecordedRun`.
Result<ExportSubject> exportSubject(const RunFile& run, const Dataset& data);

/// A run as it stands.
ExportSubject exportSubject(const RunSnapshot& run, const Dataset& data);

/// A bench as it is drawn, without data, report and run: for pictures.
ExportSubject drawnSubject(std::shared_ptr<const Bench> bench);

/// The same where the data set cannot be read for the reason `problem`: formats that need it say so (see
/// `exportProblem`), the others hold of a run the same bytes as with it. Errors: those of `openRecordedRun`.
Result<ExportSubject> exportSubject(const Design& design, const Message& problem);
Result<ExportSubject> exportSubject(const RunFile& run, const Message& problem);

/// The cell of the hardware that a layer of the subject's run is on.
const CellHardware& cellOf(const ExportSubject& subject, std::size_t layer);

/// Where an export comes from, as (key, text): program, format, design, its hash, seeds, kernel library,
/// data, run. No time and no machine: equal subjects give equal lines.
std::vector<std::pair<std::string, std::string>> provenanceOf(const ExportSubject& subject);

/// "Lightloom 0.1.0".
std::string programVersion();

/// Format version of everything that is exported.
inline constexpr int kExportVersion = 1;

/// The design's name, or "Untitled". A name that comes from an example of the program is followed by
/// "changed" where the design is no longer that example: nobody gave the name to what it has become. Does not
/// depend on the file, for a bundle draws the same figures from a file of another name.
std::string titleOf(const ExportSubject& subject);

/// The heading of reports: the title that somebody gave to this design (of a run also a changed example's),
/// else the name of its file without the suffix, else `titleOf`.
std::string headingOf(const ExportSubject& subject);

/// The line below the title, which says what became of a name that was given once: the file where there is
/// one, the example that it was made from, and the data set.
std::string subtitleOf(const ExportSubject& subject);

}  // namespace lightloom::exports
