#include "canvas/canvas_tool.h"

#include <QApplication>
#include <algorithm>
#include <cmath>

#include "canvas/bench_view.h"
#include "canvas/handle_item.h"
#include "canvas/loupe_item.h"
#include "canvas/part_item.h"
#include "canvas/scene_coordinates.h"
#include "document/loupe_edits.h"
#include "document/selection.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr double kHitPixels = 4;  // a target is at least eight pixels wide
constexpr double kTurnStep = constants::kPi / 180, kShiftTurn = constants::kPi / 12;

}  // namespace

QRectF CanvasTool::band() const {
  return m_mode == Mode::Band ? QRectF(m_from, m_now).normalized() : QRectF();
}

bool CanvasTool::passedThreshold(QPoint viewPoint) const {
  return (viewPoint - m_viewFrom).manhattanLength() >= QApplication::startDragDistance() / 2;
}

void CanvasTool::press(QPointF scene, QPoint viewPoint, Qt::KeyboardModifiers modifiers) {
  m_from = m_now = scene;
  m_viewFrom = viewPoint;
  if (!m_view.rotateHandle().holds(scene, m_view.pixelsPerMillimetre())) return pressBelow(scene, modifiers);
  m_mode = Mode::PressedHandle;
  m_turnsFine = modifiers & Qt::AltModifier;
}

// Presses on whatever lies at the point, apart from the handle.
void CanvasTool::pressBelow(QPointF scene, Qt::KeyboardModifiers modifiers) {
  BenchScene& bench = m_view.benchScene();
  const std::vector<PartItem*> hit = bench.partsAt(scene, kHitPixels / m_view.pixelsPerMillimetre());
  if (const LoupeItem* pressed = bench.loupeAt(scene)) {
    m_loupe = pressed->key();
    m_loupeFrom = pressed->pos();
    m_mode = Mode::PressedLoupe;
  } else if (!hit.empty() && (modifiers & Qt::AltModifier)) {
    m_mode = Mode::PressedFine;
    const auto selected = std::find_if(hit.begin(), hit.end(), [&](const PartItem* item) {
      return m_view.selection().contains(item->id());
    });
    m_pressed = (selected == hit.end() ? hit.front() : *selected)->id();
  } else if (!hit.empty()) {
    pressPart(hit.front()->id(), modifiers);
  } else {
    m_mode = Mode::Band;
  }
}

// A click on one of several selected parts keeps them all until the release: it may begin a drag.
void CanvasTool::pressPart(const std::string& id, Qt::KeyboardModifiers modifiers) {
  Selection& selection = m_view.selection();
  m_pressed = id;
  m_wasSelected = selection.contains(id);
  m_mode = Mode::PressedPart;
  if (modifiers & Qt::ControlModifier) return;
  if (modifiers & Qt::ShiftModifier)
    selection.add(id);
  else if (!m_wasSelected)
    selection.set({id});
}

// The parts below the point take turns in drawing order, topmost first: the selected part is raised, which
// must not change the turn.
void CanvasTool::cycle(QPointF scene) {
  PartIds hit;
  const std::vector<PartItem*> items =
      m_view.benchScene().partsAt(scene, kHitPixels / m_view.pixelsPerMillimetre());
  const auto& parts = m_view.document().design().components;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part)
    if (std::any_of(items.begin(), items.end(),
                    [&](const PartItem* item) { return item->id() == (*part)->id; }))
      hit.push_back((*part)->id);
  const PartIds& ids = m_view.selection().ids();
  const auto current = ids.size() == 1 ? std::find(hit.begin(), hit.end(), ids.front()) : hit.end();
  const bool last = current == hit.end() || current + 1 == hit.end();
  m_view.selection().set({last ? hit.front() : *(current + 1)});
}

void CanvasTool::beginGesture(Mode mode) {
  m_mode = mode;
  m_start = m_view.document().design();
  m_gesture = m_view.document().newGesture();
  if (mode == Mode::Turning || mode == Mode::TurningFine) m_pressed = m_view.selection().ids().front();
  const ComponentPtr grabbed = grabbedPart();
  const PartIds& moving = m_view.selection().ids();
  if (grabbed) m_snapper = std::make_unique<Snapper>(m_start, *grabbed, moving);
}

