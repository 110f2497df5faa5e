#pragma once

#include <vector>

#include "export/figure.h"
#include "rooms.h"

namespace lightloom::exports {

/// The report as A4 pages: title and provenance, bench and curves, headline numbers with range and source,
/// network, noise, energy ledger, locking, losses, checks, bill of materials, parameters with their origin,
/// sources; numbered. Reads in grey.
std::vector<PageFigure> reportPages(const ExportSubject& subject);

}  // namespace lightloom::exports
