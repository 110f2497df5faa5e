#include "canvas/edge_scroll.h"

#include "canvas/bench_view.h"
#include "canvas/hover.h"
#include "canvas/tools/tool_box.h"

namespace lightloom::ui {
namespace {

constexpr int kEdgeTickMs = 25, kFastest = 24;  // pixels a tick

// How far a point lies in the margin along the edges of the view, at most a tick's way.
QPoint depthInEdge(const QRect& view, QPoint at) {
  constexpr int kEdge = 16;
  const auto depth = [](int here, int low, int high) {
    return qBound(-kFastest, here < low ? here - low : qMax(0, here - high), kFastest);
  };
  const QRect inside = view.adjusted(kEdge, kEdge, -kEdge, -kEdge);
  return {depth(at.x(), inside.left(), inside.right()), depth(at.y(), inside.top(), inside.bottom())};
}

}  // namespace

EdgeScroll::EdgeScroll(BenchView& view) : m_view(view) {
  m_timer.callOnTimeout([this] { scroll(); });
}

void EdgeScroll::follow(QPoint viewPoint) {
  m_pointer = viewPoint;
  const bool atEdge = !depthInEdge(m_view.viewport()->rect(), viewPoint).isNull();
  m_wasInside = m_wasInside || !atEdge;
  if (!atEdge || !m_wasInside)
    m_timer.stop();
  else if (!m_timer.isActive())
    m_timer.start(kEdgeTickMs);
}

void EdgeScroll::scroll() {
  if (!m_view.tools().busy()) return stop();
  m_view.panBy(depthInEdge(m_view.viewport()->rect(), m_pointer));
  m_view.tools().follow(m_pointer);
  m_view.hover().announce(m_view.mapToScene(m_pointer));
}

}  // namespace lightloom::ui