void CanvasTool::move(QPointF scene, QPoint viewPoint, Qt::KeyboardModifiers modifiers) {
  m_now = scene;
  if (m_mode == Mode::PressedPart && passedThreshold(viewPoint)) {
    if (!m_view.selection().contains(m_pressed)) m_view.selection().add(m_pressed);
    beginGesture(Mode::MovingParts);
  }
  if (m_mode == Mode::PressedFine && passedThreshold(viewPoint)) {
    m_view.selection().set({m_pressed});
    beginGesture(Mode::MovingFine);
  }
  if (m_mode == Mode::PressedHandle && passedThreshold(viewPoint))
    beginGesture(m_turnsFine ? Mode::TurningFine : Mode::Turning);
  if (m_mode == Mode::PressedLoupe && passedThreshold(viewPoint)) m_mode = Mode::MovingLoupe;
  switch (m_mode) {
    case Mode::MovingParts:
      return dragParts(scene, modifiers);
    case Mode::Turning:
      return turn(scene, modifiers);
    case Mode::MovingFine:
      return dragFine(scene);
    case Mode::TurningFine:
      return turnFine(scene);
    case Mode::MovingLoupe:
      return dragLoupe(scene);
    case Mode::Band:
      return m_view.viewport()->update();
    case Mode::Idle:
    case Mode::PressedPart:
    case Mode::PressedFine:
    case Mode::PressedHandle:
    case Mode::PressedLoupe:
      return;
  }
}

LoupeItem* CanvasTool::loupe() const {
  for (LoupeItem* item : m_view.benchScene().loupes())
    if (item->key() == m_loupe) return item;
  return nullptr;
}

void CanvasTool::dragLoupe(QPointF scene) {
  LoupeItem* item = loupe();
  if (!item) return;
  item->setPos(m_loupeFrom + scene - m_from);
  m_view.benchScene().keepBesidePart(*item);
}

// A loupe that the program opened is kept once a person changes it, at the place where it is.
void CanvasTool::changeLoupe(const QString& label, const std::function<void(Viewpoint&)>& change) {
  const LoupeItem* item = loupe();
  if (!item) return;
  const BenchPoint corner = toBench(item->pos());
  const bool kept = item->isKept();
  Document& document = m_view.document();
  document.push(lightloom::ui::changeLoupe(document.design(), item->content().id, item->part(), label,
                                           [&](Viewpoint& view) {
                                             if (!kept) {
                                               view.insetX = corner.x;
                                               view.insetY = corner.y;
                                             }
                                             change(view);
                                           }));
}

void CanvasTool::dropLoupe() {
  const LoupeItem* item = loupe();
  if (!item) return;
  constexpr double kStep = 1e-5;  // m
  const BenchPoint corner = toBench(item->pos());
  changeLoupe(BenchView::tr("Move loupe"), [&](Viewpoint& view) {
    view.insetX = std::round(corner.x / kStep) * kStep;
    view.insetY = std::round(corner.y / kStep) * kStep;
  });
}

void CanvasTool::show(const std::string& key, ViewpointShow wanted) {
  m_loupe = key;
  changeLoupe(BenchView::tr("Show %1").arg(showName(wanted)), [&](Viewpoint& view) { view.show = wanted; });
}

// The name of what is shown opens the list of what can be; a channel is looked at, here and elsewhere.
void CanvasTool::clickLoupe(QPointF scene) {
  LoupeItem* item = loupe();
  if (!item) return;
  const QPointF at = item->mapFromScene(scene);
  if (item->isOnShowName(at)) return m_view.offerShows(*item);
  if (item->isKept()) m_view.selection().set({item->key()});
  const int channel = item->channelAt(at);
  if (channel < 0) return;
  const int picked = channel == item->picked() ? -1 : channel;
  item->pick(picked);
  if (item->isKept())
    changeLoupe(BenchView::tr("Pick channel"), [&](Viewpoint& view) { view.channel = picked; });
  m_view.keepLit({item->part(), picked});
  if (!item->content().receiver) m_view.selection().setLaser({item->part(), picked});
}

// The part under the pointer, or the first that may move with it.
ComponentPtr CanvasTool::grabbedPart() const {
  const ComponentPtr pressed = findComponent(m_start, m_pressed);
  if (pressed && !pressed->locked) return pressed;
  for (const std::string& id : m_view.selection().ids())
    if (const ComponentPtr part = findComponent(m_start, id); part && !part->locked) return part;
  return nullptr;
}

void CanvasTool::dragParts(QPointF scene, Qt::KeyboardModifiers modifiers) {
  BenchPoint by = toBench(scene - m_from);
  const ComponentPtr grabbed = grabbedPart();
  if (!grabbed) return;
  m_guides.clear();
  if (m_view.snapsNow(modifiers)) {
    const BenchPoint from = positionOf(*grabbed);
    const Snapped snapped = m_snapper->snap({from.x + by.x, from.y + by.y}, m_view.snapReach(), true);
    by = {snapped.at.x - from.x, snapped.at.y - from.y};
    m_guides = snapped.guides;
  }
  Document& document = m_view.document();
  document.push(moveParts(document.design(), m_start, m_view.selection().ids(), by), m_gesture);
  m_view.viewport()->update();
}

