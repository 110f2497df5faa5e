#pragma once

#include <QObject>
#include <QRectF>
#include <functional>

#include "rooms.h"

class QGraphicsView;
class QScrollBar;

namespace lightloom::ui {

/// Scroll bars that lie over a view's edges and take none of its room. Each is there only while part of the
/// content is out of sight in its direction. The view's own bars, which are never shown, keep the range.
class OverlayScrollBars : public QObject {
  Q_OBJECT

 public:
  /// `content` says what is worth scrolling to, in scene coordinates.
  OverlayScrollBars(QGraphicsView& view, std::function<QRectF()> content);

  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QScrollBar* make(Qt::Orientation orientation, QScrollBar& source, const QString& name,
                   const QString& title);
  void refresh();
  void place();

  QGraphicsView& m_view;
  std::function<QRectF()> m_content;
  QScrollBar* m_across;
  QScrollBar* m_down;
};

}  // namespace lightloom::ui
