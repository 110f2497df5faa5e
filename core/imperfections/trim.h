#pragma once

#include <vector>

#include "imperfections/cell_light.h"
#include "rooms.h"

namespace lightloom::imperfections {

/// How the phases that the lasers of an array hold are set: by their bias, within half the usable span, of
/// which a weight then has less; or by a phase shifter before each of them, which reaches every phase.
enum class TrimKind { Bias, Shifters, Ideal };

/// The `trim` of an array.
TrimKind trimKindOf(const PartView& array);

/// The phases of one array about their mean as it can hold them.
struct ArrayTrim {
  double usedRad = 0;              ///< of either half of the usable span: the largest phase held by a bias
  double wantedRad = 0;            ///< the largest phase that the fringes ask of a laser
  int farthest = 0;                ///< its channel
  std::vector<double> missingRad;  ///< by channel: what its bias does not reach; empty: nothing
};

/// Trims of a cell (model.md 2.4). A bias leaves a tenth of the usable half span to the weight, and what it
/// does not reach stays in the links. Nothing is held, and nothing is missing, where the loop is open.
struct CellTrim {
  ArrayTrim axons, synapses;

  /// The phase of a link that neither lasers nor servo take off: δ of sin(φ_w − φ_x + δ), −π … π.
  double restOf(const Link& link) const;
};
CellTrim trimOf(const CellLight& light);

/// rms of the rest over the links of a cell, rad; 0 without links. Of more than 2¹⁶ every n-th counts.
double fringeErrorRad(const CellLight& light);

}  // namespace lightloom::imperfections
