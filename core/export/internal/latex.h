#pragma once

#include <string>

#include "export/table.h"
#include "rooms.h"

namespace lightloom::exports {

/// Text with LaTeX's own characters escaped and the symbols of this program (µ, ×, √, ², γ …) as commands.
std::string latexText(const std::string& text);

/// The table as a LaTeX `tabular` without packages, provenance in front as comments. Only the named columns,
/// all where none are named; numbers as `shownCell` has them.
std::string latexOf(const ExportTable& table, const ExportSubject& subject,
                    const std::vector<std::string>& columns = {});

}  // namespace lightloom::exports
