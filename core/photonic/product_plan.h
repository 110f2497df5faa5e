#pragma once

#include <array>
#include <vector>

#include "base/area.h"
#include "photonic/product_engine.h"

namespace lightloom {

/// What takes part in the products of a cell, worked out once from its hardware.
struct ProductPlan {
  int neurons = 1;
  int synapses = 1;  ///< neurons of a pass: no more than neurons ever
  int axons = 1;     ///< columns of the tables: no more than samples ever
  int passes = 1;    ///< of `synapses` neurons
  Drive drive = Drive::Unsigned;
  bool exact = false;             ///< no imperfection at all: products are plain, nothing else counts
  bool amplitudeWeights = false;  ///< amplitude × amplitude
  bool phaseAxons = false;        ///< x on phases: two-slot phase, phase × phase
  bool kernel = false;            ///< phase × phase
  bool twoSlots = false;          ///< signed x as x⁺, then x⁻ with inverted weights; each with own errors
  bool twoRails = false;          ///< signed x on two rails with a read-out each
  int copies = 1;                 ///< slots of light per symbol
  double readOuts = 1;
  bool tilted = false;   ///< static phases ψ that need a second product, in quadrature
  bool rotated = false;  ///< static phases ψ ≠ 0 that fold into the weights
  bool independentNoise = false;
  bool axonNoise = false, synapseNoise = false, leaderNoise = false;
  bool shared = false;       ///< errors that outputs share: servo, light that unequal lines leave
  bool sharedCross = false;  ///< the same, of synapses and leader
  bool crossed = false;      ///< two-slot phase: errors that do not go with x
  bool mixes = false;        ///< crosstalk
  double commonPhase = 0;    ///< rad, of all links, where the inputs are phases
  double axonSine = 0, synapseSine = 0, leaderSine = 0;  ///< standard deviations of sin δφ

  int inner(int slots) const { return kernel ? 2 * slots : slots; }  ///< rows of the operands
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

}  // namespace lightloom
