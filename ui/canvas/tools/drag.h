#pragma once

#include <QPainter>

#include "canvas/tools/tool.h"
#include "design/design.h"
#include "design/edit.h"

namespace lightloom::ui {

/// What follows a press of the left button with the select tool. It pulls once the pointer has gone a few
/// pixels; a button that is let go before that was a click.
class Drag {
 public:
  /// The way to the first pull in pixels.
  static int usualWay();

  Drag(BenchView& view, const Pointer& at, int way = usualWay())
      : m_view(view), m_from(at), m_now(at), m_way(way), m_pulls(way == 0) {}
  Drag(const Drag&) = delete;
  Drag& operator=(const Drag&) = delete;
  virtual ~Drag() = default;

  void move(const Pointer& at);
  void release(const Pointer& at);
  void modifiersChanged(Qt::KeyboardModifiers modifiers);
  /// Takes back what has been pulled.
  void abort();
  /// Empty before the first pull.
  QString hint(Qt::KeyboardModifiers modifiers) const { return m_pulls ? words(modifiers) : QString(); }
  /// The button was let go where it was pressed.
  virtual void click(const Pointer&) {}
  virtual std::vector<Guide> guides() const { return {}; }
  virtual void paint(QPainter&) const {}

 protected:
  virtual void begin() {}
  /// Must give the same for the same place, whatever came before.
  virtual void pull(const Pointer& at) = 0;
  virtual void drop(const Pointer&) {}
  virtual void cancel() {}
  virtual QString words(Qt::KeyboardModifiers modifiers) const = 0;

  BenchView& m_view;
  const Pointer m_from;
  Pointer m_now;

 private:
  int m_way;
  bool m_pulls;
};

/// A drag that changes the design as it goes. It is one gesture: one undo step, none if it ends where it
/// began.
class DesignDrag : public Drag {
 public:
  using Drag::Drag;
  std::vector<Guide> guides() const override { return m_guides; }

 protected:
  void begin() override;
  void cancel() override;
  void push(const DesignEdit& edit);

  Design m_start;  ///< the design when it began
  std::vector<Guide> m_guides;

 private:
  int m_gesture = 0;
};

}  // namespace lightloom::ui
