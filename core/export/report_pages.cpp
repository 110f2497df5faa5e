#include "export/report_pages.h"

#include <algorithm>
#include <numeric>

#include "export/bench_figure.h"
#include "export/internal/callouts.h"
#include "export/internal/citations.h"
#include "export/internal/curves_figure.h"
#include "report/omissions.h"

namespace lightloom::exports {
namespace {

constexpr double kPageWidth = 210, kPageHeight = 297, kMargin = 18;  // mm
constexpr double kWidth = kPageWidth - 2 * kMargin, kBottom = kPageHeight - kMargin;
constexpr double kBody = 9, kSmall = 7, kHeading = 12, kTitle = 18;  // pt
constexpr double kCellPad = 1.2;                                     // mm
constexpr std::size_t kMostRowsOnPage = 400;                         // of a table; the CSV has all

double lineOf(double points) {
  return points * kMmPerPoint * 1.25;
}

/// Words, tables and figures one under the other, over as many pages as it takes.
class PageFlow {
 public:
  explicit PageFlow(std::string title) : m_title(std::move(title)) { newPage(); }

  void gap(double mm) { m_y += mm; }

  void words(const std::string& text, double points, const char* colour = ink::kText) {
    lines(text, points, false, colour, {PageRole::Paragraph, next("p"), {}});
  }

  void title(const std::string& text) {
    lines(text, kTitle, true, ink::kText, {PageRole::Title, next("title"), {}});
  }

  /// A heading stays with at least `following` mm of what comes after it.
  void heading(const std::string& text, double following = 18) {
    makeRoom(6 + lineOf(kHeading) + following);
    if (m_y > kMargin) gap(5);
    lines(text, kHeading, true, ink::kText, {PageRole::Heading, next("heading"), {}});
    gap(1);
  }

  void figure(const PageFigure& figure) {
    makeRoom(figure.heightMm);
    PageFigure& page = m_pages.back();
    place(page, figure, kMargin + (kWidth - figure.widthMm) / 2, m_y);
    page.data.clear();
    m_y += figure.heightMm;
  }

  void table(const ExportTable& table);

  std::vector<PageFigure> finish(const std::string& footer) {
    for (std::size_t i = 0; i < m_pages.size(); ++i) {
      PageGroup& group = m_pages[i].group("footer");
      const double y = kPageHeight - 9;
      group.marks.push_back(
          PageText{{kMargin, y}, footer, kSmall, TextAnchor::Start, false, false, ink::kFaint});
      group.marks.push_back(PageText{{kPageWidth - kMargin, y},
                                     std::to_string(i + 1) + " / " + std::to_string(m_pages.size()),
                                     kSmall,
                                     TextAnchor::End,
                                     false,
                                     false,
                                     ink::kFaint});
    }
    return std::move(m_pages);
  }

 private:
  using Cell = std::vector<std::string>;  // lines

  void newPage() {
    PageFigure page;
    page.title = m_title;
    page.widthMm = kPageWidth;
    page.heightMm = kPageHeight;
    m_pages.push_back(std::move(page));
    m_y = kMargin;
  }
  void makeRoom(double height) {
    if (m_y + height > kBottom && m_y > kMargin) newPage();
  }
  std::string next(const char* kind) { return kind + std::to_string(++m_elements); }

  // Marks that follow each other in one element of a page form one group.
  void add(PageMark mark, const PageTag& tag = {}) {
    std::vector<PageGroup>& groups = m_pages.back().groups;
    const bool goesOn = !groups.empty() && groups.back().tag.role == tag.role &&
                        groups.back().tag.element == tag.element && groups.back().tag.row == tag.row &&
                        groups.back().tag.column == tag.column;
    if (!goesOn) groups.push_back({{}, {}, {}, tag});
    groups.back().marks.push_back(std::move(mark));
  }

  void lines(const std::string& text, double points, bool bold, const char* colour, const PageTag& tag) {
    // Bold words are wider than `wrapped` takes them for.
    const double width = bold ? kWidth * 0.85 : kWidth;
    for (const std::string& line : wrapped(text, width, points)) {
      makeRoom(lineOf(points));
      PageText mark{{kMargin, m_y + points * kMmPerPoint}, line, points};
      mark.bold = bold;
      mark.colour = colour;
      add(std::move(mark), tag);
      m_y += lineOf(points);
    }
  }

  void rule(double width, const char* colour) {
    add(pageLine({kMargin, m_y}, {kMargin + kWidth, m_y}, {colour, "", width, {}, 1}));
  }
  void row(const std::vector<Cell>& cells, const std::vector<double>& widths,
           const std::vector<bool>& numeric, const PageTag& tag);

