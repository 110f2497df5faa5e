#include "canvas/bench_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QMenu>
#include <QNativeGestureEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "canvas/bench_menu.h"
#include "canvas/bench_overlays.h"
#include "canvas/canvas_grid.h"
#include "canvas/edge_scroll.h"
#include "canvas/handle_item.h"
#include "canvas/hover.h"
#include "canvas/overlay_scroll_bars.h"
#include "canvas/part_item.h"
#include "canvas/placing.h"
#include "canvas/tools/tool_box.h"

namespace lightloom::ui {
namespace {

constexpr double kHandlePixels = 44;
constexpr double kLeastZoom = 0.2, kMostZoom = 4000;  // pixels per millimetre
constexpr double kNotch = 1.2;                        // zoom of one notch of the wheel
constexpr double kNamesFrom = 9;                      // pixels per millimetre
constexpr double kStrip = 34;                         // pixels

}  // namespace

BenchView::BenchView(Document& document, Selection& selection, QWidget* parent)
    : QGraphicsView(parent),
      m_document(document),
      m_selection(selection),
      m_scene(new BenchScene(document, &selection, isDark(QApplication::palette()), this)),
      m_handle(new HandleItem(m_scene->colours())),
      m_hover(std::make_unique<Hover>(*this)),
      m_menu(std::make_unique<BenchMenu>(*this)),
      m_edgeScroll(std::make_unique<EdgeScroll>(*this)),
      m_tools(std::make_unique<ToolBox>(*this)) {
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
  connect(m_tools.get(), &ToolBox::hinted, this, &BenchView::hinted);
  connect(m_scene, &BenchScene::contentChanged, this, [this] {
    growSceneRect();
    updateHandle();
  });
  connect(&selection, &Selection::changed, this, &BenchView::updateHandle);
  connect(&document, &Document::opened, this, &BenchView::fitAll);
  connect(&document, &Document::changed, this, [this] { m_built = true; });
  connect(&document, &Document::benchChanged, this, [this] {
    m_hover->forget();
    settleLoupes();
  });
  connect(&document, &Document::loupesChanged, this, &BenchView::settleLoupes);
  growSceneRect();
  m_scrollBars = std::make_unique<OverlayScrollBars>(*this, [this] { return m_scene->contentBounds(); });
}

// The tools end before the scene and before the signals of a dying scene reach a half-dead view.
BenchView::~BenchView() {
  m_scene->disconnect(this);
}

// A hand that holds something settles them when it lets go.
void BenchView::settleLoupes() {
  if (!m_tools->busy()) m_scene->settleLoupes();
}

double BenchView::snapReach() const {
  constexpr double kReachPixels = 6;
  return kReachPixels / pixelsPerMillimetre() * 1e-3;
}

void BenchView::placeKind(const QString& kind, QPointF scenePoint, Qt::KeyboardModifiers modifiers) {
  ui::placeKind(*this, kind, scenePoint, modifiers);
}

void BenchView::placeKindInSight(const QString& kind) {
  ui::placeKindInSight(*this, kind);
}

void BenchView::placeParts(const std::vector<ComponentPtr>& parts, const QString& label) {
  ui::placeParts(*this, parts, label);
}

void BenchView::addLoupe(QPointF scenePoint) {
  ui::addLoupe(*this, scenePoint);
}

void BenchView::setContextMenu(QMenu* menu) {
  m_menu->setMenu(menu);
}

double BenchView::truePixelsPerMillimetre() const {
  return logicalDpiX() / 25.4;
}

double BenchView::zoom() const {
  return pixelsPerMillimetre() / truePixelsPerMillimetre();
}

void BenchView::setZoom(double zoom) {
  zoomBy(zoom / this->zoom(), viewport()->rect().center());
}

void BenchView::zoomBy(double factor, QPointF viewPoint) {
  m_keepsFit = false;
  scaleTo(pixelsPerMillimetre() * factor, viewPoint);
}

void BenchView::zoomIn() {
  zoomBy(kNotch * kNotch, viewport()->rect().center());
}

void BenchView::zoomOut() {
  zoomBy(1 / (kNotch * kNotch), viewport()->rect().center());
}

void BenchView::scaleTo(double wanted, QPointF viewPoint) {
  const double scaleNow = qBound(kLeastZoom, wanted, kMostZoom);
  const QPointF held = m_anchor && m_anchor->inView == viewPoint
                           ? m_anchor->inScene
                           : viewportTransform().inverted().map(viewPoint);
  setTransform(QTransform::fromScale(scaleNow, scaleNow));
  growSceneRect();
  const QPointF off = viewportTransform().map(held) - viewPoint;
  scrollBy(QPoint(qRound(off.x()), qRound(off.y())));
  m_anchor = Anchor{viewPoint, held};
  m_scene->setNamesShown(scaleNow >= kNamesFrom);
  updateHandle();
  Q_EMIT zoomChanged(zoom());
}

void BenchView::scrollBy(QPoint pixels) {
  m_anchor.reset();
  horizontalScrollBar()->setValue(horizontalScrollBar()->value() + pixels.x());
  verticalScrollBar()->setValue(verticalScrollBar()->value() + pixels.y());
}

void BenchView::panBy(QPoint pixels) {
  m_keepsFit = false;
  scrollBy(pixels);
}

// Half a view beyond the last item to every side, so that anything can be brought to the middle.
void BenchView::growSceneRect() {
  const double marginX = 0.6 * viewport()->width() / pixelsPerMillimetre(),
               marginY = 0.6 * viewport()->height() / pixelsPerMillimetre();
  QRectF content = m_scene->contentBounds();
  if (content.isEmpty()) content = QRectF(-50, -50, 100, 100);
  setSceneRect(content.adjusted(-marginX - 50, -marginY - 50, marginX + 50, marginY + 50));
}

double BenchView::strip() const {
  return kStrip * m_scene->colours().size;
}

// Names stand out of the parts by a fixed number of pixels; scale bar and legend keep a strip at the bottom.
double BenchView::fittingScale(const QRectF& content) const {
  constexpr double kRoom = 24;
  return qMin((viewport()->width() - kRoom) / content.width(),
              (viewport()->height() - kRoom - strip()) / content.height());
}

// The loupes make room for words that the smaller bench brings closer, which makes it smaller still; names
// come where there is room for them.
QRectF BenchView::contentToFit() {
  constexpr int kRounds = 6;
  const double aspect = viewport()->width() / qMax(viewport()->height() - strip(), 1.0);
  for (int i = 0; i < kRounds; ++i) {
    const QRectF content = m_scene->contentBounds();
    if (content.isEmpty()) return {-80, -60, 160, 120};
    m_scene->setNamesShown(fittingScale(content) >= kNamesFrom);
    m_scene->setView(1 / fittingScale(content), aspect);
  }
  return m_scene->contentBounds();
}

void BenchView::fitAll() {
  if (viewport()->width() < 60 || viewport()->height() < 60) return;
  m_fitted = contentToFit();
  m_built = false;
  m_keepsFit = true;
  fitTo(m_fitted);
}

void BenchView::fitTo(const QRectF& content) {
  const double scaleNow = fittingScale(content);
  scaleTo(scaleNow, viewport()->rect().center());
  centerOn(content.center() + QPointF(0, strip() / 2 / scaleNow));
  m_anchor.reset();
}

void BenchView::fitSelection() {
  const QRectF content = m_scene->partBounds(m_selection.ids());
  if (content.isEmpty()) return fitAll();
  const double scaleNow =
      0.85 * qMin(viewport()->width() / content.width(), viewport()->height() / content.height());
  m_keepsFit = false;
  scaleTo(scaleNow, viewport()->rect().center());
  centerOn(content.center());
  m_anchor.reset();
}

void BenchView::lookAt(const QRectF& scene) {
  m_keepsFit = true;
  m_built = true;  // resizing shows the same again
  m_fitted = scene;
  fitTo(m_fitted);
}

void BenchView::showPart(const std::string& id) {
  const QRectF bounds = m_scene->partBounds({id});
  if (bounds.isEmpty()) return;
  if (!mapToScene(viewport()->rect()).boundingRect().contains(bounds)) centerOn(bounds.center());
  m_anchor.reset();
}

void BenchView::chooseParts(const QStringList& ids) {
  PartIds there;
  for (const QString& id : ids)
    if (findComponent(m_document.design(), id.toStdString())) there.push_back(id.toStdString());
  if (there.empty()) {
    Q_EMIT problem(tr("What was changed there is no longer on the bench."));
    return;
  }
  m_selection.set(there);
  showPart(there.front());
}

QPointF BenchView::middle() const {
  return mapToScene(viewport()->rect().center());
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

void BenchView::wheelEvent(QWheelEvent* event) {
  const bool touchpad =
      event->phase() != Qt::NoScrollPhase || event->source() != Qt::MouseEventNotSynthesized;
  const QPoint delta = event->pixelDelta().isNull() ? event->angleDelta() / 2 : event->pixelDelta();
  const bool zooms = (event->modifiers() & Qt::ControlModifier) || (m_wheel == Wheel::Zoom && !touchpad);
  event->accept();
  if (event->modifiers() == Qt::NoModifier && m_tools->wheel(*event)) return;
  if (event->modifiers() & Qt::ShiftModifier)
    scrollBy(QPoint(-(delta.y() != 0 ? delta.y() : delta.x()), 0));
  else if (zooms)
    zoomBy(std::pow(kNotch, event->angleDelta().y() / 120.0), event->position());
  else
    scrollBy(-delta);
}

bool BenchView::nativeGesture(QEvent* event) {
  auto* gesture = static_cast<QNativeGestureEvent*>(event);
  if (gesture->gestureType() != Qt::ZoomNativeGesture) return false;
  zoomBy(1 + gesture->value(), gesture->position());
  return true;
}

void BenchView::mousePressEvent(QMouseEvent* event) {
  setFocus(Qt::MouseFocusReason);
  m_menu->forget();
  m_tools->press(*event);
  event->accept();
}

void BenchView::mouseDoubleClickEvent(QMouseEvent* event) {
  setFocus(Qt::MouseFocusReason);
  m_menu->forget();
  m_tools->doubleClick(*event);
  event->accept();
}

// Items learn of a pointer that passes over them with empty hands.
void BenchView::mouseMoveEvent(QMouseEvent* event) {
  m_menu->forget();
  m_tools->move(*event);
  if (!m_tools->busy()) QGraphicsView::mouseMoveEvent(event);
  m_hover->announce(mapToScene(event->pos()));
  m_tools->refreshHint(event->modifiers());
}

void BenchView::mouseReleaseEvent(QMouseEvent* event) {
  m_tools->release(*event);
  event->accept();
}

void BenchView::keyPressEvent(QKeyEvent* event) {
  if (!m_tools->keyPress(*event)) QGraphicsView::keyPressEvent(event);
}

void BenchView::keyReleaseEvent(QKeyEvent* event) {
  if (!m_tools->keyRelease(*event)) QGraphicsView::keyReleaseEvent(event);
}

void BenchView::focusOutEvent(QFocusEvent* event) {
  m_tools->loseFocus();
  QGraphicsView::focusOutEvent(event);
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

// The mouse opens it on release: until then a right drag may still become a pan.
void BenchView::contextMenuEvent(QContextMenuEvent* event) {
  if (event->reason() != QContextMenuEvent::Mouse) m_menu->open(event->pos(), false);
}

void BenchView::dragEnterEvent(QDragEnterEvent* event) {
  m_tools->dragEnter(*event);
}

void BenchView::dragMoveEvent(QDragMoveEvent* event) {
  m_tools->dragMove(*event);
}

void BenchView::dragLeaveEvent(QDragLeaveEvent*) {
  m_tools->dragLeave();
}

void BenchView::dropEvent(QDropEvent* event) {
  m_tools->drop(*event);
}

// The light under the pointer; the probe says all that in its picture.
bool BenchView::showTip(const QPoint& globalPoint) {
  if (m_tools->hand() == ToolBox::Hand::Probe) return true;
  if (!m_hover->reading()) return false;
  QToolTip::showText(globalPoint,
                     shownReading(*m_hover->reading()).replace(QStringLiteral(" · "), QStringLiteral("\n")),
                     this);
  return true;
}

void BenchView::leave() {
  m_scene->hideProbe();
  m_tools->say(QString());
  m_hover->leave();
}

bool BenchView::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip && showTip(static_cast<QHelpEvent*>(event)->globalPos())) return true;
  if (event->type() == QEvent::Leave) leave();
  if (event->type() == QEvent::NativeGesture && nativeGesture(event)) return true;
  return QGraphicsView::viewportEvent(event);
}

void BenchView::resizeEvent(QResizeEvent* event) {
  QGraphicsView::resizeEvent(event);
  if (m_keepsFit && m_built && !m_fitted.isEmpty())
    fitTo(m_fitted);  // the first part that stands on an empty bench is no reason to fill the view with it
  else if (m_keepsFit)
    fitAll();
  else
    growSceneRect();
}

void BenchView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) {
    m_scene->setDark(isDark(QApplication::palette()));
    m_handle->setColours(m_scene->colours());
    resetCachedContent();
  }
  QGraphicsView::changeEvent(event);
}

void BenchView::paintEvent(QPaintEvent* event) {
  QElapsedTimer timer;
  timer.start();
  QGraphicsView::paintEvent(event);
  Q_EMIT painted(1e-6 * static_cast<double>(timer.nsecsElapsed()));
}

void BenchView::drawBackground(QPainter* painter, const QRectF& rect) {
  painter->fillRect(rect, m_scene->colours().background);
  paintGrid(*painter, rect, pixelsPerMillimetre(), m_scene->colours());
}

void BenchView::drawForeground(QPainter* painter, const QRectF&) {
  m_tools->paint(*painter);
  painter->save();
  painter->resetTransform();
  paintOverlays(*painter, *this);
  painter->restore();
}

}  // namespace lightloom::ui
