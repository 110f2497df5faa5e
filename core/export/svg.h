#pragma once

#include <string>

#include "export/figure.h"
#include "rooms.h"

namespace lightloom::exports {

/// Text with the five characters of XML escaped and what XML cannot hold left out.
std::string xmlText(const std::string& text);

/// The figure as SVG 1.1: size and coordinates in mm, a group per id with its tooltip as <title>, real text,
/// provenance in <metadata>.
std::string svgOf(const PageFigure& figure, const ExportSubject& subject);

/// The <svg> element alone, to stand inside a page. `prefix` goes before every id.
std::string inlineSvg(const PageFigure& figure, const std::string& prefix);

}  // namespace lightloom::exports
