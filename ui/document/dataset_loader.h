#pragma once

#include <QString>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

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
  bool operator==(const DatasetRequest&) const = default;
};

DatasetOptions optionsOf(const DatasetRequest& request);

/// Loads one data set at a time on its own thread. The owner polls; the newest request wins.
class DatasetLoader {
 public:
  using Outcome = Result<std::shared_ptr<const Dataset>>;

  DatasetLoader() = default;
  ~DatasetLoader() = default;
  DatasetLoader(const DatasetLoader&) = delete;
  DatasetLoader& operator=(const DatasetLoader&) = delete;

  void start(const DatasetRequest& request);
  bool busy() const { return m_busy; }
  /// The outcome of the last request, given once.
  std::optional<Outcome> take();

 private:
  std::mutex m_mutex;
  std::optional<Outcome> m_outcome;  ///< under the mutex
  bool m_busy = false;               ///< of the owner thread
  std::jthread m_thread;             ///< last: joins before the rest goes
};

}  // namespace lightloom::ui
