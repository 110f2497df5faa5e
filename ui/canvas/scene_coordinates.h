#pragma once

#include <QPointF>
#include <QtMath>

#include "design/kind.h"
#include "document/part_edits.h"
#include "rooms.h"

/// The scene is in millimetres with y down, the bench in metres with y up.
namespace lightloom::ui {

inline QPointF toScene(double xM, double yM) {
  return {xM * 1e3, -yM * 1e3};
}
inline QPointF toScene(BenchPoint point) {
  return toScene(point.x, point.y);
}
inline BenchPoint toBench(QPointF scene) {
  return {scene.x() * 1e-3, -scene.y() * 1e-3};
}
/// A point of a part's own frame in item coordinates (mm, y down).
inline QPointF toItem(const LocalPoint& point) {
  return {point.u * 1e3, -point.v * 1e3};
}
/// Rotation of an item for an angle of the bench, degrees.
inline double toRotation(double angleRad) {
  return -qRadiansToDegrees(angleRad);
}

}  // namespace lightloom::ui
