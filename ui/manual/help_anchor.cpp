#include "manual/help_anchor.h"

#include <QAbstractItemView>
#include <QVariant>

#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr char kProperty[] = "helpAnchor";

QString anchorOfCurrentItem(const QWidget& widget) {
  const auto* view = qobject_cast<const QAbstractItemView*>(&widget);
  if (!view || !view->currentIndex().isValid()) return {};
  const QModelIndex row = view->currentIndex().siblingAtColumn(0);
  return row.data(kHelpAnchorRole).toString();
}

}  // namespace

void setHelpAnchor(QWidget& widget, const std::string& anchor) {
  widget.setProperty(kProperty, fromStd(anchor));
}

QString helpAnchorOf(QWidget* widget) {
  for (; widget; widget = widget->parentWidget()) {
    if (const QString anchor = anchorOfCurrentItem(*widget); !anchor.isEmpty()) return anchor;
    if (const QString anchor = widget->property(kProperty).toString(); !anchor.isEmpty()) return anchor;
    if (widget->isWindow()) break;
  }
  return {};
}

}  // namespace lightloom::ui
