#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "bench/alignment.h"
#include "rooms.h"

namespace lightloom::ui {

/// Computes how far the fine adjusters of a part may turn, on a thread of its own. The owner polls; the
/// newest request wins.
class ToleranceLoader {
 public:
  /// The share of the weakest visibility that is left at the ends of the range.
  static constexpr double kShare = 0.9;

  ToleranceLoader() = default;
  ~ToleranceLoader() = default;
  ToleranceLoader(const ToleranceLoader&) = delete;
  ToleranceLoader& operator=(const ToleranceLoader&) = delete;

  void start(const Design& design, const std::string& part);
  void stop() { m_thread = std::jthread(); }
  using Found = Result<std::vector<Tolerance>>;
  /// The outcome of the newest request, given once. Errors: "memory.exhausted".
  std::optional<Found> take();

 private:
  std::mutex m_mutex;
  std::optional<Found> m_found;  ///< behind the mutex
  std::jthread m_thread;         ///< last: joins before the rest goes
};

}  // namespace lightloom::ui
