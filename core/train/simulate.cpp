#include "train/simulate.h"

#include "report/network_on_bench.h"
#include "train/experiment.h"
#include "train/recorded_run.h"
#include "train/settings.h"

namespace lightloom::train {

Result<Simulation> simulateDesign(const Design& design, const Dataset& data) {
  Simulation out;
  out.bench = std::make_shared<const Bench>(compileBench(design));
  if (out.bench->hardware->cannotCompute) {
    out.report = makeReport(*out.bench, {});
    return out;
  }
  const Result<TrainerSettings> settings = trainerSettings(design, *out.bench->hardware);
  if (!settings) return settings.error();
  if (const std::optional<Message> problem = dataProblem(settings.value(), data)) return *problem;
  // The trainer only looks at the data during this call.
  const std::shared_ptr<const Dataset> borrowed(std::shared_ptr<const Dataset>(), &data);
  const Trainer trainer(settings.value(), borrowed, out.bench->hardware);
  const NetworkOnBench network =
      observeNetwork(trainer.network(), trainer.settings(), data, *out.bench->hardware,
                     trainer.layerStatistics(), reportBatch(data, settings.value().batch));
  out.report = makeReport(*out.bench, network);
  return out;
}

Result<RunSnapshot> untrainedRun(const Design& design, const Dataset& data) {
  auto bench = std::make_shared<const Bench>(compileBench(design));
  if (bench->hardware->cannotCompute) return *bench->hardware->cannotCompute;
  const Result<TrainerSettings> settings = trainerSettings(design, *bench->hardware);
  if (!settings) return settings.error();
  if (const std::optional<Message> problem = dataProblem(settings.value(), data)) return *problem;
  // The trainer only looks at the data during this call.
  const std::shared_ptr<const Dataset> borrowed(std::shared_ptr<const Dataset>(), &data);
  const Trainer trainer(settings.value(), borrowed, bench->hardware);
  auto record = std::make_shared<RunFile>();
  record->first = design;
  auto report = std::make_shared<const Report>(reportOf(*bench, trainer.network(), settings.value(), data));
  return RunSnapshot{std::move(record), std::move(bench),  std::move(report),
                     settings.value(),  trainer.network(), std::nullopt};
}

}  // namespace lightloom::train
