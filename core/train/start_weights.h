#pragma once

#include <memory>
#include <vector>

#include "base/message.h"
#include "learn/dataset.h"
#include "learn/trainer.h"
#include "product/hardware.h"
#include "rooms.h"
#include "train/run_record.h"

namespace lightloom::train {

/// The weights of another run as those that a training of these settings begins with
/// (`TrainerSettings::start`); null where there are none. `weights` are layers of a run, first layer first;
/// their scales are not taken, as the training calibrates its own. Errors, each with the layer and its sizes:
/// "run.start-layers" (another number of layers), "run.start-sizes", "run.start-encoding" (phases for an
/// encoding of amplitudes, or the other way), "run.start-not-finite".
Result<std::shared_ptr<const Network>> startNetwork(const std::vector<WeightMatrix>& weights,
                                                    const TrainerSettings& settings, const Dataset& data,
                                                    const Hardware& hardware);

/// What a run begins with when it begins with the weights of `run`: those of its layers, without their
/// scales.
std::vector<WeightMatrix> startWeightsOf(const RunFile& run);

}  // namespace lightloom::train
