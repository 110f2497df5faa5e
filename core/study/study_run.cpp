#include "study/study_run.h"

#include "bench/bench.h"

namespace lightloom::study {
namespace {

Message noData() {
  return {"study.no-data",
          LL_TEXT("The data set of this point cannot be opened. Name its folder with --data."),
          {}};
}

// What must compute for the study to begin: its first point, but of points that are drawn the design that
// they are drawn about, for one of them that cannot compute is a result.
Result<Design> firstOf(const Design& base, const StudyPlan& plan) {
  const Sampling sampling = plan.study().sampling;
  if (sampling == Sampling::Random || sampling == Sampling::Latin) return base;
  return designAt(base, plan.study(), plan.point(0));
}

}  // namespace

StudyRun::StudyRun(Design base, Study study, PointWork work, StudyWorld world)
    : m_base(std::move(base)), m_plan(std::move(study)), m_work(work), m_world(std::move(world)) {}

std::optional<Message> StudyRun::begin() {
  const Result<Design> first = firstOf(m_base, m_plan);
  if (!first) return first.error();
  const std::shared_ptr<const Dataset> data = m_world.dataOf(first.value());
  if (!data) return noData();
  if (std::optional<Message> why = compileBench(first.value()).hardware->cannotCompute) return why;
  if (m_work != PointWork::Test) return std::nullopt;
  const std::shared_ptr<const Dataset> own = m_world.dataOf(m_base);
  if (!own) return noData();
  Result<TestedNetwork> network = TestedNetwork::train(m_base, own, m_world.cancelled);
  if (!network) return network.error();
  m_network = std::move(network).value();
  return std::nullopt;
}

PointFigures StudyRun::at(const StudyPoint& point) const {
  const Result<Design> design = designAt(m_base, m_plan.study(), point);
  if (!design) return {{}, design.error()};
  const std::shared_ptr<const Dataset> data = m_world.dataOf(design.value());
  if (!data) return {{}, noData()};
  if (m_work == PointWork::Simulate) return simulatedFigures(design.value(), *data);
  PointFigures out = learnt(design.value(), data);
  if (!out.problem || !out.numbers.empty()) return out;
  // Its lasers count among those of all benches.
  if (const Bench bench = compileBench(design.value()); bench.hardware->cannotCompute)
    out.numbers = lockNumbers(bench);
  return out;
}

PointFigures StudyRun::learnt(const Design& design, const std::shared_ptr<const Dataset>& data) const {
  if (m_work == PointWork::Test) return m_network->on(design, data);
  HeadlessOptions options;
  options.cancelled = m_world.cancelled;
  return trainedFigures(design, data, options);
}

}  // namespace lightloom::study
