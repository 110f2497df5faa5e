#pragma once

#include <vector>

#include "learn/input_moments.h"
#include "learn/trainer.h"
#include "rooms.h"

namespace lightloom::learn {

/// What each layer of a network asks of the hardware it is mapped to. `clippedShare` is known to a trainer
/// only and is 0 here. `hardware` must be able to compute.
std::vector<LayerStatistics> layerStatistics(const Network& network, const TrainerSettings& settings,
                                             const Hardware& hardware);

/// Light of an axon per symbol of a layer that is fed so, mean over its slots: `CellHardware::axonLight`.
inline double axonLight(const CellHardware& cell, const LayerStatistics& layer, const InputMoments& inputs) {
  return cell.axonLight(layer.signedInput, inputs.sumSquares / layer.slots,
                        inputs.sumMagnitudes / layer.slots);
}

}  // namespace lightloom::learn
