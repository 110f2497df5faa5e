#include "document/dataset_request.h"

namespace lightloom::ui {

DatasetOptions optionsOf(const DatasetRequest& request) {
  DatasetOptions options;
  options.dataDirs = request.dataDirs;
  options.baseDir = request.baseDir;
  options.testFraction = request.testFraction;
  options.splitSeed = request.splitSeed;
  options.quantities = request.quantities;
  options.anywhere = request.anywhere;
  return options;
}

Result<std::shared_ptr<const Dataset>> datasetOf(const DatasetRequest& request) {
  Result<Dataset> data = loadDataset(request.dataset, optionsOf(request));
  if (!data) return data.error();
  return std::make_shared<const Dataset>(std::move(data).value());
}

}  // namespace lightloom::ui
