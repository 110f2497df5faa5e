#include "canvas/bench_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QCursor>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "canvas/anatomy_item.h"
#include "canvas/canvas_grid.h"
#include "canvas/canvas_tool.h"
#include "canvas/check_mark.h"
#include "canvas/guides.h"
#include "canvas/handle_item.h"
#include "canvas/light_legend.h"
#include "canvas/loupe_item.h"
#include "canvas/overlay_scroll_bars.h"
#include "canvas/part_item.h"
#include "canvas/scene_coordinates.h"
#include "document/loupe_edits.h"
#include "document/selection.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr double kHandlePixels = 44;
constexpr int kMenuPixels = 10;  // a right drag longer than this opens no menu

}  // namespace

BenchView::BenchView(Document& document, Selection& selection, QWidget* parent)
    : QGraphicsView(parent),
      m_document(document),
      m_selection(selection),
      m_scene(new BenchScene(document, &selection, isDark(QApplication::palette()), this)),
      m_tool(std::make_unique<CanvasTool>(*this)),
      m_handle(new HandleItem(m_scene->colours())) {
  setObjectName(QStringLiteral("bench"));
  setAccessibleName(tr("Optical bench"));
  setScene(m_scene);
  m_scene->addItem(m_handle);
  setRenderHint(QPainter::Antialiasing);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setTransformationAnchor(NoAnchor);
  setResizeAnchor(AnchorViewCenter);
  setViewportUpdateMode(FullViewportUpdate);
  setCacheMode(CacheBackground);
  setAcceptDrops(true);
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  connect(m_scene, &BenchScene::contentChanged, this, [this] {
    growSceneRect();
    updateHandle();
  });
  connect(&selection, &Selection::changed, this, [this] {
    updateHandle();
    m_nudgeGesture = 0;
  });
  connect(&m_edgeScroll, &QTimer::timeout, this, &BenchView::scrollAtEdge);
  connect(&document, &Document::opened, this, &BenchView::fitAll);
  connect(&document, &Document::changed, this, [this] { m_built = true; });
  connect(&document, &Document::benchChanged, this, [this] {
    m_reading.reset();
    if (!m_tool->busy()) m_scene->settleLoupes();
  });
  connect(&document, &Document::loupesChanged, this, [this] {
    if (!m_tool->busy()) m_scene->settleLoupes();
  });
  growSceneRect();
  m_scrollBars = std::make_unique<OverlayScrollBars>(*this, [this] { return m_scene->contentBounds(); });
}

// The tool ends before the scene and before the signals of a dying scene reach a half-dead view.
BenchView::~BenchView() {
  m_scene->disconnect(this);
}

QPointF BenchView::pastePoint() const {
  if (m_menuAsked) return m_menuPoint;
  const QPoint at = viewport()->mapFromGlobal(QCursor::pos());
  return viewport()->rect().contains(at) ? mapToScene(at) : middle();
}

bool BenchView::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip && m_hand == Hand::Probe) return true;
  if (event->type() == QEvent::ToolTip && m_reading) {
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(),
                       shownReading(*m_reading).replace(QStringLiteral(" · "), QStringLiteral("\n")), this);
    return true;
  }
  if (event->type() == QEvent::Leave) {
    m_litWords = m_scene->lightProducts(m_lit);
    m_scene->hideProbe();
    sayHint(QString());
    Q_EMIT hovered(QString());
  }
  if (event->type() == QEvent::Leave && m_reading) {
    m_reading.reset();
    viewport()->update();
  }
  if (event->type() == QEvent::NativeGesture && nativeGesture(event)) return true;
  return QGraphicsView::viewportEvent(event);
}

