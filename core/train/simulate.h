#pragma once

#include <memory>

#include "learn/dataset.h"
#include "report/report.h"
#include "rooms.h"
#include "train/run_snapshot.h"

namespace lightloom::train {

struct Simulation {
  std::shared_ptr<const Bench> bench;
  Report report;
};

/// What `simulate` shows: the bench, and its report for the network with the initial weights of
/// `training.seed` on the first batch. A layout that cannot compute still gives its optics and locks; the
/// report says why there is no network. Errors: those of `trainerSettings` and `dataProblem`.
Result<Simulation> simulateDesign(const Design& design, const Dataset& data);

/// The network of a design before its first mini-batch, with the weights of `training.seed` and calibrated as
/// a training begins, on its bench. Errors: why the bench cannot compute, those of `trainerSettings` and
/// `dataProblem`.
Result<RunSnapshot> untrainedRun(const Design& design, const Dataset& data);

}  // namespace lightloom::train
