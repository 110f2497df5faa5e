#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/message.h"
#include "bench/bench.h"
#include "learn/dataset.h"
#include "learn/trainer.h"
#include "report/report.h"
#include "rooms.h"
#include "train/run_points.h"
#include "train/run_record.h"
#include "train/run_snapshot.h"

namespace lightloom::train {

/// Makes a recorded run whole again without training. `data` is the run's data set. Errors: those of
/// `trainerSettings`, the bench's own reason where it cannot compute, "run.no-weights", "run.no-scales" (of
/// an older program), "run.other-weights" (weights that do not fit the design or its data), "run.other-data".
Result<RunSnapshot> openRecordedRun(const RunFile& run, const Dataset& data);

/// The same without the data set: the report then knows light and locks only.
Result<RunSnapshot> openRecordedRun(const RunFile& run);

/// The same on a bench that is there already: `bench` is that of the run's last design. `data` may be null.
Result<RunSnapshot> openRecordedRun(const RunFile& run, std::shared_ptr<const Bench> bench,
                                    const Dataset* data);

/// Whether `data` is what the run was trained on, as far as it was recorded. Errors: "run.other-data".
std::optional<Message> otherData(const RunFile& run, const Dataset& data);

/// What is known about a trained network on a bench, which must be able to compute.
Report reportOf(const Bench& bench, const Network& network, const TrainerSettings& settings,
                const Dataset& data);

/// The curves of a run as points; what it did not record is NaN or 0.
std::vector<RunPoint> pointsOf(const RunFile& run);
/// The ideal twin's part of them.
std::vector<TwinPoint> twinOf(const RunFile& run);
/// The logged changes as marks; their epochs are those of the nearest points.
std::vector<RunMark> marksOf(const RunFile& run);

/// Ids of the parts that an edit changes.
std::vector<std::string> changedParts(const DesignEdit& edit);
/// Marks of a resume point with the parts that the log says.
std::vector<RunMark> marksWithParts(std::vector<RunMark> marks, const std::vector<LoggedEdit>& log);

/// All three, to draw.
RunCurves curvesOf(const RunFile& run);

/// Epochs that were added to a run after it had finished.
std::int64_t addedEpochs(const std::vector<LoggedEdit>& log);

/// The design of a run with all logged changes.
Design finalDesign(const RunFile& run);

/// What a run keeps of its data set.
DataRecord dataRecordOf(const Dataset& data);

/// `weightsHash` of the weights that a run holds, 16 hexadecimal digits.
std::string heldWeightsHash(const RunFile& run);

/// Where a replay of `recorded` came out otherwise: weights, steps, scales of the layers, or a
/// number of the curves. What the record
/// leaves open (an ideal twin that was behind) is not compared. Errors: "run.replay-differs".
std::optional<Message> replayProblem(const RunFile& recorded, const RunFile& replay);

}  // namespace lightloom::train
