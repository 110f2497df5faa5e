#pragma once

#include <vector>

#include "export/figure.h"

namespace lightloom {

/// The report as A4 pages: title and headline figures with range and source, bench and curves, network,
/// noise, energy ledger, locking, losses, checks, bill of materials, parameters with their origin, sources,
/// provenance; numbered. Reads in grey.
std::vector<PageFigure> reportPages(const ExportSubject& subject);

}  // namespace lightloom
