#pragma once

#include <cstddef>

#include "bench/bench.h"
#include "report/energy.h"
#include "rooms.h"

namespace lightloom::report {

/// What one cell of a bench costs, by symbol, read-out and time, as its ledger has it before it is divided.
/// `cell` is an index into `bench.cells.cells`; `slotCopies` are those of an unsigned input.
EnergyInputs cellCosts(const Bench& bench, std::size_t cell);

}  // namespace lightloom::report
