#include "canvas/loupe_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>

namespace lightloom::ui {
namespace {

constexpr double kMostPlaces = 2e4;  // that a search tries
constexpr int kMostRounds = 8;       // each about twice as wide as the one before

double distanceTo(const QRectF& rect, QPointF point) {
  const double dx = std::max({rect.left() - point.x(), 0.0, point.x() - rect.right()});
  const double dy = std::max({rect.top() - point.y(), 0.0, point.y() - rect.bottom()});
  return std::hypot(dx, dy);
}

bool overlapsAny(const QRectF& rect, const std::vector<QRectF>& solid) {
  for (const QRectF& other : solid)
    if (rect.intersects(other)) return true;
  return false;
}

// The height of a picture of this shape that shows the whole rectangle.
double heightToShow(const QRectF& rect, double aspect) {
  return std::max(rect.width() / aspect, rect.height());
}

// Distance counts once. What sticks out of the picture makes everything smaller and costs most.
double costWithoutLight(const QRectF& rect, const QRectF& part, const QRectF& picture, double aspect) {
  const QRectF grown = picture.united(rect);
  const double more = heightToShow(grown, aspect) - heightToShow(picture, aspect);
  return distanceTo(rect, part.center()) + 4 * more +
         0.1 * (grown.width() + grown.height() - picture.width() - picture.height());
}

double costOfLight(const QRectF& rect, const LoupeObstacles& obstacles) {
  double out = 0;
  for (const auto& [from, to] : obstacles.beams) out += 3 * lengthInside(rect, from, to);
  return out;
}

QPointF nearestIn(const QRectF& rect, QPointF point) {
  return {std::clamp(point.x(), rect.left(), rect.right()), std::clamp(point.y(), rect.top(), rect.bottom())};
}

// A line through a name is worth a way round.
double costOfLine(const QRectF& rect, const QRectF& part, const LoupeObstacles& obstacles) {
  const QPointF to = part.center(), from = nearestIn(rect, to);
  const bool crosses = std::any_of(obstacles.words.begin(), obstacles.words.end(),
                                   [&](const QRectF& word) { return lengthInside(word, from, to) > 0; });
  return crosses ? 2 * rect.width() : 0;
}

std::optional<QPointF> bestPlaceIn(const QRectF& area, const QRectF& part, const QSizeF& size,
                                   const QRectF& picture, const LoupeObstacles& obstacles) {
  // Wide benches are looked at in larger steps.
  const double step = std::max({size.width() / 20, std::sqrt(area.width() * area.height() / kMostPlaces),
                                area.width() / kMostPlaces, area.height() / kMostPlaces});
  double best = std::numeric_limits<double>::infinity();
  std::optional<QPointF> out;
  for (double x = area.left(); x <= area.right(); x += step) {
    for (double y = area.top(); y <= area.bottom(); y += step) {
      const QRectF rect(QPointF(x, y), size);
      // The cheap costs come first, because most places fail by them.
      double now = costWithoutLight(rect, part, picture, obstacles.aspect);
      if (now >= best || overlapsAny(rect, obstacles.solid)) continue;
      now += costOfLight(rect, obstacles) + costOfLine(rect, part, obstacles);
      if (now >= best) continue;
      best = now;
      out = rect.topLeft();
    }
  }
  return out;
}

QPointF bestPlace(const QRectF& part, const QSizeF& size, const QRectF& picture,
                  const LoupeObstacles& obstacles) {
  // Where all places about the bench are taken, the search goes further out.
  double further = 0.2;
  for (int round = 0; round < kMostRounds; ++round, further = 2 * further + 1) {
    const QRectF area = picture.adjusted(-(1 + further) * size.width(), -(1 + further) * size.height(),
                                         further * size.width(), further * size.height());
    const std::optional<QPointF> found = bestPlaceIn(area, part, size, picture, obstacles);
    if (found) return *found;
  }
  return picture.topRight();
}

// All loupes are of one size, so any two may change places; lines through names count as in the search.
void swapToShorten(std::vector<QPointF>& places, const std::vector<QRectF>& parts, const QSizeF& size,
                   const LoupeObstacles& obstacles) {
  const auto reach = [&](std::size_t place, std::size_t part) {
    const QRectF rect(places[place], size);
    return distanceTo(rect, parts[part].center()) + costOfLine(rect, parts[part], obstacles);
  };
  for (bool better = true; better;) {
    better = false;
    for (std::size_t i = 0; i < places.size(); ++i) {
      for (std::size_t j = i + 1; j < places.size(); ++j) {
        if (reach(j, i) + reach(i, j) >= reach(i, i) + reach(j, j) - 1e-6) continue;
        std::swap(places[i], places[j]);
        better = true;
      }
    }
  }
}

}  // namespace

double lengthInside(const QRectF& rect, QPointF from, QPointF to) {
  const QPointF along = to - from;
  double enter = 0, leave = 1;
  const double p[] = {-along.x(), along.x(), -along.y(), along.y()};
  const double q[] = {from.x() - rect.left(), rect.right() - from.x(), from.y() - rect.top(),
                      rect.bottom() - from.y()};
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

QRectF besidePart(QRectF rect, const QRectF& part) {
  constexpr double kGap = 1;  // mm
  const QRectF body = part.adjusted(-kGap, -kGap, kGap, kGap);
  if (!rect.intersects(body)) return rect;
  const std::array<QPointF, 4> ways = {
      QPointF(body.right() - rect.left(), 0), QPointF(body.left() - rect.right(), 0),
      QPointF(0, body.bottom() - rect.top()), QPointF(0, body.top() - rect.bottom())};
  const auto least = std::min_element(ways.begin(), ways.end(), [](QPointF a, QPointF b) {
    return a.manhattanLength() < b.manhattanLength();
  });
  return rect.translated(*least);
}

namespace {

// Middles of the sides and corners.
std::array<QPointF, 8> rimOf(const QRectF& rect) {
  const QPointF middle = rect.center();
  return {rect.topLeft(),
          rect.topRight(),
          rect.bottomLeft(),
          rect.bottomRight(),
          QPointF(middle.x(), rect.top()),
          QPointF(middle.x(), rect.bottom()),
          QPointF(rect.left(), middle.y()),
          QPointF(rect.right(), middle.y())};
}

}  // namespace

QLineF leaderLine(const QRectF& frame, const QRectF& part, const std::vector<QRectF>& words) {
  if (frame.intersects(part)) return {};
  const QRectF about = frame.united(part);
  std::vector<QRectF> near;
  std::copy_if(words.begin(), words.end(), std::back_inserter(near),
               [&](const QRectF& word) { return word.intersects(about); });
  const auto crossed = [&near](const QLineF& line) {
    return std::count_if(near.begin(), near.end(),
                         [&](const QRectF& word) { return lengthInside(word, line.p1(), line.p2()) > 0; });
  };
  QLineF out(nearestIn(frame, part.center()), part.center());
  auto fewest = crossed(out);
  if (fewest == 0) return out;
  const auto take = [&](QPointF from, QPointF to) {
    const QLineF line(from, to);
    const auto now = crossed(line);
    if (now > fewest || (now == fewest && line.length() >= out.length())) return;
    fewest = now;
    out = line;
  };
  std::vector<QPointF> ends{part.center()};
  for (const QPointF& rim : rimOf(part)) ends.push_back(rim);
  for (const QPointF& to : ends) {
    take(nearestIn(frame, to), to);
    for (const QPointF& from : rimOf(frame)) take(from, to);
  }
  return out;
}

double loupeWidth(const QRectF& bench, double millimetresPerPixel, double size) {
  constexpr double kLegiblePixels = 148, kMost = 1.6;  // times its share
  const double share =
      std::clamp(0.40 * std::sqrt(std::max(bench.width() * bench.height(), 1.0)), 36.0, 400.0);
  return std::clamp(kLegiblePixels * size * millimetresPerPixel, share, kMost * size * share);
}

// One after the other, then in exchange, then each once more with the others where they are.
std::vector<QPointF> placeLoupes(const std::vector<QRectF>& parts, const QSizeF& size, const QRectF& bench,
                                 const LoupeObstacles& obstacles) {
  constexpr double kGap = 1.5;
  const auto room = [&](QPointF place) { return QRectF(place, size).adjusted(-kGap, -kGap, kGap, kGap); };
  std::vector<QPointF> places;
  LoupeObstacles grown = obstacles;
  QRectF picture = bench;
  for (const QRectF& part : parts) {
    places.push_back(bestPlace(part, size, picture, grown));
    grown.solid.push_back(room(places.back()));
    picture |= room(places.back());
  }
  swapToShorten(places, parts, size, obstacles);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    LoupeObstacles others = obstacles;
    picture = bench;
    for (std::size_t j = 0; j < parts.size(); ++j) {
      if (j == i) continue;
      others.solid.push_back(room(places[j]));
      picture |= room(places[j]);
    }
    places[i] = bestPlace(parts[i], size, picture, others);
  }
  swapToShorten(places, parts, size, obstacles);
  return places;
}

}  // namespace lightloom::ui
