#pragma once

#include "imperfections/cell_draft.h"
#include "rooms.h"

namespace lightloom::imperfections {

/// How strongly the symbols of an array detune its lasers by their heat (model.md 3.10).
struct HeatWander {
  double rmsHz = 0;     ///< of the detuning by white symbols, evenly spread over their range
  double bareHz = 0;    ///< the same with nothing driven against it
  double usableHz = 0;  ///< width of the usable range, to compare with
};

/// Of the axons or synapses of a cell; all 0 where their current writes no phases, or where it does not tune.
HeatWander weightWander(const CellLight& light);
HeatWander axonWander(const CellLight& light);

}  // namespace lightloom::imperfections
