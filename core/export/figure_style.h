#pragma once

#include <string>
#include <string_view>

#include "base/message.h"
#include "rooms.h"

namespace lightloom::exports {

inline constexpr double kSmallestFont = 5, kLargestFont = 14;  ///< pt
inline constexpr double kNarrowest = 60, kWidest = 400;        ///< mm
inline constexpr double kShortest = 40, kTallestPage = 5000;   ///< mm; a PDF ends at 5080

/// How large a figure is drawn.
struct FigureStyle {
  double widthMm = 89;    ///< 60 … 400
  double heightMm = 170;  ///< 40 … 5000: of the page that it has to fit
  double fontPoints = 6;  ///< 5 … 14; nothing is smaller than 5
  bool bench = true;      ///< the schematic with its loupes
  bool curves = true;     ///< the training, where there is one
  bool names = true;      ///< every part is named; else only those that play a role
  double dpi = 600;       ///< of PNG, 72 … 1200
};

/// The switch of a part of a figure that may be left out, by the words of the command line ("bench",
/// "curves", "names"); null for any other word.
bool* figurePart(FigureStyle& style, std::string_view word);

/// The words for what a style leaves out: "bench,names"; empty where nothing is.
std::string leftOut(const FigureStyle& style);

/// Sizes that journals ask for: widths of their columns, and the height that they state for a figure. Nature
/// leaves room for a legend below 170 mm; the depth of its page, and of those of its sister journals, is
/// 247 mm. ACS prints up to 9.5 inches.
struct FigurePreset {
  std::string_view key, title;
  double widthMm, heightMm, fontPoints;
};
inline constexpr FigurePreset kFigurePresets[] = {
    {"column", LL_TEXT("Nature, one column"), 89, 170, 5.5},
    {"page", LL_TEXT("Nature, two columns"), 183, 170, 6.5},
    {"nature-photonics", LL_TEXT("Nature Photonics, full page"), 180, 247, 7},
    {"acs-column", LL_TEXT("ACS, one column"), 82.5, 241, 6},
    {"acs-page", LL_TEXT("ACS, two columns"), 177.8, 241, 7},
    {"slide", LL_TEXT("Slide, 4:3"), 254, 190.5, 9}};

}  // namespace lightloom::exports
