#pragma once

#include <QByteArray>
#include <vector>

#include "export/figure.h"

class QPainter;

namespace lightloom {

/// Paints a figure with a painter whose unit is the millimetre.
void paintFigure(QPainter& painter, const PageFigure& figure);

/// One page per figure, each of its figure's size; fonts are inside and text is text. Qt stamps the time of
/// writing: a fixed date takes its place, so that equal figures give equal bytes.
QByteArray figurePdf(const std::vector<PageFigure>& pages);

/// On white. Empty where the picture would have more than 400 million pixels.
QByteArray figurePng(const PageFigure& figure, double dpi);

}  // namespace lightloom
