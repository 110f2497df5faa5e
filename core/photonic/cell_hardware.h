#pragma once

#include <string>
#include <vector>

#include "photonic/bench.h"

namespace lightloom {

/// What one cell of a bench computes with: its links, the light of its lasers as they lock, its drives and
/// its read-out as flat arrays. `sources` are the keys of the noise sources that are on; the others have
/// their neutral values. The bench's trace, cells and locks must be there. Formulas: model.md 3 and 4, beside
/// each step.
CellHardware compileCell(const Bench& bench, const Cell& cell, const std::vector<std::string>& sources);

}  // namespace lightloom
