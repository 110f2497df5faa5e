#include "report/pareto.h"

#include <algorithm>
#include <cmath>

namespace lightloom::report {
namespace {

bool isKnown(const Merit& merit) {
  return !std::isnan(merit.accuracy) && !std::isnan(merit.joulesPerOp) && !std::isnan(merit.areaM2);
}

bool beats(const Merit& a, const Merit& b) {
  const bool nowhereWorse =
      a.accuracy >= b.accuracy && a.joulesPerOp <= b.joulesPerOp && a.areaM2 <= b.areaM2;
  return nowhereWorse && (a.accuracy > b.accuracy || a.joulesPerOp < b.joulesPerOp || a.areaM2 < b.areaM2);
}

}  // namespace

// A comparison with NaN is false, so what is not known beats nothing.
std::vector<bool> paretoFront(const std::vector<Merit>& merits) {
  std::vector<bool> out;
  for (const Merit& merit : merits)
    out.push_back(isKnown(merit) && std::none_of(merits.begin(), merits.end(),
                                                 [&](const Merit& other) { return beats(other, merit); }));
  return out;
}

}  // namespace lightloom::report
