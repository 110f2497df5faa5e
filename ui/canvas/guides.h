#pragma once

#include <QPainter>
#include <vector>

#include "canvas/snap.h"
#include "rooms.h"
#include "theme/theme.h"

namespace lightloom::ui {

/// Draws guides with their words. The painter is in viewport pixels; `toView` maps scene points there.
void paintGuides(QPainter& painter, const std::vector<Guide>& guides, const QTransform& toView,
                 const CanvasColours& colours);

/// A word in a frame, its middle at a point of the viewport and all of it inside `room`.
void paintWord(QPainter& painter, QPointF middle, const QString& text, const QColor& ink, const QRectF& room,
               const CanvasColours& colours);

}  // namespace lightloom::ui
