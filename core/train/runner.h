#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "learn/dataset.h"
#include "report/report.h"
#include "rooms.h"
#include "train/pace.h"
#include "train/run_points.h"
#include "train/run_record.h"
#include "train/run_snapshot.h"

namespace lightloom::train {

enum class RunState {
  Empty,   ///< nothing loaded
  Paused,  ///< between two mini-batches, waits for play or step
  Running,
  Held,      ///< the drawing cannot compute, or its light was lost; goes on by itself when it is back
  Finished,  ///< all epochs done
  Diverged   ///< the loss blew up; the reason says why
};

/// What the runner has published, as seen at one poll.
struct RunView {
  RunState state = RunState::Empty;
  std::optional<Message> reason;  ///< of Held and Diverged
  /// Counts `load` and `reset`, and points that were taken back: when it changes, the curves are others.
  std::uint64_t generation = 0;
  int epoch = 0, epochs = 0, stepInEpoch = 0, stepsPerEpoch = 0;
  std::uint64_t steps = 0;
  int product = 0;  ///< the layer, from 1, whose product is waited for at a pace of products; else 0
  double samplesPerSecond = 0;
  RunCurves curves;                      ///< since the run began
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

  /// A new run: first design, data, paused before its first mini-batch; it begins with the weights `start`,
  /// or with those that its seed draws. Errors: those of `trainerSettings` and `startNetwork`,
  /// "run.data-mismatch".
  Result<Done> load(std::shared_ptr<const Bench> bench, std::shared_ptr<const Dataset> data,
                    const std::vector<WeightMatrix>& start = {});
  /// Goes on with the run of a record, paused exactly where its `resume` stood: curves, twin, marks and log
  /// are there, and training it comes to the same bits as if nothing had been between. `bench` is that of its
  /// last design; where it has another, it is compiled. Errors: those of `load` and of `resumeProblem`; the
  /// run that was there stays then.
  Result<Done> resume(std::shared_ptr<const Bench> bench, std::shared_ptr<const Dataset> data,
                      std::shared_ptr<const RunFile> run);
  /// The same design and data from the beginning, with the bench as it is now.
  void reset();
  /// Trains. A run that has finished trains on for as many epochs again, which its log records. At the pace
  /// `Press` it is one mini-batch.
  void play();
  void pause();
  void step();  ///< one mini-batch, then paused

  /// The pace of this run and of those to come, at once: free before. Whatever else is asked of the runner
  /// never waits for it.
  void setPace(const Pace& pace);

  /// The bench has changed: taken up before the next mini-batch, newest wins; what made it (`Bench::change`)
  /// names it on the plots.
  /// A bench that cannot compute holds the run, and so does one on which a sound training diverges: it goes
  /// back to where it was before and waits for another bench. Settings that need a new run (see
  /// `needsNewRun`) are not taken up. Computes nothing itself.
  void setBench(std::shared_ptr<const Bench> bench);

  RunView poll() const;

  /// The run as it stood a moment ago, for whoever looks at it; waits for nothing. It is made between two
  /// mini-batches: at the beginning, at every pause, at the ends of epochs (those of half a second and more),
  /// after `kSnapshotSeconds` of training at the latest, and after `refresh`. Another pointer is a newer one.
  /// Null before the first. It may be called from any thread.
  std::shared_ptr<const RunSnapshot> snapshot() const;
  static constexpr double kSnapshotSeconds = 5;

  /// Asks for a snapshot of what the run is now; it comes between two mini-batches.
  void refresh() const;
  /// Whether the last one that was asked for has come.
  bool isFresh() const;

  /// What a file of the run holds, as the newest snapshot has it: first design, log, curves, weights, and
  /// where it can go on (`resume`); of a run of a record that record before the first. Null as long as
  /// nothing was trained. Waits for nothing.
  std::shared_ptr<const RunFile> lastRecord() const;

  /// The same of the run as it is now. Waits for the end of a mini-batch, so it is not for windows.
  RunFile record() const;

  struct State;

 private:
  std::unique_ptr<State> m_state;
};

}  // namespace lightloom::train
