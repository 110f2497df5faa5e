#pragma once

#include <QPoint>
#include <QPointF>
#include <QString>
#include <Qt>
#include <vector>

#include "canvas/snap.h"
#include "rooms.h"

class QPainter;

namespace lightloom::ui {

class BenchView;

/// The mouse over the bench at one moment.
struct Pointer {
  QPointF scene;  ///< mm
  QPoint view;    ///< pixels of the viewport
  Qt::KeyboardModifiers modifiers;
  bool held = false;  ///< the left button is down
};

/// How near a scene point must come to a part to mean it, pixels: a target is at least eight wide.
inline constexpr double kHitPixels = 4;

/// What the left button does on the bench while somebody has this tool in hand.
class Tool {
 public:
  explicit Tool(BenchView& view) : m_view(view) {}
  Tool(const Tool&) = delete;
  Tool& operator=(const Tool&) = delete;
  virtual ~Tool() = default;

  virtual void press(const Pointer& at) = 0;
  /// The pointer moves, with the button down or without.
  virtual void move(const Pointer& at) = 0;
  virtual void release(const Pointer&) {}
  /// After the second press.
  virtual void doubleClick() {}
  /// The same place with other modifiers: they count at once.
  virtual void modifiersChanged(const Pointer&) {}
  /// Takes back what is under way; false if nothing is.
  virtual bool abort() { return false; }
  /// Another tool is taken: nothing of this one stays on the bench.
  virtual void putDown() {}
  /// A drag is under way: moves of the mouse belong to it, and the view follows it at its edges.
  virtual bool busy() const { return false; }
  /// What the hand can do there, for the status bar.
  virtual QString hint(const Pointer& at) const = 0;
  virtual Qt::CursorShape cursor() const { return Qt::CrossCursor; }
  virtual std::vector<Guide> guides() const { return {}; }
  /// What lies over the bench, in scene coordinates.
  virtual void paint(QPainter&) const {}

 protected:
  BenchView& m_view;
};

}  // namespace lightloom::ui
