#pragma once

#include <QSize>
#include <QString>

#include "rooms.h"

class QScrollArea;
class QWidget;

namespace lightloom::ui {

/// The largest window that a screen of this available size has room for, its frame included.
QSize roomForWindow(QSize available);

/// Gives a window the size that it would like, at most what its screen has room for.
void resizeToScreen(QWidget& window, QSize wanted);

/// A frameless area that shows `content` as large as it has room for, with scroll bars where that is less
/// than the content needs: what stands in it never makes a window larger than the screen.
QScrollArea* scrolled(QWidget* content, const QString& name);

}  // namespace lightloom::ui
