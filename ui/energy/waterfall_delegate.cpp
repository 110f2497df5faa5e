#include "energy/waterfall_delegate.h"

#include <QPainter>
#include <algorithm>

#include "theme/theme.h"

namespace lightloom::ui {

// The part of the whole that is still on its way stands pale before what leaves it. A loss too small to be
// seen is a line.
void WaterfallDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
  QStyledItemDelegate::paint(painter, option, index);
  const QVariant from = index.data(kFrom), to = index.data(kTo);
  if (!from.isValid() || !to.isValid()) return;
  const QRect room = option.rect.adjusted(4, 3, -4, -3);
  const auto at = [&](const QVariant& share) {
    return room.left() + qRound(qBound(0.0, share.toDouble(), 1.0) * room.width());
  };
  const int left = std::min(at(from), at(to)), right = std::max(std::max(at(from), at(to)), left + 1);
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  const QColor ink =
      selected ? option.palette.color(QPalette::HighlightedText) : index.data(kInk).value<QColor>();
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing, false);
  painter->fillRect(QRect(room.left(), room.top(), left - room.left(), room.height()), faded(ink, 0.13));
  painter->fillRect(QRect(left, room.top(), right - left, room.height()), faded(ink, 0.75));
  painter->restore();
}

}  // namespace lightloom::ui
