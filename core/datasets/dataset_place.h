#pragma once

#include <string>
#include <vector>

#include "base/message.h"
#include "datasets/dataset_descriptor.h"
#include "files/load_budget.h"
#include "rooms.h"

namespace lightloom::datasets {

/// Own data on its way to a design.
struct DatasetPlacing {
  std::string path;              ///< of the file, anywhere
  DatasetDescriptor descriptor;  ///< what is to be said of it
  std::string folder;            ///< of the design; empty where that is in no file
  bool copy = false;             ///< into the folder; else it stays where it is
  LoadBudget budget = LoadBudget::data();
};

struct PlacedDataset {
  std::string reference;  ///< what the design calls it (`training.dataset`)
  std::string path;       ///< where it is now
  bool copied = false;
  std::vector<std::string> written;  ///< files, copies and descriptor
};

/// Makes a file ready for a design: copies it with all that belongs to it, where that is wished and it lies
/// elsewhere, and keeps the descriptor beside it, where that says anything new. No file of other content is
/// replaced but the descriptor of data that stays: what would be in the way of copies makes them go to a
/// folder `data`, `data-2`, … Errors: those of `readFile` and `saveFile`, "dataset.no-folder".
Result<PlacedDataset> placeDataset(const DatasetPlacing& placing);

/// What a design in `folder` calls a file: its path from there, unless nothing but the root of the system
/// holds both, or there is no folder; then the whole path. Reads back as a path and never as a bundled set.
std::string datasetReference(const std::string& path, const std::string& folder);

}  // namespace lightloom::datasets
