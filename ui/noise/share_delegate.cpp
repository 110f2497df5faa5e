#include "noise/share_delegate.h"

#include <QPainter>

namespace lightloom::ui {

void ShareDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
  QStyledItemDelegate::paint(painter, option, index);
  const QVariant bar = index.data(kBar);
  if (!bar.isValid()) return;
  QRect room = option.rect.adjusted(4, 4, -4, -4);
  room.setWidth(qRound(m_room * room.width()));
  const double share = qBound(0.0, bar.toDouble(), 1.0);
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  QColor ink = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Link);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing, false);
  ink.setAlpha(34);
  painter->fillRect(room, ink);
  ink.setAlpha(150);
  painter->fillRect(QRect(room.topLeft(), QSize(qRound(share * room.width()), room.height())), ink);
  painter->restore();
}

}  // namespace lightloom::ui
