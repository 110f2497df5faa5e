#pragma once

#include "export/figure.h"
#include "export/figure_style.h"
#include "rooms.h"

namespace lightloom::exports {

/// mm between two rows of a figure.
inline constexpr double kFigureRowGap = 2;

struct BenchRows {
  std::vector<PageFigure> rows;
  bool clear = true;  ///< every name stands, and none of them on light
};

/// The bench in top view to scale, with light, names, scale bar and a key of the light; then rows of loupes,
/// one per array and detector line. A group per part carries its id. `squeeze` says how tight it is laid out,
/// from 0, comfortable, to 1, as small as can be read. No rows where no part is drawn. Panel `panel` is the
/// number of the first, and is moved on.
BenchRows benchRows(const ExportSubject& subject, const FigureStyle& style, double squeeze, int& panel);

/// The bench in top view with its light, as large as fits into the page and without a word: for small
/// pictures. No groups where no part is drawn.
PageFigure benchSketch(const Bench& bench, double widthMm, double heightMm);

/// Bench and curves of the training under each other, as the style asks for, as comfortable as its page
/// allows. Errors: "export.nothing-to-draw", "export.figure-size", "export.figure-height",
/// "export.figure-too-high".
Result<PageFigure> figureOf(const ExportSubject& subject, const FigureStyle& style);

}  // namespace lightloom::exports
