#include "study/study_run.h"

#include "bench/bench.h"

namespace lightloom::study {
namespace {

Message noData() {
  return {"study.no-data",
          LL_TEXT("The data set of this point cannot be opened. Name its folder with --data."),
          {}};
}

}  // namespace

StudyRun::StudyRun(Design base, Study study, PointWork work, StudyWorld world)
    : m_base(std::move(base)), m_plan(std::move(study)), m_work(work), m_world(std::move(world)) {}

std::optional<Message> StudyRun::begin() {
  const Result<Design> first = designAt(m_base, m_plan.study(), m_plan.point(0));
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
  std::shared_ptr<const Dataset> data = m_world.dataOf(design.value());
  if (!data) return {{}, noData()};
  if (m_work == PointWork::Test) return m_network->on(design.value(), data);
  if (m_work == PointWork::Simulate) return simulatedFigures(design.value(), *data);
  HeadlessOptions options;
  options.cancelled = m_world.cancelled;
  return trainedFigures(design.value(), std::move(data), options);
}

}  // namespace lightloom::study
