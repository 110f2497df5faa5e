#include "theme/actions.h"

#include <QAction>

#include "theme/icons.h"

namespace lightloom::ui {

QAction* makeAction(QObject* parent, const char* name, const QString& text, const QString& tip,
                    const QList<QKeySequence>& keys, const char* icon) {
  auto* action = new QAction(text, parent);
  action->setObjectName(QLatin1String(name));
  action->setToolTip(
      keys.isEmpty() ? tip
                     : QStringLiteral("%1 (%2)").arg(tip, keys.front().toString(QKeySequence::NativeText)));
  action->setStatusTip(tip);
  action->setShortcuts(keys);
  if (icon) action->setIcon(themedIcon(QLatin1String(icon)));
  return action;
}

}  // namespace lightloom::ui
