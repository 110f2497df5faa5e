#include "canvas/tools/band_drag.h"

#include <algorithm>

#include "canvas/bench_view.h"
#include "canvas/part_item.h"
#include "document/selection.h"

namespace lightloom::ui {

void BandDrag::pull(const Pointer&) {
  m_view.viewport()->update();
}

void BandDrag::drop(const Pointer& at) {
  const QRectF area = band();
  const bool more = at.modifiers & (Qt::ShiftModifier | Qt::ControlModifier);
  PartIds ids = more ? m_view.selection().ids() : PartIds();
  for (const ComponentPtr& component : m_view.document().design().components) {
    const PartItem* item = m_view.benchScene().partItem(component->id);
    if (!item || !item->isVisible() || area.isEmpty()) continue;
    const QRectF body = item->sceneBody();
    const bool taken = touches() ? area.intersects(body) : area.contains(body);
    if (taken && std::find(ids.begin(), ids.end(), component->id) == ids.end()) ids.push_back(component->id);
  }
  m_view.selection().set(std::move(ids));
}

void BandDrag::paint(QPainter& painter) const {
  if (band().isEmpty()) return;
  QColor fill = m_view.benchScene().colours().selection;
  QPen pen(fill, 1.2, touches() ? Qt::DashLine : Qt::SolidLine);
  pen.setCosmetic(true);
  fill.setAlphaF(0.1F);
  painter.setPen(pen);
  painter.setBrush(fill);
  painter.drawRect(band());
}

QString BandDrag::words(Qt::KeyboardModifiers) const {
  return touches() ? BenchView::tr("Selects what it touches")
                   : BenchView::tr("Selects what lies inside; pull to the left for what it touches");
}

}  // namespace lightloom::ui
