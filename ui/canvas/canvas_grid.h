#pragma once

#include <QRectF>

#include "rooms.h"
#include "theme/theme.h"

class QPainter;

namespace lightloom::ui {

/// Distance of the finest lines of the grid at this zoom, mm: a power of ten, at least ten pixels.
double gridSpacing(double pixelsPerMillimetre);

/// The millimetre grid behind the bench: steps of 1, 5, 10, 50 … mm that are at least ten pixels apart.
void paintGrid(QPainter& painter, const QRectF& area, double pixelsPerMillimetre,
               const CanvasColours& colours);

/// The room that the bar of `paintScaleBar` takes.
QRectF scaleBarBox(const QRectF& viewport, double pixelsPerMillimetre, const CanvasColours& colours);

/// A bar of a round length with its text, bottom left of the viewport (painter in viewport pixels).
void paintScaleBar(QPainter& painter, const QRectF& viewport, double pixelsPerMillimetre,
                   const CanvasColours& colours);

}  // namespace lightloom::ui
