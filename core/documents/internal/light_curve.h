#pragma once

#include <optional>
#include <vector>

#include "rooms.h"

namespace lightloom::documents {

/// A point of a measured light–current curve.
struct LightPoint {
  double currentA = 0;
  double powerW = 0;
};

/// The line P = slope · (I − threshold) through the part of a curve that rises above threshold.
struct LightCurve {
  double thresholdA = 0;  ///< ≥ 0
  double slopeWPerA = 0;  ///< > 0
  /// rms distance of the points from the line, relative to the most light.
  double residual = 0;
  int beyondPeak = 0;           ///< points after the most light, where the curve rolls over: not on the line
  bool belowNoCurrent = false;  ///< the line meets no light below 0 A; the threshold is set to 0
};

/// Least squares through the points up to the most light that have more than 2 % of it. Nothing where the
/// light does not rise at two of them at least.
std::optional<LightCurve> fitLightCurve(std::vector<LightPoint> points);

}  // namespace lightloom::documents
