#pragma once

#include <complex>
#include <vector>

#include "laser/laser_parameters.h"
#include "rooms.h"

namespace lightloom::laser {

/// A laser whose locked state is unstable (beyond a Hopf edge).
struct UnstableLaser {
  double alpha = 0;           ///< linewidth enhancement factor
  double detuningHz = 0;      ///< leader − free-running follower
  double injectionRatio = 0;  ///< mode-matched power on the facet / free-running emitted power
  double phase = 0;           ///< rad, of the unstable fixed point, where the run begins
};

/// Where an unstable laser goes instead: averages over its limit cycle.
struct LimitCycle {
  bool bounded = false;            ///< its phase stays within a turn: the mean field is that of a fringe
  std::complex<double> meanField;  ///< ⟨A e^{iφ}⟩ over the free-running field; 0 where not bounded
  double meanPower = 1;            ///< ⟨A²⟩
  /// Whether both halves of the averaged time have the same mean field within a twentieth of the rms field;
  /// what goes on changing (a slow spiral, chaos) has no mean that means anything.
  bool settled = false;
};

/// Follows unstable lasers in time, without noise: 20 periods of the relaxation oscillation to settle, the
/// next 20 are averaged. All are alike but for what `UnstableLaser` names. Equal inputs, equal bits.
std::vector<LimitCycle> followLimitCycles(LaserParameters laser, const std::vector<UnstableLaser>& lasers);

}  // namespace lightloom::laser
