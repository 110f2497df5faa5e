#pragma once

#include <vector>

#include "product/internal/product_plan.h"
#include "rooms.h"

namespace lightloom::product {

/// Per-link numbers spread to the neurons and axons of one product: plan.neurons × plan.axons, column-major,
/// in the units that `ReadOutPass` reads (outputs in units of x·w, variances in their square).
struct LinkTables {
  std::vector<float> gain;          ///< of the in-phase product
  std::vector<float> gainSine;      ///< of the quadrature product
  std::vector<float> slopeGain;     ///< gain with the sign of cosψ
  std::vector<float> cosine, sine;  ///< of ψ
  std::vector<float> offset;
  std::vector<float> variancePerSlot, readPerSlot, varianceFixed, varianceX, varianceW, varianceWX;
  std::vector<float> signal, inverseSignal;
  std::vector<float> variance, readVariance;  ///< with the present number of slots
};

/// All tables but the last two, which are only sized.
LinkTables makeLinkTables(const CellHardware& cell, const ProductPlan& plan);

/// Fills `variance` and `readVariance` for products of so many slots.
void setSlots(LinkTables& tables, int slots);

}  // namespace lightloom::product
