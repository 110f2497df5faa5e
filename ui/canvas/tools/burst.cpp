#include "canvas/tools/burst.h"

#include "document/document.h"

namespace lightloom::ui {

int Burst::next(Document& document) {
  constexpr int kBurstMs = 1000;
  if (m_gesture == 0 || m_since.elapsed() > kBurstMs) m_gesture = document.newGesture();
  m_since.restart();
  return m_gesture;
}

}  // namespace lightloom::ui
