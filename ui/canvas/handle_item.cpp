#include "canvas/handle_item.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <cmath>

namespace lightloom::ui {

HandleItem::HandleItem(const CanvasColours& colours) : m_colours(colours) {
  setZValue(40);
  setAcceptedMouseButtons(Qt::NoButton);
  hide();
}

void HandleItem::setColours(const CanvasColours& colours) {
  m_colours = colours;
  update();
}

void HandleItem::place(QPointF middle, QPointF handle) {
  prepareGeometryChange();
  m_middle = middle;
  m_handle = handle;
  update();
}

bool HandleItem::holds(QPointF scenePoint, double pixelsPerMillimetre) const {
  const QPointF away = scenePoint - m_handle;
  return isVisible() && std::hypot(away.x(), away.y()) * pixelsPerMillimetre <= kRadius + 3;
}

QRectF HandleItem::boundingRect() const {
  const double length = std::hypot(m_handle.x() - m_middle.x(), m_handle.y() - m_middle.y());
  return QRectF(m_middle, m_handle).normalized().adjusted(-length / 2, -length / 2, length / 2, length / 2);
}

void HandleItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
  const double pixel = 1 / option->levelOfDetailFromTransform(painter->worldTransform());
  painter->setPen(QPen(m_colours.selection, 1.4 * pixel));
  painter->drawLine(m_middle, m_handle);
  painter->setBrush(m_colours.background);
  painter->setPen(QPen(m_colours.selection, 2 * pixel));
  painter->drawEllipse(m_handle, kRadius * pixel, kRadius * pixel);
}

}  // namespace lightloom::ui
