#pragma once

#include <Eigen/Core>

#include "base/units.h"
#include "rooms.h"

namespace lightloom::laser {

/// How the phase of a locked laser's light follows that of its leader: s(t) = 1 − share·[e^{Jt}]_φφ after a
/// step of 1 rad, J the Jacobian on (A, φ, N), whose eigenvalues lie on the left.
struct PhaseFollower {
  Eigen::Matrix3d jacobianPerS;
  double share = 1;  ///< of its light that is its own: the rest is the leader's, which follows at once
};

/// Phase noise of one leader seen against itself after two ways.
struct DelayedPhaseNoise {
  double variance = 0;             ///< rad², of the average over the integrated part of a slot
  double neighbourCovariance = 0;  ///< rad², of that average in neighbouring slots
};

/// φ(t − Δτ) through `late` less φ(t) through `early`, φ of a Lorentzian line of width δν (white frequency
/// noise), averaged over the last share `gate` of each slot: 2πδν·∫[s̄_late(t − Δτ) − s̄_early(t)]² dt, s̄ the
/// response to a step averaged over that time. By trapezoids on at least 512 points of a slot, to about
/// 1e-3. Linewidth ≥ 0, slot > 0, 0 < gate ≤ 1, any delay Δτ, of either sign.
DelayedPhaseNoise delayedPhaseNoise(Frequency linewidth, const PhaseFollower& late,
                                    const PhaseFollower& early, Time delay, Time slot, double gate);

}  // namespace lightloom::laser
