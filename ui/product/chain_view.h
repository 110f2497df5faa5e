#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "product/product_loader.h"
#include "rooms.h"

namespace lightloom::ui {

/// The chain of the current symbol, voltage → current → detuning → phase → field, of the synapse's laser and
/// of the axon's.
class ChainView : public QWidget {
  Q_OBJECT

 public:
  explicit ChainView(QWidget* parent = nullptr);

  /// `slot` −1: none is over yet; the lasers rest.
  void setSlot(std::shared_ptr<const SeenProduct> product, int slot);
  /// The links of either chain, as they are read: "1.83 V", "0.71 mA", …
  QStringList synapseLinks() const { return m_synapse; }
  QStringList axonLinks() const { return m_axon; }
  QSize minimumSizeHint() const override;
  QSize sizeHint() const override { return minimumSizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void paintChain(QPainter& painter, double top, double height, const QString& name, const QColor& ink,
                  const QStringList& links) const;

  QStringList m_synapse, m_axon;
};

}  // namespace lightloom::ui
