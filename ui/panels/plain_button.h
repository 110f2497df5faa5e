#pragma once

#include "rooms.h"

class QPushButton;
class QString;

namespace lightloom::ui {

/// A button that Enter in another field does not press; its accessible name is its text.
QPushButton* plainButton(const char* name, const QString& text, const QString& tip);

/// The same where the text alone does not say what it is about.
QPushButton* plainButton(const char* name, const QString& text, const QString& accessible,
                         const QString& tip);

}  // namespace lightloom::ui
