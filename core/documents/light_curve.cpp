#include "documents/internal/light_curve.h"

#include <algorithm>
#include <cmath>

namespace lightloom::documents {
namespace {

constexpr double kAboveThreshold = 0.02;  // of the most light

bool isDimmer(const LightPoint& a, const LightPoint& b) {
  return a.powerW < b.powerW;
}

}  // namespace

std::optional<LightCurve> fitLightCurve(std::vector<LightPoint> points) {
  if (points.empty()) return std::nullopt;
  std::sort(points.begin(), points.end(),
            [](const LightPoint& a, const LightPoint& b) { return a.currentA < b.currentA; });
  const auto peak = std::max_element(points.begin(), points.end(), isDimmer);
  const double most = peak->powerW;
  LightCurve out;
  out.beyondPeak = static_cast<int>(points.end() - peak) - 1;
  points.erase(peak + 1, points.end());
  std::erase_if(points, [most](const LightPoint& point) { return point.powerW <= kAboveThreshold * most; });
  double n = 0, i = 0, p = 0, ii = 0, ip = 0;
  for (const LightPoint& point : points) {
    n += 1;
    i += point.currentA;
    p += point.powerW;
    ii += point.currentA * point.currentA;
    ip += point.currentA * point.powerW;
  }
  const double spread = n * ii - i * i;
  if (n < 2 || spread <= 0) return std::nullopt;
  out.slopeWPerA = (n * ip - i * p) / spread;
  if (!(out.slopeWPerA > 0)) return std::nullopt;
  const double threshold = (i - p / out.slopeWPerA) / n;
  double squares = 0;
  for (const LightPoint& point : points)
    squares += std::pow(point.powerW - out.slopeWPerA * (point.currentA - threshold), 2);
  out.residual = std::sqrt(squares / n) / most;
  out.belowNoCurrent = threshold < 0;
  out.thresholdA = std::max(0.0, threshold);
  return out;
}

}  // namespace lightloom::documents
