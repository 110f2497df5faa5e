#pragma once

#include <QPoint>
#include <Qt>
#include <optional>

#include "rooms.h"

class QMouseEvent;

namespace lightloom::ui {

class BenchView;

/// Moves the bench under the hand: drags with the middle or the right button, or with the left one while
/// Space is down. It goes over whatever else the hand does, which waits until it is over.
class PanTool {
 public:
  explicit PanTool(BenchView& view) : m_view(view) {}

  /// Whether the press is its own. A right press may still become a menu.
  bool press(const QMouseEvent& event);
  /// Whether the move is its own.
  bool move(const QMouseEvent& event);
  /// Whether the release ends a pan.
  bool release(const QMouseEvent& event);
  /// Whether a right press is let go where it was made, which asks for the menu.
  bool asksForMenu(const QMouseEvent& event) const;

  void pressSpace() { m_space = Space::Down; }
  /// Whether Space was tapped: let go without a pan.
  bool releaseSpace();
  void forgetSpace() { m_space = Space::Up; }

  bool pans() const { return m_grip && m_grip->pans; }
  bool isReady() const { return m_space != Space::Up; }  ///< Space is down

 private:
  enum class Space { Up, Down, Panned };
  struct Grip {
    Qt::MouseButton button;
    QPoint from;
    bool pans;  ///< a right press does from a few pixels on
  };

  BenchView& m_view;
  std::optional<Grip> m_grip;
  Space m_space = Space::Up;
};

}  // namespace lightloom::ui
