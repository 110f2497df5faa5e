#pragma once

#include <QPainter>

#include "canvas/beam_item.h"
#include "rooms.h"

namespace lightloom::ui {

/// Paints the legend of the light's colours in the bottom right corner of the viewport (painter in its
/// pixels).
void paintLightLegend(QPainter& painter, const QRectF& viewport, BeamColouring colouring, double strongestW,
                      const CanvasColours& colours);

/// The room that it takes.
QRectF lightLegendBox(const QRectF& viewport, BeamColouring colouring, const CanvasColours& colours);

}  // namespace lightloom::ui
