#pragma once

#include "base/message.h"
#include "rooms.h"

class QWidget;

namespace lightloom::ui {

class Document;

/// Shows value by value how the file on the disk differs from the design of the window, in a window of its
/// own that does not stand in the way. Errors: those of `readDesignFile`.
Result<Done> showComparison(const Document& document, QWidget* parent);

}  // namespace lightloom::ui
