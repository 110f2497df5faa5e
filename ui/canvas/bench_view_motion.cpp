#include <QApplication>
#include <QNativeGestureEvent>
#include <QScrollBar>
#include <QWheelEvent>
#include <cmath>

#include "canvas/bench_view.h"
#include "canvas/canvas_tool.h"

// The motion of the view: zoom, fit, pan, and scrolling at the edge of a drag.
namespace lightloom::ui {
namespace {

constexpr double kLeastZoom = 0.2, kMostZoom = 4000;  // pixels per millimetre
constexpr double kNotch = 1.2;                        // zoom of one notch of the wheel
constexpr double kNamesFrom = 9;                      // pixels per millimetre
constexpr double kStrip = 34;                         // pixels
constexpr int kEdgeTickMs = 25, kFastest = 24;        // pixels a tick

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
  if (!m_anchored || viewPoint != m_anchorInView)
    m_anchorInScene = viewportTransform().inverted().map(viewPoint);
  setTransform(QTransform::fromScale(scaleNow, scaleNow));
  growSceneRect();
  const QPointF off = viewportTransform().map(m_anchorInScene) - viewPoint;
  scrollBy(QPoint(qRound(off.x()), qRound(off.y())));
  m_anchorInView = viewPoint;
  m_anchored = true;
  m_scene->setNamesShown(scaleNow >= kNamesFrom);
  updateHandle();
  Q_EMIT zoomChanged(zoom());
}

void BenchView::scrollBy(QPoint pixels) {
  m_anchored = false;
  horizontalScrollBar()->setValue(horizontalScrollBar()->value() + pixels.x());
  verticalScrollBar()->setValue(verticalScrollBar()->value() + pixels.y());
}

// Half a view beyond the last item to every side, so that anything can be brought to the middle.
void BenchView::growSceneRect() {
  const double marginX = 0.6 * viewport()->width() / pixelsPerMillimetre(),
               marginY = 0.6 * viewport()->height() / pixelsPerMillimetre();
  QRectF content = m_scene->contentBounds();
  if (content.isEmpty()) content = QRectF(-50, -50, 100, 100);
  setSceneRect(content.adjusted(-marginX - 50, -marginY - 50, marginX + 50, marginY + 50));
}

// Names stand out of the parts by a fixed number of pixels; scale bar and legend keep a strip at the bottom.
double BenchView::fittingScale(const QRectF& content) const {
  constexpr double kRoom = 24;
  return qMin((viewport()->width() - kRoom) / content.width(),
              (viewport()->height() - kRoom - kStrip) / content.height());
}

// The loupes make room for words that the smaller bench brings closer, which makes it smaller still; names
// come where there is room for them.
QRectF BenchView::contentToFit() {
  constexpr int kRounds = 6;
  const double aspect = viewport()->width() / qMax(viewport()->height() - kStrip, 1.0);
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
  centerOn(content.center() + QPointF(0, kStrip / 2 / scaleNow));
  m_anchored = false;
}

void BenchView::fitSelection() {
  const QRectF content = m_scene->partBounds(m_selection.ids());
  if (content.isEmpty()) return fitAll();
  const double scaleNow =
      0.85 * qMin(viewport()->width() / content.width(), viewport()->height() / content.height());
  m_keepsFit = false;
  scaleTo(scaleNow, viewport()->rect().center());
  centerOn(content.center());
  m_anchored = false;
}

void BenchView::showPart(const std::string& id) {
  const QRectF bounds = m_scene->partBounds({id});
  if (bounds.isEmpty()) return;
  if (!mapToScene(viewport()->rect()).boundingRect().contains(bounds)) centerOn(bounds.center());
  m_anchored = false;
}

QPointF BenchView::middle() const {
  return mapToScene(viewport()->rect().center());
}

void BenchView::wheelEvent(QWheelEvent* event) {
  const bool touchpad =
      event->phase() != Qt::NoScrollPhase || event->source() != Qt::MouseEventNotSynthesized;
  const QPoint delta = event->pixelDelta().isNull() ? event->angleDelta() / 2 : event->pixelDelta();
  const bool zooms = (event->modifiers() & Qt::ControlModifier) || (m_wheel == Wheel::Zoom && !touchpad);
  if (event->modifiers() == Qt::NoModifier && zoomLoupe(*event)) return event->accept();
  if (event->modifiers() & Qt::ShiftModifier)
    scrollBy(QPoint(-(delta.y() != 0 ? delta.y() : delta.x()), 0));
  else if (zooms)
    zoomBy(std::pow(kNotch, event->angleDelta().y() / 120.0), event->position());
  else
    scrollBy(-delta);
  event->accept();
}

bool BenchView::nativeGesture(QEvent* event) {
  auto* gesture = static_cast<QNativeGestureEvent*>(event);
  if (gesture->gestureType() != Qt::ZoomNativeGesture) return false;
  zoomBy(1 + gesture->value(), gesture->position());
  return true;
}

void BenchView::startPan(QPoint at, Qt::MouseButton button) {
  m_panning = true;
  m_panButton = button;
  m_panFrom = at;
  viewport()->setCursor(Qt::ClosedHandCursor);
}

bool BenchView::panTo(QPoint at) {
  if (!m_panning) return false;
  m_keepsFit = false;
  scrollBy(m_panFrom - at);
  m_panFrom = at;
  m_spacePanned = true;
  return true;
}

void BenchView::stopPan() {
  m_panning = false;
  setRestingCursor();
  if (m_spaceDown) viewport()->setCursor(Qt::OpenHandCursor);
}

// A drag that begins at the edge must first go inside before the view follows it.
void BenchView::followEdge(QPoint at) {
  m_pointer = at;
  const bool atEdge = !depthInEdge(viewport()->rect(), at).isNull();
  m_wasInside = m_wasInside || !atEdge;
  if (!atEdge || !m_wasInside)
    m_edgeScroll.stop();
  else if (!m_edgeScroll.isActive())
    m_edgeScroll.start(kEdgeTickMs);
}

void BenchView::scrollAtEdge() {
  if (!m_tool->busy()) return m_edgeScroll.stop();
  m_keepsFit = false;
  scrollBy(depthInEdge(viewport()->rect(), m_pointer));
  m_tool->move(mapToScene(m_pointer), m_pointer, QApplication::keyboardModifiers());
  announceHover(mapToScene(m_pointer));
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

}  // namespace lightloom::ui
