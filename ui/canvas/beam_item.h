#pragma once

#include <QGraphicsItem>
#include <memory>

#include "photonic/bench.h"
#include "theme/theme.h"

namespace lightloom {

/// All beams of a bench in one item: the bundle as a faint band, one beam of it at its real 1/e² width as a
/// stronger band, and the axis as a line. Axons are solid, synapses dashed, the leader dotted, so that shared
/// paths show both.
class BeamItem : public QGraphicsItem {
 public:
  explicit BeamItem(const CanvasColours& colours);

  void setBench(std::shared_ptr<const Bench> bench);
  void setColours(const CanvasColours& colours);

  QRectF boundingRect() const override { return m_bounds; }
  QPainterPath shape() const override { return {}; }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  std::shared_ptr<const Bench> m_bench;
  CanvasColours m_colours;
  QRectF m_bounds;
  double m_strongestW = 0;
};

}  // namespace lightloom
