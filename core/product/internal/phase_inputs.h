#pragma once

#include "rooms.h"

namespace lightloom::product {

/// Inputs of one product that are phases, on their way to operands of a matrix product.
struct PhaseInputs {
  int slots = 0;
  int samples = 0;
  bool isSigned = false;
  double limit = 1;          ///< CellHardware::axonLimit
  double turn = 0;           ///< rad, added to every φ_x: servo and static phase
  const float* x = nullptr;  ///< slots × samples
  float* cosines =
      nullptr;  ///< slots × samples, cos φ_x: as a phase error of an axon meets it; sums of sines
  float* inPhase = nullptr;
  float* quadrature = nullptr;  ///< or null
};

}  // namespace lightloom::product
