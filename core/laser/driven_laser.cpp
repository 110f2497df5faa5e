#include "laser/driven_laser.h"

#include <algorithm>
#include <cmath>

#include "laser/internal/sign_change.h"

namespace lightloom::laser {
namespace {

constexpr int kSteps = 64;     // of a search over the reach
constexpr int kHalvings = 30;  // of an edge within one step

}  // namespace

double DrivenLaser::pumpAt(double detuningHz) const {
  return std::max(m_inputs.current.floor,
                  m_inputs.laser.pump + m_inputs.current.pumpPerHz * (detuningHz - m_bias));
}

LockBranch DrivenLaser::branchAt(double detuningHz) const {
  return LockBranch(m_inputs.laser, m_inputs.injectionRatio, pumpAt(detuningHz));
}

LockBranch::Point DrivenLaser::pointOf(const FixedPoint& point) const {
  return branchAt(point.detuningHz)
      .pointWith(point.phase, point.amplitude * std::sqrt(m_inputs.laser.pump - 1));
}

std::optional<FixedPoint> DrivenLaser::at(double detuningHz) const {
  const double asked = m_inputs.laser.pump + m_inputs.current.pumpPerHz * (detuningHz - m_bias);
  if (asked < m_inputs.current.floor) return std::nullopt;
  const std::vector<FixedPoint> points =
      fixedPointsAtDetuning(m_inputs.laser, m_inputs.injectionRatio, detuningHz, asked);
  for (auto point = points.rbegin(); point != points.rend(); ++point)
    if (pointOf(*point).stable(m_inputs.laser.alpha)) return *point;
  return std::nullopt;
}

std::optional<DetuningRange> drivenBand(const DrivenLaser& laser, double reachHz) {
  const std::optional<FixedPoint> bias = laser.at(laser.biasHz());
  if (!bias || !(reachHz > 0)) return std::nullopt;
  const auto edge = [&](double side) {
    FixedPoint last = *bias;
    const auto goesOn = [&](double detuningHz) {
      const std::optional<FixedPoint> here = laser.at(detuningHz);
      if (!here || !(side * (here->phase - last.phase) < 0)) return false;
      last = *here;
      return true;
    };
    const double step = side * reachHz / kSteps;
    int steps = 0;
    while (steps < kSteps && goesOn(laser.biasHz() + step * (steps + 1))) ++steps;
    if (steps == kSteps) return last.detuningHz;
    double beyond = laser.biasHz() + step * (steps + 1);
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = 0.5 * (last.detuningHz + beyond);
      if (!goesOn(middle)) beyond = middle;
    }
    return last.detuningHz;
  };
  return DetuningRange{edge(-1), edge(1)};
}

double drivenDetuning(const DrivenLaser& laser, const DetuningRange& range, double phase) {
  // Where nothing is stable, the phases beyond are taken.
  return signChange(range.lowHz, range.highHz, [&](double detuningHz) {
    const std::optional<FixedPoint> here = laser.at(detuningHz);
    return here ? here->phase - phase : -constants::kPi;
  });
}

}  // namespace lightloom::laser
