#pragma once

#include <QPointF>
#include <QRectF>
#include <QString>
#include <Qt>
#include <functional>
#include <memory>

#include "canvas/snap.h"
#include "design/design.h"
#include "design/viewpoint.h"
#include "document/part_edits.h"
#include "rooms.h"

class QMouseEvent;

namespace lightloom::ui {

class BenchView;
class LoupeItem;

/// The status bar's words where a locked part should move.
QString lockedHint();

/// What the left button does on the canvas: select, drag parts, turn one by its handle, pull a rubber band,
/// move loupes. With Alt, drags turn the fine adjusters of the mount, a thousandth of what the hand does.
/// What is dragged catches on beams, focal lengths, other parts and the grid. A drag is one gesture: one undo
/// step, none if it ends where it began, and Esc takes it back.
class CanvasTool {
 public:
  explicit CanvasTool(BenchView& view) : m_view(view) {}

  void press(QPointF scene, QPoint viewPoint, Qt::KeyboardModifiers modifiers);
  void move(QPointF scene, QPoint viewPoint, Qt::KeyboardModifiers modifiers);
  void release(QPointF scene, QPoint viewPoint, Qt::KeyboardModifiers modifiers);
  /// Takes back what is under way; false if nothing is.
  bool abort();
  bool busy() const { return m_mode != Mode::Idle; }
  /// The rubber band in scene coordinates, empty without one; from the right to the left it takes what it
  /// touches.
  QRectF band() const;
  bool bandTouches() const { return m_now.x() < m_from.x(); }
  /// The guides that the dragged part has caught on.
  const std::vector<Guide>& guides() const { return m_guides; }
  /// The hint in the status bar on what the hand can do now.
  QString hint(Qt::KeyboardModifiers modifiers) const;
  /// Lets a loupe show something else.
  void show(const std::string& key, ViewpointShow wanted);
  /// The same place with other modifiers: they count at once.
  void modifiersChanged(Qt::KeyboardModifiers modifiers);

 private:
  enum class Mode {
    Idle,
    PressedPart,
    PressedFine,
    PressedHandle,
    MovingParts,
    MovingFine,
    Turning,
    TurningFine,
    Band,
    PressedLoupe,
    MovingLoupe
  };

  void pressBelow(QPointF scene, Qt::KeyboardModifiers modifiers);
  void pressPart(const std::string& id, Qt::KeyboardModifiers modifiers);
  bool passedThreshold(QPoint viewPoint) const;
  void beginGesture(Mode mode);
  void endGesture();
  void dragParts(QPointF scene, Qt::KeyboardModifiers modifiers);
  void dragFine(QPointF scene);
  void turnFine(QPointF scene);
  void showFine(const char* first, const char* second);
  void turn(QPointF scene, Qt::KeyboardModifiers modifiers);
  void selectBand(Qt::KeyboardModifiers modifiers);
  void cycle(QPointF scene);
  void dragLoupe(QPointF scene);
  void dropLoupe();
  void clickLoupe(QPointF scene);
  void changeLoupe(const QString& label, const std::function<void(Viewpoint&)>& change);
  LoupeItem* loupe() const;
  ComponentPtr grabbedPart() const;

  BenchView& m_view;
  Mode m_mode = Mode::Idle;
  Design m_start;  ///< the design when the gesture began
  int m_gesture = 0;
  std::unique_ptr<Snapper> m_snapper;
  std::vector<Guide> m_guides;
  QPointF m_from, m_now;
  QPoint m_viewFrom;
  std::string m_pressed;
  bool m_wasSelected = false;
  bool m_turnsFine = false;  ///< what the pressed handle will turn
  std::string m_loupe;       ///< what the pressed loupe is known by
  QPointF m_loupeFrom;
};

}  // namespace lightloom::ui
