#pragma once

#include <QPoint>
#include <QTimer>

#include "rooms.h"

namespace lightloom::ui {

class BenchView;

/// Scrolls the view while a drag holds the pointer at its edge, faster the further out it is.
class EdgeScroll {
 public:
  explicit EdgeScroll(BenchView& view);

  /// A drag may begin: one that begins at the edge must first go inside before the view follows it.
  void begin() { m_wasInside = false; }
  void follow(QPoint viewPoint);
  void stop() { m_timer.stop(); }

 private:
  void scroll();

  BenchView& m_view;
  QTimer m_timer;
  QPoint m_pointer;
  bool m_wasInside = false;
};

}  // namespace lightloom::ui
