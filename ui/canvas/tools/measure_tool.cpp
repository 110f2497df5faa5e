#include "canvas/tools/measure_tool.h"

#include "canvas/bench_view.h"

namespace lightloom::ui {

QPointF MeasureTool::caught(const Pointer& at) const {
  constexpr double kCatchPixels = 8;
  if (at.modifiers & Qt::ControlModifier) return at.scene;
  return measurePoint(m_view.document().design(), m_view.document().bench()->trace, at.scene,
                      kCatchPixels / m_view.pixelsPerMillimetre());
}

void MeasureTool::press(const Pointer& at) {
  const QPointF point = caught(at);
  m_measure = Measure{point, point};
  m_view.viewport()->update();
}

void MeasureTool::move(const Pointer& at) {
  if (!at.held || !m_measure) return;
  m_measure->to = caught(at);
  m_view.viewport()->update();
}

QString MeasureTool::hint(const Pointer&) const {
  return BenchView::tr(
      "Drag from one point to another; Ctrl: do not catch on parts and beams · Esc ends measuring");
}

std::vector<Guide> MeasureTool::guides() const {
  return m_measure ? std::vector<Guide>{shownMeasure(*m_measure)} : std::vector<Guide>();
}

}  // namespace lightloom::ui
