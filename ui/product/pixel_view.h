#pragma once

#include <QWidget>
#include <memory>

#include "product/product_loader.h"
#include "rooms.h"

namespace lightloom::ui {

/// The fields of a slot on the pixels that integrate it: the axon's, the synapse's local light, and their
/// sum, on either dendrite, with the electrons that come of it.
class PixelView : public QWidget {
  Q_OBJECT

 public:
  explicit PixelView(QWidget* parent = nullptr);

  /// `slot` −1: none is over yet.
  void setSlot(std::shared_ptr<const SeenProduct> product, int slot);
  QSize minimumSizeHint() const override { return {170, 96}; }
  QSize sizeHint() const override { return {230, 200}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void paintDial(QPainter& painter, const QRectF& box, bool minus) const;
  QString words() const;

  std::shared_ptr<const SeenProduct> m_product;
  int m_slot = -1;
};

}  // namespace lightloom::ui
