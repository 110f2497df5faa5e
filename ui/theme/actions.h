#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

#include "rooms.h"

class QAction;
class QObject;

namespace lightloom::ui {

/// An action that says what it is: object name for programs, a tip with its first key, the tip in the status
/// bar, keys, and an icon of the family where there is one.
QAction* makeAction(QObject* parent, const char* name, const QString& text, const QString& tip,
                    const QList<QKeySequence>& keys, const char* icon = nullptr);

}  // namespace lightloom::ui
