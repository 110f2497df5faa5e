#pragma once

#include "export/figure.h"
#include "export/figure_style.h"

namespace lightloom {

/// The bench in top view to scale, with light, names, scale bar and one loupe per array and detector line
/// below. A group per part carries its id. Panel `panel` is the number of the first, and is moved on.
PageFigure benchFigure(const ExportSubject& subject, const FigureStyle& style, int& panel);

/// Bench and curves of the training under each other, as the style asks for. Errors:
/// "export.nothing-to-draw", "export.figure-size".
Result<PageFigure> figureOf(const ExportSubject& subject, const FigureStyle& style);

}  // namespace lightloom
