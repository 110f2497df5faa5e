#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "rooms.h"
#include "study/ablation.h"

namespace lightloom::ui {

/// Measures what the noise sources cost, on a thread of its own and on a run as it stood. The owner polls.
class AblationRun {
 public:
  AblationRun() = default;
  AblationRun(const AblationRun&) = delete;
  AblationRun& operator=(const AblationRun&) = delete;

  /// Begins anew; what is under way is stopped first.
  void start(const RunFile& run, std::shared_ptr<const Dataset> data);
  /// Ends at the next mini-batch, without a result.
  void stop() { m_thread.request_stop(); }

  struct Progress {
    double share = 0;               ///< 0 … 1
    bool finished = true;           ///< nothing is under way
    std::optional<Ablation> found;  ///< of what has finished; handed out once
    std::optional<Message> problem;
  };
  Progress poll();
  /// The run that was measured last.
  const RunFile& measured() const { return m_measured; }

 private:
  void work(const std::stop_token& stop, const Dataset& data);

  RunFile m_measured;  ///< not touched while the thread runs
  std::mutex m_mutex;
  Progress m_progress;    ///< behind the mutex
  std::jthread m_thread;  ///< last: joins before the rest goes
};

}  // namespace lightloom::ui
