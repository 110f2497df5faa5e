#pragma once

#include <mutex>
#include <thread>
#include <vector>

#include "validate/validation.h"

namespace lightloom {

/// Computes the validation rows on a thread of its own. The owner polls.
class ValidationRun {
 public:
  ValidationRun() = default;
  ~ValidationRun() = default;
  ValidationRun(const ValidationRun&) = delete;
  ValidationRun& operator=(const ValidationRun&) = delete;

  /// Begins anew; a run that is under way is stopped first.
  void start(const ValidationInputs& inputs, bool longRows);
  /// The rows that are left become "not run"; a row that trains ends at its next mini-batch.
  void stop() { m_thread.request_stop(); }

  struct Progress {
    std::vector<ValidationResult> results;  ///< new since the last poll, in order
    bool finished = true;                   ///< nothing is under way and nothing is left to poll
  };
  Progress poll();

 private:
  std::mutex m_mutex;
  std::vector<ValidationResult> m_fresh;  ///< behind the mutex
  bool m_running = false;                 ///< behind the mutex
  std::jthread m_thread;                  ///< last: joins before the rest goes
};

}  // namespace lightloom
