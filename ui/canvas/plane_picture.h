#pragma once

#include <QImage>
#include <QString>
#include <vector>

#include "canvas/loupe_content.h"
#include "rooms.h"
#include "theme/theme.h"

class QPainter;

namespace lightloom::ui {

/// The 1/e² ellipse of a beam in the pen and brush of the painter, radii in its units. In a picture of this
/// `size` an ellipse that is many times larger is no larger than need be, and not dashed: the painter would
/// walk along all of it.
void drawSpot(QPainter& painter, QPointF centre, QSizeF radii, double size);

/// The light on a plane, `pixels` along an edge: its fringes where the content has them, else the 1/e²
/// ellipses of its beams in the colours of their sources. v points upwards.
QImage planePicture(const PlaneContent& plane, const CanvasColours& colours, int pixels);

/// A line of the table beside it: what, and how much.
struct PlaneRow {
  QString name, value;
  QColor colour;  ///< of its source; invalid for sums
};

/// Power by source and direction, the sum, and what is known of the fringes.
std::vector<PlaneRow> planeRows(const PlaneContent& plane, const CanvasColours& colours);

/// A line of words about the beam whose middle is nearest to a point of the plane (m); empty without light.
QString beamText(const PlaneContent& plane, double u, double v);

}  // namespace lightloom::ui
