#pragma once

#include <vector>

#include "optics/internal/cell_links.h"
#include "rooms.h"

/// Checks of the optics of a design. Internal to optics.
namespace lightloom::optics {

/// Pixels of a line that receive two channels of one array ("optics.two-axons", "optics.two-synapses") or
/// stray orders
/// ("optics.stray-orders").
void checkLine(const Layout& layout, const Trace& trace, const LineLight& light, std::vector<Check>& checks);

/// Channels of the cell that reach no pixel pair ("optics.channels-unseen"), pairs that only one of two lines
/// sees
/// ("optics.one-sided-pairs"), low overlap ("optics.low-visibility").
void checkCell(const Layout& layout, const Trace& trace, const Cell& cell, std::vector<Check>& checks);

/// Everything that is not a matter of one cell: no cell at all ("optics.no-cell"), lines that lack one arm
/// ("optics.no-axon", "optics.no-synapse"), facets without leader light ("optics.facets-dark"), tangent
/// lenses
/// ("optics.tangent-mapping"), clipped beams ("optics.clipped"), parts along whose surface a beam runs
/// ("optics.edge-on"), rings cut early ("optics.ring-cut").
void checkBench(const Layout& layout, const Trace& trace, const std::vector<Cell>& cells,
                std::vector<Check>& checks);

}  // namespace lightloom::optics
