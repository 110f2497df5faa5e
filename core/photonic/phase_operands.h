#pragma once

#include "photonic/hardware.h"

namespace lightloom {

// Operands of products whose inputs are phases, so that sums of trigonometric products are plain matrix
// products: Σ sin(φ_w − φ_x) = [sin φ_w | cos φ_w] · [cos φ_x; −sin φ_x].

/// Phases (neurons × slots) to their sines, and behind them their cosines; `sumSquares` (neurons) of the
/// sines.
void splitWeightPhases(int neurons, int slots, float* weights, float* sumSquares);

/// x of one product of phases.
struct PhaseInputs {
  int slots = 0;
  int samples = 0;
  bool isSigned = false;
  double limit = 1;          ///< CellHardware::axonLimit
  double turn = 0;           ///< rad, added to every φ_x: servo and static phase
  const float* x = nullptr;  ///< slots × samples
  float* cosines = nullptr;  ///< slots × samples, cos φ_x: as a phase error of an axon meets it
  float* inPhase = nullptr;
  float* quadrature = nullptr;  ///< or null
};

/// Phase × phase: columns [cos φ_x; −sin φ_x] and [sin φ_x; cos φ_x], φ_x = limit·x, or 2·limit·x of an
/// unsigned x: the interferometer then rests at the lower end of the usable range.
void fillPhaseInputs(const PhaseInputs& inputs);

/// Two-slot phase: columns x and √(1/limit² − x²), which is sin φ_x/limit, turned. `inPhase` may
/// be `x`.
void fillTwoSlotInputs(const PhaseInputs& inputs);

}  // namespace lightloom
