#pragma once

#include "bench/bench.h"
#include "rooms.h"

namespace lightloom::report {

/// The area of a bench, m², as the compute density of a report counts it: lasers and pixels of all its cells
/// and, where `energy.optics_footprint` is on, optics. What cooling takes goes with a network, and is not in
/// it. 0 of a bench without cells.
double benchAreaM2(const Bench& bench);

}  // namespace lightloom::report