// Other buttons wait until a pan is over; a drag goes on through a pan.
void BenchView::mousePressEvent(QMouseEvent* event) {
  setFocus(Qt::MouseFocusReason);
  m_menuAsked = false;
  if (m_panning && event->buttons().testFlag(m_panButton) && event->button() != m_panButton)
    return event->accept();
  if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m_spaceDown)) {
    startPan(event->pos(), event->button());
  } else if (event->button() == Qt::RightButton) {
    m_rightFrom = event->pos();
    m_rightDown = !m_tool->busy();
  } else if (event->button() == Qt::LeftButton && !measureEvent(*event) && !probeEvent(*event) &&
             !pressMark(*event)) {
    m_tool->press(mapToScene(event->pos()), event->pos(), event->modifiers());
    m_wasInside = false;
  }
  refreshHint(event->modifiers());
  event->accept();
}

void BenchView::mouseMoveEvent(QMouseEvent* event) {
  m_menuAsked = false;
  const QPointF scene = mapToScene(event->pos());
  if (m_rightDown && (event->pos() - m_rightFrom).manhattanLength() > kMenuPixels) {
    m_rightDown = false;
    startPan(m_rightFrom, Qt::RightButton);
  }
  const bool free = !panTo(event->pos()) && !measureEvent(*event) && !probeEvent(*event);
  if (free && m_tool->busy()) {
    m_tool->move(scene, event->pos(), event->modifiers());
    followEdge(event->pos());
  }
  if (!m_tool->busy()) QGraphicsView::mouseMoveEvent(event);
  announceHover(scene);
  refreshHint(event->modifiers());
}

bool BenchView::pressMark(const QMouseEvent& event) {
  const auto* mark = qgraphicsitem_cast<CheckMark*>(itemAt(event.pos()));
  if (!mark) return false;
  const std::string part = mark->part();
  m_selection.set({part});
  Q_EMIT checkMarkClicked(fromStd(part));
  return true;
}

// Press, drag, release: the line stays until the next one or Esc.
bool BenchView::measureEvent(const QMouseEvent& event) {
  if (m_hand != Hand::Measure) return false;
  const QPointF point = catchPoint(mapToScene(event.pos()));
  if (event.type() == QEvent::MouseButtonPress)
    m_measure = Measure{point, point};
  else if (!(event.buttons() & Qt::LeftButton) || !m_measure)
    return false;
  m_measure->to = point;
  viewport()->update();
  return true;
}

QPointF BenchView::catchPoint(QPointF scenePoint) const {
  constexpr double kCatchPixels = 8;
  if (QApplication::keyboardModifiers() & Qt::ControlModifier) return scenePoint;
  return measurePoint(m_document.design(), m_document.bench()->trace, scenePoint,
                      kCatchPixels / pixelsPerMillimetre());
}

void BenchView::setHand(Hand hand) {
  if (hand == m_hand) return;
  m_hand = hand;
  m_measure.reset();
  m_scene->hideProbe();
  setRestingCursor();
  refreshHint({});
  viewport()->update();
  Q_EMIT handChanged();
}

void BenchView::setRestingCursor() {
  viewport()->setCursor(m_hand != Hand::Select ? Qt::CrossCursor : Qt::ArrowCursor);
}

void BenchView::mouseReleaseEvent(QMouseEvent* event) {
  m_edgeScroll.stop();
  if (m_panning && event->button() == m_panButton)
    stopPan();
  else if (event->button() == Qt::LeftButton && m_tool->busy())
    m_tool->release(mapToScene(event->pos()), event->pos(), event->modifiers());
  else if (event->button() == Qt::RightButton && m_rightDown)
    openMenu(event->pos(), true);
  if (event->button() == Qt::RightButton) m_rightDown = false;
  refreshHint(event->modifiers());
  event->accept();
}

void BenchView::mouseDoubleClickEvent(QMouseEvent* event) {
  mousePressEvent(event);
  if (m_hand == Hand::Select && event->button() == Qt::LeftButton && m_selection.ids().size() == 1)
    Q_EMIT editMainParameter();
}

void BenchView::setContextMenu(QMenu* menu) {
  m_contextMenu = menu;
  menu->installEventFilter(this);
}

