#pragma once

#include <vector>

#include "bench/bench.h"
#include "rooms.h"

/// Checks of slow heating. Internal to bench.
namespace lightloom::bench {

/// "heat.wander": the symbols of an array detune its lasers by so much that a network loses accuracy. Nothing
/// where self-heating is switched off.
std::vector<Check> heatChecks(const Bench& bench);

}  // namespace lightloom::bench
