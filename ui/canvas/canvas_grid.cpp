#include "canvas/canvas_grid.h"

#include <QApplication>
#include <QPainter>
#include <cmath>

#include "document/translate.h"

namespace lightloom {
namespace {

// 1, 2 or 5 times a power of ten, at least `limit`.
double roundUp(double limit) {
  const double power = std::pow(10, std::floor(std::log10(limit)));
  for (double step : {1.0, 2.0, 5.0})
    if (step * power >= limit) return step * power;
  return 10 * power;
}

void paintLines(QPainter& painter, const QRectF& area, double step, const QColor& colour) {
  QPen pen(colour, 1);
  pen.setCosmetic(true);
  painter.setPen(pen);
  QList<QLineF> lines;
  for (double x = std::ceil(area.left() / step) * step; x <= area.right(); x += step)
    lines << QLineF(x, area.top(), x, area.bottom());
  for (double y = std::ceil(area.top() / step) * step; y <= area.bottom(); y += step)
    lines << QLineF(area.left(), y, area.right(), y);
  painter.drawLines(lines);
}

QString lengthText(double millimetres) {
  const double metres = millimetres * 1e-3;
  if (millimetres >= 1) return shownQuantity(metres, Unit::Millimetre, 3);
  return shownQuantity(metres, Unit::Micrometre, 3);
}

}  // namespace

double gridSpacing(double pixelsPerMillimetre) {
  return std::pow(10, std::ceil(std::log10(10 / pixelsPerMillimetre)));
}

void paintGrid(QPainter& painter, const QRectF& area, double pixelsPerMillimetre,
               const CanvasColours& colours) {
  const double minor = gridSpacing(pixelsPerMillimetre);
  painter.setRenderHint(QPainter::Antialiasing, false);
  paintLines(painter, area, minor, colours.gridMinor);
  paintLines(painter, area, minor * 5, colours.gridMajor);
  painter.setRenderHint(QPainter::Antialiasing, true);
}

void paintScaleBar(QPainter& painter, const QRectF& viewport, double pixelsPerMillimetre,
                   const CanvasColours& colours) {
  const double length = roundUp(60 / pixelsPerMillimetre);
  const double pixels = length * pixelsPerMillimetre;
  const QPointF left(viewport.left() + 16, viewport.bottom() - 16);
  const QPointF right = left + QPointF(pixels, 0);
  const QFontMetricsF metrics(QApplication::font());
  const QString text = lengthText(length);
  painter.fillRect(QRectF(left + QPointF(-6, -metrics.height() - 10), right + QPointF(6, 10)), colours.halo);
  painter.setPen(QPen(colours.text, 1.6));
  painter.drawLine(left, right);
  painter.drawLine(left - QPointF(0, 4), left + QPointF(0, 4));
  painter.drawLine(right - QPointF(0, 4), right + QPointF(0, 4));
  painter.setFont(QApplication::font());
  painter.drawText(QRectF(left - QPointF(20, metrics.height() + 5), QSizeF(pixels + 40, metrics.height())),
                   Qt::AlignCenter, text);
}

}  // namespace lightloom
