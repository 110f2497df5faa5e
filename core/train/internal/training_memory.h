#pragma once

#include <optional>
#include <string>

#include "learn/dataset.h"
#include "learn/trainer.h"
#include "rooms.h"

namespace lightloom::train {

/// Bytes that a run of these settings on data of this shape takes: weights, optimiser, gradients, operands of
/// every shard, the ideal twin, evaluation and the snapshot. Within a factor of 1.5, rather too much; the
/// data set itself is there already.
double trainingBytes(const TrainerSettings& settings, int features, int outputs, int samples);

/// "run.too-large" where a run takes more than `available` bytes, with the size and the widest hidden layers
/// (in the same proportion) that fit.
std::optional<Message> memoryProblem(const TrainerSettings& settings, const Dataset& data, double available);

}  // namespace lightloom::train
