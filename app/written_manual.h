#pragma once

#include <QCommandLineOption>
#include <QString>

#include "export/manual/manual.h"

namespace lightloom::app {

/// The window program and its options, then every verb of lightloom-cli, as the manual tells of them.
std::vector<ManualVerb> programVerbs(const QString& summary, const QList<QCommandLineOption>& options);

/// Writes the manual of a window that knows these verbs without showing it: a PDF where the name ends in
/// .pdf, else a page for browsers. Exit status: 0 done, 1 it cannot be written there.
int writeManual(const QString& path, const std::vector<ManualVerb>& verbs);

}  // namespace lightloom::app
