#pragma once

#include <QPointF>
#include <optional>

#include "canvas/snap.h"
#include "rooms.h"

namespace lightloom::ui {

/// A distance that somebody measures on the bench, between two scene points.
struct Measure {
  QPointF from, to;
};

/// The line with its length, both components and its direction in words.
Guide shownMeasure(const Measure& measure);

/// The middle of a part or a point of a beam's axis within `tolerance` mm, else the point itself.
QPointF measurePoint(const Design& design, const Trace& trace, QPointF scenePoint, double tolerance);

}  // namespace lightloom::ui
