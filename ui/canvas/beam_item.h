#pragma once

#include <QGraphicsItem>
#include <memory>

#include "bench/bench.h"
#include "rooms.h"
#include "theme/theme.h"

namespace lightloom::ui {

/// The meaning of the colour of a beam.
enum class BeamColouring {
  Source,  ///< leader, axon or synapse
  Power,   ///< of the bundle, over four decades below the strongest
  Phase    ///< of reflections, phase shifters and Gouy, round the circle; the path itself is not in it
};

/// All beams of a bench in one item: the bundle as a faint band with some of its beams, one beam of it at its
/// real 1/e² width as a stronger band, and the axis as a line. Axons are solid, synapses dashed, the leader
/// dotted, so that shared paths show both. Light that meets nothing more fades out. Of light that bounces,
/// the brightest kMostDrawn pieces are drawn.
class BeamItem : public QGraphicsItem {
 public:
  explicit BeamItem(const CanvasColours& colours);

  void setBench(std::shared_ptr<const Bench> bench);
  void setColours(const CanvasColours& colours);
  void setColouring(BeamColouring colouring);
  /// Rays that stand out; the rest of the light steps back while there are any.
  void setRays(std::vector<BeamSegment> rays);
  std::size_t rayCount() const { return m_rays.size(); }
  BeamColouring colouring() const { return m_colouring; }
  double strongestW() const { return m_strongestW; }
  static constexpr std::size_t kMostDrawn = 400;
  std::size_t drawnCount() const { return m_drawn.size(); }

  QRectF boundingRect() const override { return m_bounds; }
  QPainterPath shape() const override { return {}; }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  void paintAll(QPainter& painter, const QRectF& exposed, double zoom) const;
  void paintSegment(QPainter& painter, int index, const QRectF& exposed, double zoom,
                    double& pixelsLeft) const;
  void paintRays(QPainter& painter) const;
  QBrush inkOf(const BeamSegment& segment, int index, double alpha) const;

  std::shared_ptr<const Bench> m_bench;
  CanvasColours m_colours;
  BeamColouring m_colouring = BeamColouring::Source;
  std::vector<std::size_t> m_drawn;  // segments of the trace, ascending
  std::vector<BeamSegment> m_rays;
  QRectF m_bounds;
  double m_strongestW = 0;
};

/// The decades of power that the colours span, downwards from the strongest beam.
inline constexpr double kPowerDecades = 4;

/// A colour for an angle, the same at 0 and 2π, of nearly even lightness.
QColor phaseColour(double phaseRad);

}  // namespace lightloom::ui