void CanvasTool::turn(QPointF scene, Qt::KeyboardModifiers modifiers) {
  if (m_view.selection().ids().size() != 1) return;
  const std::string& id = m_view.selection().ids().front();
  const ComponentPtr part = findComponent(m_start, id);
  const BenchPoint at = positionOf(*part), pointer = toBench(scene);
  double angle = std::atan2(pointer.y - at.y, pointer.x - at.x);
  QString label;
  if (modifiers & Qt::ShiftModifier) {
    angle = std::round(angle / kShiftTurn) * kShiftTurn;
  } else if (!(modifiers & Qt::ControlModifier)) {
    const SnappedAngle snapped = m_snapper->snapAngle(angle);
    label = snapped.label;
    angle = label.isEmpty() ? std::round(angle / kTurnStep) * kTurnStep : snapped.angleRad;
  }
  const QString shownAngle = shownQuantity(std::remainder(angle, 2 * constants::kPi), Unit::Degree, 4);
  m_guides = {{{toScene(at), toScene({at.x + 0.03 * std::cos(angle), at.y + 0.03 * std::sin(angle)})},
               label.isEmpty() ? shownAngle : QStringLiteral("%1   %2").arg(shownAngle, label)}};
  Document& document = m_view.document();
  document.push(turnPartTo(document.design(), id, angle), m_gesture);
  m_view.viewport()->update();
}

namespace {

constexpr double kFine = 1e-3;       // of what the hand does
constexpr double kFineRound = 1e-9;  // m, rad

// A fine adjuster turned by so much, inside its range.
DesignEdit turnKnob(const Design& design, const Design& start, const std::string& id, const char* key,
                    double by) {
  const ComponentPtr part = findComponent(start, id);
  for (const Parameter& row : parametersOf(*findKind(part->kind))) {
    if (row.key != key) continue;
    const double wanted = viewOf(start, id).real(key) + by;
    const double value = std::clamp(std::round(wanted / kFineRound) * kFineRound, row.low, row.high);
    return setParameter(design, id, key, value);
  }
  return {};
}

}  // namespace

void CanvasTool::dragFine(QPointF scene) {
  const ComponentPtr part = findComponent(m_start, m_pressed);
  if (!part || part->locked || !findKind(part->kind)) return;
  const BenchPoint by = toBench(scene - m_from);
  Document& document = m_view.document();
  const QString label = BenchView::tr("Adjust %1").arg(shownName(*part));
  const std::pair<const char*, double> knobs[] = {{"fine_x", by.x}, {"fine_y", by.y}};
  for (const auto& [key, distance] : knobs) {
    DesignEdit edit = turnKnob(document.design(), m_start, m_pressed, key, kFine * distance);
    edit.label = asMessage(label.toStdString());
    document.push(edit, m_gesture);
  }
  showFine("fine_x", "fine_y");
}

void CanvasTool::turnFine(QPointF scene) {
  const ComponentPtr part = findComponent(m_start, m_pressed);
  if (!part || part->locked || !findKind(part->kind)) return;
  const BenchPoint at = positionOf(*part), from = toBench(m_from), to = toBench(scene);
  const double turned = std::remainder(
      std::atan2(to.y - at.y, to.x - at.x) - std::atan2(from.y - at.y, from.x - at.x), 2 * constants::kPi);
  DesignEdit edit = turnKnob(m_view.document().design(), m_start, m_pressed, "fine_tilt", kFine * turned);
  edit.label = asMessage(BenchView::tr("Adjust %1").arg(shownName(*part)).toStdString());
  m_view.document().push(edit, m_gesture);
  showFine("fine_tilt", nullptr);
}

// The adjusters' values beside the part.
void CanvasTool::showFine(const char* first, const char* second) {
  const PartView view = viewOf(m_view.document().design(), m_pressed);
  const QPointF at = toScene(positionOf(view.component()));
  QStringList words;
  for (const char* key : {first, second})
    if (key)
      for (const Parameter& row : parametersOf(*findKind(view.component().kind)))
        if (row.key == key)
          words << shownText(row.title) + QLatin1Char(' ') + shownQuantity(view.real(key), row.unit, 4);
  m_guides = {{{at, at}, words.join(QStringLiteral("   "))}};
  m_view.viewport()->update();
}

