#include "canvas/bench_overlays.h"

#include <algorithm>

#include "canvas/anatomy_item.h"
#include "canvas/bench_view.h"
#include "canvas/canvas_grid.h"
#include "canvas/guides.h"
#include "canvas/hover.h"
#include "canvas/light_legend.h"
#include "canvas/loupe_item.h"
#include "canvas/tools/tool_box.h"
#include "canvas/wavefronts.h"

namespace lightloom::ui {
namespace {

// `box` stands at the lower edge of the view; where it would lie over a loupe, and would not at the upper
// edge, it goes there. What is painted in the room that comes back stands accordingly.
QRectF roomClearOfLoupes(const BenchView& view, const QRectF& box) {
  const QRectF below = view.viewport()->rect();
  const double up = below.top() + below.bottom() - box.bottom() - box.top();
  const auto covers = [&view](const QRectF& where) {
    const std::vector<LoupeItem*> loupes = view.benchScene().loupes();
    return std::any_of(loupes.begin(), loupes.end(), [&](const LoupeItem* loupe) {
      return loupe->isVisible() && view.viewportTransform().mapRect(loupe->frameInScene()).intersects(where);
    });
  };
  return covers(box) && !covers(box.translated(0, up)) ? below.adjusted(0, 0, 0, up) : below;
}

void paintInvitation(QPainter& painter, const BenchView& view) {
  painter.setFont(view.benchScene().colours().font(1.5));
  QColor ink = view.benchScene().colours().text;
  ink.setAlphaF(0.7F);
  painter.setPen(ink);
  // Beside the list of what is missing, which stands at the left of an empty bench.
  QRect room = view.viewport()->rect();
  const QWidget* card = view.findChild<QWidget*>(QStringLiteral("guideCard"), Qt::FindDirectChildrenOnly);
  if (card && card->isVisible()) room.setLeft(card->geometry().right());
  painter.drawText(room.adjusted(8, 0, -8, 0), Qt::AlignCenter | Qt::TextWordWrap,
                   BenchView::tr("Drag a part onto the bench,\nor open an example: File, Examples"));
}

}  // namespace

QRectF scaleRoom(const BenchView& view) {
  return roomClearOfLoupes(
      view, scaleBarBox(view.viewport()->rect(), view.pixelsPerMillimetre(), view.benchScene().colours()));
}

QRectF legendRoom(const BenchView& view) {
  const QRectF room = view.viewport()->rect();
  const BenchScene& bench = view.benchScene();
  return roomClearOfLoupes(view, bench.anatomyShown()
                                     ? anatomyLegendBox(room, bench.colours())
                                     : lightLegendBox(room, bench.beams().colouring(), bench.colours()));
}

void paintOverlays(QPainter& painter, const BenchView& view) {
  const BenchScene& bench = view.benchScene();
  const CanvasColours& colours = bench.colours();
  if (view.document().design().components.empty()) paintInvitation(painter, view);
  paintScaleBar(painter, scaleRoom(view), view.pixelsPerMillimetre(), colours);
  if (bench.anatomyShown())
    paintAnatomyLegend(painter, legendRoom(view), colours);
  else
    paintLightLegend(painter, legendRoom(view), bench.beams().colouring(), bench.beams().strongestW(),
                     colours);
  view.hover().paint(painter);
  if (bench.waves())
    paintWaveWords(painter,
                   roomClearOfLoupes(view, waveWordsBox(view.viewport()->rect(), *bench.waves(), colours)),
                   *bench.waves(), colours);
  paintGuides(painter, view.tools().guides(), view.viewportTransform(), colours);
}

}  // namespace lightloom::ui
