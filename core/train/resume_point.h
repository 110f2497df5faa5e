#pragma once

#include <optional>
#include <vector>

#include "base/message.h"
#include "learn/dataset.h"
#include "learn/trainer.h"
#include "product/hardware.h"
#include "rooms.h"
#include "train/run_points.h"
#include "train/run_record.h"

namespace lightloom::train {

/// The ideal twin between two of its mini-batches.
struct TwinState {
  TrainerState trainer;
  std::vector<TwinPoint> points;

  bool operator==(const TwinState&) const = default;
};

/// Where a run stood between two mini-batches: what its record does not say but the training needs to go on
/// to the same bits. Design, changes and curves are those of the `RunFile` that holds it, and so are the
/// weights of the trainer.
///
/// What is left out: the run before a change of the bench that had not proved itself yet
/// (`Runner::setBench`). A run that goes on stands by the bench it has; where its light is lost after all, it
/// diverges.
struct ResumePoint {
  TrainerState trainer;
  std::optional<TwinState> twin;  ///< without it the twin begins anew, and comes to the same bits
  SincePoint sincePoint;
  double spentJoules = 0;            ///< see `RunPoint`; NaN in files of older programs
  BenchNumbers numbers;              ///< of the points to come, until the end of the epoch
  double seconds = 0;                ///< wall time since the run began, 0 … `kMostSeconds`
  std::vector<double> pointSeconds;  ///< of each point of the curves
  std::vector<RunMark> marks;
  std::vector<EpochRow> epochs;

  static constexpr double kMostSeconds = 1e9;

  bool operator==(const ResumePoint&) const = default;
};

/// Why a training with these settings (those of the first design) cannot go on where `run` stood, on the
/// hardware of its last design; nothing where it goes on to the same bits. Errors: "run.no-resume-point",
/// "run.other-data", "run.other-library" (another instruction set rounds otherwise), "run.resume-misfit" (of
/// another network, or changed).
std::optional<Message> resumeProblem(const RunFile& run, const TrainerSettings& settings, const Dataset& data,
                                     const Hardware& hardware);

/// The curves of a run that has a resume point, with the time of each point.
std::vector<RunPoint> pointsWithTime(const RunFile& run);

}  // namespace lightloom::train
