#pragma once

#include "design/kind.h"
#include "rooms.h"

namespace lightloom::design {

/// Light–current–voltage curve of a laser at rest: P = slope · (I − threshold), V = turn-on + R · I.
struct LaserDiode {
  double thresholdA = 0;
  double slopeWPerA = 1;  ///< > 0
  double turnOnV = 0;
  double resistanceOhm = 0;
};

/// The working point of a diode that emits a power.
struct BiasPoint {
  double currentA = 0;
  double voltageV = 0;
  double electricalW = 0;  ///< I · V
};

/// The curve of one laser of an array (−1: of the nominal one).
LaserDiode diodeOf(const PartView& array, int channel = -1);

/// Bias of a diode for a power ≥ 0 in W; a laser without light is off and takes nothing.
BiasPoint biasFor(const LaserDiode& diode, double powerW);

/// Electrical power of one laser of an array: from its measured wall-plug efficiency where one is set, else
/// from the curve.
double electricalW(const PartView& array, int channel);

}  // namespace lightloom::design
