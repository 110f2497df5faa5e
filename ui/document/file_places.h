#pragma once

#include <QString>
#include <QStringList>

#include "rooms.h"

namespace lightloom::ui {

/// A design that comes with the program.
struct Example {
  QString title;
  QString path;
};

/// The *.loom files of share/lightloom/examples beside the program, else of the source tree, by name.
QList<Example> bundledExamples();

/// Files opened or saved last, newest first, at most ten; kept in the user's settings.
QStringList recentFiles();
void rememberFile(const QString& path);
void forgetFile(const QString& path);

}  // namespace lightloom::ui
