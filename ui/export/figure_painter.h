#pragma once

#include <QByteArray>
#include <vector>

#include "export/figure.h"

class QPainter;

namespace lightloom {

/// Paints a figure with a painter whose unit is the millimetre.
void paintFigure(QPainter& painter, const PageFigure& figure);

/// Where a figure comes from, as (key, text); it is kept inside the file.
using FigureOrigin = std::vector<std::pair<std::string, std::string>>;

/// One page per figure, each of its figure's size; fonts are inside and text is text. Qt stamps the time of
/// writing: a fixed date takes its place, so that equal figures give equal bytes.
QByteArray figurePdf(const std::vector<PageFigure>& pages, const FigureOrigin& origin);

/// On white. Empty where the picture would have more than 400 million pixels.
QByteArray figurePng(const PageFigure& figure, double dpi, const FigureOrigin& origin);

}  // namespace lightloom
