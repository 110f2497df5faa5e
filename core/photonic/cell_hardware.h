#pragma once

#include <string>
#include <vector>

#include "photonic/bench.h"

namespace lightloom {

/// What one cell of a bench computes with: its links, the light of its lasers as they lock, its drives and
/// its read-out as flat arrays. `sources` are the keys of the noise sources that are on; the others have
/// their neutral values. The bench's trace, cells and locks must be there. Formulas: model.md 3 and 4, beside
/// each step.
/// Whether `light` has the numbers of this cell: in the place of a cell that is too large to be computed
/// stands one that has none.
inline bool isComputed(const Cell& cell, const CellHardware& light) {
  return light.axons == cell.axonChannels && light.synapses == cell.synapseChannels;
}

CellHardware compileCell(const Bench& bench, const Cell& cell, const std::vector<std::string>& sources);

}  // namespace lightloom
