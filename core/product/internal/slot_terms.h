#pragma once

#include "product/internal/crossed_light.h"
#include "product/internal/input_operands.h"
#include "product/internal/leak_removal.h"
#include "product/internal/link_tables.h"
#include "product/internal/weight_operands.h"
#include "product/watched_output.h"
#include "rooms.h"

namespace lightloom::product {

/// A product that was read, to be taken apart: its operands, and what its outputs came from.
struct ReadProduct {
  const CellHardware& cell;
  const ProductPlan& plan;
  const LinkTables& tables;
  const CrossedLight& crossed;
  const LeakRemoval& leak;
  const WeightOperands& weights;
  const InputOperands& inputs;
  int slots = 0, samples = 0;
  const float* besideMeans = nullptr;  ///< that the leak was calibrated with; null: those of the product
  double outputFactor = 1;
};

/// Fills what the slots of an output bring: everything of `out.slots` but what is asked for (x, w), and
/// `startVariance`. Means add up to that of the product, to the rounding of its sums; variances are those
/// that the engine draws one normal with, slot by slot.
void fillSlots(const ReadProduct& product, int neuron, int sample, WatchedOutput& out);

}  // namespace lightloom::product
