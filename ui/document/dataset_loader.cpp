#include "document/dataset_loader.h"

#include "base/memory.h"

namespace lightloom::ui {
namespace {

DatasetLoader::Outcome loaded(const DatasetRequest& request) {
  Result<Dataset> data = loadDataset(request.dataset, optionsOf(request));
  if (!data) return data.error();
  return std::make_shared<const Dataset>(std::move(data.value()));
}

}  // namespace

DatasetOptions optionsOf(const DatasetRequest& request) {
  DatasetOptions options;
  options.dataDirs = request.dataDirs;
  options.baseDir = request.baseDir;
  options.testFraction = request.testFraction;
  options.splitSeed = request.splitSeed;
  options.quantities = request.quantities;
  return options;
}

void DatasetLoader::start(const DatasetRequest& request) {
  m_thread = std::jthread();
  m_outcome.reset();
  m_busy = true;
  m_thread = std::jthread([this, request] {
    Outcome outcome = withinMemory([&request] { return loaded(request); });
    const std::lock_guard lock(m_mutex);
    m_outcome.emplace(std::move(outcome));
  });
}

std::optional<DatasetLoader::Outcome> DatasetLoader::take() {
  const std::lock_guard lock(m_mutex);
  if (!m_outcome) return std::nullopt;
  std::optional<Outcome> out = std::move(m_outcome);
  m_outcome.reset();
  m_busy = false;
  return out;
}

}  // namespace lightloom::ui
