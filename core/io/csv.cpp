#include "io/csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "io/file_reader.h"

namespace lightloom {
namespace {

constexpr std::size_t kProbeLines = 20;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<double> plainNumber(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<double> commaNumber(std::string_view text) {
  std::string with(text);
  if (std::count(with.begin(), with.end(), ',') != 1 || with.find('.') != std::string::npos)
    return std::nullopt;
  std::replace(with.begin(), with.end(), ',', '.');
  return plainNumber(with);
}

std::string_view takeLine(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::size_t countOutsideQuotes(std::string_view line, char separator) {
  std::size_t count = 0;
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (c == separator && !quoted) ++count;
  }
  return count;
}

// The separator that stands equally often, and at least once, in every one of the first lines; else a comma.
char probedSeparator(std::string_view text) {
  for (const char separator : {';', '\t', ','}) {
    std::string_view rest = text;
    std::size_t expected = 0;
    bool even = true;
    for (std::size_t i = 0; i < kProbeLines && !rest.empty() && even; ++i) {
      const std::string_view line = takeLine(rest);
      if (trimmed(line).empty() || line == "\r") continue;
      const std::size_t count = countOutsideQuotes(line, separator);
      if (expected == 0) expected = count;
      even = count > 0 && count == expected;
    }
    if (even && expected > 0) return separator;
  }
  return ',';
}

}  // namespace

/// One pass over the text, quotes included.
class CsvParser {
 public:
  CsvParser(CsvTable& table, std::string_view text, const std::string& source, const CsvOptions& options,
            const LoadBudget& budget)
      : m_table(table), m_options(table.m_options), m_budget(budget), m_deadline(budget) {
    table.m_text = std::string(text);
    table.m_source = source;
    table.m_options = options;
    m_text = table.m_text;
  }

  std::optional<Message> run() {
    if (m_text.starts_with("\xEF\xBB\xBF")) m_at = 3;
    for (std::size_t i = 0; i < m_options.skipLines; ++i) skipLine();
    if (m_options.separator == 0) m_table.m_options.separator = probedSeparator(m_text.substr(m_at));
    while (m_at < m_text.size() && row()) continue;
    if (!m_error && m_table.rows() == 0)
      fail("csv.no-rows", LL_TEXT("error", "%1 holds no rows. Choose another file."));
    return m_error;
  }

 private:
  bool fail(const char* id, const char* text, std::vector<MessageArgument> more = {}) {
    m_error = Message{id, text, {m_table.m_source, static_cast<std::int64_t>(m_line)}};
    for (MessageArgument& argument : more) m_error->arguments.push_back(std::move(argument));
    return false;
  }

  void skipLine() {
    m_at = std::min(m_text.find('\n', m_at), m_text.size() - 1) + 1;
    ++m_line;
  }

  bool atLineEnd() const {
    return m_at >= m_text.size() || m_text[m_at] == '\n' || m_text.substr(m_at, 2) == "\r\n";
  }

  bool row() {
    const std::size_t lineEnd = std::min(m_text.find('\n', m_at), m_text.size());
    if (trimmed(m_text.substr(m_at, lineEnd - m_at)).empty() || m_text.substr(m_at, lineEnd - m_at) == "\r") {
      m_at = lineEnd + 1;
      ++m_line;
      return true;
    }
    const std::size_t firstLine = m_line, firstCell = m_table.m_cells.size();
    m_rowStart = m_at;
    while (true) {
      if (!cell()) return false;
      if (atLineEnd()) break;
      ++m_at;
    }
    m_at = std::min(m_text.find('\n', m_at), m_text.size()) + 1;
    m_table.m_lines.push_back(firstLine);
    const bool fine = checkRow(m_table.m_cells.size() - firstCell, firstLine);
    ++m_line;
    return fine;
  }

  bool checkRow(std::size_t cells, std::size_t line) {
    if (m_table.m_columns == 0) m_table.m_columns = cells;
    if (cells != m_table.m_columns) {
      m_line = line;
      return fail(
          "csv.ragged",
          LL_TEXT("error",
                  "%1, line %2: the row has %3 cells, the rows before have %4. Correct the line, or the "
                  "separator."),
          {static_cast<std::int64_t>(cells), static_cast<std::int64_t>(m_table.m_columns)});
    }
    if (m_table.m_cells.size() > std::min(m_options.cells, m_budget.items))
      return fail("csv.too-many",
                  LL_TEXT("error", "%1, line %2: more than %3 cells, the most that this program reads."),
                  {static_cast<std::int64_t>(m_options.cells)});
    if ((m_table.m_lines.size() & 1023) == 0 && m_deadline.passed())
      return fail("csv.too-slow", LL_TEXT("error", "%1 takes too long to read; reading stopped at line %2."));
    return true;
  }

