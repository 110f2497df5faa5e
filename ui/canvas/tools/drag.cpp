#include "canvas/tools/drag.h"

#include <QApplication>
#include <utility>

#include "canvas/bench_view.h"

namespace lightloom::ui {

int Drag::usualWay() {
  return QApplication::startDragDistance() / 2;
}

void Drag::move(const Pointer& at) {
  m_now = at;
  if (!m_pulls && (at.view - m_from.view).manhattanLength() < m_way) return;
  if (!std::exchange(m_pulls, true)) begin();
  pull(at);
}

void Drag::release(const Pointer& at) {
  move(at);
  m_pulls ? drop(at) : click(at);
}

void Drag::modifiersChanged(Qt::KeyboardModifiers modifiers) {
  m_now.modifiers = modifiers;
  if (m_pulls) pull(m_now);
}

void Drag::abort() {
  if (m_pulls) cancel();
}

void DesignDrag::begin() {
  m_start = m_view.document().design();
  m_gesture = m_view.document().newGesture();
}

void DesignDrag::cancel() {
  m_view.document().cancelGesture(m_start, m_gesture);
}

void DesignDrag::push(const DesignEdit& edit) {
  m_view.document().push(edit, m_gesture);
  m_view.viewport()->update();
}

}  // namespace lightloom::ui
