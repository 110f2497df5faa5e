#pragma once

#include "export/formats.h"
#include "rooms.h"

namespace lightloom::ui {

/// The files of any format, those included that only this side can draw (PDF, PNG, report). May run on any
/// thread. Errors: those of the format, "export.picture-too-large".
Result<std::vector<ExportFile>> makeExport(const ExportFormat& format, const ExportSubject& subject,
                                           const FigureStyle& style);

}  // namespace lightloom::ui
