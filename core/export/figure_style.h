#pragma once

#include <string>
#include <string_view>

#include "base/message.h"

namespace lightloom {

/// How large a figure is drawn.
struct FigureStyle {
  double widthMm = 89;    ///< 60 … 400
  double fontPoints = 6;  ///< 5 … 12; nothing is smaller than 5
  bool bench = true;      ///< the schematic with its loupes
  bool curves = true;     ///< the training, where there is one
  bool names = true;      ///< every part is named; else only those that play a role
  double dpi = 600;       ///< of PNG, 72 … 1200
};

/// What of a figure may be left out, by the words of the command line ("bench", "curves", "names"); null for
/// any other word.
bool* figurePart(FigureStyle& style, std::string_view word);

/// The words for what a style leaves out: "bench,names"; empty where nothing is.
std::string leftOut(const FigureStyle& style);

/// Widths that journals ask for.
struct FigurePreset {
  std::string_view key, title;
  double widthMm, fontPoints;
};
inline constexpr FigurePreset kFigurePresets[] = {
    {"column", LL_TEXT("export", "One column, 89 mm"), 89, 5.5},
    {"page", LL_TEXT("export", "Two columns, 183 mm"), 183, 6.5},
    {"slide", LL_TEXT("export", "Slide, 254 mm"), 254, 10}};

inline constexpr double kSmallestFont = 5;

}  // namespace lightloom
