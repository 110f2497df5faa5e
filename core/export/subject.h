#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/dataset_store.h"
#include "learn/dataset.h"
#include "run/recorded_run.h"

namespace lightloom {

/// A training that an export speaks of.
struct ExportedRun {
  RunFile record;
  Network network;
  TrainerSettings settings;
};

/// What exports are made from. Every number in them comes from the bench, the report or the run record.
struct ExportSubject {
  std::shared_ptr<const Bench> bench;
  Report report;
  std::optional<ExportedRun> run;  ///< without one there are no curves and no weights
  std::string designHash;          ///< SHA-256 of the design's text
  std::string dataName, dataHash;
  std::vector<DatasetFile> dataFiles;  ///< of an own data set, for bundles
  bool regression = false;             ///< accuracies of the curves are R²

  const Design& design() const { return bench->design; }
  const CurveTable* curves() const { return run ? &run->record.curves : nullptr; }
};

/// A design as `simulate` sees it. Errors: those of `simulateDesign`.
Result<ExportSubject> exportSubject(const Design& design, const Dataset& data);

/// A run as it stood when it was recorded. Errors: those of `openRecordedRun`.
Result<ExportSubject> exportSubject(const RunFile& run, const Dataset& data);

/// A bench as it is drawn, without data, report and run: for pictures.
ExportSubject drawnSubject(std::shared_ptr<const Bench> bench);

/// SHA-256 over inputs, answers and split as the training sees them.
std::string datasetHash(const Dataset& data);

/// Where an export comes from, as (key, text): program, format, design, its hash, seeds, kernel library,
/// data, run. No time and no machine: equal subjects give equal lines.
std::vector<std::pair<std::string, std::string>> provenanceOf(const ExportSubject& subject);

/// "Lightloom 0.1.0".
std::string programVersion();

/// Format version of everything that is exported.
inline constexpr int kExportVersion = 1;

/// The design's name, or "Untitled".
std::string titleOf(const ExportSubject& subject);

}  // namespace lightloom
