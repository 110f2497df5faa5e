#pragma once

#include <QGraphicsView>
#include <memory>
#include <optional>

#include "canvas/bench_scene.h"
#include "document/selection.h"
#include "rooms.h"

namespace lightloom::ui {

class BenchMenu;
class EdgeScroll;
class HandleItem;
class Hover;
class OverlayScrollBars;
class ToolBox;

/// MIME type of a kind dragged from the palette: its key.
inline constexpr char kKindMimeType[] = "application/x-lightloom-kind";

/// The bench on the screen: where one looks, and how large. What mouse and keys do there is with its tools.
class BenchView : public QGraphicsView {
  Q_OBJECT

 public:
  enum class Wheel { Zoom, Scroll };

  BenchView(Document& document, Selection& selection, QWidget* parent = nullptr);
  ~BenchView() override;

  BenchScene& benchScene() const { return *m_scene; }
  Document& document() const { return m_document; }
  Selection& selection() const { return m_selection; }
  ToolBox& tools() const { return *m_tools; }
  Hover& hover() const { return *m_hover; }
  EdgeScroll& edgeScroll() const { return *m_edgeScroll; }
  BenchMenu& menu() const { return *m_menu; }
  HandleItem& rotateHandle() const { return *m_handle; }

  double pixelsPerMillimetre() const { return transform().m11(); }
  /// 1 = true size on this screen.
  double zoom() const;
  void setZoom(double zoom);  ///< about the middle
  void zoomBy(double factor, QPointF viewPoint);
  void zoomIn();
  void zoomOut();
  void fitAll();
  void fitSelection();
  /// This stretch of the bench fills the view, however that is resized.
  void lookAt(const QRectF& scene);
  /// Whether nobody has zoomed or moved the bench since it was fitted.
  bool keepsFit() const { return m_keepsFit; }
  void showPart(const std::string& id);  ///< scrolls only if it is out of sight
  /// Selects those of the parts that are there, and shows the first of them.
  void chooseParts(const QStringList& ids);
  void scrollBy(QPoint pixels);
  /// The same by hand: resizing no longer fits the bench to the view.
  void panBy(QPoint pixels);
  QPointF middle() const;  ///< scene point in the middle of the view

  Wheel wheel() const { return m_wheel; }
  void setWheel(Wheel wheel) { m_wheel = wheel; }
  bool snapsToGrid() const { return m_snap; }
  void setSnapsToGrid(bool snap) { m_snap = snap; }
  bool snapsNow(Qt::KeyboardModifiers modifiers) const {
    return m_snap && !(modifiers & Qt::ControlModifier);
  }
  /// How far a dragged part jumps to what it catches on, m.
  double snapReach() const;

  /// See placing.h.
  void placeKind(const QString& kind, QPointF scenePoint, Qt::KeyboardModifiers modifiers = {});
  void placeKindInSight(const QString& kind);
  void placeParts(const std::vector<ComponentPtr>& parts, const QString& label);
  void addLoupe(QPointF scenePoint);
  void setContextMenu(QMenu* menu);

 Q_SIGNALS:
  /// Emitted after each repaint, with the time that it took.
  void painted(double milliseconds);
  void zoomChanged(double zoom);
  void hovered(const QString& text);  ///< position and part under the pointer, for the status bar
  void hinted(const QString& text);   ///< what the hand can do there, for the status bar
  void spaceTapped();                 ///< Space without panning
  void problem(const QString& message);
  void checkMarkClicked(const QString& part);
  void editMainParameter();  ///< double-click on a part
  /// A click on a laser or a pixel in a loupe; channel −1: on the one that was picked.
  void channelPicked(const lightloom::ui::LaserChoice& at);

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
  void growSceneRect();
  double strip() const;  ///< pixels at the lower edge, for scale bar and legend
  double fittingScale(const QRectF& content) const;
  QRectF contentToFit();
  void fitTo(const QRectF& content);
  void updateHandle();
  void settleLoupes();
  bool showTip(const QPoint& globalPoint);
  void leave();
  bool nativeGesture(QEvent* event);

  Document& m_document;
  Selection& m_selection;
  BenchScene* m_scene;
  HandleItem* m_handle;
  std::unique_ptr<Hover> m_hover;
  std::unique_ptr<BenchMenu> m_menu;
  std::unique_ptr<EdgeScroll> m_edgeScroll;
  std::unique_ptr<ToolBox> m_tools;
  std::unique_ptr<OverlayScrollBars> m_scrollBars;
  Wheel m_wheel = Wheel::Zoom;
  bool m_snap = true;
  bool m_keepsFit = true;  ///< nobody has zoomed or panned since the last fit: resizing fits again
  bool m_built = false;    ///< parts have changed since the last fit: resizing shows what that showed
  QRectF m_fitted;         ///< what the last fit showed
  /// Of the last zoom: several notches at one place add no rounding.
  struct Anchor {
    QPointF inView, inScene;
  };
  std::optional<Anchor> m_anchor;
};

}  // namespace lightloom::ui
