#include "panels/plain_button.h"

#include <QPushButton>

namespace lightloom::ui {

QPushButton* plainButton(const char* name, const QString& text, const QString& tip) {
  return plainButton(name, text, QString(text).remove(QLatin1Char('&')), tip);
}

QPushButton* plainButton(const char* name, const QString& text, const QString& accessible,
                         const QString& tip) {
  auto* out = new QPushButton(text);
  out->setObjectName(QLatin1String(name));
  out->setAccessibleName(accessible);
  out->setToolTip(tip);
  out->setAutoDefault(false);
  return out;
}

}  // namespace lightloom::ui
