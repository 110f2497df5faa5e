#pragma once

#include <QGraphicsItem>

#include "rooms.h"
#include "theme/theme.h"

namespace lightloom::ui {

/// A word on the canvas, the same size at any zoom: role names, visibilities.
class TagItem : public QGraphicsItem {
 public:
  enum class Look { Name, Badge };

  TagItem(Look look, const CanvasColours& colours);

  /// `away` points from what is named to where the tag may stand (scene directions, any length).
  void place(QPointF anchor, QPointF away);
  void setContent(const QString& text, const QColor& colour);
  void setColours(const CanvasColours& colours);
  const QString& text() const { return m_text; }

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  QFont font() const;
  void layOut();

  Look m_look;
  CanvasColours m_colours;
  QColor m_colour;
  QString m_text;
  QPointF m_away{0, 1};
  QRectF m_box;  ///< device-independent pixels about the anchor
};

}  // namespace lightloom::ui
