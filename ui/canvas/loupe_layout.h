#pragma once

#include <QLineF>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <vector>

#include "rooms.h"

namespace lightloom::ui {

/// Where loupes go: near their part, over nothing that stands on the bench or was placed before, and if they
/// can over no beam either. Scene coordinates.
struct LoupeObstacles {
  std::vector<QRectF> solid;  ///< parts, labels, loupes that stay
  std::vector<QRectF> words;  ///< labels: lines to loupes keep off them
  std::vector<std::pair<QPointF, QPointF>> beams;
  double aspect = 2;  ///< width over height of the view that should show everything
};

/// Width of a loupe for a bench of these bounds that is shown at `millimetresPerPixel`, mm: a share of the
/// bench, more where it would be too small to read. `size` is how large its words are to be, of what they are
/// in the window.
double loupeWidth(const QRectF& bench, double millimetresPerPixel, double size = 1);

/// Length of the part of a segment that lies inside the rectangle (Liang–Barsky).
double lengthInside(const QRectF& rect, QPointF from, QPointF to);

/// The rectangle moved as little as it takes to stand beside the part.
QRectF besidePart(QRectF rect, const QRectF& part);

/// A leader line from the frame of a loupe to the middle of its part; where that goes through words, the one
/// between sides, corners and middle that goes through fewest of them, the shortest of these. Null where the
/// two overlap.
QLineF leaderLine(const QRectF& frame, const QRectF& part, const std::vector<QRectF>& words);

/// Top-left corners of loupes of one `size`, one for each part.
std::vector<QPointF> placeLoupes(const std::vector<QRectF>& parts, const QSizeF& size, const QRectF& bench,
                                 const LoupeObstacles& obstacles);

}  // namespace lightloom::ui
