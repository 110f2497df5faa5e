#pragma once

#include <QObject>
#include <QPointF>
#include <string>

#include "rooms.h"

class QMenu;

namespace lightloom::ui {

class BenchView;

/// The context menu of the bench. It speaks of what is under the pointer: a loupe or the part that it shows,
/// a part or the one that a mark stands at; where there is nothing, of nothing.
class BenchMenu : public QObject {
 public:
  explicit BenchMenu(BenchView& view);

  void setMenu(QMenu* menu);
  /// Asked for with the mouse, it selects what is under the pointer.
  void open(QPoint viewPoint, bool mouse);
  QPointF point() const { return m_point; }  ///< scene point at which it was asked for
  /// The mouse has done nothing else since it was asked for.
  bool isLast() const { return m_isLast; }
  void forget() { m_isLast = false; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  std::string idUnder(QPointF scene) const;
  void select();

  BenchView& m_view;
  QMenu* m_menu = nullptr;
  QPointF m_point;
  bool m_isLast = false;
};

}  // namespace lightloom::ui
