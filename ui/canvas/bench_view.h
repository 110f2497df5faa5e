#pragma once

#include <QElapsedTimer>
#include <QGraphicsView>
#include <QTimer>
#include <memory>

#include "canvas/beam_reading.h"
#include "canvas/bench_scene.h"
#include "canvas/measure.h"
#include "canvas/snap.h"
#include "design/edit.h"
#include "design/kind.h"
#include "document/selection.h"
#include "rooms.h"

namespace lightloom::ui {

class CanvasTool;
class HandleItem;
class OverlayScrollBars;

/// MIME type of a kind dragged from the palette: its key.
inline constexpr char kKindMimeType[] = "application/x-lightloom-kind";

/// The bench on the screen: navigation here, what the left button does in CanvasTool.
class BenchView : public QGraphicsView {
  Q_OBJECT

 public:
  enum class Wheel { Zoom, Scroll };
  /// The use of the left button: the usual one, measuring distances, or looking into the light.
  enum class Hand { Select, Measure, Probe };

  BenchView(Document& document, Selection& selection, QWidget* parent = nullptr);
  ~BenchView() override;

  BenchScene& benchScene() { return *m_scene; }
  Document& document() { return m_document; }
  Selection& selection() { return m_selection; }

  double pixelsPerMillimetre() const { return transform().m11(); }
  /// 1 = true size on this screen.
  double zoom() const;
  void setZoom(double zoom);  ///< about the middle
  void zoomBy(double factor, QPointF viewPoint);
  void zoomIn();
  void zoomOut();
  void fitAll();
  void fitSelection();
  void showPart(const std::string& id);  ///< scrolls only if it is out of sight
  QPointF middle() const;                ///< scene point in the middle of the view
  /// The point at which a paste goes: that of the context menu, else the pointer.
  QPointF pastePoint() const;

  Hand hand() const { return m_hand; }
  void setHand(Hand hand);
  const std::optional<Measure>& measure() const { return m_measure; }
  void setWheel(Wheel wheel) { m_wheel = wheel; }
  bool snapsToGrid() const { return m_snap; }
  void setSnapsToGrid(bool snap);
  /// False where all that is selected is locked; the status bar then says so.
  bool selectionMayMove();
  bool snapsNow(Qt::KeyboardModifiers modifiers) const {
    return m_snap && !(modifiers & Qt::ControlModifier);
  }

  /// How far a dragged part jumps to what it catches on, m.
  double snapReach() const;

  /// Places a part of a kind and selects it; on a beam it is turned to fit.
  void placeKind(const QString& kind, QPointF scenePoint, Qt::KeyboardModifiers modifiers = {});
  /// The same at the free place that is nearest to the middle of the view.
  void placeKindInSight(const QString& kind);
  /// Adds a loupe on the part under a scene point, else on the light there, across the beam.
  void addLoupe(QPointF scenePoint);
  /// The viewports of `paintScaleBar` and of the legend: all of the view, or where a loupe lies in their
  /// corner and not in the one above it, a view which ends up there.
  QRectF scaleRoom() const;
  QRectF legendRoom() const;
  /// Opens the list of what a loupe can show.
  void offerShows(const LoupeItem& loupe);
  /// The point at which the context menu was asked for.
  QPointF menuPoint() const { return m_menuPoint; }
  /// Keeps the products of one laser or pixel lit while the pointer is elsewhere; channel −1 ends it.
  void keepLit(const LaserChoice& at);
  /// Places a group of parts as one step and selects it: at the free place that is nearest to the middle, or
  /// where it was drawn on an empty bench, which is then shown whole.
  void placeParts(const std::vector<ComponentPtr>& parts, const QString& label);
  void setContextMenu(QMenu* menu);
  HandleItem& rotateHandle() { return *m_handle; }

 Q_SIGNALS:
  /// Emitted after each repaint, with the time that it took.
  void painted(double milliseconds);
  void zoomChanged(double zoom);
  void hovered(const QString& text);  ///< position and part under the pointer, for the status bar
  void hinted(const QString& text);   ///< what the hand can do there, for the status bar
  void spaceTapped();                 ///< Space without panning
  void problem(const QString& message);
  void handChanged();
  void checkMarkClicked(const QString& part);
  void editMainParameter();  ///< double-click on a part

