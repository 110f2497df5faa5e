#include "theme/tips.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QMenu>
#include <QToolTip>

namespace lightloom::ui {
namespace {

constexpr int kOneLine = 60;  // letters

// The tip that a widget would show at a point by itself; menus and headers keep theirs.
QString tipAt(QWidget& widget, QPoint at) {
  if (qobject_cast<QMenu*>(&widget)) return {};
  auto* view = qobject_cast<QAbstractItemView*>(widget.parentWidget());
  if (!view || view->viewport() != &widget) return widget.toolTip();
  return qobject_cast<QHeaderView*>(view) ? QString() : view->indexAt(at).data(Qt::ToolTipRole).toString();
}

class TipWrapper : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    auto* widget = event->type() == QEvent::ToolTip ? qobject_cast<QWidget*>(watched) : nullptr;
    if (!widget) return false;
    const auto* help = static_cast<QHelpEvent*>(event);
    const QString said = tipAt(*widget, help->pos()), wrapped = wrappedTip(said);
    if (wrapped == said) return false;
    QToolTip::showText(help->globalPos(), wrapped, widget);
    return true;
  }
};

}  // namespace

QString wrappedTip(const QString& text) {
  if (text.size() <= kOneLine || Qt::mightBeRichText(text)) return text;
  return QStringLiteral("<p>%1</p>")
      .arg(text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
}

void wrapTips(QApplication& application) {
  application.installEventFilter(new TipWrapper(&application));
}

}  // namespace lightloom::ui
