#pragma once

#include <array>
#include <vector>

#include "base/area.h"
#include "product/product_engine.h"
#include "rooms.h"

namespace lightloom::product {

/// How a product takes x of either sign: as it is, as x⁺ and then x⁻ with inverted weights, or on two rails
/// with a read-out each.
enum class SignedForm { AsItIs, TwoSlots, TwoRails };

/// Static phases ψ of the links: none, folded into the weights of each neuron, or with a second product in
/// quadrature.
enum class StaticPhases { None, Folded, Quadrature };

/// The effects that take part in the products of a cell, worked out once from its hardware.
struct ProductPlan {
  int neurons = 1;   ///< of every product
  int synapses = 1;  ///< neurons of a pass: no more than neurons ever
  int axons = 1;     ///< columns of the tables: no more than samples ever
  int passes = 1;    ///< of `synapses` neurons
  Drive drive = Drive::Unsigned;
  const EncodingLaw* law = &kAmplitudePhase;
  bool exact = false;  ///< no imperfection at all: products are plain, nothing else counts
  SignedForm form = SignedForm::AsItIs;
  int copies = 1;       ///< slots of light per symbol
  double readOuts = 1;  ///< of one output: 2 on two rails
  StaticPhases phases = StaticPhases::None;
  double commonPhase = 0;  ///< rad, of all links, where the inputs are phases
  /// Standard deviations of sin δφ of the lasers' errors; 0 where there are none, or none of first order.
  double axonSine = 0, synapseSine = 0, leaderSine = 0;
  bool mixes = false;    ///< crosstalk of unknown phase
  bool crosses = false;  ///< light of links that are known
  /// Taken off the outputs; None where no link has a calibrated phase, or nothing stands beside the weights.
  LeakCalibration leak = LeakCalibration::None;
  bool floats = false;  ///< axons shine at x = 0, too
  bool residue =
      false;            ///< modulators of the axons leave light beside x, which meets that beside the weights
  bool paired = false;  ///< two lasers write each x, and err against each other
  bool independentNoise = false;  ///< a normal for each output
  bool shared = false;            ///< errors that outputs share, see `addSharedErrors`

  bool calibratesLeak() const { return leak != LeakCalibration::None; }
  bool tilted() const { return phases == StaticPhases::Quadrature; }
  bool rotated() const { return phases == StaticPhases::Folded; }
  bool twoSlots() const { return form == SignedForm::TwoSlots; }
  bool twoRails() const { return form == SignedForm::TwoRails; }
  bool phaseErrors() const { return axonSine > 0 || synapseSine > 0 || leaderSine > 0; }
  /// Two slots of phases: errors of an axon that do not go with x, and of synapse and leader likewise.
  bool crossed() const { return law->slots == 2 && axonSine > 0; }
  bool sharedCross() const { return law->slots == 2 && (synapseSine > 0 || leaderSine > 0); }
  int inner(int slots) const { return law->operandRows * slots; }  ///< rows of the operands
};

/// Checks the cell, and plans products up to `largest`. Where the inputs are phases, what is common to all
/// links goes from `cell.phase` to `commonPhase`.
ProductPlan planProducts(CellHardware& cell, const ProductShape& largest, Drive drive);

/// The largest |ψ| of a cell's links, rad.
float largestPhase(const CellHardware& cell);

/// Whether all of `values` are `expected`.
bool allEqual(const std::vector<float>& values, float expected);

/// Weight response of a drive that is calibrated: what is asked for.
inline constexpr std::array<double, 3> kAsAsked{1, 0, 0};

}  // namespace lightloom::product
