#pragma once

#include <QGraphicsItem>
#include <QPainterPath>
#include <vector>

#include "bench/bench.h"
#include "rooms.h"
#include "theme/theme.h"

namespace lightloom::ui {

/// The three roles that parts play in a neuron.
enum class Anatomy { Axon, Synapse, Dendrite };

/// Parts of a bench by role, in the order in which light passes them: from the axon array, from the synapse
/// array, and from a combiner to each line of pixels.
struct AnatomyStrand {
  Anatomy role;
  std::vector<std::string> parts;
};
std::vector<AnatomyStrand> anatomyOf(const Bench& bench);

QColor anatomyColour(const MeaningColours& colours, Anatomy role);

/// Axon, synapse and dendrite laid over the parts that play them: an analogy, in the colours of plots and
/// legend, each with an outline of its own.
class AnatomyItem : public QGraphicsItem {
 public:
  explicit AnatomyItem(const CanvasColours& colours);

  struct Region {
    Anatomy role;
    QPainterPath outline;  ///< scene
  };
  void setRegions(std::vector<Region> regions);
  const std::vector<Region>& regions() const { return m_regions; }
  void setColours(const CanvasColours& colours);

  QRectF boundingRect() const override { return m_bounds; }
  QPainterPath shape() const override { return {}; }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  CanvasColours m_colours;
  std::vector<Region> m_regions;
  QRectF m_bounds;
};

/// The three roles and the word "analogy", along the bottom of the viewport (painter in its pixels).
void paintAnatomyLegend(QPainter& painter, const QRectF& viewport, const CanvasColours& colours);

/// The room that it takes.
QRectF anatomyLegendBox(const QRectF& viewport, const CanvasColours& colours);

}  // namespace lightloom::ui
