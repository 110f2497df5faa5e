#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "bench/bench.h"
#include "learn/dataset.h"
#include "report/report.h"
#include "rooms.h"
#include "train/run_points.h"
#include "train/run_record.h"

namespace lightloom::train {

/// Runs to the end on this thread, without a window: the same bits as `Runner`. `log` is replayed where
/// given, up to and with what it holds for the step where the run stops.
struct HeadlessOptions {
  std::vector<LoggedEdit> log;
  std::vector<WeightMatrix> start;  ///< weights to begin with (`startNetwork`); empty: drawn from the seed
  int threads = 1;  ///< at most; first for the shards, one more lets the ideal twin run beside
  bool twin = true;
  std::uint64_t steps = 0;  ///< stops after so many mini-batches; 0 = at the end of all epochs
  std::function<void(const RunPoint&, int epochs)> onPoint;  ///< progress; may be empty
  std::function<bool()> cancelled;                           ///< polled once per mini-batch; may be empty
};

struct TrainingResult {
  std::vector<EpochRow> epochs;
  /// Shares of right answers, for regression R² (`record.data.regression`); NaN = not measured, as after a
  /// divergence.
  double finalTestAccuracy = 0, idealTestAccuracy = 0, exactTestAccuracy = 0, samplesPerSecond = 0;
  std::uint64_t weightsHash = 0;
  bool diverged = false, cancelled = false;
  std::optional<Message> reason;
  Report report;  ///< at the end of the run
  std::shared_ptr<const Bench> bench;
  std::shared_ptr<const Dataset> data;
  /// What `finalTestAccuracy` is of, in the terms of the data; nothing where that was not measured.
  std::optional<TestTerms> terms;
  RunFile record;
};

/// Errors: those of `trainerSettings`, `dataProblem` and `startNetwork`, and why the bench cannot compute.
Result<TrainingResult> trainHeadless(const Design& design, std::shared_ptr<const Dataset> data,
                                     const HeadlessOptions& options = {});

}  // namespace lightloom::train
