#include "canvas/tools/select_tool.h"

#include <algorithm>
#include <utility>

#include "canvas/bench_view.h"
#include "canvas/check_mark.h"
#include "canvas/handle_item.h"
#include "canvas/loupe_item.h"
#include "canvas/part_item.h"
#include "canvas/tools/band_drag.h"
#include "canvas/tools/fine_drag.h"
#include "canvas/tools/loupe_drag.h"
#include "canvas/tools/move_drag.h"
#include "canvas/tools/turn_drag.h"
#include "document/selection.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

// A click on one of several selected parts keeps them all until the release: it may begin a drag.
std::unique_ptr<Drag> pressPart(BenchView& view, const Pointer& at, const std::string& id) {
  Selection& selection = view.selection();
  if (at.modifiers & Qt::ControlModifier) return std::make_unique<MoveDrag>(view, at, id);
  if (at.modifiers & Qt::ShiftModifier)
    selection.add(id);
  else if (!selection.contains(id))
    selection.set({id});
  return std::make_unique<MoveDrag>(view, at, id);
}

std::unique_ptr<Drag> pressHandle(BenchView& view, const Pointer& at) {
  const std::string part = view.selection().ids().front();
  if (at.modifiers & Qt::AltModifier) return std::make_unique<FineTurnDrag>(view, at, part);
  return std::make_unique<TurnDrag>(view, at, part);
}

// Null where nothing lies at the point; the handle of a part does not count.
std::unique_ptr<Drag> pressBelowHandle(BenchView& view, const Pointer& at) {
  const BenchScene& bench = view.benchScene();
  if (const LoupeItem* loupe = bench.loupeAt(at.scene)) return std::make_unique<LoupeDrag>(view, at, *loupe);
  const std::vector<PartItem*> hit = bench.partsAt(at.scene, kHitPixels / view.pixelsPerMillimetre());
  if (hit.empty()) return nullptr;
  if (!(at.modifiers & Qt::AltModifier)) return pressPart(view, at, hit.front()->id());
  const auto selected = std::find_if(
      hit.begin(), hit.end(), [&](const PartItem* item) { return view.selection().contains(item->id()); });
  return std::make_unique<FineMoveDrag>(view, at, (selected == hit.end() ? hit.front() : *selected)->id());
}

}  // namespace

void clickBelowHandle(BenchView& view, const Pointer& at) {
  if (const std::unique_ptr<Drag> below = pressBelowHandle(view, at)) below->click(at);
}

void SelectTool::press(const Pointer& at) {
  if (const auto* mark = qgraphicsitem_cast<CheckMark*>(m_view.itemAt(at.view))) {
    const std::string part = mark->part();
    m_view.selection().set({part});
    Q_EMIT m_view.checkMarkClicked(fromStd(part));
  } else if (m_view.rotateHandle().holds(at.scene, m_view.pixelsPerMillimetre())) {
    m_drag = pressHandle(m_view, at);
  } else {
    m_drag = pressBelowHandle(m_view, at);
    if (!m_drag) m_drag = std::make_unique<BandDrag>(m_view, at);
  }
}

void SelectTool::move(const Pointer& at) {
  if (m_drag) m_drag->move(at);
}

// The hand is empty before the drag ends: what it does to the bench may settle at once.
void SelectTool::release(const Pointer& at) {
  const std::unique_ptr<Drag> drag = std::move(m_drag);
  if (!drag) return;
  drag->release(at);
  m_view.viewport()->update();
}

void SelectTool::doubleClick() {
  if (m_view.selection().ids().size() == 1) Q_EMIT m_view.editMainParameter();
}

void SelectTool::modifiersChanged(const Pointer& at) {
  if (m_drag) m_drag->modifiersChanged(at.modifiers);
}

bool SelectTool::abort() {
  const std::unique_ptr<Drag> drag = std::move(m_drag);
  if (!drag) return false;
  drag->abort();
  m_view.viewport()->update();
  return true;
}

std::vector<Guide> SelectTool::guides() const {
  return m_drag ? m_drag->guides() : std::vector<Guide>();
}

void SelectTool::paint(QPainter& painter) const {
  if (m_drag) m_drag->paint(painter);
}

QString SelectTool::hint(const Pointer& at) const {
  const QString held = m_drag ? m_drag->hint(at.modifiers) : QString();
  if (!held.isEmpty()) return held;
  if (at.modifiers == Qt::NoModifier && m_view.benchScene().loupeAt(at.scene))
    return BenchView::tr(
        "Drag: the loupe stays where you leave it · click: look at a channel, or choose by the blue word");
  const std::vector<PartItem*> hit =
      m_view.benchScene().partsAt(at.scene, kHitPixels / m_view.pixelsPerMillimetre());
  const bool overPart = !hit.empty();
  if (at.modifiers & Qt::AltModifier)
    return overPart
               ? BenchView::tr("Alt or Ctrl+Alt: drag for the fine adjusters, click for what lies beneath")
               : BenchView::tr("Alt: over a part, fine adjusters");
  if (at.modifiers & Qt::ControlModifier)
    return overPart ? BenchView::tr("Ctrl: click selects or lets go") : BenchView::tr("Ctrl: wheel zooms");
  if (at.modifiers & Qt::ShiftModifier)
    return overPart ? BenchView::tr("Shift: click adds to the selection")
                    : BenchView::tr("Shift: wheel moves sideways");
  if (overPart && hit.front()->component()->locked)
    return BenchView::tr(
        "Locked: Ctrl+L lets it go · double-click: change its main value · right-click: more");
  if (overPart) return BenchView::tr("Drag: move · double-click: change its main value · right-click: more");
  return m_view.wheel() == BenchView::Wheel::Zoom
             ? BenchView::tr("Wheel: zoom · middle or right drag: move the bench")
             : BenchView::tr("Ctrl+wheel: zoom · wheel, middle or right drag: move the bench");
}

}  // namespace lightloom::ui
