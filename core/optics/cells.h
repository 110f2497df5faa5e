#pragma once

#include <string>
#include <vector>

#include "optics/held_phases.h"
#include "optics/links.h"
#include "optics/trace.h"
#include "rooms.h"

namespace lightloom::optics {

/// How the axon–synapse phase of a cell is held: nobody draws a loop (an ideal servo is implied), a phase
/// shifter with its loop closed, or a phase shifter with its loop open (the fringe is then what the paths
/// make it).
enum class PhaseLoop { Implied, Closed, Open };

/// One combining splitter with its detector lines and the one axon and one synapse array that reach them.
/// `plus` is the line that the axon beam reaches by reflection at the combiner. A single-ended cell has one
/// line only (the other −1).
struct Cell {
  std::string id;                           ///< of the combining splitter's part
  std::string axonId, synapseId;            ///< of the arrays' parts
  std::string plusId, minusId;              ///< empty where there is no such line
  int combinerFace = -1;                    ///< index in Layout::faces
  int axonSource = -1, synapseSource = -1;  ///< index in Trace::sources
  int plusFace = -1, minusFace = -1;        ///< indices in Layout::faces; −1: no such line
  int axonChannels = 0;                     ///< B
  int synapseChannels = 0;                  ///< F
  ScatteringSide axonSide, synapseSide;     ///< the combiner as the axon and the synapse beam meet it
  PhaseLoop loop = PhaseLoop::Implied;
  std::string phaseShifterId;  ///< the part with that loop; empty where the loop is implied
  HeldPhases held;             ///< of a loop that is closed; empty where it is open
  Links links;                 ///< one per pair of channels that share a pixel
  /// γ over all pairs of channels of the cell, 0 … 1; a pair that reaches no pixel counts as 0.
  double meanVisibility = 0, minVisibility = 0;

  /// Whether both lines are there, so that their difference can be read.
  bool balanced() const { return plusFace >= 0 && minusFace >= 0; }
  /// Mean γ of a link over the lines of the cell, stops included; a line that the link does not reach counts
  /// as 0.
  double visibility(const Link& link) const {
    return (link.plus.overlap() + link.minus.overlap()) / (balanced() ? 2 : 1);
  }
};

/// The cells of a bench, and the checks of its optics.
struct CellSet {
  std::vector<Cell> cells;    ///< in drawing order of the combiners
  std::vector<Check> checks;  ///< of the whole optics, worst first
};

/// Visibility γ over the pairs of channels of several cells, 0 … 1.
struct VisibilitySummary {
  double mean = 0;   ///< each cell weighed by its F·B pairs
  double least = 0;  ///< of the worst pair
};

/// The visibility of all cells of a set; 0 without cells.
VisibilitySummary visibilityOf(const CellSet& set);

/// Finds the cells of a traced layout and checks the optics. The two pixels of a pair are found by the
/// channels that they receive and not by their index, because one of the two images is mirrored (model.md
/// 2.1). A pixel's wanted channels are the strongest axon and the strongest synapse beam of the cell on it.
/// `trace` must be that of `layout`.
CellSet findCells(const Layout& layout, const Trace& trace);

}  // namespace lightloom::optics
