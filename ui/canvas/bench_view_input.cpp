#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <algorithm>

#include "canvas/bench_view.h"
#include "canvas/canvas_tool.h"
#include "canvas/loupe_item.h"
#include "canvas/loupe_layout.h"
#include "canvas/part_item.h"
#include "canvas/scene_coordinates.h"
#include "document/loupe_edits.h"
#include "document/selection.h"

// Keys on the bench, and parts dragged onto it from the palette.
namespace lightloom::ui {
namespace {

constexpr int kNudgeBurstMs = 1000;

Qt::KeyboardModifier modifierOf(int key) {
  if (key == Qt::Key_Control) return Qt::ControlModifier;
  return key == Qt::Key_Shift ? Qt::ShiftModifier : Qt::AltModifier;
}

}  // namespace

void BenchView::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Escape:
      if (m_tool->abort()) return;
      if (m_lit.channel >= 0) return keepLit({});
      return m_hand != Hand::Select ? setHand(Hand::Select) : m_selection.clear();
    case Qt::Key_Space:
      if (event->isAutoRepeat()) return;
      m_spaceDown = true;
      m_spacePanned = false;
      viewport()->setCursor(Qt::OpenHandCursor);
      return;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
      return nudge(event->key(), event->modifiers());
    case Qt::Key_Control:
    case Qt::Key_Shift:
    case Qt::Key_Alt:
      return takeModifiers(event->modifiers() | modifierOf(event->key()));
    default:
      break;
  }
  QGraphicsView::keyPressEvent(event);
}

void BenchView::takeModifiers(Qt::KeyboardModifiers modifiers) {
  m_tool->modifiersChanged(modifiers);
  if (m_hand == Hand::Probe) moveProbe(mapToScene(viewport()->mapFromGlobal(QCursor::pos())), modifiers);
  refreshHint(modifiers);
}

// Tab goes from part to part and leaves the bench after the last one.
bool BenchView::focusNextPrevChild(bool next) {
  const PartIds parts = shownParts(m_document.design());
  const PartIds& ids = m_selection.ids();
  const auto at = ids.size() == 1 ? std::find(parts.begin(), parts.end(), ids.front()) : parts.end();
  const auto count = static_cast<std::ptrdiff_t>(parts.size());
  const std::ptrdiff_t now = at == parts.end() ? (next ? -1 : count) : at - parts.begin();
  const std::ptrdiff_t wanted = now + (next ? 1 : -1);
  if (wanted < 0 || wanted >= count) {
    m_selection.clear();
    return QGraphicsView::focusNextPrevChild(next);
  }
  m_selection.set({parts[static_cast<std::size_t>(wanted)]});
  showPart(m_selection.ids().front());
  return true;
}

void BenchView::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Control || event->key() == Qt::Key_Shift || event->key() == Qt::Key_Alt)
    return takeModifiers(event->modifiers() & ~Qt::KeyboardModifiers(modifierOf(event->key())));
  if (event->key() != Qt::Key_Space || event->isAutoRepeat() || !m_spaceDown)
    return QGraphicsView::keyReleaseEvent(event);
  m_spaceDown = false;
  if (!m_panning) setRestingCursor();
  if (!m_spacePanned) Q_EMIT spaceTapped();
}

void BenchView::focusOutEvent(QFocusEvent* event) {
  m_spaceDown = false;
  if (!m_panning) setRestingCursor();
  QGraphicsView::focusOutEvent(event);
}

