#pragma once

#include <vector>

#include "product/internal/product_plan.h"
#include "rooms.h"

namespace lightloom::product {

/// Electrons that fall on the capacitors of a pixel pair in one product, tables like `LinkTables`.
struct WellTables {
  std::vector<float> fixed;  ///< of all slots
  std::vector<float> perX2;  ///< per Σ x²
  std::vector<float> perW2;  ///< per Σ w² of weights that are amplitudes
  // What unequal lines have more of it on plus than on minus, and the share by which they count the fringe
  // unlike.
  std::vector<float> offset, offsetPerX2, offsetPerW2, imbalance;
};

/// Sized where capacitors have a bound, empty where they have none.
WellTables makeWellTables(const CellHardware& cell, const ProductPlan& plan);

/// Fills the tables for products of so many slots. Returns whether full drive may fill a capacitor, noise
/// included; nothing needs to be looked at otherwise.
bool fillWells(const CellHardware& cell, const ProductPlan& plan, int slots, WellTables& tables);

}  // namespace lightloom::product
