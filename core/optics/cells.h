#pragma once

#include <string>
#include <vector>

#include "optics/links.h"
#include "optics/trace.h"
#include "rooms.h"

namespace lightloom::optics {

/// Who holds the axon–synapse phase of a cell: nobody draws a loop (an ideal servo is implied), a phase
/// shifter with its loop closed, or a phase shifter with its loop open (the fringe is then what the paths
/// make it).
enum class PhaseLoop { Implied, Closed, Open };

/// One combining splitter with its detector lines and the one axon and one synapse array that reach them.
/// `plus` is the line that the axon beam reaches by reflection at the combiner. A single-ended cell has one
/// line only (the other −1).
struct Cell {
  std::string id;  ///< of the combining splitter's part
  std::string axonId, synapseId;
  std::string plusId, minusId;  ///< empty where there is no such line
  int combinerFace = -1;
  int axonSource = -1, synapseSource = -1;  ///< index in Trace::sources
  int plusFace = -1, minusFace = -1;
  int axonChannels = 0;                  ///< B
  int synapseChannels = 0;               ///< F
  ScatteringSide axonSide, synapseSide;  ///< the combiner as the axon and the synapse beam meet it
  PhaseLoop loop = PhaseLoop::Implied;
  std::string phaseShifterId;  ///< the part with that loop; empty where the loop is implied
  Links links;
  /// Over all pairs of channels of the cell; a pair that reaches no pixel counts as 0.
  double meanVisibility = 0, minVisibility = 0;

  bool balanced() const { return plusFace >= 0 && minusFace >= 0; }
  /// Mean γ of a link over the lines of the cell; a line that the link does not reach counts as 0.
  double visibility(const Link& link) const {
    return (link.plus.visibility + link.minus.visibility) / (balanced() ? 2 : 1);
  }
};

struct CellSet {
  std::vector<Cell> cells;    ///< in drawing order of the combiners
  std::vector<Check> checks;  ///< of the whole optics, worst first
};

/// γ over the pairs of channels of all cells; 0 without cells.
struct VisibilitySummary {
  double mean = 0, least = 0;
};
VisibilitySummary visibilityOf(const CellSet& set);

/// Finds the cells of a traced layout and checks the optics. Pixels of a pair are joined by the channels that
/// they receive, never by index. A pixel's wanted channels are the strongest axon and the strongest synapse
/// beam of the cell on it.
CellSet findCells(const Layout& layout, const Trace& trace);

}  // namespace lightloom::optics
