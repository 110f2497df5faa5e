#pragma once

#include <Eigen/Core>

#include "base/units.h"
#include "rooms.h"

namespace lightloom::laser {

/// How the phase of a locked laser's light follows that of its leader: s(t) = 1 − p·[e^{Jt}]_φφ −
/// a·[e^{Jt}]_Aφ after a step of 1 rad, J the Jacobian on (ln A, φ, N), whose eigenvalues lie on the left.
/// What of the light is the leader's, reflected by the facet, follows at once.
struct PhaseFollower {
  Eigen::Matrix3d jacobianPerS;
  double ofPhase = 1;      ///< p: rad of the light per rad of the laser's own field
  double ofAmplitude = 0;  ///< a: rad of the light per change of ln A of that field
};

/// Phase noise of one leader seen against itself after two ways.
struct DelayedPhaseNoise {
  double variance = 0;             ///< rad², of the average over the integrated part of a slot
  double neighbourCovariance = 0;  ///< rad², of that average in neighbouring slots
};

/// φ(t − Δτ) through `late` less φ(t) through `early`, φ of a Lorentzian line of width δν (white frequency
/// noise), averaged over the last share `gate` of each slot: 2πδν·∫[s̄_late(t − Δτ) − s̄_early(t)]² dt, s̄ the
/// response to a step averaged over that time. In closed form: both responses are sums of three exponentials,
/// and the integrals of their products between the steps have a line each. To 1e-9, and to 1e-5 where modes
/// of a laser fall together. Linewidth ≥ 0, slot > 0, 0 < gate ≤ 1, any delay Δτ, of either sign.
DelayedPhaseNoise delayedPhaseNoise(Frequency linewidth, const PhaseFollower& late,
                                    const PhaseFollower& early, Time delay, Time slot, double gate);

}  // namespace lightloom::laser
