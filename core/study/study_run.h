#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "learn/dataset.h"
#include "rooms.h"
#include "study/study_description.h"
#include "study/tested_network.h"

namespace lightloom::study {

/// What a study asks of where it runs.
struct StudyWorld {
  /// The data set of a design; null where it cannot be opened. Called from several threads at once.
  std::function<std::shared_ptr<const Dataset>(const Design&)> dataOf;
  std::function<bool()> cancelled = {};  ///< polled once per mini-batch; may be empty
};

/// A study whose points are computed one by one, anywhere and in any order.
class StudyRun {
 public:
  /// The study must have no `studyProblem`.
  StudyRun(Design base, Study study, PointWork work, StudyWorld world);

  const Design& base() const { return m_base; }
  const StudyPlan& plan() const { return m_plan; }
  PointWork work() const { return m_work; }

  /// A study whose first point has no data or cannot compute is not begun; where points are drawn (Random,
  /// Latin), one whose design as it is has none or cannot. Trains the network where points test one. Errors:
  /// "study.no-data", why the bench cannot compute, those of `designAt` and `TestedNetwork`.
  std::optional<Message> begin();

  /// The figures of a point, also why it has none; where points learn, one that cannot compute has its
  /// `lockNumbers`. Safe on several threads at once, after `begin`.
  PointFigures at(const StudyPoint& point) const;

 private:
  PointFigures learnt(const Design& design, const std::shared_ptr<const Dataset>& data) const;

  Design m_base;
  StudyPlan m_plan;
  PointWork m_work;
  StudyWorld m_world;
  std::optional<TestedNetwork> m_network;
};

}  // namespace lightloom::study
