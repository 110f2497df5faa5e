#pragma once

#include <vector>

#include "imperfections/cell_draft.h"
#include "imperfections/imperfections.h"
#include "learn/layer_statistics.h"
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

/// How far heat puts the weights of a layer off where they are wanted, as an error of the phase that writes
/// them, rad rms: that of white weights of the layer's present mean square, δw/√(1 − w²), or of the phases
/// themselves where a cell sums sines. A mini-batch has `batch` samples, for which each row of weights is
/// sent. 0 where nothing heats.
double weightHeatError(const CellHardware& cell, const LayerStatistics& layer, int batch);

/// A symbol on the branch of a laser that writes it.
struct WrittenSymbol {
  double value = 0;       ///< a weight, or a phase about the middle of the usable range
  double detuningHz = 0;  ///< leader − follower, at which the laser stands
  double phaseRad = 0;    ///< of the laser there, against its leader
  double amplitude = 1;   ///< of its field, relative to the free-running one at the bias
};

/// What the nominal laser of an array writes over its stable band.
struct WrittenBranch {
  std::vector<WrittenSymbol> symbols;  ///< ascending in value; empty: writes none
  double usableLowHz = 0, usableHighHz = 0;
};

/// Whether a detuning lies in the usable range, its ends included.
inline bool isUsable(const WrittenBranch& branch, double detuningHz) {
  constexpr double kRounding = 1e-9;
  const double room = kRounding * (branch.usableHighHz - branch.usableLowHz);
  return detuningHz >= branch.usableLowHz - room && detuningHz <= branch.usableHighHz + room;
}

/// Of the synapses of a cell with the given imperfections on; empty where their current writes no phases, or
/// where they do not lock. Of the axons likewise: x·x_max, of phase × phase φ_x about the middle of its
/// range.
WrittenBranch weightBranch(const CellLight& light, const ImperfectionSet& on);
WrittenBranch inputBranch(const CellLight& light, const ImperfectionSet& on);

/// A value on a branch of at least two symbols, by straight lines; beyond its ends by the last of them.
WrittenSymbol symbolOn(const WrittenBranch& branch, double value);

}  // namespace lightloom::imperfections
