#include "canvas/light_legend.h"

#include <QApplication>
#include <QCoreApplication>
#include <cmath>

#include "canvas/loupe_item.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr double kLegendMargin = 5, kBar = 150, kBarHeight = 10, kSwatch = 26, kGap = 6;

struct Entry {
  EmitterRole role;
  const char* name;
};
constexpr Entry kEntries[] = {{EmitterRole::Leader, QT_TRANSLATE_NOOP("LightLegend", "leader")},
                              {EmitterRole::Axon, QT_TRANSLATE_NOOP("LightLegend", "axon")},
                              {EmitterRole::Synapse, QT_TRANSLATE_NOOP("LightLegend", "synapse")}};

QString text(const char* source) {
  return QCoreApplication::translate("LightLegend", source);
}

QSizeF sizeOf(BeamColouring colouring, const CanvasColours& colours) {
  const QFontMetricsF metrics(colours.font());
  if (colouring != BeamColouring::Source)
    return {kBar + 2 * kGap, 2 * metrics.height() + kBarHeight + 3 * kGap};
  double width = kGap;
  for (const Entry& entry : kEntries)
    width += kSwatch + kGap + metrics.horizontalAdvance(text(entry.name)) + 2 * kGap;
  return {width, metrics.height() + 2 * kGap};
}

void paintSources(QPainter& painter, const QRectF& box, const CanvasColours& colours) {
  const QFontMetricsF metrics(colours.font());
  double x = box.left() + kGap;
  for (const Entry& entry : kEntries) {
    QPen pen(roleColour(colours.meaning, entry.role), 2.4 * colours.size);
    if (entry.role == EmitterRole::Synapse) pen.setDashPattern({3, 2});
    if (entry.role == EmitterRole::Leader) pen.setDashPattern({1, 1.2});
    painter.setPen(pen);
    painter.drawLine(QPointF(x, box.center().y()), QPointF(x + kSwatch, box.center().y()));
    x += kSwatch + kGap;
    const double width = metrics.horizontalAdvance(text(entry.name));
    painter.setPen(colours.text);
    painter.drawText(QRectF(x, box.top(), width + 2, box.height()), Qt::AlignVCenter, text(entry.name));
    x += width + 2 * kGap;
  }
}

void paintScale(QPainter& painter, const QRectF& box, BeamColouring colouring, double strongestW,
                const CanvasColours& colours) {
  const bool phase = colouring == BeamColouring::Phase;
  const double height = QFontMetricsF(colours.font()).height();
  const QRectF bar(box.left() + kGap, box.top() + kGap + height, kBar, kBarHeight);
  QLinearGradient gradient(bar.topLeft(), bar.topRight());
  constexpr int kStops = 12;
  for (int i = 0; i <= kStops; ++i) {
    const double share = static_cast<double>(i) / kStops;
    gradient.setColorAt(share, phase ? phaseColour(2 * constants::kPi * share) : scaleColour(share));
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(gradient);
  painter.drawRect(bar);
  painter.setPen(colours.text);
  const QRectF title(bar.left(), box.top() + kGap / 2, kBar, height);
  const QRectF ends(bar.left(), bar.bottom() + kGap / 2, kBar, height);
  painter.drawText(title, Qt::AlignCenter,
                   phase ? text(QT_TRANSLATE_NOOP("LightLegend", "phase without the path"))
                         : text(QT_TRANSLATE_NOOP("LightLegend", "power")));
  painter.drawText(ends, Qt::AlignLeft,
                   phase ? QStringLiteral("0") : shownPower(std::pow(10, -kPowerDecades) * strongestW));
  painter.drawText(ends, Qt::AlignRight, phase ? QStringLiteral("2π") : shownPower(strongestW));
}

}  // namespace

QRectF lightLegendBox(const QRectF& viewport, BeamColouring colouring, const CanvasColours& colours) {
  const QSizeF size = sizeOf(colouring, colours);
  return {viewport.right() - size.width() - kLegendMargin, viewport.bottom() - size.height() - kLegendMargin,
          size.width(), size.height()};
}

void paintLightLegend(QPainter& painter, const QRectF& viewport, BeamColouring colouring, double strongestW,
                      const CanvasColours& colours) {
  if (strongestW <= 0) return;
  const QRectF box = lightLegendBox(viewport, colouring, colours);
  painter.setFont(colours.font());
  painter.setPen(Qt::NoPen);
  painter.setBrush(colours.halo);
  painter.drawRoundedRect(box, 5, 5);
  if (colouring == BeamColouring::Source)
    paintSources(painter, box, colours);
  else
    paintScale(painter, box, colouring, strongestW, colours);
}

}  // namespace lightloom::ui
