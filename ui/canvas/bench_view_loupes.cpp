#include <QMenu>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "canvas/bench_view.h"
#include "canvas/canvas_tool.h"
#include "canvas/loupe_item.h"
#include "canvas/part_item.h"
#include "canvas/scene_coordinates.h"
#include "document/loupe_edits.h"

// Loupes of the bench: adding them, the probe that follows the pointer, and lighting the products of a
// channel.
namespace lightloom::ui {
namespace {

constexpr double kReachPixels = 6;
constexpr int kWheelBurstMs = 1000;

}  // namespace

// Across the strongest beam there; empty without light.
DesignEdit BenchView::loupeOnLight(QPointF scenePoint) const {
  const Bench& bench = *m_document.bench();
  const std::vector<BeamReading> beams = beamsAt(bench, scenePoint, kReachPixels / pixelsPerMillimetre());
  if (beams.empty()) return {};
  const BeamSegment& segment = bench.trace.segments[static_cast<std::size_t>(beams.front().segment)];
  const double angle = std::atan2(segment.to[1] - segment.from[1], segment.to[0] - segment.from[0]);
  constexpr double kStep = 1e-5;  // m
  const BenchPoint at = toBench(beams.front().at);
  return addLoupeAt(m_document.design(), {std::round(at.x / kStep) * kStep, std::round(at.y / kStep) * kStep},
                    angle);
}

void BenchView::addLoupe(QPointF scenePoint) {
  const std::vector<PartItem*> hit = m_scene->partsAt(scenePoint, 4 / pixelsPerMillimetre());
  const auto part = std::find_if(hit.begin(), hit.end(), [](const PartItem* item) {
    const Kind* kind = findKind(item->component()->kind);
    return kind && !kind->faces(viewOf(*item->component(), *kind)).empty();
  });
  const DesignEdit edit =
      part == hit.end() ? loupeOnLight(scenePoint) : addLoupeOn(m_document.design(), (*part)->id());
  if (edit.empty())
    return Q_EMIT problem(tr("There is neither a part nor light. Point at a part or at a beam for a loupe."));
  m_document.push(edit);
  m_document.compilePending();
  m_selection.set({edit.components.front().id});
  if (!m_scene->loupesShown()) Q_EMIT problem(tr("Loupes are hidden: Ctrl+M shows them."));
}

void BenchView::moveProbe(QPointF scenePoint, Qt::KeyboardModifiers modifiers) {
  m_probe = loupeOnLight(scenePoint);
  if (m_probe.empty()) return m_scene->hideProbe();
  Component loupe = *m_probe.components.front().after;
  Viewpoint view = viewpointOf(loupe).value();
  view.show = (modifiers & Qt::ShiftModifier) ? ViewpointShow::Fringes : ViewpointShow::Standard;
  loupe = withViewpoint(loupe, view);
  m_probe.components.front().after = std::make_shared<Component>(loupe);
  m_scene->showProbe(loupe, scenePoint);
  // Beside the pointer, on the side where there is room.
  const QRectF room = mapToScene(viewport()->rect()).boundingRect();
  const QSizeF size = m_scene->probe()->frameInScene().size();
  const double gap = 24 / pixelsPerMillimetre();
  const double x = scenePoint.x() + gap + size.width() <= room.right() ? scenePoint.x() + gap
                                                                       : scenePoint.x() - gap - size.width();
  const double y = qBound(room.top(), scenePoint.y() - size.height() - gap, room.bottom() - size.height());
  m_scene->placeProbe({x, y});
}

// Offers the pictures that the loupe's array, line or plane can be shown as, below the word that names it.
void BenchView::offerShows(const LoupeItem& loupe) {
  auto* menu = new QMenu(this);
  menu->setObjectName(QStringLiteral("loupeShows"));
  menu->setAttribute(Qt::WA_DeleteOnClose);
  for (const ViewpointShow show : loupe.content().shows) {
    QAction* action = menu->addAction(showName(show));
    action->setObjectName(QStringLiteral("loupeShow_%1").arg(static_cast<int>(show)));
    action->setToolTip(tr("Let the loupe show it"));
    action->setCheckable(true);
    action->setChecked(show == loupe.content().show);
    connect(action, &QAction::triggered, this, [this, key = loupe.key(), show] {
      m_tool->show(key, show);
      m_document.compilePending();
    });
  }
  menu->popup(viewport()->mapToGlobal(mapFromScene(loupe.showNameInScene().bottomLeft())));
}

// A click leaves the loupe that the probe shows, its inset where it was seen or beside what it covered there.
bool BenchView::probeEvent(const QMouseEvent& event) {
  if (m_hand != Hand::Probe) return false;
  const QPointF scene = mapToScene(event.pos());
  moveProbe(scene, event.modifiers());
  if (event.type() != QEvent::MouseButtonPress || m_probe.empty()) return true;
  Component loupe = *m_probe.components.front().after;
  Viewpoint view = viewpointOf(loupe).value();
  const QRectF about = PartItem(m_probe.components.front().after, m_scene->colours()).sceneBody();
  const BenchPoint corner = toBench(m_scene->clearPlace(m_scene->probe()->frameInScene(), about));
  view.insetX = corner.x;
  view.insetY = corner.y;
  m_probe.components.front().after = std::make_shared<Component>(withViewpoint(loupe, view));
  m_document.push(m_probe);
  m_document.compilePending();
  setHand(Hand::Select);
  m_selection.set({loupe.id});
  return true;
}

// The wheel over a loupe on a plane changes its field of view; a burst is one step.
bool BenchView::zoomLoupe(const QWheelEvent& event) {
  constexpr double kNotch = 1.25, kSmallest = 1e-6, kLargest = 1;  // m
  const LoupeItem* loupe = m_scene->loupeAt(mapToScene(event.position().toPoint()));
  if (!loupe || !loupe->isKept() || !loupe->content().plane || event.angleDelta().y() == 0) return false;
  const double half = loupe->content().plane->window.half;
  if (half <= 0) return false;
  const double field =
      std::clamp(2 * half * std::pow(kNotch, -event.angleDelta().y() / 120.0), kSmallest, kLargest);
  if (m_fieldGesture == 0 || m_sinceField.elapsed() > kWheelBurstMs) m_fieldGesture = m_document.newGesture();
  m_sinceField.restart();
  m_document.push(changeLoupe(m_document.design(), loupe->content().id, {}, tr("Field of view"),
                              [&](Viewpoint& view) { view.field = field; }),
                  m_fieldGesture);
  m_document.compilePending();
  return true;
}

void BenchView::lightUnder(QPointF scenePoint) {
  const LoupeItem* loupe = m_tool->busy() ? nullptr : m_scene->loupeAt(scenePoint);
  const int channel = loupe ? loupe->channelAt(loupe->mapFromScene(scenePoint)) : -1;
  const QString words = m_scene->lightProducts(channel >= 0 ? LaserChoice{loupe->part(), channel} : m_lit);
  if (words != m_litWords) viewport()->update();
  m_litWords = words;
}

void BenchView::keepLit(const LaserChoice& at) {
  m_lit = at.channel >= 0 ? at : LaserChoice();
  m_litWords = m_scene->lightProducts(m_lit);
  viewport()->update();
}

}  // namespace lightloom::ui
