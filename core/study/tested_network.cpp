#include "study/tested_network.h"

#include <numeric>
#include <tuple>

#include "bench/bench.h"
#include "learn/evaluator.h"
#include "train/recorded_run.h"
#include "train/settings.h"

namespace lightloom::study {
namespace {

Message anotherNetwork() {
  return {"study.another-network",
          LL_TEXT("The network that was trained does not fit this point: it asks for other layers or data. "
                  "Train at each point, or leave these values as they are."),
          {}};
}

// Whether both have the same samples in the same parts, whoever loaded them.
bool sameSamples(const Dataset& a, const Dataset& b) {
  const auto all = [](const Dataset& of) {
    return std::tie(of.features, of.byteScale, of.bytes, of.values, of.labels, of.alsoRight, of.classes,
                    of.positive, of.targets, of.targetCount, of.train, of.test);
  };
  return &a == &b || all(a) == all(b);
}

}  // namespace

Result<TestedNetwork> TestedNetwork::train(const Design& design, std::shared_ptr<const Dataset> data,
                                           const std::function<bool()>& cancelled) {
  const Bench bench = compileBench(design);
  if (bench.hardware->cannotCompute) return *bench.hardware->cannotCompute;
  const Result<TrainerSettings> settings = trainerSettings(design, *bench.hardware);
  if (!settings) return settings.error();
  if (std::optional<Message> problem = dataProblem(settings.value(), *data)) return *std::move(problem);
  Trainer trainer(settings.value(), data, bench.hardware);
  while (!trainer.finished()) {
    if (cancelled && cancelled())
      return Message{"study.cancelled", LL_TEXT("The training before the study was stopped."), {}};
    trainer.step();
  }
  if (trainer.diverged()) return *trainer.diverged();
  TestedNetwork out;
  out.m_data = std::move(data);
  out.m_state = trainer.state();
  return out;
}

PointFigures TestedNetwork::on(const Design& design, const std::shared_ptr<const Dataset>& data) const {
  const Bench bench = compileBench(design);
  if (bench.hardware->cannotCompute) return {{}, bench.hardware->cannotCompute};
  const Result<TrainerSettings> settings = trainerSettings(design, *bench.hardware);
  if (!settings) return {{}, settings.error()};
  if (!sameSamples(*data, *m_data) || !fits(m_state, settings.value(), *m_data))
    return {{}, anotherNetwork()};
  Trainer trainer(settings.value(), m_data, bench.hardware);
  trainer.resume(m_state);
  trainer.setHardware(bench.hardware);
  const std::vector<double> scores =
      testScores(trainer.network(), settings.value(), *m_data, *bench.hardware, trainer.epoch());
  PointFigures out{sweepNumbers(bench, reportOf(bench, trainer.network(), settings.value(), *m_data)), {}};
  out.numbers.emplace_back("test_accuracy", std::accumulate(scores.begin(), scores.end(), 0.0) /
                                                static_cast<double>(scores.size()));
  return out;
}

}  // namespace lightloom::study
