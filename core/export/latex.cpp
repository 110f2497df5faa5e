#include "export/internal/latex.h"

#include <algorithm>
#include <map>

namespace lightloom::exports {
namespace {

// Longest first is not needed: no key begins another.
const std::map<std::string, std::string> kSymbols = {{"\\", "\\textbackslash{}"},
                                                     {"{", "\\{"},
                                                     {"}", "\\}"},
                                                     {"$", "\\$"},
                                                     {"&", "\\&"},
                                                     {"#", "\\#"},
                                                     {"%", "\\%"},
                                                     {"_", "\\_"},
                                                     {"~", "\\textasciitilde{}"},
                                                     {"^", "\\textasciicircum{}"},
                                                     {"µ", "$\\mu$"},
                                                     {"μ", "$\\mu$"},
                                                     {"×", "$\\times$"},
                                                     {"√", "$\\surd$"},
                                                     {"²", "$^2$"},
                                                     {"³", "$^3$"},
                                                     {"·", "$\\cdot$"},
                                                     {"±", "$\\pm$"},
                                                     {"−", "$-$"},
                                                     {"–", "--"},
                                                     {"—", "---"},
                                                     {"…", "\\ldots{}"},
                                                     {"°", "$^\\circ$"},
                                                     {"Ω", "$\\Omega$"},
                                                     {"γ", "$\\gamma$"},
                                                     {"φ", "$\\varphi$"},
                                                     {"σ", "$\\sigma$"},
                                                     {"ψ", "$\\psi$"},
                                                     {"λ", "$\\lambda$"},
                                                     {"Σ", "$\\Sigma$"},
                                                     {"½", "$1/2$"},
                                                     {"≤", "$\\le$"},
                                                     {"≥", "$\\ge$"},
                                                     {"⟨", "$\\langle$"},
                                                     {"⟩", "$\\rangle$"},
                                                     {"“", "``"},
                                                     {"”", "''"},
                                                     {"’", "'"},
                                                     {"⁻", "$^-$"},
                                                     {"⁰", "$^0$"},
                                                     {"¹", "$^1$"},
                                                     {"⁴", "$^4$"},
                                                     {"⁵", "$^5$"},
                                                     {"⁶", "$^6$"},
                                                     {"⁷", "$^7$"},
                                                     {"⁸", "$^8$"},
                                                     {"⁹", "$^9$"},
                                                     {"₀", "$_0$"},
                                                     {"₁", "$_1$"},
                                                     {"₂", "$_2$"},
                                                     {"θ", "$\\theta$"},
                                                     {"α", "$\\alpha$"},
                                                     {"Λ", "$\\Lambda$"},
                                                     {"|", "$|$"},
                                                     {"<", "$<$"},
                                                     {">", "$>$"},
                                                     {"δ", "$\\delta$"},
                                                     {"⌈", "$\\lceil$"},
                                                     {"⌉", "$\\rceil$"},
                                                     {"ᵀ", "$^T$"},
                                                     {"→", "$\\to$"},
                                                     {"∞", "$\\infty$"},
                                                     {"ö", "\\\"o"},
                                                     {"ü", "\\\"u"},
                                                     {"ä", "\\\"a"},
                                                     {"é", "\\'e"},
                                                     {"í", "\\'i"},
                                                     {"π", "$\\pi$"},
                                                     {"ν", "$\\nu$"}};

std::size_t lengthOfCharacter(unsigned char first) {
  return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

bool isNumeric(const ExportTable& table, std::size_t column) {
  return std::all_of(table.rows.begin(), table.rows.end(), [&](const std::vector<ExportCell>& row) {
    return !std::holds_alternative<std::string>(row[column]);
  });
}

}  // namespace

std::string latexText(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = lengthOfCharacter(static_cast<unsigned char>(text[i]));
    const std::string character = text.substr(i, length);
    const auto found = kSymbols.find(character);
    // A line break would end a comment.
    const bool control = static_cast<unsigned char>(character[0]) < 0x20;
    out += control ? " " : found == kSymbols.end() ? character : found->second;
    i += length;
  }
  return out;
}

std::string latexOf(const ExportTable& table, const ExportSubject& subject,
                    const std::vector<std::string>& columns) {
  const ExportTable shown = withColumns(table, columns);
  std::string out;
  for (const auto& [key, text] : provenanceOf(subject)) {
    out += "% ";
    out += key;
    out += ": ";
    out += latexText(text);
    out += '\n';
  }
  out += "\\begin{tabular}{";
  for (std::size_t c = 0; c < shown.columns.size(); ++c) out += isNumeric(shown, c) ? 'r' : 'l';
  out += "}\n\\hline\n";
  const auto line = [&](const auto& textOf) {
    for (std::size_t c = 0; c < shown.columns.size(); ++c) {
      if (c > 0) out += " & ";
      out += latexText(textOf(c));
    }
    out += " \\\\\n";
  };
  line([&](std::size_t c) { return columnTitle(shown.columns[c]); });
  out += "\\hline\n";
  for (const std::vector<ExportCell>& row : shown.rows)
    line([&](std::size_t c) { return shownCell(shown.columns[c], row[c]); });
  return out + "\\hline\n\\end{tabular}\n";
}

}  // namespace lightloom::exports
