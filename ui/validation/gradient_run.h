#pragma once

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "learn/gradient_check.h"

namespace lightloom {

/// Checks gradients on a thread of its own. The owner polls.
class GradientRun {
 public:
  GradientRun() = default;
  GradientRun(const GradientRun&) = delete;
  GradientRun& operator=(const GradientRun&) = delete;

  /// Begins anew; a check that is under way is stopped first. As `checkGradients`.
  void start(const TrainerSettings& settings, std::shared_ptr<const Dataset> data);
  /// Ends after the row that is under way.
  void stop() { m_thread.request_stop(); }

  struct Progress {
    std::vector<GradientRow> rows;  ///< new since the last poll, in order
    bool finished = true;           ///< nothing is under way and nothing is left to poll
  };
  Progress poll();

 private:
  std::mutex m_mutex;
  std::vector<GradientRow> m_fresh;  ///< behind the mutex
  bool m_running = false;            ///< behind the mutex
  std::jthread m_thread;             ///< last: joins before the rest goes
};

}  // namespace lightloom
