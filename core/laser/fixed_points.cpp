#include "laser/fixed_points.h"

#include <algorithm>
#include <cmath>
#include <complex>

#include "laser/internal/cubic.h"

namespace lightloom::laser {
namespace {

using constants::kPi;

constexpr int kPhaseNodes = 256;
constexpr int kDriveNodes = 64;
constexpr int kFoldNodes = 64;

bool validLock(const LaserParameters& laser, double injectionRatio) {
  return checkLockInputs({laser, injectionRatio, Time::picoseconds(100), 1.0}) == LockFailure::None;
}

// K|E_inj|/k with |E_inj|² = ratio · (μ − 1).
double scaledInjection(const LaserParameters& laser, double injectionRatio) {
  return laser.couplingRatePerS / laser.fieldDecayRatePerS * std::sqrt(injectionRatio * (laser.pump - 1));
}

// Newton from above on a convex cubic: falls monotonically to the largest root and stops where rounding ends
// the fall.
double largestRoot(double start, double c2, double c1, double c0) {
  double x = start;
  for (int i = 0; i < 200; ++i) {
    const double value = ((x + c2) * x + c1) * x + c0;
    const double slope = (3 * x + 2 * c2) * x + c1;
    const double next = x - value / slope;
    if (!(slope > 0) || !(next < x)) break;
    x = next;
  }
  return x;
}

std::vector<FixedPoint> adlerFixedPoints(const LaserParameters& laser, double injectionRatio,
                                         double detuningHz) {
  const double share = detuningHz / staticHalfRangeHz(laser, injectionRatio);
  if (!(std::abs(share) <= 1)) return {};
  const double shift = std::atan(laser.alpha);
  return {{detuningHz, -std::asin(share) - shift, 1, 1}, {detuningHz, std::asin(share) + kPi - shift, 1, 1}};
}

// Squared fields of all fixed points: positive real roots of x[(m−x)² + (p−qx)²] = r²(1+x)², p = αm − d, q =
// α + d.
std::vector<double> squaredFields(double excess, double p, double q, double r) {
  const double lead = 1 + q * q;
  const double c2 = -(2 * (excess + p * q) + r * r) / lead;
  const double c1 = (excess * excess + p * p - 2 * r * r) / lead;
  const double c0 = -r * r / lead;
  std::vector<double> roots;
  for (const std::complex<double>& root : cubicRoots(c2, c1, c0)) {
    if (root.imag() == 0 && root.real() > 0) roots.push_back(root.real());
  }
  std::sort(roots.begin(), roots.end());
  return roots;
}

}  // namespace

double LockBranch::Point::saddleNode(double alpha) const {
  return carrierDamping * (gain * gain + pull * pull) - exchange * (gain + alpha * pull);
}

double LockBranch::Point::hopf(double alpha) const {
  return -2 * gain * (gain * gain + pull * pull) +
         (carrierDamping - 2 * gain) * (exchange - 2 * gain * carrierDamping) +
         exchange * (gain + alpha * pull);
}

bool LockBranch::Point::stable(double alpha) const {
  return carrierDamping > 2 * gain && saddleNode(alpha) > 0 && hopf(alpha) > 0;
}

LockBranch::Point LockBranch::Point::mirrored(double alpha) const {
  Point out = *this;
  out.phase = -phase;
  out.pull = -pull;
  out.detuning = alpha * gain + pull;
  return out;
}

FixedPoint between(const FixedPoint& low, const FixedPoint& high, double share) {
  const auto mix = [share](double a, double b) { return a + share * (b - a); };
  return {mix(low.detuningHz, high.detuningHz), mix(low.phase, high.phase),
          mix(low.amplitude, high.amplitude), mix(low.carriers, high.carriers)};
}

LockBranch::LockBranch(const LaserParameters& laser, double injectionRatio)
    : LockBranch(laser, injectionRatio, laser.pump) {}

LockBranch::LockBranch(const LaserParameters& laser, double injectionRatio, double pump)
    : m_rate(laser.fieldDecayRatePerS),
      m_alpha(laser.alpha),
      m_gamma(laser.carrierDecayRatePerS / laser.fieldDecayRatePerS),
      m_unit(std::sqrt(laser.pump - 1)),
      m_excess(pump - 1),
      m_injection(scaledInjection(laser, injectionRatio)) {
  if (m_excess <= 0) {
    // Without gain of its own the field goes to 0 as the leader's comes at a right angle.
    m_foldField = m_foldDrive = 0;
    m_closed = false;
    m_phaseLimit = kPi / 2;
    return;
  }
  // The two amplitudes of a phase meet where c(A) = A(A² − m)/(1 + A²) is smallest.
  const double b = 3 + m_excess;
  const double square = 2 * m_excess / (b + std::sqrt(b * b + 4 * m_excess));
  m_foldField = std::sqrt(square);
  m_foldDrive = m_foldField * (square - m_excess) / (1 + square);
  m_closed = m_injection <= -m_foldDrive;
  m_phaseLimit = m_closed ? kPi : std::acos(m_foldDrive / m_injection);
}

double LockBranch::highestField(double c) const {
  return c > 0 ? c + std::sqrt(1 + m_excess) : std::sqrt(m_excess);
}

double LockBranch::fieldBelow(double start, double c) const {
  return std::max(m_foldField, largestRoot(start, -c, -m_excess, -c));
}

LockBranch::Point LockBranch::pointOf(double phase, double cosine, double field) const {
  const double square = field * field;
  const double carriers = (1 + m_excess) / (1 + square);
  const double gain = -m_injection / field * cosine;
  const double pull = m_injection / field * std::sin(phase);
  return {phase,
          field,
          carriers,
          m_alpha * gain - pull,
          gain,
          pull,
          2 * m_gamma * carriers * square,
          m_gamma * (1 + square)};
}

LockBranch::Point LockBranch::pointWith(double phase, double field) const {
  return pointOf(phase, std::cos(phase), field);
}

LockBranch::Point LockBranch::at(double phase) const {
  const double reached = m_closed ? phase : std::clamp(phase, -m_phaseLimit, m_phaseLimit);
  const double cosine = std::cos(reached), c = m_injection * cosine;
  return pointOf(reached, cosine, fieldBelow(highestField(c), c));
}

std::vector<double> LockBranch::samplePhases() const {
  std::vector<double> phases;
  phases.reserve(kPhaseNodes + kDriveNodes + kFoldNodes + 1);
  for (int i = 0; i <= kPhaseNodes; ++i) phases.push_back(m_phaseLimit * i / kPhaseNodes);
  // The amplitude changes over c ~ m^1.5/μ and, near the fold, as a square root: nodes spaced evenly there
  // too.
  const double scale = m_excess * std::sqrt(m_excess) / (1 + m_excess);
  const double reach = std::asinh(m_injection / scale);
  for (int i = 0; i < kDriveNodes; ++i) {
    phases.push_back(std::acos(std::min(1.0, scale * std::sinh(reach * i / kDriveNodes) / m_injection)));
  }
  for (int i = 1; i < kFoldNodes && !m_closed; ++i) {
    const double a = m_foldField + (std::sqrt(m_excess) - m_foldField) * i / kFoldNodes;
    phases.push_back(std::acos(a * (a * a - m_excess) / (1 + a * a) / m_injection));
  }
  std::sort(phases.begin(), phases.end());
  phases.erase(std::unique(phases.begin(), phases.end()), phases.end());
  return phases;
}

// The field falls as |φ| rises, so each point is a close upper bound of the next.
std::vector<LockBranch::Point> LockBranch::samples() const {
  std::vector<Point> out;
  double above = highestField(m_injection);
  for (double phase : samplePhases()) {
    const double cosine = std::cos(phase), c = m_injection * cosine;
    above = fieldBelow(std::min(above, highestField(c)), c);
    out.push_back(pointOf(phase, cosine, above));
  }
  return out;
}

double LockBranch::detuningHz(const Point& point) const {
  return point.detuning * m_rate / (2 * kPi);
}

FixedPoint LockBranch::physical(const Point& point) const {
  return {detuningHz(point), point.phase, point.field / m_unit, point.carriers};
}

std::optional<FixedPoint> fixedPointAtPhase(const LaserParameters& laser, double injectionRatio,
                                            double phase) {
  if (!validLock(laser, injectionRatio) || !std::isfinite(phase)) return std::nullopt;
  if (laser.model == LockModel::Adler) {
    const double half = staticHalfRangeHz(laser, injectionRatio);
    return FixedPoint{-half * std::sin(phase + std::atan(laser.alpha)), phase, 1, 1};
  }
  const LockBranch branch(laser, injectionRatio);
  if (!branch.closed() && std::abs(std::remainder(phase, 2 * kPi)) > branch.phaseLimit()) return std::nullopt;
  FixedPoint point = branch.physical(branch.at(std::remainder(phase, 2 * kPi)));
  point.phase = phase;
  return point;
}

std::vector<FixedPoint> fixedPointsAtDetuning(const LaserParameters& laser, double injectionRatio,
                                              double detuningHz) {
  if (!validLock(laser, injectionRatio) || !std::isfinite(detuningHz)) return {};
  if (laser.model == LockModel::Adler) return adlerFixedPoints(laser, injectionRatio, detuningHz);
  return fixedPointsAtDetuning(laser, injectionRatio, detuningHz, laser.pump);
}

std::vector<FixedPoint> fixedPointsAtDetuning(const LaserParameters& laser, double injectionRatio,
                                              double detuningHz, double pump) {
  const double excess = pump - 1, unit = std::sqrt(laser.pump - 1);
  const double d = 2 * kPi * detuningHz / laser.fieldDecayRatePerS;
  const double r = scaledInjection(laser, injectionRatio);
  std::vector<FixedPoint> points;
  for (double square : squaredFields(excess, laser.alpha * excess - d, laser.alpha + d, r)) {
    const double gain = (excess - square) / (1 + square);
    points.push_back(
        {detuningHz, std::atan2(laser.alpha * gain - d, -gain), std::sqrt(square) / unit, 1 + gain});
  }
  return points;
}

Eigen::Matrix3d lockJacobian(const LaserParameters& laser, double injectionRatio, const FixedPoint& point) {
  const double k = laser.fieldDecayRatePerS;
  const double field = point.amplitude * std::sqrt(laser.pump - 1);
  const double injection = k * scaledInjection(laser, injectionRatio);
  const double cosine = injection * std::cos(point.phase);
  const double sine = injection * std::sin(point.phase);
  const double gamma = laser.carrierDecayRatePerS;
  Eigen::Matrix3d jacobian;
  jacobian << k * (point.carriers - 1), -sine, k * field,        //
      sine / (field * field), -cosine / field, laser.alpha * k,  //
      -2 * gamma * point.carriers * field, 0, -gamma * (1 + field * field);
  return jacobian;
}

bool isStable(const LaserParameters& laser, double injectionRatio, const FixedPoint& point) {
  if (laser.model == LockModel::Adler) return std::cos(point.phase + std::atan(laser.alpha)) > 0;
  const double field = point.amplitude * std::sqrt(laser.pump - 1);
  return LockBranch(laser, injectionRatio).pointWith(point.phase, field).stable(laser.alpha);
}

}  // namespace lightloom::laser
