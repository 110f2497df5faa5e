#pragma once

#include <QWidget>
#include <memory>

#include "product/product_loader.h"
#include "rooms.h"

namespace lightloom::ui {

/// The slots of a product side by side: x, w and what they make of each other as bars, below them the output
/// as it would read after each slot, a staircase, with the exact sum and the kicks of the noise. Longer
/// products show as many slots as have room, and all of them as a strip at the lower edge.
class SlotStrip : public QWidget {
  Q_OBJECT

 public:
  explicit SlotStrip(QWidget* parent = nullptr);

  void setProduct(std::shared_ptr<const SeenProduct> product);
  /// Slots that are over.
  void setDone(int done);
  int done() const { return m_done; }
  /// The slots that have a column, and the slot of a column at a place; −1: none.
  int firstShown() const;
  int columns() const;
  int slotAt(QPointF position) const;
  QRectF columnOf(int slot) const;  ///< of the staircase; empty where it is not shown
  QRectF inputBar(int slot) const;  ///< the room of its x
  QSize minimumSizeHint() const override { return {260, 120}; }
  QSize sizeHint() const override { return {560, 220}; }

 Q_SIGNALS:
  void slotClicked(int slot);
  void slotTargeted(int slot);  ///< Shift and click: run there, and stand
  void inputClicked(int slot);  ///< its x, of a layer that has one before it

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Rooms {
    QRectF bars, stairs, overview;
    double name = 0;  ///< width of the words at the left
  };
  Rooms rooms() const;
  bool hasLayerBefore(int slot) const;
  void paintBars(QPainter& painter, const Rooms& rooms) const;
  void paintStairs(QPainter& painter, const Rooms& rooms) const;
  void paintOverview(QPainter& painter, const Rooms& rooms) const;
  double kickScale(double range) const;
  void paintKick(QPainter& painter, int slot, const QRectF& column, double end, double perUnit) const;
  QString tipOf(int slot) const;

  std::shared_ptr<const SeenProduct> m_product;
  int m_done = 0;
};

}  // namespace lightloom::ui
