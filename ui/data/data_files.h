#pragma once

#include <QString>
#include <QStringList>

#include "base/message.h"
#include "rooms.h"

namespace lightloom::ui {

/// Whether a path is data rather than a design, by its name and without a look inside: a folder, a table, IDX
/// or NPY.
bool isDataPath(const QString& path);

/// The kinds of data for a dialog that asks for a file.
QString dataFilter();
/// The patterns of their names ("*.csv").
QStringList dataPatterns();

/// Whether a text is a table that a network could be trained on: some rows of the same number of columns, at
/// least two, and no text of this program. Told by the first 64 Ki letters.
bool isTableText(const QString& text);

}  // namespace lightloom::ui
