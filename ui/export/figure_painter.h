#pragma once

#include <QByteArray>
#include <QImage>
#include <vector>

#include "export/figure_pdf.h"
#include "rooms.h"

class QPainter;

namespace lightloom::ui {

/// Paints a figure with a painter whose unit is the millimetre.
void paintFigure(QPainter& painter, const PageFigure& figure);

/// One page per figure, as `pdfOf` writes them, in DejaVu Sans.
QByteArray figurePdf(const std::vector<PageFigure>& pages, const FigureOrigin& origin);

/// The figure in pixels, on white. Null where the picture would have more than 400 million pixels.
QImage figureImage(const PageFigure& figure, double dpi);

/// The same as a file. Empty where the picture would have more than 400 million pixels.
QByteArray figurePng(const PageFigure& figure, double dpi, const FigureOrigin& origin);

}  // namespace lightloom::ui
