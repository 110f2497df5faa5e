#pragma once

#include <QIcon>
#include <QString>

#include "rooms.h"

namespace lightloom::ui {

/// A drawn icon of resources/icons by its name ("play"), in the palette's text colour at the time of
/// painting, sharp at any size and scale.
QIcon themedIcon(const QString& name);

/// The same in a fixed colour.
QIcon colouredIcon(const QString& name, const QColor& colour);

/// The program's own icon.
QIcon programIcon();

}  // namespace lightloom::ui
