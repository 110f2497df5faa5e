#include "export/internal/page_flow.h"

#include <algorithm>
#include <numeric>

#include "export/internal/callouts.h"

namespace lightloom::exports {
namespace {

using namespace a4;

constexpr double kHeading = 12, kTitle = 18;  // pt
constexpr double kCellPad = 1.2;              // mm
constexpr std::size_t kMostRowsOnPage = 400;  // of a table; the CSV has all

double lineOf(double points) {
  return points * kMmPerPoint * 1.25;
}

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
  while (total() > kTextWidth) {
    std::size_t widest = 0;
    for (std::size_t c = 1; c < columns; ++c)
      if (out[c] - least[c] > out[widest] - least[widest]) widest = c;
    if (out[widest] <= least[widest]) break;
    out[widest] = std::max(least[widest], out[widest] - std::max(0.5, 0.2 * (total() - kTextWidth)));
  }
  const double spare = (kTextWidth - total()) / static_cast<double>(columns);
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

}  // namespace

PageFlow::PageFlow(std::string title) : m_title(std::move(title)) {
  newPage();
}

void PageFlow::newPage() {
  PageFigure page;
  page.title = m_title;
  page.widthMm = kWidth;
  page.heightMm = kHeight;
  m_pages.push_back(std::move(page));
  m_y = kMargin;
}

void PageFlow::makeRoom(double height) {
  if (m_y + height > kBottom && m_y > kMargin) newPage();
}

void PageFlow::words(const std::string& text, double points, const char* colour) {
  lines(text, points, false, colour, {PageRole::Paragraph, next("p"), {}});
}

void PageFlow::title(const std::string& text) {
  lines(text, kTitle, true, ink::kText, {PageRole::Title, next("title"), {}});
}

void PageFlow::heading(const std::string& text, double following) {
  makeRoom(6 + lineOf(kHeading) + following);
  if (m_y > kMargin) gap(5);
  lines(text, kHeading, true, ink::kText, {PageRole::Heading, next("heading"), {}});
  gap(1);
}

void PageFlow::figure(const PageFigure& figure) {
  makeRoom(figure.heightMm);
  PageFigure& page = m_pages.back();
  place(page, figure, kMargin + (kTextWidth - figure.widthMm) / 2, m_y);
  page.data.clear();
  m_y += figure.heightMm;
}

std::vector<PageFigure> PageFlow::finish(const std::string& footer) {
  for (std::size_t i = 0; i < m_pages.size(); ++i) {
    PageGroup& group = m_pages[i].group("footer");
    const double y = kHeight - 9;
    group.marks.push_back(
        PageText{{kMargin, y}, footer, kSmall, TextAnchor::Start, false, false, ink::kFaint});
    group.marks.push_back(PageText{{kWidth - kMargin, y},
                                   std::to_string(i + 1) + " / " + std::to_string(m_pages.size()),
                                   kSmall,
                                   TextAnchor::End,
                                   false,
                                   false,
                                   ink::kFaint});
  }
  return std::move(m_pages);
}

// Marks that follow each other in one element of a page form one group.
void PageFlow::add(PageMark mark, const PageTag& tag) {
  std::vector<PageGroup>& groups = m_pages.back().groups;
  const bool goesOn = !groups.empty() && groups.back().tag.role == tag.role &&
                      groups.back().tag.element == tag.element && groups.back().tag.row == tag.row &&
                      groups.back().tag.column == tag.column;
  if (!goesOn) groups.push_back({{}, {}, {}, tag});
  groups.back().marks.push_back(std::move(mark));
}

void PageFlow::lines(const std::string& text, double points, bool bold, const char* colour,
                     const PageTag& tag) {
  // Bold words are wider than `wrapped` takes them for.
  const double width = bold ? kTextWidth * 0.85 : kTextWidth;
  for (const std::string& line : wrapped(text, width, points)) {
    makeRoom(lineOf(points));
    PageText mark{{kMargin, m_y + points * kMmPerPoint}, line, points};
    mark.bold = bold;
    mark.colour = colour;
    add(std::move(mark), tag);
    m_y += lineOf(points);
  }
}

void PageFlow::rule(double width, const char* colour) {
  add(pageLine({kMargin, m_y}, {kMargin + kTextWidth, m_y}, {colour, "", width, {}, 1}));
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

}  // namespace lightloom::exports
