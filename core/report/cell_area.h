#pragma once

#include "bench/bench.h"
#include "rooms.h"

namespace lightloom::report {

/// The area of the first cell, m², as the compute density of a report counts it: lasers, pixels and, where
/// `energy.optics_footprint` is on, optics. 0 of a bench without cells. Needs no network.
double cellAreaM2(const Bench& bench);

}  // namespace lightloom::report
