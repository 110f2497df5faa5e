#pragma once

#include <QGraphicsItem>

#include "design/kind.h"
#include "rooms.h"
#include "theme/theme.h"

namespace lightloom::ui {

/// A sign at a part that checks object to, the same size at any zoom: a triangle for warnings, a disc for
/// errors. The tooltip says what they object to.
class CheckMark : public QGraphicsItem {
 public:
  enum { Type = UserType + 3 };

  CheckMark(std::string part, const CanvasColours& colours);

  int type() const override { return Type; }
  const std::string& part() const { return m_part; }
  bool isError() const { return m_error; }
  void setContent(bool error, const QString& words);
  /// Stands at a corner or side of its part, aside of it in the direction `away` (−1, 0 or 1 in x and in y).
  void place(QPointF corner, QPointF away);
  /// The same place as a room in pixels about the corner.
  static QRectF roomAt(QPointF away);
  void setColours(const CanvasColours& colours);

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  std::string m_part;
  CanvasColours m_colours;
  QPointF m_away{-1, -1};
  bool m_error = false;
};

}  // namespace lightloom::ui