  std::string m_title;
  int m_elements = 0;
  std::vector<PageFigure> m_pages;
  double m_y = kMargin;
};

double longestWord(const std::string& text, bool bold) {
  constexpr double kMost = 34;
  double out = 0;
  for (const std::string& word : wrapped(text, 0, kSmall))
    out = std::max(out, textWidthMm(word, kSmall, bold));
  return std::min(kMost, out) + 2 * kCellPad;
}

// Columns are as wide as their contents; where that is too much the widest give way, down to their longest
// word.
std::vector<double> columnWidths(const std::vector<std::vector<std::string>>& rows, std::size_t columns) {
  std::vector<double> out(columns, 0), least(columns, 0);
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < columns; ++c) {
      out[c] = std::max(out[c], textWidthMm(rows[r][c], kSmall, r == 0) + 2 * kCellPad + 0.1);
      least[c] = std::max(least[c], longestWord(rows[r][c], r == 0));
    }
  const auto total = [&] { return std::accumulate(out.begin(), out.end(), 0.0); };
  while (total() > kWidth) {
    std::size_t widest = 0;
    for (std::size_t c = 1; c < columns; ++c)
      if (out[c] - least[c] > out[widest] - least[widest]) widest = c;
    if (out[widest] <= least[widest]) break;
    out[widest] = std::max(least[widest], out[widest] - std::max(0.5, 0.2 * (total() - kWidth)));
  }
  const double spare = (kWidth - total()) / static_cast<double>(columns);
  for (double& width : out) width += std::clamp(spare, 0.0, 8.0);
  return out;
}

// Words that are longer than a column are cut into pieces.
std::vector<std::string> cellLines(const std::string& text, double width, bool bold) {
  std::vector<std::string> out;
  const double room = (width - 2 * kCellPad) / (bold ? 1.12 : 1);
  for (std::string line : wrapped(text, room, kSmall)) {
    while (textWidthMm(line, kSmall) > room && line.size() > 4) {
      std::size_t keep = line.size() - 1;
      const auto inside = [&](std::size_t at) {
        return (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80;
      };
      while (keep > 1 && (inside(keep) || textWidthMm(line.substr(0, keep), kSmall) > room)) --keep;
      out.push_back(line.substr(0, keep));
      line.erase(0, keep);
    }
    out.push_back(line);
  }
  return out;
}

void PageFlow::row(const std::vector<Cell>& cells, const std::vector<double>& widths,
                   const std::vector<bool>& numeric, const PageTag& tag) {
  const bool bold = tag.row == 0;
  double x = kMargin;
  std::size_t lines = 1;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    lines = std::max(lines, cells[c].size());
    for (std::size_t i = 0; i < cells[c].size(); ++i) {
      PageText mark{{numeric[c] ? x + widths[c] - kCellPad : x + kCellPad,
                     m_y + 0.8 + kSmall * kMmPerPoint + lineOf(kSmall) * static_cast<double>(i)},
                    cells[c][i],
                    kSmall,
                    numeric[c] ? TextAnchor::End : TextAnchor::Start,
                    bold};
      PageTag cell = tag;
      cell.column = static_cast<int>(c);
      add(std::move(mark), cell);
    }
    x += widths[c];
  }
  m_y += lineOf(kSmall) * static_cast<double>(lines) + 1.2;
}

void PageFlow::table(const ExportTable& table) {
  const std::size_t columns = table.columns.size();
  const std::size_t count = std::min(kMostRowsOnPage, table.rows.size());
  std::vector<std::vector<std::string>> rows(1);
  std::vector<bool> numeric(columns, true);
  for (const std::string& column : table.columns) rows[0].push_back(columnTitle(column));
  for (std::size_t r = 0; r < count; ++r) {
    rows.emplace_back();
    for (std::size_t c = 0; c < columns; ++c) {
      rows.back().push_back(shownCell(table.columns[c], table.rows[r][c]));
      if (std::holds_alternative<std::string>(table.rows[r][c])) numeric[c] = false;
    }
  }
  const std::vector<double> widths = columnWidths(rows, columns);
  const auto cellsOf = [&](std::size_t r) {
    std::vector<Cell> out;
    for (std::size_t c = 0; c < columns; ++c) out.push_back(cellLines(rows[r][c], widths[c], r == 0));
    return out;
  };
  const auto heightOf = [&](const std::vector<Cell>& cells) {
    std::size_t lines = 1;
    for (const Cell& cell : cells) lines = std::max(lines, cell.size());
    return lineOf(kSmall) * static_cast<double>(lines) + 1.2;
  };
  const std::vector<Cell> head = cellsOf(0);
  PageTag tag{PageRole::Table, next("table"), {}};
  const auto addHead = [&](const PageTag& as) {
    row(head, widths, numeric, as);
    rule(0.3, ink::kSurface);
  };
  makeRoom(heightOf(head) + 2 * lineOf(kSmall));
  addHead(tag);
  for (std::size_t r = 1; r < rows.size(); ++r) {
    const std::vector<Cell> cells = cellsOf(r);
    if (m_y + heightOf(cells) > kBottom) {
      newPage();
      addHead({});  // said once, seen again
    }
    tag.row = static_cast<int>(r);
    row(cells, widths, numeric, tag);
    rule(0.1, ink::kPale);
  }
  if (count < table.rows.size())
    words("The first " + std::to_string(count) + " of " + std::to_string(table.rows.size()) +
              " rows; the tables as CSV have all.",
          kSmall, ink::kFaint);
}

void addSection(PageFlow& flow, const ExportTable& table, const std::vector<std::string>& columns = {}) {
  if (table.rows.empty()) return;
  flow.heading(table.title);
  flow.table(withColumns(table, columns));
}

// Every headline number is a claim: with its range where it has one, its formula and its source.
void addClaims(PageFlow& flow, const ExportSubject& subject) {
  flow.heading("Results, with range and source");
  flow.table(withColumns(headlineTable(subject), {"title", "text", "formula", "source"}));
}

void addTraining(PageFlow& flow, const ExportSubject& subject) {
  if (!subject.curves())
    return flow.words("The network is not trained: figures are those of its first weights.", kBody);
  if (const auto& reason = subject.run->record.diverged)
    flow.words(english(*reason) + " There are no figures of its network.", kBody);
  ExportTable last = shownCurves(subject);
  if (last.rows.empty()) return;
  last.rows = {last.rows.back()};
  flow.heading("Training, last point");
  flow.table(withColumns(last, {"epoch", "step", "loss", "train_accuracy", "test_accuracy",
                                "ideal_test_accuracy", "train_r2", "test_r2", "ideal_test_r2", "emitted_W",
                                "detected_W", "J_per_op", "phase_error_rad", "worst_phase_error_rad"}));
}

// Row by row, so that a page may end between any two of them.
void addFigures(PageFlow& flow, const ExportSubject& subject) {
  FigureStyle style;
  style.widthMm = kWidth;
  style.fontPoints = 7;
  int panel = 0;
  std::vector<PageFigure> rows = benchRows(subject, style, 0, panel).rows;
  if (subject.run)
    for (PageFigure& row : curveRows(subject, style, {}, panel)) rows.push_back(std::move(row));
  for (const PageFigure& row : rows) {
    flow.gap(kFigureRowGap);
    flow.figure(row);
  }
}

}  // namespace

