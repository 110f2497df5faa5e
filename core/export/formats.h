#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/dataset_store.h"
#include "export/figure_style.h"
#include "export/subject.h"
#include "files/safe_writer.h"
#include "rooms.h"

namespace lightloom::exports {

/// A file of an export, not written yet.
struct ExportFile {
  std::string name;  ///< inside the folder of the export
  std::string bytes;
  std::string units;  ///< of what it holds, for the manifest
};

/// Whether to go on, asked between two files: done of all.
using ExportProgress = std::function<bool(std::size_t done, std::size_t all)>;

/// A form in which a design leaves the program. The first file is the one that a single name is for.
struct ExportFormat {
  std::string_view key;        ///< of the command line
  std::string_view title;      ///< LL_TEXT(…)
  std::string_view recipient;  ///< LL_TEXT(…): who takes it, and for what
  std::string_view fileName;   ///< of the first file
  bool needsRun = false;       ///< holds trained weights or curves
  bool drawn = false;          ///< painted by the window's program; `make` is null
  bool figure = false;         ///< goes by the FigureStyle
  Result<std::vector<ExportFile>> (*make)(const ExportSubject&, const FigureStyle&) = nullptr;
  bool needsData = false;  ///< holds numbers of the network, which are measured on the data set
};

std::span<const ExportFormat> exportFormats();
const ExportFormat* findExportFormat(std::string_view key);

/// The reason why an export cannot be made, before anything is written: "export.needs-run",
/// "export.needs-data", "export.too-many-links". Nothing where it can.
std::optional<Message> exportProblem(const ExportFormat& format, const ExportSubject& subject);

/// Opens a design or a run, told apart by what is in the file. `edit` may change a design. A data set that
/// cannot be read is a matter of the formats that need it. Errors: those of the readers and `exportSubject`.
Result<ExportSubject> readSubject(const std::string& path, DatasetOptions options,
                                  const std::function<Result<Design>(const Design&)>& edit = {});

/// Where the files of an export go: into `path` where it is a folder or ends in '/', else the first one to
/// `path` and the others beside it, with its stem before their names.
std::vector<std::string> exportPaths(const std::vector<ExportFile>& files, const std::string& path);

/// Why the first file of a format cannot be written there, found out before it is made; nothing is left
/// behind. Errors: "export.no-folder" and those of `placeProblem`.
std::optional<Message> exportPlaceProblem(const ExportFormat& format, const std::string& path,
                                          const std::vector<std::string>& inputs);

/// Writes the files one by one through `saveFile`; a folder that is missing is made. A pipe or a device takes
/// the first file only. All places are tried before the first file is written, and none may be one of
/// `inputs`. Stops before the next file where `progress` says no. Errors: those of `placeProblem` and
/// `saveFile`, "export.no-folder", "export.cancelled".
Result<std::vector<std::string>> saveExport(const std::vector<ExportFile>& files, const std::string& path,
                                            const ExportProgress& progress = {},
                                            const std::vector<std::string>& inputs = {});

}  // namespace lightloom::exports
