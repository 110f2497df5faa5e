#include "export/internal/share_page.h"

#include <algorithm>

#include "documents/design_file.h"
#include "export/bench_figure.h"
#include "export/internal/citations.h"
#include "export/svg.h"
#include "report/omissions.h"

namespace lightloom::exports {
namespace {

constexpr std::size_t kMostRowsShared = 200;  // longer tables are in the CSV

constexpr char kStyle[] =
    "body{font:15px/1.5 'Segoe UI',Roboto,'DejaVu Sans',Arial,sans-serif;color:#1b2027;background:#fff;"
    "max-width:1100px;margin:24px auto;padding:0 20px}"
    "h1{font-size:26px;margin:0 0 4px}h2{font-size:18px;margin:32px 0 8px}"
    "svg{width:100%;height:auto;border:1px solid #d5dae0;border-radius:4px}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;font-size:13px}"
    "th,td{text-align:left;padding:4px 10px;border-bottom:1px solid #e7ebf0;vertical-align:top}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}th{border-bottom:2px solid #aab3bf}"
    "a{color:#005ea8}.faint{color:#59636f}"
    "@media print{body{margin:0;max-width:none}}";

std::string element(const char* tag, const std::string& text, const char* attributes = "") {
  std::string out = "<";
  out += tag;
  out += attributes;
  out += '>';
  out += xmlText(text);
  out += "</";
  out += tag;
  return out + ">";
}

std::string tableHtml(const ExportTable& table) {
  std::string out = "<div class=\"wide\"><table id=\"" + table.name + "\"><thead><tr>";
  for (const std::string& column : table.columns) out += element("th", columnTitle(column));
  out += "</tr></thead><tbody>\n";
  const std::size_t rows = std::min(kMostRowsShared, table.rows.size());
  for (std::size_t r = 0; r < rows; ++r) {
    out += "<tr>";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const ExportCell& cell = table.rows[r][c];
      const bool text = std::holds_alternative<std::string>(cell);
      out += element("td", shownCell(table.columns[c], cell), text ? "" : " class=\"n\"");
    }
    out += "</tr>\n";
  }
  out += "</tbody></table></div>\n";
  if (rows < table.rows.size())
    out += element(
        "p", "The first " + std::to_string(rows) + " of " + std::to_string(table.rows.size()) + " rows.",
        " class=\"faint\"");
  return out;
}

std::string section(const ExportTable& table, const std::vector<std::string>& columns = {}) {
  if (table.rows.empty()) return {};
  return element("h2", table.title) + "\n" + tableHtml(withColumns(table, columns));
}

std::string designLink(const ExportSubject& subject) {
  const std::string text = writeDesign(subject.design());
  return "<p><a id=\"design\" download=\"design.loom\" href=\"data:application/json;base64," + base64(text) +
         "\">Save the design (.loom)</a> " +
         element("span", "SHA-256 " + subject.designHash, " class=\"faint\" id=\"design_hash\"") + "</p>\n";
}

std::string listOf(const char* id, const std::vector<std::string>& lines) {
  std::string out = std::string("<ul id=\"") + id + "\">\n";
  for (const std::string& line : lines) out += element("li", line) + "\n";
  return out + "</ul>\n";
}

}  // namespace

std::string base64(const std::string& bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += k <= count ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

Result<std::string> sharePage(const ExportSubject& subject) {
  FigureStyle style;
  style.widthMm = 183;
  style.heightMm = kTallestPage;  // a window scrolls
  style.fontPoints = 6.5;
  const Result<PageFigure> figure = figureOf(subject, style);
  if (!figure) return figure.error();
  const std::string title = headingOf(subject);
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n";
  for (const auto& [key, text] : provenanceOf(subject))
    out += "<meta name=\"" + key + "\" content=\"" + xmlText(text) + "\">\n";
  out += element("title", title + " — Lightloom") + "\n<style>" + kStyle + "</style></head>\n<body>\n";
  out += element("h1", title) + "\n" +
         element("p",
                 subtitleOf(subject) + " Laid out and simulated with " + programVersion() +
                     ". Point at a part to read what it is.",
                 " class=\"faint\"") +
         "\n";
  if (subject.run && subject.run->record.diverged)
    out += element("p", english(*subject.run->record.diverged) + " There are no figures of its network.",
                   " id=\"diverged\"") +
           "\n";
  out += designLink(subject) + inlineSvg(figure.value(), "figure-");
  out += section(headlineTable(subject), {"title", "text", "formula", "source"});
  out += section(publicationTable(subject));
  out += section(layersTable(subject)) + section(ledgerTable(subject), kLedgerColumns) +
         section(productsTable(subject), kProductColumns) + section(areaTable(subject), kAreaColumns);
  out += section(noiseTable(subject), {"noise", "enabled", "sigma", "share", "citation"}) +
         section(arraysTable(subject), kArrayColumns) + section(lightTable(subject), kLightColumns);
  out += section(checksTable(subject), {"severity", "part", "message", "remedy"});
  out += section(parametersTable(subject), {"path", "title", "shown", "provenance", "note"});
  out += section(billOfMaterials(subject), kPieceColumns);
  if (subject.curves()) out += section(shownCurves(subject));
  const std::span<const std::string_view> omitted = omissions();
  out += "<h2>What the model leaves out</h2>\n" + listOf("omissions", {omitted.begin(), omitted.end()});
  std::vector<std::string> sources;
  for (const CitedSource& source : sourcesOf(subject))
    sources.push_back(source.text + " — " + usesText(source));
  out += "<h2>Sources</h2>\n" + listOf("sources", sources);
  std::vector<std::string> lines;
  for (const auto& [key, text] : provenanceOf(subject)) lines.push_back(key + ": " + text);
  out += "<h2>Provenance</h2>\n" + listOf("provenance", lines);
  return out + "</body></html>\n";
}

}  // namespace lightloom::exports
