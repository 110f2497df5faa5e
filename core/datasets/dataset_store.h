#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/message.h"
#include "datasets/dataset_descriptor.h"
#include "design/design.h"
#include "files/load_budget.h"
#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::datasets {

/// The places in which `loadDataset` looks, and how it reads what it finds.
struct DatasetOptions {
  std::vector<std::string> dataDirs;  ///< searched first, in this order (--data DIR)
  std::string baseDir;    ///< what a relative path of an own file starts from: the folder of the design
  bool anywhere = false;  ///< also own files outside baseDir and dataDirs: a person chose the path just now
  double testFraction = 0.2;    ///< of sets without a test part of their own; 0 … 0.9
  std::uint64_t splitSeed = 0;  ///< of the split, and of sets that are generated
  /// For own tables: numbers of the target are a quantity, however few they are (the loss compares numbers).
  bool quantities = false;
  std::optional<DatasetDescriptor> descriptor = {};  ///< of own files, in place of the one beside them
  LoadBudget budget = LoadBudget::data();
};

/// The options that the settings of a design give: test fraction, seed of the split, quantities with the loss
/// mean_square. Where to look is left open.
DatasetOptions datasetOptions(const Design& design);

/// Loads a bundled set by its key ("mnist") or an own file by its path (CSV, NPY, IDX plain or gzip, told by
/// their content; labels of NPY and IDX are found by name). A path may end in "#sha256=…", then the content
/// must match; a JSON file beside it (own.csv, own.json) says what the columns are, else the last one is the
/// target. Inputs come scaled to 0 … 1: pictures by their full scale (kept as bytes), tables per column over
/// the training part; regression targets likewise, with their own unit kept. The split is the set's own, or
/// stratified and seeded (`Stream::DataSplit`).
///
/// Errors: "dataset.unknown" (lists the sets), "dataset.not-found" (lists the places),
/// "dataset.needs-package", "dataset.changed" (hash), "dataset.outside-folder", "dataset.bad-descriptor",
/// "dataset.unknown-key", "dataset.one-class", "dataset.too-many-classes", "dataset.classes-differ",
/// "dataset.different-sizes" and those of `tableColumns`, `readFile`, IDX, NPY, CSV and
/// `datasetProblem`.
Result<Dataset> loadDataset(const std::string& nameOrPath, const DatasetOptions& options = {});

/// A file of a data set: where the design looks for it, and where it is.
struct DatasetFile {
  std::string name;  ///< relative to the folder of the design
  std::string path;
};

/// The files that an own set is read from: its own, the labels and test part that belong to pictures, and the
/// JSON that says what the columns are. Empty for bundled sets, and for a path that is absolute or leads out
/// of the design's folder: no other machine could find it there.
std::vector<DatasetFile> ownDatasetFiles(const std::string& nameOrPath, const DatasetOptions& options);

/// Keys of the bundled sets, in the order of the form.
std::vector<std::string> bundledDatasets();

/// Why a bundled set cannot be loaded on this machine, told by where its files are, without reading them;
/// nothing where they are there. Errors: "dataset.needs-package", "dataset.not-found", those of descriptors.
std::optional<Message> bundledDatasetProblem(const std::string& name, const DatasetOptions& options = {});

/// The directories searched, in order: options, $LIGHTLOOM_DATA, share/lightloom/datasets beside the program,
/// the source tree.
std::vector<std::string> datasetSearchPath(const DatasetOptions& options);

}  // namespace lightloom::datasets
