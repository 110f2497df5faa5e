#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "learn/dataset.h"
#include "learn/trainer.h"
#include "rooms.h"

namespace lightloom::train {

/// The trainer's settings as the design's `network`, `training` and `noise` groups say them.
/// Errors: "run.unknown-cell", "run.cells-of-layers", "run.bad-hidden".
Result<TrainerSettings> trainerSettings(const Design& design, const Hardware& hardware);

/// Why these settings cannot train on this data: those of `datasetProblem`, "run.data-mismatch", and
/// "run.too-large" where this machine has not the memory for it.
std::optional<Message> dataProblem(const TrainerSettings& settings, const Dataset& data);

/// Keys that differ between two designs and cannot be taken up by a running training (network, data set,
/// seed, encoding): empty where everything can.
std::vector<std::string> needsNewRun(const Design& running, const Design& edited);

/// `edited` as a running training takes it up: with those settings that need a new run as `running` has them.
Design takenUp(const Design& running, const Design& edited);

/// The bench of `takenUp`. Light and locks are computed anew only where one of the settings that were put
/// back reaches them.
std::shared_ptr<const Bench> benchTakenUp(const Design& running, std::shared_ptr<const Bench> edited);

}  // namespace lightloom::train
