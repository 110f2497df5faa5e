#pragma once

#include <utility>
#include <vector>

#include "rooms.h"
#include "train/run_points.h"

namespace lightloom::ui {

/// The time at a bench as plots show it: seconds in which something happened, since the first point of a run.
/// A wait of more than `kLongestWait` between two points of a run counts as that long, so that an hour of
/// rest takes no room.
class BenchClock {
 public:
  static constexpr double kLongestWait = 2;  ///< s

  /// The times of further points in s since the run began; they never fall.
  void add(double seconds);
  /// The shown time of a moment, s; between two points by interpolation, after the last one like it.
  double at(double seconds) const;

 private:
  std::vector<std::pair<double, double>> m_knots;  ///< of points: since the run began, as shown
};

}  // namespace lightloom::ui
