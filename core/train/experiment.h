#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bench/bench.h"
#include "learn/dataset.h"
#include "learn/trainer.h"
#include "report/report.h"
#include "rooms.h"
#include "train/resume_point.h"
#include "train/run_points.h"
#include "train/run_record.h"
#include "train/run_snapshot.h"

namespace lightloom::train {

/// One training run as a plain sequence of mini-batches and take-ups. `Runner` and `trainHeadless` both drive
/// it, so that a window changes nothing: a run is its first design, its seed and its log.
class Experiment {
 public:
  /// The bench must be able to compute and the data must be sound. `threads` train, never more than there are
  /// shards.
  Experiment(std::shared_ptr<const Bench> bench, std::shared_ptr<const Dataset> data,
             const TrainerSettings& settings, int threads);

  /// Goes on where `run` stood, to the same bits (`resumeProblem`). `bench` is that of its last design,
  /// `first` that of its first one, of which the ideal twin is made; both can compute.
  Experiment(std::shared_ptr<const Bench> bench, std::shared_ptr<const Dataset> data,
             const TrainerSettings& settings, int threads, const RunFile& run, const Bench& first);

  /// Uses another bench from the next mini-batch on and logs it, with the label of what made it
  /// (`Bench::change`). The bench must be able to compute. A change
  /// of names and loupes alone is logged and leaves the training as it is, and a bench that comes back before
  /// another mini-batch was trained finds the converters as they were calibrated on it.
  /// `back` says so where a log is repeated (`LoggedEdit::back`); else the bench itself does.
  void takeUp(std::shared_ptr<const Bench> bench, std::optional<bool> back = std::nullopt);

  /// Marks a change of the bench that is not taken up, because it holds the run. It stands in no log.
  void markHeld(const std::string& label, const std::vector<std::string>& parts);

  /// From now on a change of the bench that makes a sound training diverge is taken back: the run stands
  /// again as it stood before that change, `lightLost` says why, and `advance` waits for another `takeUp`.
  /// What was taken back is in no log, so that a replay never meets it.
  void holdWhereLightIsLost() { m_holds = true; }
  const std::optional<Message>& lightLost() const { return m_lightLost; }
  /// How often points and marks that were there have been taken back.
  int fallBacks() const { return m_fallBacks; }

  /// Who is asked before the products of a mini-batch, see `Trainer::setBeforeProduct`.
  void setBeforeProduct(BeforeProduct before) { m_trainer.setBeforeProduct(std::move(before)); }

  /// One mini-batch; at the end of an epoch also the test set, with whom `beside` brings along. Adds points.
  void advance(const WorkBeside& beside = {});

  /// Adds epochs to the run and logs it.
  void trainOn(int epochs);

  /// Runs the test set on the present bench, without training: adds a point that stands in no record. Does
  /// nothing where these weights were tested on this bench already, or none were trained.
  void testAtRest(const WorkBeside& beside = {});

  /// Brings the report up to the present weights; the end of an epoch does so by itself.
  void refreshReport();

  bool finished() const { return m_trainer.diverged() || m_trainer.epoch() >= m_planned; }
  int plannedEpochs() const { return m_planned; }
  const Trainer& trainer() const { return m_trainer; }
  const std::shared_ptr<const Bench>& bench() const { return m_bench; }
  const std::shared_ptr<const Dataset>& data() const { return m_data; }
  /// Of the last epoch's end or change of the bench.
  const std::shared_ptr<const Report>& report() const { return m_report; }
  const Trail<RunPoint>& points() const { return m_points; }
  const Trail<RunMark>& marks() const { return m_marks; }
  std::size_t changes() const { return m_log.size(); }  ///< entries of its log
  const std::vector<EpochRow>& epochs() const { return m_epochs; }
  /// What the last test of the network came to; nothing before one.
  const std::optional<TestTerms>& terms() const { return m_terms; }
  double samplesPerSecond() const;

  /// The run so far. `twin` adds the ideal accuracy to the curves.
  RunFile record(const Trail<TwinPoint>& twin) const;
  /// Where the run stands now, for its record; the twin's part is left to its owner.
  ResumePoint resumePoint() const;
  /// The run so far to look at; `record` is what a file of it holds.
  std::shared_ptr<const RunSnapshot> snapshot(std::shared_ptr<const RunFile> record) const;
  /// What the ideal twin trains on.
  const std::shared_ptr<const Hardware>& twinHardware() const { return m_twinHardware; }

 private:
  /// The training between two mini-batches, before the first change of the bench there.
  struct Resting {
    std::shared_ptr<const Bench> bench;
    TrainerState trainer;
  };

  /// The run before a change of the bench that has not proved itself yet.
  struct Before {
    TrainerState trainer;
    std::shared_ptr<const Bench> bench;
    std::size_t points = 0, marks = 0, epochs = 0, log = 0;
    SincePoint sincePoint;
    BenchNumbers numbers;
    double spentJoules = 0;
    int planned = 0;
    std::optional<Resting> resting;
  };

  double position() const;  ///< epochs as a fraction
  double seconds() const;
  RunPoint makePoint() const;
  double test(const WorkBeside& beside);
  void endEpoch(const WorkBeside& beside);
  void mark(const std::string& label, const std::vector<std::string>& parts = {});
  double heatError() const;
  Report presentReport() const;
  bool learnsStill() const;
  bool hasRested() const;
  bool isBackAt(const Design& design) const;
  Before standing() const;
  void fallBack();

  Design m_first;
  mutable std::optional<DataRecord>
      m_dataRecord;  ///< made with the first record: it takes a hash of the data
  std::shared_ptr<const Bench> m_bench;
  std::shared_ptr<const Dataset> m_data;
  Trainer m_trainer;
  std::shared_ptr<const Hardware> m_twinHardware;
  std::shared_ptr<const Report> m_report;
  BenchNumbers m_numbers;  ///< of the points to come
  Trail<RunPoint> m_points;
  Trail<RunMark> m_marks;
  std::vector<EpochRow> m_epochs;
  std::optional<TestTerms> m_terms;
  std::vector<LoggedEdit> m_log;
  std::chrono::steady_clock::time_point m_begin;
  double m_trainSeconds = 0;  ///< inside mini-batches
  std::uint64_t m_samples = 0;
  int m_pointInterval = 1;  ///< mini-batches between two points
  SincePoint m_sincePoint;
  double m_spentJoules = 0;      ///< see `RunPoint`
  double m_signalElectrons = 0;  ///< of the last mini-batch
  int m_planned;                 ///< epochs
  bool m_tested = false;         ///< these weights on this bench
  bool m_reported = false;       ///< `m_report` is of these weights on this bench
  bool m_holds = false;
  std::optional<Before> m_before;
  std::optional<Resting> m_resting;
  std::optional<Message> m_lightLost;
  int m_fallBacks = 0;
};

/// The first batch of the training part, on which the report of a network is evaluated.
std::vector<std::uint32_t> reportBatch(const Dataset& data, int batch);

/// The ideal twin of a run: same data, seed, optimiser and shards, every imperfection off, on one thread.
Trainer makeTwin(const Experiment& experiment);

}  // namespace lightloom::train
