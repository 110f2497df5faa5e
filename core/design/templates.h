#pragma once

#include <string_view>
#include <vector>

#include "base/message.h"
#include "design/design.h"
#include "rooms.h"

namespace lightloom::design {

/// How two arrays are crossed so that every pixel receives one axon and one synapse (model.md 2.2).
enum class CellCrossing {
  OneAxon,       ///< one axon over a square of synapses
  TwoPitches,    ///< squares of both; the axons stand as far apart as the synapse array is wide
  RowAndColumn,  ///< a column of axons fanned out sideways, a row of synapses fanned out upwards
};

/// The homodyne cell that is wanted: B axons and F synapses.
struct CellRequest {
  CellCrossing crossing = CellCrossing::TwoPitches;
  int axons = 25;     ///< B, 1 … 10 000; a square number with two pitches
  int synapses = 25;  ///< F, 1 … 10 000; a square number but for RowAndColumn
};

/// Largest number of pixels along a side of a cell's detector lines.
inline constexpr int kMostTemplatePixels = 250;

/// A whole cell after the layout of model.md 6: leader, injection, two arrays with their 4f relays, combiner
/// and a balanced pair; lenses of 20 mm, 974 nm. The pitch shrinks where the pixels would spread over more
/// than 4 mm. The parts have the ids of the template, to be replaced on insertion. Errors:
/// "template.not-square", "template.range", "template.too-many-pixels".
Result<std::vector<ComponentPtr>> homodyneCell(const CellRequest& request);

/// Leader, isolator, arm splitter, gratings and injection splitters of the cell alone.
Result<std::vector<ComponentPtr>> leaderFeed(const CellRequest& request);

/// Combiner, two lenses and two detector lines of the cell alone.
Result<std::vector<ComponentPtr>> balancedPair(const CellRequest& request);

/// The place of a part in a homodyne cell, in the order in which a bench is built.
enum class CellPart {
  Leader,
  OneWay,  ///< behind the leader
  Axons,
  AxonLens,
  Synapses,
  SynapseLens,
  AxonCopies,     ///< grating that copies every axon to all synapses
  SynapseCopies,  ///< grating that copies every synapse to all axons
  Combiner,
  PixelLens,
  Pixels,
  ArmSplitter,       ///< divides the leader's light
  AxonInjection,     ///< splitter through which it reaches the axons
  SynapseInjection,  ///< splitter through which it reaches the synapses
  LeaderToAxons,     ///< grating that makes a beam for each axon
  LeaderToSynapses,  ///< grating that makes a beam for each synapse
  Stop,
};

/// A part of this cell with the values of the template, without an id and at no place. Null where such a cell
/// has none: one axon needs no grating for its leader light. Errors as of homodyneCell.
Result<ComponentPtr> cellPart(const CellRequest& request, CellPart part);

/// Focal length of all lenses of a cell, m.
inline constexpr double kCellFocalLength = 20e-3;

/// The kind of part that lets light pass one way only.
inline constexpr std::string_view kOneWayKind = "isolator";

}  // namespace lightloom::design
