#pragma once

#include <vector>

#include "bench/bench.h"
#include "rooms.h"

namespace lightloom::bench {

/// Checks of a drawing that computes, for faults that show when it is built: "cell.arms-unequal" (the arms
/// differ by more than a symbol), "parts.overlap", "parts.heap", "beam.blocked" (light runs through the body
/// of a part), "optics.wide-field" (beams cross a lens at more than about 15°), "laser.class" (IEC
/// 60825-1:2014, accessible emission limits of 700 … 1050 nm: class 1 up to 0.39 mW·10^(0.002(λ/nm − 700)),
/// 3R five times that, 3B up to 0.5 W).
std::vector<Check> benchChecks(const Bench& bench);

}  // namespace lightloom::bench
