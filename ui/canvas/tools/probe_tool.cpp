#include "canvas/tools/probe_tool.h"

#include "canvas/bench_view.h"
#include "canvas/loupe_item.h"
#include "canvas/part_item.h"
#include "canvas/placing.h"
#include "canvas/scene_coordinates.h"
#include "canvas/tools/tool_box.h"
#include "design/viewpoint.h"
#include "document/selection.h"

namespace lightloom::ui {

DesignEdit ProbeTool::look(const Pointer& at) {
  BenchScene& bench = m_view.benchScene();
  DesignEdit out = loupeOnLight(m_view, at.scene);
  if (out.empty()) {
    bench.hideProbe();
    return out;
  }
  Component loupe = *out.components.front().after;
  Viewpoint view = viewpointOf(loupe).value();
  view.show = (at.modifiers & Qt::ShiftModifier) ? ViewpointShow::Fringes : ViewpointShow::Standard;
  loupe = withViewpoint(loupe, view);
  out.components.front().after = std::make_shared<Component>(loupe);
  bench.showProbe(loupe, at.scene);
  // Beside the pointer, on the side where there is room.
  const QRectF room = m_view.mapToScene(m_view.viewport()->rect()).boundingRect();
  const QSizeF size = bench.probe()->frameInScene().size();
  const double gap = 24 / m_view.pixelsPerMillimetre();
  const double x = at.scene.x() + gap + size.width() <= room.right() ? at.scene.x() + gap
                                                                     : at.scene.x() - gap - size.width();
  const double y = qBound(room.top(), at.scene.y() - size.height() - gap, room.bottom() - size.height());
  bench.placeProbe({x, y});
  return out;
}

// The inset stays where it was seen, or beside what it covered there.
void ProbeTool::press(const Pointer& at) {
  DesignEdit edit = look(at);
  if (edit.empty()) return;
  BenchScene& bench = m_view.benchScene();
  Component loupe = *edit.components.front().after;
  Viewpoint view = viewpointOf(loupe).value();
  const QRectF about = PartItem(edit.components.front().after, bench.colours()).sceneBody();
  const BenchPoint corner = toBench(bench.clearPlace(bench.probe()->frameInScene(), about));
  view.insetX = corner.x;
  view.insetY = corner.y;
  edit.components.front().after = std::make_shared<Component>(withViewpoint(loupe, view));
  m_view.document().push(edit);
  m_view.document().compilePending();
  m_view.tools().take(ToolBox::Hand::Select);
  m_view.selection().set({loupe.id});
}

void ProbeTool::putDown() {
  m_view.benchScene().hideProbe();
}

QString ProbeTool::hint(const Pointer&) const {
  return BenchView::tr("Follow a beam; click: leave a loupe there · Shift: fringes · Esc ends the probe");
}

}  // namespace lightloom::ui
