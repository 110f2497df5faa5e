#pragma once

#include <QString>
#include <Qt>
#include <string>

#include "rooms.h"

class QWidget;

namespace lightloom::ui {

/// Data of an item of a list, a tree or a table: the place of the manual that tells about it.
inline constexpr int kHelpAnchorRole = Qt::UserRole + 60;

/// Says which place of the manual tells about a widget and what stands in it, unless that says otherwise.
void setHelpAnchor(QWidget& widget, const std::string& anchor);

/// The place that tells about a widget: of the current item of a list, of the widget, or of what it stands
/// in. Empty where none is said.
QString helpAnchorOf(QWidget* widget);

}  // namespace lightloom::ui
