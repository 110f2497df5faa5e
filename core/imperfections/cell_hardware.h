#pragma once

#include "imperfections/imperfections.h"
#include "rooms.h"

namespace lightloom::imperfections {

/// Hardware of a cell: its links, the light of its lasers as they lock, its drives and its read-out as flat
/// arrays, with the given imperfections put on one after the other; the others have their neutral values
/// there. Light is there whatever is switched off; imperfections say what it does to the product. Formulas:
/// model.md 3 and 4.
CellHardware cellHardware(const CellLight& light, const ImperfectionSet& on);

/// The lasers of a cell with the given imperfections on, as its hardware is made from.
CellDraft cellDraft(const CellLight& light, const ImperfectionSet& on);

/// Whether `hardware` has the numbers of this cell: in the place of a cell that is too large to be computed
/// stands one that has none.
inline bool isComputed(const Cell& cell, const CellHardware& hardware) {
  return hardware.axons == cell.axonChannels && hardware.synapses == cell.synapseChannels;
}

}  // namespace lightloom::imperfections
