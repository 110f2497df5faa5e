#include "canvas/beam_item.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <array>
#include <cmath>

#include "base/vector_state.h"
#include "canvas/beam_reading.h"
#include "canvas/loupe_item.h"
#include "canvas/one_thread.h"
#include "canvas/scene_coordinates.h"
#include "export/ink.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr double kFaintest = 1e-5;  // of the strongest segment: weaker light is not drawn
constexpr int kWaistSteps = 24;     // pieces of a beam that narrows to a waist and widens again
constexpr double kFanZoom = 2.5;    // pixels per millimetre from which single beams of a fan are drawn

// 0.25 … 1 over six decades: a hundredth of the light is still seen.
double brightness(double powerW, double strongestW) {
  const double decades = std::log10(powerW / strongestW);
  return qBound(0.25, 1 + decades / 8, 1.0);
}

struct Axis {
  QPointF from, to, left;  // `left` of the direction, of unit length
  double length = 0;       // mm
};

Axis axisOf(const BeamSegment& segment) {
  Axis line{toScene(segment.from[0], segment.from[1]), toScene(segment.to[0], segment.to[1]), {}, 0};
  const QPointF along = line.to - line.from;
  line.length = std::hypot(along.x(), along.y());
  if (line.length > 0) line.left = QPointF(along.y(), -along.x()) / line.length;
  return line;
}

QPolygonF band(const Axis& line, double fromHalfM, double toHalfM) {
  const QPointF a = line.left * fromHalfM * 1e3, b = line.left * toHalfM * 1e3;
  return QPolygonF{line.from + a, line.to + b, line.to - b, line.from - a};
}

// The part of a shape on one side of an upright or level line, where `inside` is ≥ 0 (Sutherland & Hodgman).
template <typename Inside>
QPolygonF cutBy(const QPolygonF& shape, const Inside& inside) {
  QPolygonF out;
  for (int i = 0; i < shape.size(); ++i) {
    const QPointF from = shape[i], to = shape[(i + 1) % shape.size()];
    const double a = inside(from), b = inside(to);
    if (a >= 0) out << from;
    if ((a >= 0) != (b >= 0)) out << from + (to - from) * (a / (a - b));
  }
  return out;
}

// Shapes that reach far beyond the view take the painter as long as they are large.
QPolygonF nearView(const QPolygonF& shape, const QRectF& exposed) {
  const double margin = exposed.width() + exposed.height();
  const QRectF room = exposed.adjusted(-margin, -margin, margin, margin);
  if (room.contains(shape.boundingRect())) return shape;
  QPolygonF out = cutBy(shape, [&](QPointF p) { return p.x() - room.left(); });
  out = cutBy(out, [&](QPointF p) { return room.right() - p.x(); });
  out = cutBy(out, [&](QPointF p) { return p.y() - room.top(); });
  return cutBy(out, [&](QPointF p) { return room.bottom() - p.y(); });
}

// The hyperbola of a Gaussian beam.
QPolygonF gaussianBand(const Bench& bench, int index, const Axis& line) {
  QPolygonF left, right;
  for (int i = 0; i <= kWaistSteps; ++i) {
    const double share = static_cast<double>(i) / kWaistSteps;
    const BeamReading at = readSegment(bench, index, share * line.length * 1e-3);
    left << at.at + line.left * at.radius * 1e3;
    right.prepend(at.at - line.left * at.radius * 1e3);
  }
  return left + right;
}

void dash(QPen& pen, EmitterRole role) {
  const std::vector<double> lengths = lightDash(role);
  if (!lengths.empty()) pen.setDashPattern(QList<qreal>(lengths.begin(), lengths.end()));
}

}  // namespace

QColor phaseColour(double phaseRad) {
  // Violet, blue, green, yellow, orange and back: neighbours differ in hue, opposites in blue and yellow.
  static constexpr std::array<std::array<int, 3>, 6> kStops = {
      {{196, 94, 178}, {86, 124, 214}, {46, 160, 170}, {110, 168, 72}, {196, 154, 44}, {214, 110, 92}}};
  const double turn = phaseRad / (2 * constants::kPi);
  const double at = (turn - std::floor(turn)) * kStops.size();
  const std::size_t lower = static_cast<std::size_t>(at) % kStops.size(), upper = (lower + 1) % kStops.size();
  const double share = at - std::floor(at);
  const auto mix = [&](std::size_t i) {
    return static_cast<int>(std::lround(kStops[lower][i] * (1 - share) + kStops[upper][i] * share));
  };
  return QColor(mix(0), mix(1), mix(2));
}

BeamItem::BeamItem(const CanvasColours& colours) : m_colours(colours) {
  setFlag(ItemUsesExtendedStyleOption);
  setAcceptedMouseButtons(Qt::NoButton);
  setZValue(0);
}

void BeamItem::setBench(std::shared_ptr<const Bench> bench) {
  prepareGeometryChange();
  m_bench = std::move(bench);
  m_strongestW = 0;
  m_drawn = brightSegments(m_bench->trace, kFaintest, kMostDrawn);
  QRectF bounds;
  for (const BeamSegment& segment : m_bench->trace.segments) {
    m_strongestW = qMax(m_strongestW, segment.powerW);
    const double half =
        1e3 * qMax(qMax(segment.fromBundle, segment.toBundle), qMax(segment.fromBeam, segment.toBeam)) + 0.5;
    bounds |= QRectF(toScene(segment.from[0], segment.from[1]), toScene(segment.to[0], segment.to[1]))
                  .normalized()
                  .adjusted(-half, -half, half, half);
  }
  m_bounds = bounds;
  update();
}

