#pragma once

#include <vector>

#include "base/random.h"
#include "product/hardware.h"
#include "rooms.h"

namespace lightloom::product {

/// One product whose outputs share errors: sizes, and the sums that these go with.
struct SharedErrorPass {
  int neurons = 0;
  int samples = 0;
  int slots = 0;
  int copies = 1;                       ///< of each slot: 2 where x is signed
  bool oppositeRails = false;           ///< the same weight light is taken off again on the second rail
  float* y = nullptr;                   ///< neurons × samples in units of x·w, changed in place
  const float* slope = nullptr;         ///< neurons × min(axons, samples): ∂y/∂φ per Σ x; null = none
  const float* sumX = nullptr;          ///< samples: Σ x as a phase error meets it
  const float* sumX2 = nullptr;         ///< samples: Σ x², signed where the rails oppose
  const float* sumX4 = nullptr;         ///< samples
  const float* weightLight = nullptr;   ///< neurons: Σ w² of amplitude-written weights; null = slots
  double crossSine = 0;                 ///< two-slot phase: rms of sin δ of synapse and leader, of a symbol
  const float* sumW2 = nullptr;         ///< neurons, and
  const float* inputSquares = nullptr;  ///< samples: Σ x², both with `crossSine`
  const float* weightSpread = nullptr;  ///< neurons: Σ w⁴; null = slots
};

/// Whether a cell has any error of this kind.
bool sharesErrors(const CellHardware& cell);

/// Adds what whole rows, columns or all outputs of a product share (model.md 4.3, 4.4):
///  - the servo: one phase for the whole product, y ← y cos ψ − slope·Σx sin ψ, slower than a product;
///  - the light itself where lines are unequal: the weight beam's part of the offset unless it is calibrated
///    away, and the intensity noise of both, slot by slot independent: a synapse's is shared by the samples
///    of a pass, an axon's by its neurons, the leader's by all of a pass (on their mean light).
///  - two-slot phase: errors of synapses and leader mix in √(1/x_max² − x²)·w beside what goes with x, alike
///    for the samples of a pass.
/// Draws from `random` in a fixed order; allocates nothing.
void addSharedErrors(const CellHardware& cell, const SharedErrorPass& pass, KeyedRandom& random);

}  // namespace lightloom::product
