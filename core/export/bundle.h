#pragma once

#include <string>

#include "export/figure.h"
#include "export/formats.h"
#include "rooms.h"

namespace lightloom::exports {

/// The source data of every panel of a figure as CSV: "source_f_accuracy.csv".
std::vector<ExportFile> sourceDataFiles(const PageFigure& figure, const ExportSubject& subject);

/// Everything needed to get the same numbers again, as a ZIP archive: design, run, tables, figure, weights,
/// citations, reproduce.sh with the exact commands, and manifest.json with sizes, hashes and units. A run
/// must have its ideal twin at the end of its last epoch. Errors: those of the formats inside,
/// "export.twin-behind".
Result<std::string> bundleOf(const ExportSubject& subject, const FigureStyle& style);

}  // namespace lightloom::exports
