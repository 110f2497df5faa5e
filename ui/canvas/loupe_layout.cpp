#include "canvas/loupe_layout.h"

#include <cmath>
#include <limits>

namespace lightloom {
namespace {

double distanceTo(const QRectF& rect, QPointF point) {
  const double dx = std::max({rect.left() - point.x(), 0.0, point.x() - rect.right()});
  const double dy = std::max({rect.top() - point.y(), 0.0, point.y() - rect.bottom()});
  return std::hypot(dx, dy);
}

// Length of the part of a segment that lies inside the rectangle (Liang–Barsky).
double lengthInside(const QRectF& rect, QPointF from, QPointF to) {
  const QPointF along = to - from;
  double enter = 0, leave = 1;
  const double p[] = {-along.x(), along.x(), -along.y(), along.y()};
  const double q[] = {from.x() - rect.left(), rect.right() - from.x(), from.y() - rect.top(), rect.bottom() - from.y()};
  for (int i = 0; i < 4; ++i) {
    if (p[i] == 0 && q[i] < 0) return 0;
    if (p[i] == 0) continue;
    const double t = q[i] / p[i];
    if (p[i] < 0)
      enter = std::max(enter, t);
    else
      leave = std::min(leave, t);
  }
  return enter < leave ? (leave - enter) * std::hypot(along.x(), along.y()) : 0;
}

bool overlapsAny(const QRectF& rect, const std::vector<QRectF>& solid) {
  for (const QRectF& other : solid)
    if (rect.intersects(other)) return true;
  return false;
}

// Distance counts once, light underneath three times, what sticks out of the bench a little: the picture stays compact.
double cost(const QRectF& rect, const QRectF& part, const QRectF& bench, const LoupeObstacles& obstacles) {
  double out = distanceTo(rect, part.center());
  for (const auto& [from, to] : obstacles.beams) out += 3 * lengthInside(rect, from, to);
  const QRectF grown = bench.united(rect);
  return out + 0.8 * (grown.width() - bench.width()) + 1.6 * (grown.height() - bench.height());
}

}  // namespace

double loupeWidth(const QRectF& bench) {
  return std::clamp(0.29 * std::sqrt(std::max(bench.width() * bench.height(), 1.0)), 12.0, 200.0);
}

QPointF placeLoupe(const QRectF& part, const QSizeF& size, const QRectF& bench, const LoupeObstacles& obstacles) {
  const double step = size.width() / 16;
  const QRectF area = bench.adjusted(-2 * size.width(), -2 * size.height(), size.width(), size.height());
  double best = std::numeric_limits<double>::infinity();
  QPointF out = bench.topRight();
  for (double x = area.left(); x <= area.right(); x += step) {
    for (double y = area.top(); y <= area.bottom(); y += step) {
      const QRectF rect(QPointF(x, y), size);
      if (distanceTo(rect, part.center()) > best || overlapsAny(rect, obstacles.solid)) continue;
      const double now = cost(rect, part, bench, obstacles);
      if (now >= best) continue;
      best = now;
      out = rect.topLeft();
    }
  }
  return out;
}

}  // namespace lightloom