// While the menu is open, letters choose its entries and nothing on the bench.
bool BenchView::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::ShortcutOverride || watched != m_contextMenu)
    return QGraphicsView::eventFilter(watched, event);
  const auto* key = static_cast<QKeyEvent*>(event);
  const bool letter =
      key->modifiers() == Qt::NoModifier && key->key() >= Qt::Key_A && key->key() <= Qt::Key_Z;
  event->setAccepted(letter);
  return letter;
}

// The mouse opens it on release: until then a right drag may still become a pan.
void BenchView::contextMenuEvent(QContextMenuEvent* event) {
  if (event->reason() != QContextMenuEvent::Mouse) openMenu(event->pos(), false);
}

// The menu speaks of what is under the pointer: a loupe or the part that it shows, a part or the one that a
// mark stands at; where there is nothing, of nothing.
void BenchView::selectForMenu() {
  const std::string under = idUnder(m_menuPoint);
  if (under.empty()) return m_selection.clear();
  if (!m_selection.contains(under)) m_selection.set({under});
}

std::string BenchView::idUnder(QPointF scenePoint) const {
  if (const auto* mark = qgraphicsitem_cast<CheckMark*>(itemAt(mapFromScene(scenePoint))))
    return mark->part();
  if (const LoupeItem* loupe = m_scene->loupeAt(scenePoint)) return loupe->key();
  const std::vector<PartItem*> hit = m_scene->partsAt(scenePoint, 4 / pixelsPerMillimetre());
  return hit.empty() ? std::string() : hit.front()->id();
}

void BenchView::openMenu(QPoint viewPoint, bool mouse) {
  if (!m_contextMenu) return;
  m_menuPoint = mapToScene(viewPoint);
  m_menuAsked = true;
  if (mouse) selectForMenu();
  m_contextMenu->popup(viewport()->mapToGlobal(viewPoint));
}

// Beams are thin: six pixels beside one still count. Parts and loupes lie over the light.
std::optional<BeamReading> BenchView::readingAt(QPointF scenePoint) const {
  constexpr double kBeamPixels = 6;
  if (m_tool->busy() || m_panning) return std::nullopt;
  if (!m_scene->partsAt(scenePoint, 0).empty() || m_scene->loupeAt(scenePoint)) return std::nullopt;
  const std::vector<BeamReading> beams =
      beamsAt(*m_document.bench(), scenePoint, kBeamPixels / pixelsPerMillimetre());
  return beams.empty() ? std::nullopt : std::optional(beams.front());
}

QString BenchView::hoverText(QPointF scenePoint) const {
  const BenchPoint at = toBench(scenePoint);
  const QString place =
      tr("x %1  y %2").arg(shownFixed(at.x * 1e3, 3), shownFixed(at.y * 1e3, 3) + tr(" mm"));
  const std::vector<PartItem*> hit = m_scene->partsAt(scenePoint, 4 / pixelsPerMillimetre());
  if (!m_litWords.isEmpty()) return place + QStringLiteral("   ") + m_litWords;
  if (m_reading) return place + QStringLiteral("   ") + shownReading(*m_reading);
  return hit.empty() ? place : place + QStringLiteral("   ") + shownSummary(*hit.front()->component());
}

void BenchView::announceHover(QPointF scenePoint) {
  lightUnder(scenePoint);
  const bool had = m_reading.has_value();
  m_reading = readingAt(scenePoint);
  if (had || m_reading) viewport()->update();
  Q_EMIT hovered(hoverText(scenePoint));
}

