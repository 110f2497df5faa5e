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
  if (!m_world.dataOf(first.value())) return noData();
  return compileBench(first.value()).hardware->cannotCompute;
}

PointFigures StudyRun::at(const StudyPoint& point) const {
  const Result<Design> design = designAt(m_base, m_plan.study(), point);
  if (!design) return {{}, design.error()};
  std::shared_ptr<const Dataset> data = m_world.dataOf(design.value());
  if (!data) return {{}, noData()};
  if (m_work == PointWork::Simulate) return simulatedFigures(design.value(), *data);
  HeadlessOptions options;
  options.cancelled = m_world.cancelled;
  return trainedFigures(design.value(), std::move(data), options);
}

}  // namespace lightloom::study
