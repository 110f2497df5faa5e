#include "canvas/canvas_grid.h"

#include <QApplication>
#include <QPainter>
#include <cmath>

#include "document/translate.h"

namespace lightloom::ui {
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

namespace {

struct ScaleBar {
  QPointF left, right;
  QString text;
  QRectF words, box;
};

ScaleBar scaleBarIn(const QRectF& viewport, double pixelsPerMillimetre, const CanvasColours& colours) {
  const double length = roundUp(60 / pixelsPerMillimetre);
  const double pixels = length * pixelsPerMillimetre;
  ScaleBar out;
  out.left = QPointF(viewport.left() + 18, viewport.bottom() - 18);
  out.right = out.left + QPointF(pixels, 0);
  const QFontMetricsF metrics(colours.font());
  out.text = lengthText(length);
  out.words = QRectF(out.right.x() + 8, out.right.y() - metrics.height() / 2,
                     metrics.horizontalAdvance(out.text) + 2, metrics.height());
  out.box = QRectF(out.left.x(), out.words.top(), out.words.right() - out.left.x(), out.words.height())
                .adjusted(-6, -3, 6, 3);
  return out;
}

}  // namespace

QRectF scaleBarBox(const QRectF& viewport, double pixelsPerMillimetre, const CanvasColours& colours) {
  return scaleBarIn(viewport, pixelsPerMillimetre, colours).box;
}

void paintScaleBar(QPainter& painter, const QRectF& viewport, double pixelsPerMillimetre,
                   const CanvasColours& colours) {
  const auto [left, right, text, words, box] = scaleBarIn(viewport, pixelsPerMillimetre, colours);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colours.halo);
  painter.drawRoundedRect(box, 5, 5);
  painter.setPen(QPen(colours.text, 1.6 * colours.size));
  painter.drawLine(left, right);
  painter.drawLine(left - QPointF(0, 4), left + QPointF(0, 4));
  painter.drawLine(right - QPointF(0, 4), right + QPointF(0, 4));
  painter.setFont(colours.font());
  painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, text);
}

}  // namespace lightloom::ui
