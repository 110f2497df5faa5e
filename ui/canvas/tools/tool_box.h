#pragma once

#include <QObject>
#include <array>
#include <memory>

#include "canvas/tools/burst.h"
#include "canvas/tools/measure_tool.h"
#include "canvas/tools/pan_tool.h"
#include "canvas/tools/probe_tool.h"
#include "canvas/tools/select_tool.h"

class QDragEnterEvent;
class QDragMoveEvent;
class QDropEvent;
class QKeyEvent;
class QMouseEvent;
class QWheelEvent;

namespace lightloom::ui {

class DropGhost;

/// The tools of a bench. The view hands on what mouse and keys do; one of the tools, a pan, or a part that
/// comes from the palette takes it.
class ToolBox : public QObject {
  Q_OBJECT

 public:
  /// The tool that somebody has taken: the usual one, measuring distances, or looking into the light.
  enum class Hand { Select, Measure, Probe };

  explicit ToolBox(BenchView& view);
  ~ToolBox() override;

  Hand hand() const { return m_hand; }
  /// A drag that is under way goes on until the button is let go.
  void take(Hand hand);
  bool busy() const { return m_select.busy(); }
  bool pans() const { return m_pan.pans(); }
  const MeasureTool& measure() const { return m_measure; }

  void press(const QMouseEvent& event);
  void move(const QMouseEvent& event);
  void release(const QMouseEvent& event);
  void doubleClick(const QMouseEvent& event);
  /// Whether the wheel belongs to a loupe on a plane: it changes the field of view.
  bool wheel(const QWheelEvent& event);
  /// Whether the key means something here.
  bool keyPress(const QKeyEvent& event);
  bool keyRelease(const QKeyEvent& event);
  void loseFocus();
  void dragEnter(QDragEnterEvent& event);
  void dragMove(QDragMoveEvent& event);
  void dragLeave();
  void drop(QDropEvent& event);
  /// The view has moved on under a drag that holds still at this point of the viewport.
  void follow(QPoint viewPoint);

  /// False where all that is selected is locked; the status bar then says so.
  bool selectionMayMove();
  void refreshHint(Qt::KeyboardModifiers modifiers);
  void say(const QString& hint);
  std::vector<Guide> guides() const;
  void paint(QPainter& painter) const;

 Q_SIGNALS:
  void hinted(const QString& text);
  void handChanged();

 private:
  Tool& taken() const { return *m_tools[static_cast<std::size_t>(m_hand)]; }
  Tool& active() const { return busy() ? *m_tools.front() : taken(); }
  Pointer pointerAt(QPoint viewPoint, Qt::KeyboardModifiers modifiers, bool held) const;
  Pointer pointerOf(const QMouseEvent& event) const;
  Pointer cursorWith(Qt::KeyboardModifiers modifiers) const;
  void escape();
  void nudge(int key, Qt::KeyboardModifiers modifiers);
  void takeModifiers(Qt::KeyboardModifiers modifiers);
  void clearGhost();
  void refreshCursor();

  BenchView& m_view;
  SelectTool m_select;
  MeasureTool m_measure;
  ProbeTool m_probe;
  const std::array<Tool*, 3> m_tools{&m_select, &m_measure, &m_probe};  ///< by hand
  PanTool m_pan;
  std::unique_ptr<DropGhost> m_ghost;
  Hand m_hand = Hand::Select;
  Burst m_nudges, m_notches;
  QString m_hint;
};

}  // namespace lightloom::ui
