#pragma once

#include <QLayout>
#include <QList>

#include "rooms.h"

namespace lightloom::ui {

/// Columns of equal width, as many as have room; the widgets of a row are as high as the highest of them.
class CardGrid : public QLayout {
 public:
  /// `leastWidth` of a column; at most `mostColumns` of them.
  CardGrid(int leastWidth, int mostColumns);
  ~CardGrid() override;

  void addItem(QLayoutItem* item) override { m_items.append(item); }
  int count() const override { return static_cast<int>(m_items.size()); }
  QLayoutItem* itemAt(int index) const override { return m_items.value(index); }
  QLayoutItem* takeAt(int index) override;
  Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override { return arrange({0, 0, width, 0}, false); }
  QSize minimumSize() const override { return {m_leastWidth, 0}; }
  QSize sizeHint() const override { return {m_leastWidth, heightForWidth(m_leastWidth)}; }
  void setGeometry(const QRect& rect) override;

 private:
  int columnsFor(int width) const;
  int arrange(const QRect& rect, bool place) const;

  int m_leastWidth, m_mostColumns;
  QList<QLayoutItem*> m_items;
};

}  // namespace lightloom::ui
