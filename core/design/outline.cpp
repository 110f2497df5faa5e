#include "design/outline.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lightloom::design {
namespace {

using Point = std::array<double, 2>;

double cross(const Point& o, const Point& a, const Point& b) {
  return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
}

void addPoints(const Shape& shape, std::vector<LocalPoint>& out) {
  if (const auto* line = std::get_if<Line>(&shape)) {
    out.push_back(line->from);
    out.push_back(line->to);
  } else if (const auto* arc = std::get_if<Arc>(&shape)) {
    constexpr int kPieces = 8;
    for (int i = 0; i <= kPieces; ++i) {
      const double angle = arc->startRad + arc->spanRad * i / kPieces;
      out.push_back(
          {arc->centre.u + arc->radius * std::cos(angle), arc->centre.v + arc->radius * std::sin(angle)});
    }
  } else if (const auto* polygon = std::get_if<Polygon>(&shape)) {
    out.insert(out.end(), polygon->points.begin(), polygon->points.end());
  }
}

// Andrew's monotone chain.
Outline hullOf(std::vector<Point> points) {
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  if (points.size() < 3) return {};
  Outline hull;
  for (int side = 0; side < 2; ++side) {
    const std::size_t start = hull.size();
    for (const Point& point : points) {
      while (hull.size() >= start + 2 && cross(hull[hull.size() - 2], hull.back(), point) <= 0)
        hull.pop_back();
      hull.push_back(point);
    }
    hull.pop_back();
    std::reverse(points.begin(), points.end());
  }
  return hull;
}

// Extent of the outline along a direction.
std::pair<double, double> extent(const Outline& outline, double nx, double ny) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Point& point : outline) {
    const double at = point[0] * nx + point[1] * ny;
    low = std::min(low, at);
    high = std::max(high, at);
  }
  return {low, high};
}

bool separates(const Outline& sides, const Outline& other, double slack) {
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const Point &a = sides[i], &b = sides[(i + 1) % sides.size()];
    const double length = std::hypot(b[0] - a[0], b[1] - a[1]);
    if (length <= 0) continue;
    const double nx = (b[1] - a[1]) / length, ny = -(b[0] - a[0]) / length;
    if (extent(other, nx, ny).first > extent(sides, nx, ny).second - slack) return true;
  }
  return false;
}

}  // namespace

Outline outlineOf(const Component& component) {
  const Kind* kind = findKind(component.kind);
  if (!kind) return {};
  const PartView view = viewOf(component, *kind);
  std::vector<LocalPoint> local;
  for (const Shape& shape : kind->silhouette(view)) addPoints(shape, local);
  const double x = view.real("x"), y = view.real("y"), angle = view.real("angle");
  std::vector<Point> points;
  for (const LocalPoint& point : local)
    points.push_back({x + point.u * std::cos(angle) - point.v * std::sin(angle),
                      y + point.u * std::sin(angle) + point.v * std::cos(angle)});
  return hullOf(std::move(points));
}

bool overlaps(const Outline& a, const Outline& b, double slack) {
  if (a.size() < 3 || b.size() < 3) return false;
  return !separates(a, b, slack) && !separates(b, a, slack);
}

double lengthInside(const Outline& outline, Point from, Point to) {
  if (outline.size() < 3) return 0;
  double enter = 0, leave = 1;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Point &a = outline[i], &b = outline[(i + 1) % outline.size()];
    const double start = cross(a, b, from), end = cross(a, b, to);  // inside is on the left: > 0
    if (start <= 0 && end <= 0) return 0;
    if (start > 0 && end > 0) continue;
    const double at = start / (start - end);
    start < end ? enter = std::max(enter, at) : leave = std::min(leave, at);
  }
  return enter < leave ? (leave - enter) * std::hypot(to[0] - from[0], to[1] - from[1]) : 0;
}

}  // namespace lightloom::design
