#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "run/runner.h"

namespace lightloom {

/// One training run as a plain sequence of mini-batches and take-ups. `Runner` and `trainHeadless` both drive
/// it, so that a window changes nothing: a run is its first design, its seed and its log.
class Experiment {
 public:
  /// The bench must be able to compute and the data must be sound. `threads` train, never more than there are
  /// shards.
  Experiment(std::shared_ptr<const Bench> bench, std::shared_ptr<const Dataset> data,
             const TrainerSettings& settings, int threads);

  /// Uses another bench from the next mini-batch on and logs it. The bench must be able to compute.
  void takeUp(std::shared_ptr<const Bench> bench, const std::string& label);

  /// One mini-batch; at the end of an epoch also the test set, with whom `beside` brings along. Adds points.
  void advance(const WorkBeside& beside = {});

  /// Brings the report up to the present weights; the end of an epoch does so by itself.
  void refreshReport();

  bool finished() const { return m_trainer.finished(); }
  const Trainer& trainer() const { return m_trainer; }
  const std::shared_ptr<const Bench>& bench() const { return m_bench; }
  const std::shared_ptr<const Dataset>& data() const { return m_data; }
  /// Of the last epoch's end or change of the bench.
  const std::shared_ptr<const Report>& report() const { return m_report; }
  const std::vector<RunPoint>& points() const { return m_points; }
  const std::vector<RunMark>& marks() const { return m_marks; }
  const std::vector<EpochRow>& epochs() const { return m_epochs; }
  double samplesPerSecond() const;

  /// The run so far. `twin` adds the ideal accuracy to the curves.
  RunFile record(const std::vector<TwinPoint>& twin) const;

 private:
  double position() const;  ///< epochs as a fraction
  double seconds() const;
  RunPoint makePoint() const;
  void endEpoch(const WorkBeside& beside);

  Design m_first;
  std::shared_ptr<const Bench> m_bench;
  std::shared_ptr<const Dataset> m_data;
  Trainer m_trainer;
  std::shared_ptr<const Report> m_report;
  std::vector<RunPoint> m_points;
  std::vector<RunMark> m_marks;
  std::vector<EpochRow> m_epochs;
  std::vector<LoggedEdit> m_log;
  std::chrono::steady_clock::time_point m_begin;
  double m_trainSeconds = 0;  ///< inside mini-batches
  std::uint64_t m_samples = 0;
  int m_pointInterval = 1;  ///< mini-batches between two points
  double m_lossSum = 0;     ///< since the last point
  int m_correct = 0, m_counted = 0;
};

/// The first batch of the training part, on which figures of a network are evaluated.
std::vector<std::uint32_t> figureBatch(const Dataset& data, int batch);

/// The ideal twin of a run: same data, seed, optimiser and shards, every imperfection off, on one thread.
Trainer makeTwin(const Experiment& experiment);

}  // namespace lightloom
