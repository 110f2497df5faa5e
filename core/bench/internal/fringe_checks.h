#pragma once

#include <vector>

#include "bench/bench.h"
#include "rooms.h"

/// Checks of the interference phases of a bench. Internal to bench.
namespace lightloom::bench {

/// "fringe.out-of-step" (phases that no laser holds are large enough to cost a network accuracy), "trim.bias"
/// and "trim.out-of-reach" (the bias of a laser pays for the phase that it has to hold, or does not reach
/// it). Nothing where fringe phases are switched off.
std::vector<Check> fringeChecks(const Bench& bench);

}  // namespace lightloom::bench
