#include "canvas/measure.h"

#include <QCoreApplication>
#include <cmath>

#include "canvas/scene_coordinates.h"
#include "document/loupe_edits.h"
#include "document/translate.h"

namespace lightloom::ui {

Guide shownMeasure(const Measure& measure) {
  const BenchPoint from = toBench(measure.from), to = toBench(measure.to);
  const double dx = to.x - from.x, dy = to.y - from.y;
  return {{measure.from, measure.to},
          QCoreApplication::translate("Measure", "%1   (x %2, y %3, %4)")
              .arg(shownLength(std::hypot(dx, dy)), shownLength(dx), shownLength(dy),
                   shownQuantity(std::atan2(dy, dx), Unit::Degree, 4))};
}

QPointF measurePoint(const Design& design, const Trace& trace, QPointF point, double tolerance) {
  QPointF best = point;
  double nearest = tolerance;
  const auto offer = [&](QPointF at) {
    const double away = std::hypot(at.x() - point.x(), at.y() - point.y());
    if (away > nearest) return;
    nearest = away;
    best = at;
  };
  for (const ComponentPtr& part : design.components)
    if (!isAttachedLoupe(*part)) offer(toScene(positionOf(*part)));
  if (nearest < tolerance) return best;
  for (const BeamSegment& segment : trace.segments) {
    const QPointF from = toScene(segment.from[0], segment.from[1]);
    const QPointF along = toScene(segment.to[0], segment.to[1]) - from;
    const double square = QPointF::dotProduct(along, along);
    if (square <= 0) continue;
    const double share = QPointF::dotProduct(point - from, along) / square;
    offer(from + along * qBound(0.0, share, 1.0));
  }
  return best;
}

}  // namespace lightloom::ui
