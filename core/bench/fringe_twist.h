#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "rooms.h"

namespace lightloom::bench {

/// What of a cell's interference phases no phase per laser can take off, without the ambiguity of whole
/// turns: ψ(a′,s′) − ψ(a′,s) − ψ(a,s′) + ψ(a,s), −π … π, of neighbours a, a′ of the axons and s, s′ of the
/// synapses along each of their two axes. Each is scaled so that the sum of all squares is the mean square of
/// the rest (`HeldPhases`) of phases that are bilinear in the places of both lasers, as a part displaced
/// along the beam makes them. In a fixed order; 0 where a pixel is missing. Empty for more pairs than
/// `kMostHeldPairs`.
std::vector<double> fringeTwists(const Trace& trace, const Cell& cell);

/// The root of the sum of the squares of `twists`, rad.
double twistRad(const std::vector<double>& twists);

/// The gratings that the light of both arrays of a cell passes on its way to its lines, each once.
std::vector<std::string> gratingsOf(const Layout& layout, const Trace& trace, const Cell& cell);

/// A part that puts the fringes of a cell out of step by standing off along its normal.
struct FringeCause {
  std::string part;
  double moveM = 0;         ///< along the facing of the part: where the fringes come back into step
  double x = 0, y = 0;      ///< m, the place there
  double remainingRad = 0;  ///< of `twistRad`, there
};

/// The grating of an arm or the combiner whose move along its normal brings the fringes of a cell best into
/// step; none where none halves what is out of step. Traces the layout once for each of them, and once more
/// for each that its small move promised to be the cause.
std::optional<FringeCause> fringeCause(const Bench& bench, std::size_t cell);

}  // namespace lightloom::bench
