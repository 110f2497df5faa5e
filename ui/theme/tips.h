#pragma once

#include <QString>

#include "rooms.h"

class QApplication;

namespace lightloom::ui {

/// A tooltip that breaks its lines: Qt shows plain text in one line, however long. Short and rich texts stay
/// as they are.
QString wrappedTip(const QString& text);

/// Breaks the lines of the tooltips of all widgets, items of lists and tables included.
void wrapTips(QApplication& application);

}  // namespace lightloom::ui