 protected:
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  bool focusNextPrevChild(bool next) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragMoveEvent(QDragMoveEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void drawBackground(QPainter* painter, const QRectF& rect) override;
  void drawForeground(QPainter* painter, const QRectF& rect) override;

 private:
  double truePixelsPerMillimetre() const;
  void scaleTo(double pixelsPerMillimetre, QPointF viewPoint);
  void scrollBy(QPoint pixels);
  void growSceneRect();
  double fittingScale(const QRectF& content) const;
  QRectF contentToFit();
  void fitTo(const QRectF& content);
  QPointF freePlace(const QRectF& body) const;
  void startPan(QPoint at, Qt::MouseButton button);
  bool panTo(QPoint at);
  void stopPan();
  void followEdge(QPoint at);
  void scrollAtEdge();
  void nudge(int key, Qt::KeyboardModifiers modifiers);
  void announceHover(QPointF scenePoint);
  void updateHandle();
  void openMenu(QPoint viewPoint, bool mouse);
  void selectForMenu();
  std::string idUnder(QPointF scenePoint) const;
  void clearGhost();
  bool pressMark(const QMouseEvent& event);
  bool measureEvent(const QMouseEvent& event);
  bool probeEvent(const QMouseEvent& event);
  void moveProbe(QPointF scenePoint, Qt::KeyboardModifiers modifiers);
  void lightUnder(QPointF scenePoint);
  bool zoomLoupe(const QWheelEvent& event);
  DesignEdit loupeOnLight(QPointF scenePoint) const;
  QPointF catchPoint(QPointF scenePoint) const;
  std::optional<BeamReading> readingAt(QPointF scenePoint) const;
  QString hoverText(QPointF scenePoint) const;
  void paintReading(QPainter& painter) const;
  QRectF roomClearOfLoupes(const QRectF& box) const;
  void paintOverlays(QPainter& painter) const;
  void setRestingCursor();
  void takeModifiers(Qt::KeyboardModifiers modifiers);
  QString restingHint(QPointF pointer, Qt::KeyboardModifiers modifiers) const;
  void refreshHint(Qt::KeyboardModifiers modifiers);
  void sayHint(const QString& hint);
  Snapped placeOnBench(const Snapper& snapper, QPointF scenePoint, Qt::KeyboardModifiers modifiers) const;
  void paintInvitation(QPainter& painter) const;
  bool nativeGesture(QEvent* event);

  Document& m_document;
  Selection& m_selection;
  BenchScene* m_scene;
  std::unique_ptr<CanvasTool> m_tool;
  HandleItem* m_handle;
  std::unique_ptr<OverlayScrollBars> m_scrollBars;
  PartItem* m_ghost = nullptr;
  std::unique_ptr<Snapper> m_ghostSnapper;
  std::vector<Guide> m_ghostGuides;
  QString m_hint;
  QMenu* m_contextMenu = nullptr;
  Wheel m_wheel = Wheel::Zoom;
  Hand m_hand = Hand::Select;
  std::optional<Measure> m_measure;
  std::optional<BeamReading> m_reading;  ///< of the light under the pointer
  DesignEdit m_probe;                    ///< that would leave the loupe which the probe shows
  LaserChoice m_lit;                     ///< whose products stay lit
  QString m_litWords;
  QPointF m_menuPoint;
  bool m_snap = true;
  bool m_panning = false, m_spaceDown = false, m_spacePanned = false;
  bool m_menuAsked = false;  ///< and nothing else was done with the mouse since
  bool m_rightDown = false;  ///< a right press that has not become a pan yet: its release opens the menu
  bool m_keepsFit = true;    ///< nobody has zoomed or panned since the last fit: resizing fits again
  bool m_built = false;      ///< parts have changed since the last fit: resizing shows what that showed
  QRectF m_fitted;           ///< what the last fit showed
  Qt::MouseButton m_panButton = Qt::NoButton;
  QPoint m_panFrom, m_rightFrom;
  QTimer m_edgeScroll;       ///< runs while a drag holds the pointer at the edge
  QPoint m_pointer;          ///< of the drag
  bool m_wasInside = false;  ///< that drag has been away from the edge
  QPointF m_anchorInView,
      m_anchorInScene;  ///< of the last zoom: several notches at one place add no rounding
  bool m_anchored = false;
  int m_nudgeGesture = 0, m_fieldGesture = 0;
  QElapsedTimer m_sinceNudge, m_sinceField;
};

}  // namespace lightloom::ui
