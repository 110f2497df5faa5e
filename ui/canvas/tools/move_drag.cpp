#include "canvas/tools/move_drag.h"

#include "canvas/bench_view.h"
#include "canvas/scene_coordinates.h"
#include "document/selection.h"

namespace lightloom::ui {

QString lockedHint() {
  return BenchView::tr("Locked: it stays where it is; Ctrl+L lets it go");
}

MoveDrag::MoveDrag(BenchView& view, const Pointer& at, std::string part)
    : DesignDrag(view, at), m_part(std::move(part)) {}

// A press with Ctrl has not selected the part: it may have been a click that lets it go.
void MoveDrag::begin() {
  if (!m_view.selection().contains(m_part)) m_view.selection().add(m_part);
  DesignDrag::begin();
  if (const ComponentPtr part = grabbed()) m_snapper.emplace(m_start, *part, m_view.selection().ids());
}

// The part under the pointer, or the first that may move with it.
ComponentPtr MoveDrag::grabbed() const {
  const ComponentPtr pressed = findComponent(m_start, m_part);
  if (pressed && !pressed->locked) return pressed;
  for (const std::string& id : m_view.selection().ids())
    if (const ComponentPtr part = findComponent(m_start, id); part && !part->locked) return part;
  return nullptr;
}

void MoveDrag::pull(const Pointer& at) {
  BenchPoint by = toBench(at.scene - m_from.scene);
  const ComponentPtr part = grabbed();
  if (!part || !m_snapper) return;
  m_guides.clear();
  if (m_view.snapsNow(at.modifiers)) {
    const BenchPoint from = positionOf(*part);
    const Snapped snapped = m_snapper->snap({from.x + by.x, from.y + by.y}, m_view.snapReach(), true);
    by = {snapped.at.x - from.x, snapped.at.y - from.y};
    m_guides = snapped.guides;
  }
  push(moveParts(m_view.document().design(), m_start, m_view.selection().ids(), by));
}

void MoveDrag::drop(const Pointer&) {
  m_view.benchScene().settleLoupes();
}

void MoveDrag::click(const Pointer& at) {
  if (at.modifiers & Qt::ControlModifier)
    m_view.selection().toggle(m_part);
  else if (!(at.modifiers & Qt::ShiftModifier))
    m_view.selection().set({m_part});
}

QString MoveDrag::words(Qt::KeyboardModifiers modifiers) const {
  if (!grabbed()) return lockedHint();
  if (modifiers & Qt::ControlModifier)
    return BenchView::tr("Free of the grid and of what is around · Esc takes it back");
  return m_snapper && m_snapper->wasCut()
             ? BenchView::tr("Light bounces here: it catches on the brightest beams · Ctrl: place freely")
             : BenchView::tr("Ctrl: place freely · Esc takes it back");
}

}  // namespace lightloom::ui
