#pragma once

#include <QString>
#include <QStringList>

#include "export/figure_style.h"

namespace lightloom::app {

/// An export that `lightloom --export` writes without a window.
struct DrawnExport {
  QString file;  ///< design or run
  QString format, out;
  QStringList assignments, dataDirs;
  FigureStyle style;
};

/// Writes it and prints the paths. Exit status: 0 done, 1 design, data or place are at fault, 2 no such
/// format.
int exportWithoutWindow(const DrawnExport& wanted);

}  // namespace lightloom::app
