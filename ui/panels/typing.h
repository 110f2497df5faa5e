#pragma once

#include "rooms.h"

class QLineEdit;

namespace lightloom::ui {

/// A field keeps Ctrl+Z and Ctrl+Shift+Z to itself only while it has typing of its own to take back or bring
/// forth; otherwise they are the window's.
void shareUndo(QLineEdit* field);

/// Takes over what is being typed into the field with the focus, as leaving it would; the focus stays.
void finishTyping();

}  // namespace lightloom::ui
