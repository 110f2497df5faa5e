#include "explain/explained.h"

#include <QVariant>
#include <QWidget>

#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr char kNumberProperty[] = "explainedNumber", kValueProperty[] = "explainedValue";

}  // namespace

void setExplained(QWidget& widget, const Asked& asked) {
  widget.setProperty(kNumberProperty, asked.what == Asked::What::Number ? fromStd(asked.key) : QVariant());
  widget.setProperty(kValueProperty, asked.what == Asked::What::Value ? fromStd(asked.key) : QVariant());
}

Asked explainedBy(const QWidget* widget) {
  for (; widget; widget = widget->parentWidget()) {
    if (const QString key = widget->property(kNumberProperty).toString(); !key.isEmpty())
      return {Asked::What::Number, key.toStdString()};
    if (const QString path = widget->property(kValueProperty).toString(); !path.isEmpty())
      return {Asked::What::Value, path.toStdString()};
    if (widget->isWindow()) break;
  }
  return {};
}

}  // namespace lightloom::ui