void CanvasTool::modifiersChanged(Qt::KeyboardModifiers modifiers) {
  if (m_mode == Mode::MovingParts) dragParts(m_now, modifiers);
  if (m_mode == Mode::Turning) turn(m_now, modifiers);
}

QString lockedHint() {
  return BenchView::tr("Locked: it stays where it is; Ctrl+L lets it go");
}

QString CanvasTool::hint(Qt::KeyboardModifiers modifiers) const {
  const bool control = modifiers & Qt::ControlModifier;
  switch (m_mode) {
    case Mode::MovingParts:
      if (!grabbedPart()) return lockedHint();
      if (control) return BenchView::tr("Free of the grid and of what is around · Esc takes it back");
      return m_snapper && m_snapper->wasCut()
                 ? BenchView::tr("Light bounces here: it catches on the brightest beams · Ctrl: place freely")
                 : BenchView::tr("Ctrl: place freely · Esc takes it back");
    case Mode::Turning:
      return control ? BenchView::tr("Any angle · Esc takes it back")
                     : BenchView::tr("Shift: steps of 15° · Ctrl: any angle · Esc takes it back");
    case Mode::Band:
      return bandTouches() ? BenchView::tr("Selects what it touches")
                           : BenchView::tr("Selects what lies inside; pull to the left for what it touches");
    case Mode::MovingLoupe:
      return BenchView::tr("The loupe stays where you leave it");
    case Mode::MovingFine:
    case Mode::TurningFine:
      return BenchView::tr("Fine adjusters: a thousandth of what the hand does · Esc takes it back");
    case Mode::Idle:
    case Mode::PressedPart:
    case Mode::PressedFine:
    case Mode::PressedHandle:
    case Mode::PressedLoupe:
      break;
  }
  return {};
}

void CanvasTool::endGesture() {
  m_mode = Mode::Idle;
  m_snapper.reset();
  m_guides.clear();
}

void CanvasTool::release(QPointF scene, QPoint viewPoint, Qt::KeyboardModifiers modifiers) {
  move(scene, viewPoint, modifiers);
  const bool wasHandle = m_mode == Mode::PressedHandle;
  // The handle of one part often stands before its neighbour: a click means that.
  if (wasHandle) pressBelow(scene, modifiers);
  if (wasHandle && m_mode == Mode::Band) m_mode = Mode::Idle;
  const Mode mode = m_mode;
  if (mode == Mode::Band) selectBand(modifiers);
  endGesture();
  if (mode == Mode::PressedLoupe) clickLoupe(scene);
  if (mode == Mode::MovingLoupe) dropLoupe();
  if (mode == Mode::PressedFine) cycle(scene);
  if (mode == Mode::PressedPart && (modifiers & Qt::ControlModifier)) m_view.selection().toggle(m_pressed);
  if (mode == Mode::PressedPart && !(modifiers & (Qt::ControlModifier | Qt::ShiftModifier)))
    m_view.selection().set({m_pressed});
  if (mode == Mode::MovingParts || mode == Mode::Turning) m_view.benchScene().settleLoupes();
  m_view.viewport()->update();
}

void CanvasTool::selectBand(Qt::KeyboardModifiers modifiers) {
  const QRectF area = band();
  const bool more = modifiers & (Qt::ShiftModifier | Qt::ControlModifier);
  PartIds ids = more ? m_view.selection().ids() : PartIds();
  for (const ComponentPtr& component : m_view.document().design().components) {
    const PartItem* item = m_view.benchScene().partItem(component->id);
    if (!item || !item->isVisible() || area.isEmpty()) continue;
    const QRectF body = item->sceneBody();
    const bool taken = bandTouches() ? area.intersects(body) : area.contains(body);
    if (taken && std::find(ids.begin(), ids.end(), component->id) == ids.end()) ids.push_back(component->id);
  }
  m_view.selection().set(std::move(ids));
}

bool CanvasTool::abort() {
  const Mode mode = m_mode;
  const bool changesDesign = mode == Mode::MovingParts || mode == Mode::Turning || mode == Mode::MovingFine ||
                             mode == Mode::TurningFine;
  endGesture();
  if (changesDesign) m_view.document().cancelGesture(m_start, m_gesture);
  if (LoupeItem* item = mode == Mode::MovingLoupe ? loupe() : nullptr) {
    item->setPos(m_loupeFrom);
    m_view.benchScene().drawLeaderLines();
  }
  m_view.viewport()->update();
  return mode != Mode::Idle;
}

}  // namespace lightloom::ui
