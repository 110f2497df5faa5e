#pragma once

#include <vector>

#include "learn/trainer.h"
#include "rooms.h"

namespace lightloom::learn {

/// What each layer of a network asks of the hardware it is mapped to. `clippedShare` is known to a trainer
/// only and is 0 here. `hardware` must be able to compute.
std::vector<LayerStatistics> layerStatistics(const Network& network, const TrainerSettings& settings,
                                             const Hardware& hardware);

}  // namespace lightloom::learn
