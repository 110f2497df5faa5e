#pragma once

#include <ctime>

#include <algorithm>
#include <chrono>
#include <limits>
#include <vector>

#include "rooms.h"

namespace lightloom::speed {

/// Processor time of the calling thread, s: what else the machine does counts less than in wall time.
inline double threadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

inline double wallSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Calls `work` until `seconds` of this clock have passed and at least three times, after one call that does
/// not count; the median time of a call, s. `work` should take more than a microsecond. `stopped` is asked
/// between the calls: NaN where it says yes.
template <typename Clock, typename Work, typename Stopped>
double medianTime(double seconds, const Clock& clock, const Work& work, const Stopped& stopped) {
  constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  if (stopped()) return kUnknown;
  work();
  std::vector<double> times;
  const double begin = clock();
  double before = begin;
  while (times.size() < 3 || before - begin < seconds) {
    if (stopped()) return kUnknown;
    work();
    const double after = clock();
    times.push_back(after - before);
    before = after;
  }
  return median(std::move(times));
}

template <typename Clock, typename Work>
double medianTime(double seconds, const Clock& clock, const Work& work) {
  return medianTime(seconds, clock, work, [] { return false; });
}

}  // namespace lightloom::speed