// A bar across the beam, as wide as the beam is.
void BenchView::paintReading(QPainter& painter) const {
  if (!m_reading) return;
  const BeamSegment& segment =
      m_document.bench()->trace.segments[static_cast<std::size_t>(m_reading->segment)];
  const QPointF along = toScene(segment.to[0], segment.to[1]) - toScene(segment.from[0], segment.from[1]);
  const double length = std::hypot(along.x(), along.y());
  const QPointF across = QPointF(along.y(), -along.x()) / length;
  const double half = qMax(m_reading->radius * 1e3 * pixelsPerMillimetre(), 5.0);
  const QPointF middle = viewportTransform().map(m_reading->at);
  painter.setPen(QPen(m_scene->colours().background, 5, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(middle - across * half, middle + across * half);
  painter.setPen(QPen(m_scene->colours().text, 2, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(middle - across * half, middle + across * half);
}

double BenchView::snapReach() const {
  constexpr double kReachPixels = 6;
  return kReachPixels / pixelsPerMillimetre() * 1e-3;
}

// The hint for a hand that holds nothing, with the keys that are down.
QString BenchView::restingHint(QPointF pointer, Qt::KeyboardModifiers modifiers) const {
  const std::vector<PartItem*> hit = m_scene->partsAt(pointer, 4 / pixelsPerMillimetre());
  const bool overPart = !hit.empty();
  if (modifiers & Qt::AltModifier)
    return overPart ? tr("Alt or Ctrl+Alt: drag for the fine adjusters, click for what lies beneath")
                    : tr("Alt: over a part, fine adjusters");
  if (modifiers & Qt::ControlModifier)
    return overPart ? tr("Ctrl: click selects or lets go") : tr("Ctrl: wheel zooms");
  if (modifiers & Qt::ShiftModifier)
    return overPart ? tr("Shift: click adds to the selection") : tr("Shift: wheel moves sideways");
  if (overPart && hit.front()->component()->locked)
    return tr("Locked: Ctrl+L lets it go · double-click: change its main value · right-click: more");
  if (overPart) return tr("Drag: move · double-click: change its main value · right-click: more");
  return m_wheel == Wheel::Zoom ? tr("Wheel: zoom · middle or right drag: move the bench")
                                : tr("Ctrl+wheel: zoom · wheel, middle or right drag: move the bench");
}

void BenchView::refreshHint(Qt::KeyboardModifiers modifiers) {
  QString hint = m_panning ? tr("Drag to move the bench") : m_tool->hint(modifiers);
  if (m_ghost)
    hint = modifiers & Qt::ControlModifier
               ? tr("Free of the grid and of beams · Esc places nothing")
               : tr("Release: it stands here · Ctrl: place freely · Esc places nothing");
  if (hint.isEmpty() && m_hand == Hand::Measure)
    hint = tr("Drag from one point to another; Ctrl: do not catch on parts and beams · Esc ends measuring");
  if (hint.isEmpty() && m_hand == Hand::Probe)
    hint = tr("Follow a beam; click: leave a loupe there · Shift: fringes · Esc ends the probe");
  const QPointF pointer = mapToScene(viewport()->mapFromGlobal(QCursor::pos()));
  if (hint.isEmpty() && modifiers == Qt::NoModifier && m_scene->loupeAt(pointer))
    hint =
        tr("Drag: the loupe stays where you leave it · click: look at a channel, or choose by the blue word");
  sayHint(hint.isEmpty() ? restingHint(pointer, modifiers) : hint);
}

void BenchView::sayHint(const QString& hint) {
  if (hint == m_hint) return;
  m_hint = hint;
  Q_EMIT hinted(hint);
}

void BenchView::setSnapsToGrid(bool snap) {
  m_snap = snap;
}

void BenchView::updateHandle() {
  const PartItem* part =
      m_selection.ids().size() == 1 ? m_scene->partItem(m_selection.ids().front()) : nullptr;
  const bool shows = part && part->isVisible() && !part->component()->locked;
  m_handle->setVisible(shows);
  if (!shows) return;
  const double reach = part->body().right() + kHandlePixels / pixelsPerMillimetre();
  m_handle->place(part->mapToScene(QPointF(part->body().right(), 0)), part->mapToScene(QPointF(reach, 0)));
}

void BenchView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) {
    m_scene->setDark(isDark(QApplication::palette()));
    m_handle->setColours(m_scene->colours());
    resetCachedContent();
  }
  QGraphicsView::changeEvent(event);
}

void BenchView::drawBackground(QPainter* painter, const QRectF& rect) {
  painter->fillRect(rect, m_scene->colours().background);
  paintGrid(*painter, rect, pixelsPerMillimetre(), m_scene->colours());
}

void BenchView::paintInvitation(QPainter& painter) const {
  QFont font = QApplication::font();
  font.setPointSizeF(font.pointSizeF() * 1.5);
  painter.setFont(font);
  QColor ink = m_scene->colours().text;
  ink.setAlphaF(0.7F);
  painter.setPen(ink);
  painter.drawText(viewport()->rect(), Qt::AlignCenter,
                   tr("Drag a part onto the bench,\nor open an example: File, Examples"));
}

void BenchView::paintEvent(QPaintEvent* event) {
  QElapsedTimer timer;
  timer.start();
  QGraphicsView::paintEvent(event);
  Q_EMIT painted(1e-6 * static_cast<double>(timer.nsecsElapsed()));
}

void BenchView::drawForeground(QPainter* painter, const QRectF&) {
  const QRectF band = m_tool->band();
  if (!band.isEmpty()) {
    QColor fill = m_scene->colours().selection;
    QPen pen(fill, 1.2, m_tool->bandTouches() ? Qt::DashLine : Qt::SolidLine);
    pen.setCosmetic(true);
    fill.setAlphaF(0.1F);
    painter->setPen(pen);
    painter->setBrush(fill);
    painter->drawRect(band);
  }
  painter->save();
  painter->resetTransform();
  paintOverlays(*painter);
  painter->restore();
}

// `box` stands at the lower edge of the view; where it would lie over a loupe, and would not at the upper
// edge, it goes there. What is painted in the room that comes back stands accordingly.
QRectF BenchView::roomClearOfLoupes(const QRectF& box) const {
  const QRectF below = viewport()->rect();
  const double up = below.top() + below.bottom() - box.bottom() - box.top();
  const auto covers = [this](const QRectF& where) {
    const std::vector<LoupeItem*> loupes = m_scene->loupes();
    return std::any_of(loupes.begin(), loupes.end(), [&](const LoupeItem* loupe) {
      return loupe->isVisible() && viewportTransform().mapRect(loupe->frameInScene()).intersects(where);
    });
  };
  return covers(box) && !covers(box.translated(0, up)) ? below.adjusted(0, 0, 0, up) : below;
}

QRectF BenchView::scaleRoom() const {
  return roomClearOfLoupes(scaleBarBox(viewport()->rect(), pixelsPerMillimetre()));
}

QRectF BenchView::legendRoom() const {
  const QRectF view = viewport()->rect();
  return roomClearOfLoupes(m_scene->anatomyShown() ? anatomyLegendBox(view)
                                                   : lightLegendBox(view, m_scene->beams().colouring()));
}

// Paints everything that lies over the bench, in pixels of the viewport.
void BenchView::paintOverlays(QPainter& painter) const {
  const CanvasColours& colours = m_scene->colours();
  if (m_document.design().components.empty()) paintInvitation(painter);
  paintScaleBar(painter, scaleRoom(), pixelsPerMillimetre(), colours);
  if (m_scene->anatomyShown())
    paintAnatomyLegend(painter, legendRoom(), colours);
  else
    paintLightLegend(painter, legendRoom(), m_scene->beams().colouring(), m_scene->beams().strongestW(),
                     colours);
  paintReading(painter);
  std::vector<Guide> guides = m_ghost ? m_ghostGuides : m_tool->guides();
  if (m_measure) guides.push_back(shownMeasure(*m_measure));
  paintGuides(painter, guides, viewportTransform(), colours);
}

}  // namespace lightloom::ui
