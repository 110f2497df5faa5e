#pragma once

#include <optional>

#include "laser/fixed_points.h"
#include "rooms.h"

namespace lightloom::laser {

/// A locked laser whose detuning is written by its own current, which pumps it as well (model.md 3.11): at a
/// detuning f its pump is μ + dμ/dΔν·(f − bias), no less than without current, while the leader's field and
/// the unit of amplitudes stay those of the bias. Of the fixed points there it takes the stable one of the
/// largest amplitude.
class DrivenLaser {
 public:
  /// The inputs must have passed `checkLockInputs`. `biasHz`: the detuning at which the pump is the laser's.
  DrivenLaser(const LockInputs& inputs, double biasHz) : m_inputs(inputs), m_bias(biasHz) {}

  double biasHz() const { return m_bias; }
  double pumpAt(double detuningHz) const;
  /// nullopt where nothing is stable, or the current has ended.
  std::optional<FixedPoint> at(double detuningHz) const;
  /// The branch of constant current at a detuning, for its dynamics.
  LockBranch branchAt(double detuningHz) const;
  LockBranch::Point pointOf(const FixedPoint& point) const;

 private:
  LockInputs m_inputs;
  double m_bias;
};

/// A stretch of detunings in Hz.
struct DetuningRange {
  double lowHz = 0, highHz = 0;
};

/// Where a driven laser is stable about its bias and its phase falls as the detuning rises, within `reachHz`
/// to either side; nullopt where it is not stable at its bias.
std::optional<DetuningRange> drivenBand(const DrivenLaser& laser, double reachHz);

/// The detuning within `range` at which a driven laser has a phase, rad; the nearer end beyond its phases.
double drivenDetuning(const DrivenLaser& laser, const DetuningRange& range, double phase);

}  // namespace lightloom::laser