std::vector<PageFigure> reportPages(const ExportSubject& subject) {
  PageFlow flow(headingOf(subject));
  flow.title(headingOf(subject));
  flow.words(subtitleOf(subject), kBody, ink::kFaint);
  for (const auto& [key, text] : provenanceOf(subject)) flow.words(key + ": " + text, kSmall, ink::kFaint);
  addFigures(flow, subject);
  addClaims(flow, subject);
  addTraining(flow, subject);
  addSection(flow, publicationTable(subject));
  addSection(flow, layersTable(subject));
  addSection(flow, ledgerTable(subject), kLedgerColumns);
  addSection(flow, productsTable(subject), kProductColumns);
  addSection(flow, areaTable(subject), kAreaColumns);
  addSection(flow, leadsTable(subject), kLeadColumns);
  addSection(flow, processorsTable(), kProcessorColumns);
  addSection(flow, noiseTable(subject), {"noise", "enabled", "sigma", "share", "citation"});
  addSection(flow, arraysTable(subject), kArrayColumns);
  addSection(flow, lightTable(subject), kLightColumns);
  addSection(flow, checksTable(subject), {"severity", "part", "message", "remedy"});
  addSection(flow, billOfMaterials(subject), kPieceColumns);
  addSection(flow, parametersTable(subject), {"path", "shown", "provenance", "note"});
  flow.heading("What the model leaves out");
  for (const std::string_view omission : omissions()) flow.words("• " + std::string(omission), kSmall + 1);
  flow.heading("Sources");
  for (const CitedSource& source : sourcesOf(subject)) {
    flow.words("• " + source.text, kSmall + 1);
    flow.words("   " + usesText(source), kSmall, ink::kFaint);
  }
  return flow.finish(headingOf(subject) + ", design " + subject.designHash.substr(0, 12));
}

}  // namespace lightloom::exports
