#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "export/figure.h"
#include "export/font_subset.h"
#include "rooms.h"

namespace lightloom::exports {

/// A font of TrueType outlines.
struct FigureFont {
  std::string name;  ///< "DejaVuSans"
  FontTables tables;
  std::function<std::uint16_t(char32_t)> glyphOf;  ///< 0 where it has none
};

/// A text as outlines in ems, baseline at 0, y up; operators of a PDF that end with filling.
struct TextOutline {
  double width = 0;
  std::string operators;
};

struct FigureFonts {
  FigureFont regular, bold;
  /// Gives the outline of text that the fonts above do not have, or that has to be shaped.
  std::function<TextOutline(const std::string& text, bool bold)> outlineOf;
};

/// Where a figure comes from, as (key, text); it is kept inside the file.
using FigureOrigin = std::vector<std::pair<std::string, std::string>>;

/// One page per figure, each of its figure's size. Fonts are inside, text is text; tagged, in English, with
/// the headings as bookmarks. Equal pages give equal bytes: no time, no place.
std::string pdfOf(const std::vector<PageFigure>& pages, const FigureOrigin& origin, const FigureFonts& fonts);

}  // namespace lightloom::exports
