#pragma once

#include <QPainter>

#include "rooms.h"

namespace lightloom::ui {

class BenchView;

/// The viewports of `paintScaleBar` and of the legend: all of the view, or where a loupe lies in their corner
/// and not in the one above it, a view which ends up there.
QRectF scaleRoom(const BenchView& view);
QRectF legendRoom(const BenchView& view);

/// Paints everything that lies over the bench, in pixels of the viewport.
void paintOverlays(QPainter& painter, const BenchView& view);

}  // namespace lightloom::ui