// One grid step, ten with Shift, a tenth with Alt; a burst of presses is one undo step. Without a selection
// it pans.
void BenchView::nudge(int key, Qt::KeyboardModifiers modifiers) {
  const double x = key == Qt::Key_Left ? -1 : key == Qt::Key_Right ? 1 : 0;
  const double y = key == Qt::Key_Down ? -1 : key == Qt::Key_Up ? 1 : 0;
  if (m_selection.ids().empty()) return scrollBy(QPoint(qRound(40 * x), qRound(-40 * y)));
  if (!selectionMayMove()) return;
  const double step = kGridStep * ((modifiers & Qt::ShiftModifier) ? 10
                                   : (modifiers & Qt::AltModifier) ? 0.1
                                                                   : 1);
  if (m_nudgeGesture == 0 || m_sinceNudge.elapsed() > kNudgeBurstMs) m_nudgeGesture = m_document.newGesture();
  m_sinceNudge.restart();
  const Design& design = m_document.design();
  m_document.push(moveParts(design, design, m_selection.ids(), {step * x, step * y}), m_nudgeGesture);
}

bool BenchView::selectionMayMove() {
  const PartIds& ids = m_selection.ids();
  const bool may = std::any_of(ids.begin(), ids.end(), [this](const std::string& id) {
    return !findComponent(m_document.design(), id)->locked;
  });
  if (!may) sayHint(lockedHint());
  return may;
}

Snapped BenchView::placeOnBench(const Snapper& snapper, QPointF scenePoint,
                                Qt::KeyboardModifiers modifiers) const {
  if (snapsNow(modifiers)) return snapper.snap(toBench(scenePoint), snapReach(), true);
  Snapped out;
  out.at = toBench(scenePoint);
  return out;
}

void BenchView::placeKind(const QString& kind, QPointF scenePoint, Qt::KeyboardModifiers modifiers) {
  if (!findKind(kind.toStdString())) return;
  Component fresh;
  fresh.kind = kind.toStdString();
  const Snapper snapper(m_document.design(), fresh, {});
  const Snapped place = placeOnBench(snapper, scenePoint, modifiers);
  const double angle = place.beamAngleRad ? snapper.angleOnBeam(*place.beamAngleRad) : 0;
  const DesignEdit edit = placePart(m_document.design(), fresh.kind, place.at, angle);
  m_document.push(edit);
  m_selection.set({edit.components.front().id});
  m_document.compilePending();
  m_scene->settleLoupes();
}

// In rings about the middle of the view; parts do not lie on each other, nor below loupes that somebody has
// placed. `body` is about the point that will be there.
QPointF BenchView::freePlace(const QRectF& body) const {
  constexpr double kGap = 2;  // mm
  constexpr int kMostRings = 60;
  std::vector<QRectF> taken;
  for (const ComponentPtr& part : m_document.design().components)
    if (const PartItem* item = m_scene->partItem(part->id)) taken.push_back(item->sceneBody());
  for (const LoupeItem* loupe : m_scene->loupes())
    if (loupe->isPinned() && m_scene->loupesShown()) taken.push_back(loupe->frameInScene());
  const double gap = qMax(kGap, snapReach() * 1e3);
  const QRectF sight = mapToScene(viewport()->rect()).boundingRect();
  const std::vector<QRectF> words = m_scene->wordBounds();
  taken.insert(taken.end(), words.begin(), words.end());
  const auto isFree = [&](QPointF at, bool ofLight) {
    const QRectF room = body.translated(at).adjusted(-gap, -gap, gap, gap);
    const auto inTheWay = [&](const QRectF& other) { return room.intersects(other); };
    const auto shines = [&](const auto& beam) { return lengthInside(room, beam.first, beam.second) > 0; };
    if (ofLight && !sight.contains(room)) return false;
    return std::none_of(taken.begin(), taken.end(), inTheWay) &&
           !(ofLight && std::any_of(m_scene->beamLines().begin(), m_scene->beamLines().end(), shines));
  };
  const QPointF start = middle();
  const double step = qMax(qMin(body.width(), body.height()) / 2, gap);
  // Off the light and in sight; where there is no such place, off the other parts will do.
  for (const bool ofLight : {true, false})
    for (int ring = 0; ring < kMostRings; ++ring)
      for (int i = -ring; i <= ring; ++i)
        for (const QPointF& side : {QPointF(i, -ring), QPointF(i, ring), QPointF(-ring, i), QPointF(ring, i)})
          if (isFree(start + step * side, ofLight)) return start + step * side;
  return start;
}

