#pragma once

#include "base/units.h"
#include "rooms.h"

namespace lightloom::laser {

/// Phase noise of one laser seen against itself after a delay.
struct DelayedPhaseNoise {
  double instantSigma = 0;          ///< rad rms at an instant, √(2πδν|Δτ|)
  double sigma = 0;                 ///< rad rms of the average over the integrated part of a slot
  double neighbourCorrelation = 0;  ///< of that average in neighbouring slots
};

/// φ(t) − φ(t − Δτ) of a Lorentzian line of width δν (white frequency noise), averaged over the last share
/// `gate` of each slot: with G = gate·slot, a the smaller and b the larger of |Δτ| and G, σ² =
/// 2πδν·a²(b − a/3)/G². Linewidth ≥ 0, slot > 0, 0 < gate ≤ 1, any delay.
DelayedPhaseNoise delayedPhaseNoise(Frequency linewidth, Time delay, Time slot, double gate);

}  // namespace lightloom::laser
