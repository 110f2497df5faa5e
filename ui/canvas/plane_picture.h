#pragma once

#include <QImage>
#include <QString>
#include <vector>

#include "canvas/loupe_content.h"
#include "theme/theme.h"

namespace lightloom {

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

}  // namespace lightloom
