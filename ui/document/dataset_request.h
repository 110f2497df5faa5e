#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/message.h"
#include "datasets/dataset_store.h"
#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::ui {

/// Which data a design asks for, and where to look.
struct DatasetRequest {
  std::string dataset;
  double testFraction = 0.2;
  std::uint64_t splitSeed = 0;
  bool quantities = false;
  std::string baseDir;
  std::vector<std::string> dataDirs;
  bool anywhere = false;  ///< the person chose this very file
  int version = 0;        ///< counts how often files were said to have changed
  bool operator==(const DatasetRequest&) const = default;
};

DatasetOptions optionsOf(const DatasetRequest& request);

/// Errors: those of `loadDataset`.
Result<std::shared_ptr<const Dataset>> datasetOf(const DatasetRequest& request);

}  // namespace lightloom::ui
