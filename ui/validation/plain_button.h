#pragma once

#include "rooms.h"

class QPushButton;
class QString;

namespace lightloom::ui {

/// A button of a dialog that Enter in another field does not press; its accessible name is its text.
QPushButton* plainButton(const char* name, const QString& text, const QString& tip);

}  // namespace lightloom::ui
