#pragma once

#include <QGraphicsItem>

#include "rooms.h"
#include "theme/theme.h"

namespace lightloom::ui {

/// The round handle that turns a selected part, on a stalk of fixed length on the screen.
class HandleItem : public QGraphicsItem {
 public:
  static constexpr double kRadius = 6;  ///< pixels

  explicit HandleItem(const CanvasColours& colours);
  void setColours(const CanvasColours& colours);
  /// From the part's middle to the handle, scene units; the stalk is drawn between.
  void place(QPointF middle, QPointF handle);
  QPointF handle() const { return m_handle; }  ///< scene point
  /// Whether a scene point is on the handle at this zoom.
  bool holds(QPointF scenePoint, double pixelsPerMillimetre) const;

  QRectF boundingRect() const override;
  QPainterPath shape() const override { return {}; }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  CanvasColours m_colours;
  QPointF m_middle, m_handle;
};

}  // namespace lightloom::ui
