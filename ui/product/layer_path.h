#pragma once

#include <QWidget>
#include <memory>

#include "product/product_loader.h"
#include "rooms.h"

namespace lightloom::ui {

/// From a product outwards: the layers of the network one below the other, each with the passes that it takes
/// and the one that this output is of, and the outputs of its layer, which the answer follows from.
class LayerPath : public QWidget {
  Q_OBJECT

 public:
  explicit LayerPath(QWidget* parent = nullptr);

  void setProduct(std::shared_ptr<const SeenProduct> product, const QStringList& classes);
  /// "pass 3 of 4 rows, 1 of 6 columns; outputs: …", for those who cannot see it.
  QString words() const;
  QRectF layerBox(std::size_t layer) const;
  QSize minimumSizeHint() const override { return {120, 80}; }
  QSize sizeHint() const override { return {190, 160}; }

 Q_SIGNALS:
  void layerClicked(int layer);
  void neuronClicked(int neuron);  ///< of the layer that is shown

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  QRectF outputsBox() const;
  void paintPasses(QPainter& painter, const QRectF& box, std::size_t layer) const;
  void paintOutputs(QPainter& painter) const;

  std::shared_ptr<const SeenProduct> m_product;
  QStringList m_classes;
};

/// The neuron of a layer with the largest output, −1 without any.
int answerOf(const std::vector<float>& outputs);

}  // namespace lightloom::ui