void BenchView::placeKindInSight(const QString& kind) {
  const Kind* known = findKind(kind.toStdString());
  if (!known) return;
  auto fresh = std::make_shared<Component>();
  fresh->kind = known->id;
  // On a beam it is turned: as much room to every side as it needs to one.
  const QRectF body = PartItem(fresh, m_scene->colours()).sceneBody();
  const double reach = std::max({-body.left(), body.right(), -body.top(), body.bottom()});
  placeKind(kind, freePlace({-reach, -reach, 2 * reach, 2 * reach}));
}

void BenchView::placeParts(const std::vector<ComponentPtr>& parts, const QString& label) {
  const bool first = m_document.design().components.empty();
  const BenchPoint from = middleOf(parts);
  QRectF body;
  for (const ComponentPtr& part : parts)
    if (!isAttachedLoupe(*part)) body |= PartItem(part, m_scene->colours()).sceneBody();
  const BenchPoint to = toBench(freePlace(body.translated(-toScene(from))));
  const BenchPoint by = first ? BenchPoint() : snapped({to.x - from.x, to.y - from.y});
  PartIds ids;
  m_document.push(insertParts(m_document.design(), parts, by, label, ids));
  m_document.compilePending();
  m_selection.set(ids);
  m_scene->settleLoupes();
  QRectF placed;
  for (const std::string& id : ids)
    if (const PartItem* item = m_scene->partItem(id)) placed |= item->sceneBody();
  if (first || !mapToScene(viewport()->rect()).boundingRect().contains(placed)) fitAll();
}

void BenchView::dragEnterEvent(QDragEnterEvent* event) {
  if (!event->mimeData()->hasFormat(QLatin1String(kKindMimeType))) return event->ignore();
  const Kind* kind = findKind(event->mimeData()->data(QLatin1String(kKindMimeType)).toStdString());
  if (!kind) return event->ignore();
  clearGhost();
  auto component = std::make_shared<Component>();
  component->kind = std::string(kind->id);
  m_ghostSnapper = std::make_unique<Snapper>(m_document.design(), *component, PartIds());
  m_ghost = new PartItem(component, m_scene->colours());
  m_ghost->setOpacity(0.6);
  m_ghost->setZValue(50);
  m_scene->addItem(m_ghost);
  event->acceptProposedAction();
}

void BenchView::dragMoveEvent(QDragMoveEvent* event) {
  if (!m_ghost) return event->ignore();
  const QPointF scene = mapToScene(event->position().toPoint());
  const Snapped place = placeOnBench(*m_ghostSnapper, scene, event->modifiers());
  m_ghostGuides = place.guides;
  m_ghost->setPos(toScene(place.at));
  m_ghost->setRotation(toRotation(place.beamAngleRad ? m_ghostSnapper->angleOnBeam(*place.beamAngleRad) : 0));
  viewport()->update();
  announceHover(scene);
  refreshHint(event->modifiers());
  event->acceptProposedAction();
}

void BenchView::dragLeaveEvent(QDragLeaveEvent*) {
  clearGhost();
}

void BenchView::dropEvent(QDropEvent* event) {
  if (!m_ghost) return event->ignore();
  clearGhost();
  placeKind(QString::fromUtf8(event->mimeData()->data(QLatin1String(kKindMimeType))),
            mapToScene(event->position().toPoint()), event->modifiers());
  setFocus(Qt::OtherFocusReason);
  event->acceptProposedAction();
}

void BenchView::clearGhost() {
  delete m_ghost;
  m_ghost = nullptr;
  m_ghostSnapper.reset();
  m_ghostGuides.clear();
  refreshHint({});
}

}  // namespace lightloom::ui
