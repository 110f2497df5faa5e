#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "design/design.h"
#include "learn/dataset.h"
#include "learn/trainer.h"
#include "report/report.h"
#include "rooms.h"
#include "train/run_record.h"

namespace lightloom::train {

/// The trainer's settings as the design's `network`, `training` and `noise` groups say them.
/// Errors: "run.unknown-cell", "run.cells-of-layers", "run.bad-hidden".
Result<TrainerSettings> trainerSettings(const Design& design, const Hardware& hardware);

/// Why these settings cannot train on this data: those of `datasetProblem`, "run.data-mismatch", and
/// "run.too-large" where this machine has not the memory for it.
std::optional<Message> dataProblem(const TrainerSettings& settings, const Dataset& data);

enum class RunState {
  Empty,   ///< nothing loaded
  Paused,  ///< between two mini-batches, waits for play or step
  Running,
  Held,      ///< the drawing cannot compute, or its light was lost; goes on by itself when it is back
  Finished,  ///< all epochs done
  Diverged   ///< the loss blew up; the reason says why
};

/// One point of the live curves. NaN = not measured at this point.
struct RunPoint {
  double epoch = 0;  ///< fractional
  std::uint64_t step = 0;
  double loss = 0;
  double trainAccuracy = 0;  ///< since the last point, with noise; R² for regression is not shown (NaN)
  double testAccuracy = 0;   ///< at the end of epochs
  double opticalEmittedW = 0, opticalDetectedW = 0;
  double joulesPerOp = 0, joulesPerOpLow = 0, joulesPerOpHigh = 0;
  double phaseErrorRad = 0, worstPhaseErrorRad = 0;
  double seconds = 0;  ///< wall time since the run began
};

/// The ideal twin at the end of one of its epochs.
struct TwinPoint {
  int epoch = 0;
  double testAccuracy = 0;
};

/// A change of the bench that the training took up, or that holds it.
struct RunMark {
  double epoch = 0;
  std::uint64_t step = 0;
  std::string label;  ///< what the person did ("Move lens3"); for the marks on the plots
};

/// What the runner has published, as seen at one poll. Lists hold only what is new since the counts given to
/// `poll`.
struct RunView {
  RunState state = RunState::Empty;
  std::optional<Message> reason;  ///< of Held and Diverged
  /// Counts `load` and `reset`, and points that were taken back: when it changes, forget all points.
  std::uint64_t generation = 0;
  int epoch = 0, epochs = 0, stepInEpoch = 0, stepsPerEpoch = 0;
  std::uint64_t steps = 0;
  double samplesPerSecond = 0;
  std::vector<RunPoint> points;
  std::vector<TwinPoint> twin;
  std::vector<RunMark> marks;
  std::shared_ptr<const Report> report;  ///< of the running network on the present bench; newest
  std::shared_ptr<const Bench> bench;    ///< the bench that the training uses at the moment
};

/// Trains on its own thread. The window (or the command line) gives it values and polls; nothing is shared
/// but immutable snapshots behind one mutex. All methods are for one owner thread.
class Runner {
 public:
  Runner();
  ~Runner();  ///< stops at the next mini-batch and joins
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// A new run: first design, data, paused before its first mini-batch. Errors: those of `trainerSettings`,
  /// "run.data-mismatch".
  Result<Done> load(std::shared_ptr<const Bench> bench, std::shared_ptr<const Dataset> data);
  /// The same design and data from the beginning, with the bench as it is now.
  void reset();
  /// Trains. A run that has finished trains on for as many epochs again, which its log records.
  void play();
  void pause();
  void step();  ///< one mini-batch, then paused

  /// The bench has changed: taken up before the next mini-batch, newest wins; `label` names it on the plots.
  /// A bench that cannot compute holds the run, and so does one on which a sound training diverges: it goes
  /// back to where it was before and waits for another bench. Settings that need a new run (see
  /// `needsNewRun`) are not taken up. Computes nothing itself.
  void setBench(std::shared_ptr<const Bench> bench, const std::string& label);

  RunView poll(std::size_t pointsSeen, std::size_t twinSeen, std::size_t marksSeen) const;

  /// The whole run so far for saving: first design, log, curves, weights.
  RunFile record() const;

  struct State;

 private:
  std::unique_ptr<State> m_state;
};

/// Keys that differ between two designs and cannot be taken up by a running training (network, data set,
/// seed, encoding): empty where everything can.
std::vector<std::string> needsNewRun(const Design& running, const Design& edited);

/// `edited` as a running training takes it up: with those settings that need a new run as `running` has them.
Design takenUp(const Design& running, const Design& edited);

/// The bench of `takenUp`. Light and locks are computed anew only where one of the settings that were put
/// back reaches them.
std::shared_ptr<const Bench> benchTakenUp(const Design& running, std::shared_ptr<const Bench> edited);

/// Runs to the end on this thread, without a window: the same bits as `Runner`. `log` is replayed where
/// given, up to and with what it holds for the step where the run stops.
struct HeadlessOptions {
  std::vector<LoggedEdit> log;
  int threads = 1;  ///< at most; first for the shards, one more lets the ideal twin run beside
  bool twin = true;
  std::uint64_t steps = 0;  ///< stops after so many mini-batches; 0 = at the end of all epochs
  std::function<void(const RunPoint&, int epochs)> onPoint;  ///< progress; may be empty
  std::function<bool()> cancelled;                           ///< polled once per mini-batch; may be empty
};

struct EpochRow {
  int epoch = 0;
  double loss = 0, trainAccuracy = 0, testAccuracy = 0, opticalW = 0, joulesPerOp = 0, phaseErrorRad = 0,
         seconds = 0;
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
  RunFile record;
};

Result<TrainingResult> trainHeadless(const Design& design, std::shared_ptr<const Dataset> data,
                                     const HeadlessOptions& options = {});

}  // namespace lightloom::train
