#pragma once

#include "export/figure.h"
#include "export/figure_style.h"
#include "rooms.h"

namespace lightloom::exports {

struct CurveRoom {
  double squeeze = 0;  ///< as in `benchRows`
  double extraMm = 0;  ///< more height that each row may take
};

/// The curves of the subject's run in rows of panels, one per figure of merit, in the colours of the window;
/// each brings its numbers along as source data. `panel` is the number of the first panel, and is moved on.
std::vector<PageFigure> curveRows(const ExportSubject& subject, const FigureStyle& style,
                                  const CurveRoom& room, int& panel);

}  // namespace lightloom::exports