void BeamItem::setColours(const CanvasColours& colours) {
  m_colours = colours;
  update();
}

void BeamItem::setColouring(BeamColouring colouring) {
  m_colouring = colouring;
  update();
}

void BeamItem::setRays(std::vector<BeamSegment> rays) {
  if (rays.empty() && m_rays.empty()) return;
  m_rays = std::move(rays);
  update();
}

void BeamItem::paintRays(QPainter& painter) const {
  constexpr double kWorth = 1e-3;  // of the strongest ray
  double strongest = 0;
  for (const BeamSegment& ray : m_rays) strongest = qMax(strongest, ray.powerW);
  for (const BeamSegment& ray : m_rays) {
    const Axis line = axisOf(ray);
    if (ray.powerW < kWorth * strongest || ray.toFace < 0 || line.length <= 0) continue;
    QPen pen(roleColour(m_colours.meaning, ray.role), 1.4 * m_colours.size);
    pen.setCosmetic(true);
    dash(pen, ray.role);
    painter.setPen(pen);
    for (const auto& [from, to] : ray.fan)
      painter.drawLine(line.from + line.left * from * 1e3, line.to + line.left * to * 1e3);
  }
}

// One colour, or a gradient along the segment where the colour changes on the way.
QBrush BeamItem::inkOf(const BeamSegment& segment, int index, double alpha) const {
  const Axis line = axisOf(segment);
  const bool lost = segment.toFace < 0;
  const auto colourAt = [&](double share) {
    switch (m_colouring) {
      case BeamColouring::Power:
        return scaleColour(1 + std::log10(segment.powerW / m_strongestW) / kPowerDecades);
      case BeamColouring::Phase:
        return phaseColour(readSegment(*m_bench, index, share * line.length * 1e-3).phaseRad);
      case BeamColouring::Source:
        break;
    }
    return roleColour(m_colours.meaning, segment.role);
  };
  if (!lost && m_colouring != BeamColouring::Phase) return faded(colourAt(0), alpha);
  QLinearGradient gradient(line.from, line.to);
  constexpr int kStops = 8;
  for (int i = 0; i <= kStops; ++i) {
    const double share = static_cast<double>(i) / kStops;
    gradient.setColorAt(share, faded(colourAt(share), alpha * (lost ? 1 - share : 1)));
  }
  return gradient;
}

// Bands that are wider than the bench come over each other many times: once `pixelsLeft` are filled, there
// are axes only.
void BeamItem::paintSegment(QPainter& painter, int index, const QRectF& exposed, double zoom,
                            double& pixelsLeft) const {
  const BeamSegment& segment = m_bench->trace.segments[static_cast<std::size_t>(index)];
  const Axis line = axisOf(segment);
  const QPolygonF bundle = band(line, segment.fromBundle, segment.toBundle);
  const QRectF seen = bundle.boundingRect().adjusted(-1, -1, 1, 1) & exposed;
  if (line.length <= 0 || seen.isEmpty()) return;
  // A scale of colours already says how strong the light is.
  const double bright = m_colouring == BeamColouring::Source ? brightness(segment.powerW, m_strongestW) : 1;
  clearUpperVectors();  // dashes leave them in use
  if (pixelsLeft > 0) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(inkOf(segment, index, 0.10 * bright));
    painter.drawPolygon(nearView(bundle, exposed));
    painter.setBrush(inkOf(segment, index, 0.22 * bright));
    painter.drawPolygon(nearView(gaussianBand(*m_bench, index, line), exposed));
  }
  const bool withFan = pixelsLeft > 0 && segment.fan.size() > 2 && zoom >= kFanZoom;
  pixelsLeft -= seen.width() * seen.height() * zoom * zoom;
  if (withFan) {
    QPen pen(inkOf(segment, index, 0.35 * bright), 0.8 * m_colours.size);
    pen.setCosmetic(true);
    painter.setPen(pen);
    for (const auto& [from, to] : segment.fan)
      painter.drawLine(line.from + line.left * from * 1e3, line.to + line.left * to * 1e3);
  }
  QPen axis(inkOf(segment, index, bright), 1.6 * m_colours.size);
  axis.setCosmetic(true);
  axis.setCapStyle(Qt::FlatCap);
  dash(axis, segment.role);
  painter.setPen(axis);
  painter.drawLine(line.from, line.to);
}

void BeamItem::paintAll(QPainter& painter, const QRectF& exposed, double zoom) const {
  if (!m_rays.empty()) painter.setOpacity(0.3);
  constexpr double kMostPixels = 1e7;
  double pixelsLeft = kMostPixels;
  for (std::size_t i : m_drawn) paintSegment(painter, static_cast<int>(i), exposed, zoom, pixelsLeft);
  painter.setOpacity(1);
  paintRays(painter);
}

void BeamItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
  if (!m_bench || m_strongestW <= 0) return;
  const double zoom = option->levelOfDetailFromTransform(painter->worldTransform());
  paintOnOneThread([&] { paintAll(*painter, option->exposedRect, zoom); });
}

}  // namespace lightloom::ui
