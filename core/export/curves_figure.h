#pragma once

#include "export/figure.h"
#include "export/figure_style.h"

namespace lightloom {

/// The curves of the subject's run, a panel per figure of merit; each brings its numbers along as source
/// data. `panel` is the number of its first panel, and is moved on.
PageFigure curvesFigure(const ExportSubject& subject, const FigureStyle& style, int& panel);

}  // namespace lightloom
