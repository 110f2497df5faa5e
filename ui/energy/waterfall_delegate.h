#pragma once

#include <QStyledItemDelegate>

#include "rooms.h"

namespace lightloom::ui {

/// A bar between two shares of the cell's width, 0 … 1 (no bar where unset), with the colour in `kInk`: what
/// is left of a whole, row by row.
class WaterfallDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  static constexpr int kFrom = Qt::UserRole + 11, kTo = Qt::UserRole + 12, kInk = Qt::UserRole + 13;

  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace lightloom::ui
