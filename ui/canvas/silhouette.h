#pragma once

#include <QPainterPath>
#include <QPixmap>
#include <vector>

#include "design/kind.h"
#include "rooms.h"
#include "theme/theme.h"

class QPainter;

namespace lightloom::ui {

/// How the shapes of a kind are inked.
struct SilhouetteStyle {
  CanvasColours colours;
  QColor emitter;             ///< colour of the light that it emits
  double lineWidth = 0.25;    ///< mm
  double uprightDegrees = 0;  ///< turns labels upright in a rotated item
};

/// Paints shapes in item coordinates (mm, y down).
void paintSilhouette(QPainter& painter, const std::vector<Shape>& shapes, const SilhouetteStyle& style);

QRectF silhouetteBounds(const std::vector<Shape>& shapes);

/// The convex hull of the shapes, words apart.
QPolygonF silhouetteHull(const std::vector<Shape>& shapes);

/// A hull widened by `margin` mm with round corners.
QPainterPath widened(const QPolygonF& hull, double margin);

/// A kind's picture for the palette and for dragging, `size` logical pixels.
QPixmap kindPixmap(const Kind& kind, const CanvasColours& colours, int size, double devicePixelRatio);

/// Colour of the light of a part's emitters; outline colour where it has none.
QColor emitterColour(const std::vector<Face>& faces, const CanvasColours& colours);

}  // namespace lightloom::ui
