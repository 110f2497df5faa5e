#include "canvas/beam_item.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <cmath>

#include "canvas/scene_coordinates.h"

namespace lightloom {
namespace {

constexpr double kFaintest = 1e-5;  // of the strongest segment: weaker light is not drawn

// 0.25 … 1 over six decades: a hundredth of the light is still seen.
double brightness(double powerW, double strongestW) {
  const double decades = std::log10(powerW / strongestW);
  return qBound(0.25, 1 + decades / 8, 1.0);
}

QPolygonF band(const BeamSegment& segment, double fromHalfM, double toHalfM) {
  const QPointF from = toScene(segment.from[0], segment.from[1]), to = toScene(segment.to[0], segment.to[1]);
  const QPointF along = to - from;
  const double length = std::hypot(along.x(), along.y());
  if (length <= 0) return {};
  const QPointF across(-along.y() / length, along.x() / length);
  const QPointF a = across * fromHalfM * 1e3, b = across * toHalfM * 1e3;
  return QPolygonF{from + a, to + b, to - b, from - a};
}

QPen axisPen(EmitterRole role, const QColor& colour) {
  QPen pen(colour, 1.4);
  pen.setCosmetic(true);
  pen.setCapStyle(Qt::FlatCap);
  if (role == EmitterRole::Synapse) pen.setDashPattern({6, 4});
  if (role == EmitterRole::Leader) pen.setDashPattern({2, 2.5});
  return pen;
}

QColor faded(QColor colour, double alpha) {
  colour.setAlphaF(static_cast<float>(alpha));
  return colour;
}

}  // namespace

BeamItem::BeamItem(const CanvasColours& colours) : m_colours(colours) {
  setFlag(ItemUsesExtendedStyleOption);
  setAcceptedMouseButtons(Qt::NoButton);
  setZValue(0);
}

void BeamItem::setBench(std::shared_ptr<const Bench> bench) {
  prepareGeometryChange();
  m_bench = std::move(bench);
  m_strongestW = 0;
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

void BeamItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
  if (!m_bench || m_strongestW <= 0) return;
  for (const BeamSegment& segment : m_bench->trace.segments) {
    if (segment.powerW < kFaintest * m_strongestW) continue;
    const QColor colour = roleColour(m_colours.meaning, segment.role);
    const double bright = brightness(segment.powerW, m_strongestW);
    const QPolygonF bundle = band(segment, segment.fromBundle, segment.toBundle);
    if (!bundle.boundingRect().adjusted(-1, -1, 1, 1).intersects(option->exposedRect)) continue;
    painter->setPen(Qt::NoPen);
    painter->setBrush(faded(colour, 0.10 * bright));
    painter->drawPolygon(bundle);
    painter->setBrush(faded(colour, 0.20 * bright));
    painter->drawPolygon(band(segment, segment.fromBeam, segment.toBeam));
    painter->setPen(axisPen(segment.role, faded(colour, bright)));
    painter->drawLine(toScene(segment.from[0], segment.from[1]), toScene(segment.to[0], segment.to[1]));
  }
}

}  // namespace lightloom
