#include "canvas/tools/drop_ghost.h"

#include "canvas/bench_view.h"
#include "canvas/part_item.h"
#include "canvas/placing.h"
#include "canvas/scene_coordinates.h"

namespace lightloom::ui {
namespace {

ComponentPtr partOfKind(const Kind& kind) {
  auto out = std::make_shared<Component>();
  out->kind = kind.id;
  return out;
}

}  // namespace

const Kind* kindIn(const QMimeData* data) {
  const QLatin1String type(kKindMimeType);
  return data->hasFormat(type) ? findKind(data->data(type).toStdString()) : nullptr;
}

DropGhost::DropGhost(BenchView& view, const Kind& kind)
    : m_view(view),
      m_item(std::make_unique<PartItem>(partOfKind(kind), view.benchScene().colours())),
      m_snapper(view.document().design(), *m_item->component(), {}) {
  m_item->setOpacity(0.6);
  m_item->setZValue(50);
  m_view.benchScene().addItem(m_item.get());
}

DropGhost::~DropGhost() = default;

QString DropGhost::kind() const {
  return QString::fromStdString(m_item->component()->kind);
}

void DropGhost::moveTo(const Pointer& at) {
  const Snapped place = placeOnBench(m_view, m_snapper, at.scene, at.modifiers);
  m_guides = place.guides;
  m_item->setPos(toScene(place.at));
  m_item->setRotation(toRotation(place.beamAngleRad ? m_snapper.angleOnBeam(*place.beamAngleRad) : 0));
  m_view.viewport()->update();
}

QString DropGhost::hint(Qt::KeyboardModifiers modifiers) const {
  return modifiers & Qt::ControlModifier
             ? BenchView::tr("Free of the grid and of beams · Esc places nothing")
             : BenchView::tr("Release: it stands here · Ctrl: place freely · Esc places nothing");
}

}  // namespace lightloom::ui
