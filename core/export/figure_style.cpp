#include "export/figure_style.h"

namespace lightloom::exports {

bool* figurePart(FigureStyle& style, std::string_view word) {
  if (word == "bench") return &style.bench;
  if (word == "curves") return &style.curves;
  return word == "names" ? &style.names : nullptr;
}

std::string leftOut(const FigureStyle& style) {
  FigureStyle copy = style;
  std::string out;
  for (const char* word : {"bench", "curves", "names"}) {
    if (*figurePart(copy, word)) continue;
    if (!out.empty()) out += ',';
    out += word;
  }
  return out;
}

}  // namespace lightloom::exports
