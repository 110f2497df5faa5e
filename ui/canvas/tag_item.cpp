#include "canvas/tag_item.h"

#include <QFontMetricsF>
#include <QPainter>
#include <cmath>

namespace lightloom::ui {
namespace {

constexpr double kPadX = 6, kPadY = 2, kGap = 4;

}  // namespace

TagItem::TagItem(Look look, const CanvasColours& colours)
    : m_look(look), m_colours(colours), m_colour(colours.text) {
  setFlag(ItemIgnoresTransformations);
  setAcceptedMouseButtons(Qt::NoButton);
  setZValue(look == Look::Badge ? 30 : 19);  // names lie under the loupes
}

QFont TagItem::font() const {
  QFont font = m_colours.font(m_look == Look::Badge ? 0.95 : 0.92);
  font.setWeight(QFont::DemiBold);
  return font;
}

void TagItem::place(QPointF anchor, QPointF away) {
  setPos(anchor);
  const double length = qMax(std::fabs(away.x()), std::fabs(away.y()));
  m_away = length > 0 ? away / length : QPointF(0, 1);
  layOut();
}

void TagItem::setContent(const QString& text, const QColor& colour) {
  m_colour = colour;
  m_text = text;
  layOut();
}

void TagItem::setColours(const CanvasColours& colours) {
  m_colours = colours;
  layOut();
}

// The box touches the anchor with the side that faces it.
void TagItem::layOut() {
  prepareGeometryChange();
  const QFontMetricsF metrics(font());
  const QSizeF size(metrics.horizontalAdvance(m_text) + 2 * kPadX, metrics.height() + 2 * kPadY);
  const QPointF centre(m_away.x() * (size.width() / 2 + kGap), m_away.y() * (size.height() / 2 + kGap));
  m_box = QRectF(centre.x() - size.width() / 2, centre.y() - size.height() / 2, size.width(), size.height());
  update();
}

QRectF TagItem::boundingRect() const {
  return m_box.adjusted(-1.5, -1.5, 1.5, 1.5);
}

void TagItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  if (m_text.isEmpty()) return;
  const double round = m_box.height() / 2;
  if (m_look == Look::Badge) {
    painter->setPen(QPen(m_colour, 1.4));
    painter->setBrush(m_colours.panel);
    painter->drawRoundedRect(m_box, round, round);
  } else {
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_colours.halo);
    painter->drawRoundedRect(m_box, 4, 4);
  }
  painter->setFont(font());
  painter->setPen(m_colour);
  painter->drawText(m_box, Qt::AlignCenter, m_text);
}

}  // namespace lightloom::ui
