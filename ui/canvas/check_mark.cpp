#include "canvas/check_mark.h"

#include <QPainter>

#include "theme/tips.h"

namespace lightloom::ui {
namespace {

constexpr double kSize = 9;   // half, pixels
constexpr double kAside = 7;  // so that it does not hide a small part

}  // namespace

CheckMark::CheckMark(std::string part, const CanvasColours& colours)
    : m_part(std::move(part)), m_colours(colours) {
  setFlag(ItemIgnoresTransformations);
  setZValue(31);
}

void CheckMark::setContent(bool error, const QString& words) {
  m_error = error;
  setToolTip(wrappedTip(words));
  update();
}

void CheckMark::setColours(const CanvasColours& colours) {
  m_colours = colours;
  update();
}

void CheckMark::place(QPointF corner, QPointF away) {
  prepareGeometryChange();
  m_away = away;
  setPos(corner);
}

QRectF CheckMark::roomAt(QPointF away) {
  constexpr double kRim = 2;
  const double half = kSize + kRim;
  return {kAside * away.x() - half, kAside * away.y() - half, 2 * half, 2 * half};
}

QRectF CheckMark::boundingRect() const {
  return roomAt(m_away);
}

void CheckMark::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  painter->translate(kAside * m_away);
  const QColor ink = m_error ? m_colours.meaning.bad : m_colours.meaning.warn;
  painter->setPen(QPen(m_colours.background, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter->setBrush(ink);
  if (m_error)
    painter->drawEllipse(QPointF(), kSize, kSize);
  else
    painter->drawPolygon(QPolygonF{{0, -kSize}, {kSize, kSize * 0.8}, {-kSize, kSize * 0.8}});
  painter->setPen(QPen(m_colours.background, 2.4, Qt::SolidLine, Qt::RoundCap));
  const double top = m_error ? -4.5 : -3.5;
  painter->drawLine(QPointF(0, top), QPointF(0, 1.5));
  painter->drawPoint(QPointF(0, 5));
}

}  // namespace lightloom::ui
