#pragma once

#include <QStyledItemDelegate>

#include "rooms.h"

namespace lightloom::ui {

/// Numbers with a bar to their left: how long it is stands in the item as `kBar`, 0 … 1 (no bar where unset).
class ShareDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  static constexpr int kBar = Qt::UserRole + 1;

  /// The bar takes the part `room` of the cell, 0 … 1; the number has the rest.
  ShareDelegate(double room, QObject* parent) : QStyledItemDelegate(parent), m_room(room) {}

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  double m_room;
};

}  // namespace lightloom::ui
