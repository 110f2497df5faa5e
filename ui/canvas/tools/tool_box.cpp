#include "canvas/tools/tool_box.h"

#include <QApplication>
#include <QCursor>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "canvas/bench_menu.h"
#include "canvas/bench_view.h"
#include "canvas/edge_scroll.h"
#include "canvas/hover.h"
#include "canvas/loupe_item.h"
#include "canvas/tools/drop_ghost.h"
#include "canvas/tools/move_drag.h"
#include "document/loupe_edits.h"
#include "document/selection.h"

namespace lightloom::ui {
namespace {

Qt::KeyboardModifiers modifierOf(int key) {
  switch (key) {
    case Qt::Key_Control:
      return Qt::ControlModifier;
    case Qt::Key_Shift:
      return Qt::ShiftModifier;
    case Qt::Key_Alt:
      return Qt::AltModifier;
    default:
      return {};
  }
}

}  // namespace

ToolBox::ToolBox(BenchView& view)
    : m_view(view), m_select(view), m_measure(view), m_probe(view), m_pan(view) {
  connect(&view.selection(), &Selection::changed, this, [this] { m_nudges.end(); });
}

ToolBox::~ToolBox() = default;

Pointer ToolBox::pointerAt(QPoint viewPoint, Qt::KeyboardModifiers modifiers, bool held) const {
  return {m_view.mapToScene(viewPoint), viewPoint, modifiers, held};
}

Pointer ToolBox::pointerOf(const QMouseEvent& event) const {
  return pointerAt(event.pos(), event.modifiers(), event.buttons() & Qt::LeftButton);
}

Pointer ToolBox::cursorWith(Qt::KeyboardModifiers modifiers) const {
  return pointerAt(m_view.viewport()->mapFromGlobal(QCursor::pos()), modifiers, false);
}

void ToolBox::take(Hand hand) {
  if (hand == m_hand) return;
  taken().putDown();
  m_hand = hand;
  refreshCursor();
  refreshHint({});
  m_view.viewport()->update();
  Q_EMIT handChanged();
}

// Other buttons wait until a pan is over; a drag goes on through a pan.
void ToolBox::press(const QMouseEvent& event) {
  const bool duringDrag = event.button() == Qt::RightButton && busy();
  if (!duringDrag && !m_pan.press(event) && event.button() == Qt::LeftButton) {
    m_view.edgeScroll().begin();
    active().press(pointerOf(event));
  }
  refreshCursor();
  refreshHint(event.modifiers());
}

void ToolBox::move(const QMouseEvent& event) {
  if (m_pan.move(event)) return refreshCursor();
  active().move(pointerOf(event));
  if (busy()) m_view.edgeScroll().follow(event.pos());
}

void ToolBox::follow(QPoint viewPoint) {
  active().move(pointerAt(viewPoint, QApplication::keyboardModifiers(), true));
}

void ToolBox::release(const QMouseEvent& event) {
  m_view.edgeScroll().stop();
  const bool asksForMenu = m_pan.asksForMenu(event);
  const bool panned = m_pan.release(event);
  if (asksForMenu)
    m_view.menu().open(event.pos(), true);
  else if (!panned && event.button() == Qt::LeftButton)
    active().release(pointerOf(event));
  refreshCursor();
  refreshHint(event.modifiers());
}

void ToolBox::doubleClick(const QMouseEvent& event) {
  press(event);
  if (event.button() == Qt::LeftButton) taken().doubleClick();
}

// A burst of notches is one step.
bool ToolBox::wheel(const QWheelEvent& event) {
  constexpr double kNotch = 1.25, kSmallest = 1e-6, kLargest = 1;  // m
  const LoupeItem* loupe = m_view.benchScene().loupeAt(m_view.mapToScene(event.position().toPoint()));
  if (!loupe || !loupe->isKept() || !loupe->content().plane || event.angleDelta().y() == 0) return false;
  const double half = loupe->content().plane->window.half;
  if (half <= 0) return false;
  const double field =
      std::clamp(2 * half * std::pow(kNotch, -event.angleDelta().y() / 120.0), kSmallest, kLargest);
  Document& document = m_view.document();
  document.push(changeLoupe(document.design(), loupe->content().id, {}, BenchView::tr("Field of view"),
                            [&](Viewpoint& view) { view.field = field; }),
                m_notches.next(document));
  document.compilePending();
  return true;
}

bool ToolBox::keyPress(const QKeyEvent& event) {
  switch (event.key()) {
    case Qt::Key_Escape:
      escape();
      return true;
    case Qt::Key_Space:
      if (!event.isAutoRepeat()) m_pan.pressSpace();
      refreshCursor();
      return true;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
      nudge(event.key(), event.modifiers());
      return true;
    default:
      break;
  }
  const Qt::KeyboardModifiers modifier = modifierOf(event.key());
  if (modifier) takeModifiers(event.modifiers() | modifier);
  return modifier != Qt::NoModifier;
}

bool ToolBox::keyRelease(const QKeyEvent& event) {
  if (event.key() == Qt::Key_Space && !event.isAutoRepeat() && m_pan.isReady()) {
    const bool tapped = m_pan.releaseSpace();
    refreshCursor();
    if (tapped) Q_EMIT m_view.spaceTapped();
    return true;
  }
  const Qt::KeyboardModifiers modifier = modifierOf(event.key());
  if (modifier) takeModifiers(event.modifiers() & ~modifier);
  return modifier != Qt::NoModifier;
}

// What is under way ends first, then what is lit, then the tool, then the selection.
void ToolBox::escape() {
  if (m_select.abort()) return;
  if (m_view.hover().keepsLit())
    m_view.hover().keepLit({});
  else if (m_hand != Hand::Select)
    take(Hand::Select);
  else
    m_view.selection().clear();
}

// One grid step, ten with Shift, a tenth with Alt; a burst of presses is one undo step. Without a selection
// it pans.
void ToolBox::nudge(int key, Qt::KeyboardModifiers modifiers) {
  const double x = key == Qt::Key_Left ? -1 : key == Qt::Key_Right ? 1 : 0;
  const double y = key == Qt::Key_Down ? -1 : key == Qt::Key_Up ? 1 : 0;
  const PartIds& ids = m_view.selection().ids();
  if (ids.empty()) return m_view.scrollBy(QPoint(qRound(40 * x), qRound(-40 * y)));
  if (!selectionMayMove()) return;
  const double step = kGridStep * ((modifiers & Qt::ShiftModifier) ? 10
                                   : (modifiers & Qt::AltModifier) ? 0.1
                                                                   : 1);
  Document& document = m_view.document();
  document.push(moveParts(document.design(), document.design(), ids, {step * x, step * y}),
                m_nudges.next(document));
}

bool ToolBox::selectionMayMove() {
  const PartIds& ids = m_view.selection().ids();
  const bool may = std::any_of(ids.begin(), ids.end(), [this](const std::string& id) {
    return !findComponent(m_view.document().design(), id)->locked;
  });
  if (!may) say(lockedHint());
  return may;
}

void ToolBox::takeModifiers(Qt::KeyboardModifiers modifiers) {
  active().modifiersChanged(cursorWith(modifiers));
  refreshHint(modifiers);
}

void ToolBox::loseFocus() {
  m_pan.forgetSpace();
  refreshCursor();
}

void ToolBox::refreshCursor() {
  const Qt::CursorShape shape = m_pan.pans()      ? Qt::ClosedHandCursor
                                : m_pan.isReady() ? Qt::OpenHandCursor
                                                  : taken().cursor();
  if (m_view.viewport()->cursor().shape() != shape) m_view.viewport()->setCursor(shape);
}

void ToolBox::refreshHint(Qt::KeyboardModifiers modifiers) {
  if (m_ghost) return say(m_ghost->hint(modifiers));
  if (m_pan.pans()) return say(BenchView::tr("Drag to move the bench"));
  say(active().hint(cursorWith(modifiers)));
}

void ToolBox::say(const QString& hint) {
  if (hint == m_hint) return;
  m_hint = hint;
  Q_EMIT hinted(hint);
}

void ToolBox::dragEnter(QDragEnterEvent& event) {
  const Kind* kind = kindIn(event.mimeData());
  if (!kind) return event.ignore();
  clearGhost();
  m_ghost = std::make_unique<DropGhost>(m_view, *kind);
  event.acceptProposedAction();
}

void ToolBox::dragMove(QDragMoveEvent& event) {
  if (!m_ghost) return event.ignore();
  const Pointer at = pointerAt(event.position().toPoint(), event.modifiers(), true);
  m_ghost->moveTo(at);
  m_view.hover().announce(at.scene);
  refreshHint(event.modifiers());
  event.acceptProposedAction();
}

void ToolBox::dragLeave() {
  clearGhost();
}

void ToolBox::drop(QDropEvent& event) {
  if (!m_ghost) return event.ignore();
  const QString kind = m_ghost->kind();
  clearGhost();
  m_view.placeKind(kind, m_view.mapToScene(event.position().toPoint()), event.modifiers());
  m_view.setFocus(Qt::OtherFocusReason);
  event.acceptProposedAction();
}

void ToolBox::clearGhost() {
  m_ghost.reset();
  refreshHint({});
}

std::vector<Guide> ToolBox::guides() const {
  std::vector<Guide> out = m_ghost ? m_ghost->guides() : m_select.guides();
  for (Guide& guide : m_measure.guides()) out.push_back(std::move(guide));
  return out;
}

void ToolBox::paint(QPainter& painter) const {
  active().paint(painter);
}

}  // namespace lightloom::ui
