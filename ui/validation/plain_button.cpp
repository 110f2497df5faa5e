#include "validation/plain_button.h"

#include <QPushButton>

namespace lightloom::ui {

QPushButton* plainButton(const char* name, const QString& text, const QString& tip) {
  auto* out = new QPushButton(text);
  out->setObjectName(QLatin1String(name));
  out->setAccessibleName(QString(text).remove(QLatin1Char('&')));
  out->setToolTip(tip);
  out->setAutoDefault(false);
  return out;
}

}  // namespace lightloom::ui
