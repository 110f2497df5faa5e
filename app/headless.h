#pragma once

#include <QStringList>

namespace lightloom::app {

/// Trains a design without a window: progress on stderr, the headline numbers on stdout, report.json,
/// run.loomrun and the pictures of bench and plots in `folder`. The exit status of the program.
int runHeadless(const QString& file, const QString& folder, const QStringList& dataDirs);

}  // namespace lightloom::app
