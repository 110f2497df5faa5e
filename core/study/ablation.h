#pragma once

#include <functional>

#include "rooms.h"
#include "train/recorded_run.h"

namespace lightloom::study {

struct AblationOptions {
  int threads = 1;                               ///< evaluations at once; the numbers do not depend on it
  std::function<void(double share)> onProgress;  ///< 0 … 1, once per evaluation; may be empty
  std::function<bool()> cancelled;               ///< polled once per mini-batch, by each thread; may be empty
};

/// Takes the noise sources off one by one: the recorded network, as it stood at its end, runs through its
/// test set with all enabled sources, with none, with each alone switched off and with each alone switched
/// on. Every pass draws the noise that the training would draw at this point, so `all` of a run that ended
/// with an epoch is its last test accuracy to the bit, and differences are between equal draws. Weights and X
/// stay; ADC ranges follow the rms of the read-out, as they do when the bench of a training changes. Nothing
/// where it was cancelled. Errors: those of `openRecordedRun`, of a run that diverged its own reason, and a
/// bench that cannot compute without one of its sources.
Result<std::optional<Ablation>> ablate(const RunFile& run, const Dataset& data,
                                       const AblationOptions& options = {});
Result<std::optional<Ablation>> ablate(const RunSnapshot& run, const Dataset& data,
                                       const AblationOptions& options = {});

/// The design that an ablation of this run was measured on.
Design measuredDesign(const RunFile& run, const Ablation& ablation);

/// Whether what was measured on one design speaks of another as well. Settings that a running training cannot
/// take up do not count: the run keeps its own.
bool speaksOf(const Design& measured, const Design& design);

}  // namespace lightloom::study
