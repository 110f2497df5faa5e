#include "start/card_grid.h"

namespace lightloom::ui {
namespace {

constexpr int kBetween = 12;

}  // namespace

CardGrid::CardGrid(int leastWidth, int mostColumns) : m_leastWidth(leastWidth), m_mostColumns(mostColumns) {
  setContentsMargins(0, 0, 0, 0);
}

CardGrid::~CardGrid() {
  qDeleteAll(m_items);
}

QLayoutItem* CardGrid::takeAt(int index) {
  return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int CardGrid::columnsFor(int width) const {
  return qBound(1, (width + kBetween) / (m_leastWidth + kBetween), m_mostColumns);
}

// Returns the height that it takes.
int CardGrid::arrange(const QRect& rect, bool place) const {
  const int columns = columnsFor(rect.width());
  const int width = (rect.width() - (columns - 1) * kBetween) / columns;
  int y = rect.top();
  for (int first = 0; first < count(); first += columns) {
    const int end = qMin(first + columns, count());
    int height = 0;
    for (int i = first; i < end; ++i) {
      const QLayoutItem* item = m_items[i];
      height =
          qMax(height, item->hasHeightForWidth() ? item->heightForWidth(width) : item->sizeHint().height());
    }
    for (int i = first; place && i < end; ++i)
      m_items[i]->setGeometry({rect.left() + (i - first) * (width + kBetween), y, width, height});
    y += height + (end < count() ? kBetween : 0);
  }
  return y - rect.top();
}

void CardGrid::setGeometry(const QRect& rect) {
  QLayout::setGeometry(rect);
  arrange(rect, true);
}

}  // namespace lightloom::ui
