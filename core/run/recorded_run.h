#pragma once

#include <memory>

#include "run/runner.h"

namespace lightloom {

/// A recorded run as it stood at its end.
struct RecordedRun {
  std::shared_ptr<const Bench> bench;  ///< of the first design with all logged changes
  TrainerSettings settings;
  Network network;
  Report report;  ///< the one that the run ended with
};

/// Makes a recorded run whole again without training. `data` is the run's data set. Errors: those of
/// `trainerSettings`, the bench's own reason where it cannot compute, "run.no-weights", "run.no-scales" (of
/// an older program), "run.other-weights" (weights that do not fit the design or its data).
Result<RecordedRun> openRecordedRun(const RunFile& run, const Dataset& data);

/// The design of a run with all logged changes.
Design finalDesign(const RunFile& run);

}  // namespace lightloom
