#pragma once

#include <optional>

#include "laser/fixed_points.h"
#include "rooms.h"

namespace lightloom::laser {

/// The stable band of a laser as an interval of phases on its branch of fixed points. Detuning falls as phase
/// rises, so the *low* edge in detuning has the larger phase. Phases run on past ±π where the band crosses
/// it.
struct StableBand {
  double phaseAtLow = 0;   ///< rad, at the edge of lowest detuning
  double phaseAtHigh = 0;  ///< at the edge of highest detuning
  double lockedPhaseAtLow =
      0;  ///< where the fixed points that go on from the band end (saddle-node), stable or not
  double lockedPhaseAtHigh = 0;  ///< likewise on the side of high detuning
};

/// The longest run in detuning, contiguous in phase, of stable fixed points. Edges are the roots of −det J
/// (saddle-node) and of the Routh–Hurwitz determinant (Hopf), bracketed on the samples of the branch, also
/// where a function only dips through zero between two samples, and refined to a few units in the
/// last place. nullopt where nothing is stable.
std::optional<StableBand> findStableBand(const LockBranch& branch);

/// The phase in [phaseAtHigh, phaseAtLow] where the branch has this detuning, in units of k; the nearer end
/// beyond them. The detuning must fall monotonically with phase in between, as it does between the
/// saddle-node edges.
double phaseAtDetuning(const LockBranch& branch, double phaseAtHigh, double phaseAtLow, double detuning);

}  // namespace lightloom::laser
