#include "canvas/tools/pan_tool.h"

#include <QMouseEvent>
#include <utility>

#include "canvas/bench_view.h"

namespace lightloom::ui {
namespace {

constexpr int kMenuPixels = 10;  // a right drag longer than this opens no menu

}  // namespace

bool PanTool::press(const QMouseEvent& event) {
  if (pans() && event.buttons().testFlag(m_grip->button) && event.button() != m_grip->button) return true;
  const bool withSpace = event.button() == Qt::LeftButton && isReady();
  if (event.button() != Qt::MiddleButton && event.button() != Qt::RightButton && !withSpace) return false;
  m_grip = Grip{event.button(), event.pos(), event.button() != Qt::RightButton};
  return true;
}

bool PanTool::move(const QMouseEvent& event) {
  if (!m_grip) return false;
  const QPoint by = m_grip->from - event.pos();
  if (by.manhattanLength() > kMenuPixels) m_grip->pans = true;
  if (!m_grip->pans) return false;
  m_view.panBy(by);
  m_grip->from = event.pos();
  if (isReady()) m_space = Space::Panned;
  return true;
}

bool PanTool::release(const QMouseEvent& event) {
  if (!m_grip || m_grip->button != event.button()) return false;
  return std::exchange(m_grip, std::nullopt)->pans;
}

bool PanTool::asksForMenu(const QMouseEvent& event) const {
  return event.button() == Qt::RightButton && m_grip && m_grip->button == Qt::RightButton && !m_grip->pans;
}

bool PanTool::releaseSpace() {
  return std::exchange(m_space, Space::Up) == Space::Down;
}

}  // namespace lightloom::ui
