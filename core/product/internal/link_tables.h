#pragma once

#include <vector>

#include "product/internal/product_plan.h"
#include "rooms.h"

namespace lightloom::product {

/// Numbers of the links, spread to the neurons and axons of one product: each table is plan.neurons ×
/// plan.axons, column-major, neuron m on synapse m mod F, as `ReadOutPass` reads them. Outputs are in units
/// of x·w, variances in their square. ψ is the static phase that a link still has beside what is folded into
/// the weights.
struct LinkTables {
  std::vector<float> gain;             ///< mean of y over Σ w'x': gain·e^{−σ²/2}·cos ψ
  std::vector<float> gainSine;         ///< likewise over Σ c·x', subtracted: gain·e^{−σ²/2}·sin ψ
  std::vector<float> leak;             ///< the part of `gainSine` that the calibration knows
  std::vector<float> slopeGain;        ///< the gain that phase errors meet, with the sign of cos ψ
  std::vector<float> cosine, sine;     ///< of ψ
  std::vector<float> offset;           ///< mean of y per Σ x'²: unequal lines
  std::vector<float> variancePerSlot;  ///< per slot: shot noise of what shines in every slot
  std::vector<float> readPerSlot;      ///< per slot: the transimpedance amplifiers
  std::vector<float> varianceFixed;    ///< per product: the charge noise of its read-outs
  std::vector<float> varianceX;        ///< per Σ x'²
  std::vector<float> varianceW;        ///< per Σ w'²
  std::vector<float> pairVariance;     ///< the part of `varianceW` of pairs of lasers that write x
  std::vector<float> varianceWX;       ///< per Σ w'²·Σ x'²/N: crosstalk, and errors of second order
  std::vector<float> signal;           ///< electrons of D per unit of x·w; 0 of a link without signal
  std::vector<float> inverseSignal;    ///< its inverse; 0 likewise
  std::vector<float> variance;         ///< per product of the present number of slots, all constant parts
  std::vector<float> readVariance;     ///< the part of `variance` that is not light
};

/// Makes all tables but `variance` and `readVariance`, which are only sized: `setSlots` fills them.
LinkTables makeLinkTables(const CellHardware& cell, const ProductPlan& plan);

/// Fills `variance` and `readVariance` for products of `slots` ≥ 1 slots.
void setSlots(LinkTables& tables, int slots);

}  // namespace lightloom::product
