#include "train/headless.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "train/experiment.h"
#include "train/internal/twin.h"
#include "train/recorded_run.h"
#include "train/settings.h"
#include "train/start_weights.h"

namespace lightloom::train {
namespace {

/// Takes up what the log holds for the mini-batch that the experiment has come to.
std::optional<Message> replayEntries(const std::vector<LoggedEdit>& log, std::size_t& next,
                                     Experiment& experiment) {
  for (; next < log.size() && log[next].step <= experiment.trainer().steps(); ++next) {
    const LoggedEdit& entry = log[next];
    if (entry.moreEpochs > 0) {
      experiment.trainOn(entry.moreEpochs);
      continue;
    }
    auto bench = std::make_shared<Bench>(compileBench(apply(experiment.bench()->design, entry.edit)));
    bench->change.label = english(entry.edit.label);
    if (bench->hardware->cannotCompute) return bench->hardware->cannotCompute;
    experiment.takeUp(std::move(bench), entry.back);
  }
  return std::nullopt;
}

}  // namespace

Result<TrainingResult> trainHeadless(const Design& design, std::shared_ptr<const Dataset> data,
                                     const HeadlessOptions& options) {
  auto bench = std::make_shared<const Bench>(compileBench(design));
  if (bench->hardware->cannotCompute) return *bench->hardware->cannotCompute;
  Result<TrainerSettings> settings = trainerSettings(design, *bench->hardware);
  if (!settings) return settings.error();
  if (const std::optional<Message> problem = dataProblem(settings.value(), *data)) return *problem;

  Result<std::shared_ptr<const Network>> start =
      startNetwork(options.start, settings.value(), *data, *bench->hardware);
  if (!start) return start.error();
  settings.value().start = std::move(start).value();

  const int threads = std::max(1, options.threads);
  Experiment experiment(bench, std::move(data), settings.value(), threads);
  std::unique_ptr<Twin> twin = options.twin ? std::make_unique<Twin>(experiment) : nullptr;
  const int epochs = settings.value().epochs + static_cast<int>(addedEpochs(options.log));
  if (twin && threads > settings.value().shards) twin->allow(epochs);
  const WorkBeside beside = [&](const std::function<void()>& evaluation) {
    if (twin && threads > 1)
      twin->workBeside(evaluation);
    else
      evaluation();
  };
  TrainingResult result;
  std::size_t next = 0, shown = 0;
  const auto reached = [&] { return options.steps > 0 && experiment.trainer().steps() >= options.steps; };
  while (true) {
    if (const std::optional<Message> problem = replayEntries(options.log, next, experiment)) return *problem;
    if (experiment.finished() || result.cancelled || reached()) break;
    experiment.advance(beside);
    for (; shown < experiment.points().size(); ++shown)
      if (options.onPoint) options.onPoint(experiment.points()[shown], experiment.plannedEpochs());
    result.cancelled = options.cancelled && options.cancelled();
  }
  const Trainer& trainer = experiment.trainer();
  if (!trainer.diverged() && trainer.stepInEpoch() != 0) experiment.refreshReport();
  if (twin && !result.cancelled) {
    const int done = reached() ? trainer.epoch() : experiment.plannedEpochs();
    twin->allow(done);
    twin->wait(done);
  }
  const Trail<TwinPoint> twinPoints = twin ? twin->points() : Trail<TwinPoint>();
  result.epochs = experiment.epochs();
  constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();
  const bool diverged = trainer.diverged().has_value();
  result.finalTestAccuracy =
      diverged || result.epochs.empty() ? kNotMeasured : result.epochs.back().testAccuracy;
  result.idealTestAccuracy = twinPoints.empty() ? kNotMeasured : twinPoints.back().testAccuracy;
  result.exactTestAccuracy = diverged ? kNotMeasured : trainer.evaluateExact(beside).accuracy;
  result.samplesPerSecond = experiment.samplesPerSecond();
  result.weightsHash = weightsHash(trainer.network());
  result.diverged = diverged;
  result.reason = trainer.diverged();
  result.report = *experiment.report();
  result.bench = experiment.bench();
  result.data = experiment.data();
  if (!std::isnan(result.finalTestAccuracy)) result.terms = experiment.terms();
  result.record = experiment.record(twinPoints);
  return result;
}

}  // namespace lightloom::train