  bool checkLength() {
    return m_at - m_rowStart <= m_options.lineLength ||
           fail("csv.line-too-long",
                LL_TEXT("error", "%1, line %2 is longer than %3 bytes. Is this the right file?"),
                {static_cast<std::int64_t>(m_options.lineLength)});
  }

  bool cell() {
    std::size_t start = m_at;
    while (m_at < m_text.size() && m_text[m_at] == ' ') ++m_at;
    if (m_at < m_text.size() && m_text[m_at] == '"') return quotedCell();
    while (!atLineEnd() && m_text[m_at] != m_options.separator) ++m_at;
    const std::string_view text = trimmed(m_text.substr(start, m_at - start));
    start = text.empty() ? start : static_cast<std::size_t>(text.data() - m_text.data());
    m_table.m_cells.push_back({start, text.size(), false});
    return checkLength();
  }

  bool badQuote() {
    return fail(
        "csv.bad-quote",
        LL_TEXT("error",
                "%1, line %2: a quoted text is not closed, or something follows its closing quote. Correct "
                "the line."));
  }

  bool quotedCell() {
    std::string& out = m_table.m_unquoted;
    const std::size_t begin = out.size();
    ++m_at;
    while (true) {
      if (m_at >= m_text.size()) return badQuote();
      const char c = m_text[m_at++];
      if (c == '"' && m_at < m_text.size() && m_text[m_at] == '"')
        ++m_at;
      else if (c == '"')
        break;
      if (c == '\n') ++m_line;
      out += c;
      if (!checkLength()) return false;
    }
    m_table.m_cells.push_back({begin, out.size() - begin, true});
    while (m_at < m_text.size() && m_text[m_at] == ' ') ++m_at;
    return atLineEnd() || m_text[m_at] == m_options.separator || badQuote();
  }

  CsvTable& m_table;
  std::string_view m_text;
  const CsvOptions& m_options;
  const LoadBudget& m_budget;
  Deadline m_deadline;
  std::size_t m_at = 0, m_rowStart = 0, m_line = 1;
  std::optional<Message> m_error;
};

std::string_view CsvTable::cell(std::size_t row, std::size_t column) const {
  const Cell& cell = m_cells[row * m_columns + column];
  return std::string_view(cell.unquoted ? m_unquoted : m_text).substr(cell.begin, cell.length);
}

bool CsvTable::isNumber(std::size_t row, std::size_t column) const {
  return number(row, column).ok();
}

Result<double> CsvTable::number(std::size_t row, std::size_t column) const {
  const std::string_view text = cell(row, column);
  const std::optional<double> comma = commaNumber(text);
  if (m_options.decimalComma && comma) return *comma;
  if (const std::optional<double> plain = plainNumber(text)) return *plain;
  const std::vector<MessageArgument> place = {m_source, static_cast<std::int64_t>(m_lines[row]),
                                              static_cast<std::int64_t>(column + 1),
                                              std::string(text.substr(0, 40))};
  if (comma)
    return Message{
        "csv.decimal-comma",
        LL_TEXT("error",
                "%1, line %2, column %3: “%4” looks like a number with a decimal comma. Say so with "
                "\"decimal_comma\": true in the JSON file beside it, or write decimal points."),
        place};
  return Message{
      "csv.not-a-number",
      LL_TEXT("error",
              "%1, line %2, column %3: “%4” is not a finite number. Correct the cell, or leave the "
              "column out."),
      place};
}

Result<CsvTable> readCsv(std::string_view text, const std::string& source, const CsvOptions& options,
                         const LoadBudget& budget) {
  if (std::optional<Message> problem = textProblem(text, source, budget)) return *problem;
  CsvTable table;
  if (std::optional<Message> error = CsvParser(table, text, source, options, budget).run()) return *error;
  return table;
}

}  // namespace lightloom
