#pragma once

#include <vector>

#include "rooms.h"

namespace lightloom::report {

/// What one design reaches and what it costs. NaN = not known.
struct Merit {
  double accuracy = 0;     ///< more is better: share of right answers, or R²
  double joulesPerOp = 0;  ///< less is better
  double areaM2 = 0;       ///< less is better
};

/// For each design whether it is on the Pareto front: no other is at least as good in all three and better in
/// one. Equal designs are on it together. One of which a number is not known is not on it and keeps no other
/// from it. Takes n² comparisons.
std::vector<bool> paretoFront(const std::vector<Merit>& merits);

}  // namespace lightloom::report
