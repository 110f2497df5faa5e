#include "export/latex.h"

#include <algorithm>
#include <map>

namespace lightloom {
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
                                                     {"é", "\\'e"}};

std::size_t lengthOfCharacter(unsigned char first) {
  return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

std::vector<std::size_t> chosen(const ExportTable& table, const std::vector<std::string>& columns) {
  std::vector<std::size_t> out;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    if (columns.empty() || std::find(columns.begin(), columns.end(), table.columns[c]) != columns.end())
      out.push_back(c);
  return out;
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
    out += found == kSymbols.end() ? character : found->second;
    i += length;
  }
  return out;
}

std::string latexOf(const ExportTable& table, const ExportSubject& subject,
                    const std::vector<std::string>& columns) {
  std::string out;
  for (const auto& [key, text] : provenanceOf(subject)) out += "% " + key + ": " + text + "\n";
  const std::vector<std::size_t> shown = chosen(table, columns);
  out += "\\begin{tabular}{";
  for (std::size_t c : shown) out += isNumeric(table, c) ? 'r' : 'l';
  out += "}\n\\hline\n";
  const auto line = [&](const auto& textOf) {
    for (std::size_t i = 0; i < shown.size(); ++i) out += (i > 0 ? " & " : "") + latexText(textOf(shown[i]));
    out += " \\\\\n";
  };
  line([&](std::size_t c) { return table.columns[c]; });
  out += "\\hline\n";
  for (const std::vector<ExportCell>& row : table.rows)
    line([&](std::size_t c) { return shortCellText(row[c]); });
  return out + "\\hline\n\\end{tabular}\n";
}

}  // namespace lightloom
