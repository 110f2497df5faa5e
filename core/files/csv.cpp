#include "files/csv.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "base/units.h"
#include "files/file_reader.h"

namespace lightloom::files {
namespace {

constexpr std::size_t kProbeLines = 20;
constexpr std::array kSeparators = {';', '\t', '|', ','};

bool isBlank(char c) {
  return c == ' ' || c == '\t';
}

bool isBlankLine(std::string_view line) {
  return std::all_of(line.begin(), line.end(), isBlank);
}

// Bytes of the line end that begins here, 0 where none does. Line feeds with any number of carriage returns
// before them are one line end; a carriage return alone is one, too.
std::size_t lineEndLength(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] != '\n' && text[at] != '\r')) return 0;
  std::size_t end = at;
  while (end < text.size() && text[end] == '\r') ++end;
  return end < text.size() && text[end] == '\n' ? end + 1 - at : 1;
}

std::string_view lineAt(std::string_view text, std::size_t at) {
  return text.substr(at, std::min(text.find_first_of("\r\n", at), text.size()) - at);
}

// Separators outside quotes. Of blanks, runs between words count.
std::size_t separatorsIn(std::string_view line, char separator) {
  std::size_t count = 0;
  bool quoted = false;
  if (separator == ' ') line = trimmedCell(line);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (quoted) continue;
    if (separator == ' ')
      count += isBlank(line[i]) && !isBlank(line[i - 1]);
    else
      count += line[i] == separator;
  }
  return count;
}

std::vector<std::string_view> firstLines(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < text.size() && out.size() < kProbeLines;) {
    const std::string_view line = lineAt(text, at);
    if (!isBlankLine(line)) out.push_back(line);
    at += line.size();
    at += lineEndLength(text, at);
  }
  return out;
}

// Lines that have the commonest number of this separator, which is at least one.
std::size_t evenLines(const std::vector<std::string_view>& lines, char separator) {
  std::vector<std::size_t> counts;
  for (const std::string_view line : lines) counts.push_back(separatorsIn(line, separator));
  std::size_t most = 0;
  for (const std::size_t count : counts)
    if (count > 0)
      most = std::max(most, static_cast<std::size_t>(std::count(counts.begin(), counts.end(), count)));
  return most;
}

// The separator that most lines have equally often; blanks only where they are the same in all lines, since
// they also stand within texts.
char probedSeparator(std::string_view text) {
  const std::vector<std::string_view> lines = firstLines(text);
  char best = 0;
  std::size_t most = 0;
  for (const char separator : kSeparators)
    if (const std::size_t even = evenLines(lines, separator); even > most) {
      best = separator;
      most = even;
    }
  if (best != 0) return best;
  return lines.size() > 1 && evenLines(lines, ' ') == lines.size() ? ' ' : ',';
}

// The separator that a spreadsheet has written into a line of its own ("sep=;").
std::optional<char> separatorLine(std::string_view line) {
  if (line.size() > 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
  if (line.size() != 5 || (line.substr(0, 4) != "sep=" && line.substr(0, 4) != "SEP=")) return std::nullopt;
  return line[4];
}

std::optional<Message> controlProblem(std::string_view text, const std::string& source) {
  // Old systems end a file with the control character 26.
  while (text.ends_with('\x1A')) text.remove_suffix(1);
  const auto isControl = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  };
  const auto found = std::find_if(text.begin(), text.end(), isControl);
  if (found == text.end()) return std::nullopt;
  return Message{
      "csv.control-character",
      LL_TEXT("%1, line %2: there is a control character (number %3), which no table has. Save the table "
              "again as text, or take the character out."),
      {source, static_cast<std::int64_t>(std::count(text.begin(), found, '\n') + 1), std::int64_t{*found}}};
}

// The fault of a table whose line ends no other program knows, so that it all lies in one line.
std::optional<Message> lineEndProblem(std::string_view text, const std::string& source) {
  if (text.find_first_of("\r\n") != std::string_view::npos) return std::nullopt;
  for (const auto& [end, name] : {std::pair{"\xC2\x85", "U+0085"}, std::pair{"\xE2\x80\xA8", "U+2028"},
                                  std::pair{"\xE2\x80\xA9", "U+2029"}})
    if (text.find(end) != std::string_view::npos)
      return Message{"csv.line-ends",
                     LL_TEXT("The lines of %1 end with the character %2, which tables do not use. Save it "
                             "again with ordinary line ends."),
                     {source, std::string(name)}};
  return std::nullopt;
}

// The keys that say a style, as they stand in JSON.
std::string keysOf(const NumberStyle& style) {
  std::string out;
  if (style.decimalComma) out = "\"decimal_comma\": true";
  if (!style.decimalComma && !style.thousands) out = "\"decimal_comma\": false";
  if (!style.thousands) return out;
  if (!out.empty()) out += ", ";
  return out + "\"thousands\": \"" + *style.thousands + '"';
}

}  // namespace

std::string shownCell(std::string_view text) {
  constexpr std::size_t kMost = 40;
  if (text.size() <= kMost) return std::string(text);
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string sidecarName(const std::string& source) {
  const std::string file = fileName(source);
  const std::size_t dot = file.rfind('.');
  return (dot == std::string::npos || dot == 0 ? file : file.substr(0, dot)) + ".json";
}

std::string sidecarText(const std::string& keys) {
  return "{\"format\": \"lightloom-dataset\", \"version\": 1" + (keys.empty() ? keys : ", " + keys) + "}";
}

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
    while (m_text.ends_with('\x1A')) m_text.remove_suffix(1);
  }

  std::optional<Message> run() {
    while (m_text.substr(m_at, 3) == "\xEF\xBB\xBF") m_at += 3;
    takeFirstLine();
    takeComments();
    while (m_at < m_text.size() && row()) continue;
    if (!m_error && m_table.rows() == 0)
      fail("csv.no-rows", LL_TEXT("%1 holds no rows. Choose another file."));
    if (m_error) return m_error;
    dropEmptyColumns();
    NumberStyle& style = m_table.m_options.style;
    if (style.decimalComma && !style.thousands) style.commaProven = isProven(',');
    if (!m_options.styleSaid && !style.decimalComma) style.pointUnclear = mixesWholeAndGrouped();
    for (const std::string& word : m_options.missing)
      if (const CellReading read = readCell(word, style); read.kind == CellKind::Number)
        m_table.m_missingNumbers.push_back(read.value);
    findNumericColumns();
    return std::nullopt;
  }

 private:
  using Cell = CsvTable::Cell;

  bool fail(const char* id, const char* text, std::vector<MessageArgument> more = {}) {
    m_error = Message{id, text, {m_table.m_source, static_cast<std::int64_t>(m_line)}};
    for (MessageArgument& argument : more) m_error->arguments.push_back(std::move(argument));
    return false;
  }

  void takeFirstLine() {
    const std::string_view line = lineAt(m_text, m_at);
    const std::optional<char> said = separatorLine(line);
    if (said && m_options.separator == 0) m_table.m_options.separator = *said;
    if (!said && !m_options.firstLineIsOther) return;
    m_at += line.size();
    takeLineEnd();
  }

  // Lines with # before the table are comments; the last of them may hold the names.
  void takeComments() {
    std::size_t names = m_at, line = m_line;
    bool commented = false;
    while (m_at < m_text.size() && m_text[m_at] == '#') {
      commented = true;
      line = m_line;
      names = m_at + 1;
      m_at += lineAt(m_text, m_at).size();
      takeLineEnd();
    }
    char& separator = m_table.m_options.separator;
    if (separator == 0) separator = probedSeparator(m_text.substr(m_at));
    const std::size_t wanted = separatorsIn(lineAt(m_text, m_at), separator);
    if (!commented || wanted == 0 || separatorsIn(lineAt(m_text, names), separator) != wanted) return;
    m_at = names;
    m_line = line;
  }

  bool atLineEnd() const { return m_at >= m_text.size() || m_text[m_at] == '\n' || m_text[m_at] == '\r'; }

  void takeLineEnd() {
    m_at += lineEndLength(m_text, m_at);
    ++m_line;
  }

  bool atSeparator() const {
    return m_options.separator == ' ' ? isBlank(m_text[m_at]) : m_text[m_at] == m_options.separator;
  }

  void skipBlanks() {
    while (m_at < m_text.size() && isBlank(m_text[m_at]) && m_text[m_at] != m_options.separator) ++m_at;
    while (m_options.separator == ' ' && m_at < m_text.size() && isBlank(m_text[m_at])) ++m_at;
  }

  bool row() {
    if (const std::string_view line = lineAt(m_text, m_at); isBlankLine(line)) {
      m_at += line.size();
      takeLineEnd();
      return true;
    }
    const std::size_t firstLine = m_line, firstCell = m_table.m_cells.size();
    m_rowStart = m_at;
    skipBlanks();
    while (true) {
      if (!cell()) return false;
      if (m_options.separator == ' ') skipBlanks();
      if (atLineEnd()) break;
      if (m_options.separator != ' ') ++m_at;
    }
    takeLineEnd();
    return keepRow(firstCell, firstLine);
  }

  // Spreadsheets leave rows of nothing but separators, and separators behind the last column.
  bool keepRow(std::size_t firstCell, std::size_t line) {
    std::vector<Cell>& cells = m_table.m_cells;
    const auto begin = cells.begin() + static_cast<std::ptrdiff_t>(firstCell);
    const auto empty = [](const Cell& cell) { return cell.length == 0; };
    if (cells.size() - firstCell > 1 && std::all_of(begin, cells.end(), empty)) {
      cells.resize(firstCell);
      return true;
    }
    m_table.m_lines.push_back(line);
    if (m_table.m_columns == 0) m_table.m_columns = cells.size();
    std::size_t& columns = m_table.m_columns;
    while (cells.size() - firstCell > columns && empty(cells.back())) cells.pop_back();
    if (m_table.m_lines.size() == 2)
      while (columns > cells.size() - firstCell && empty(cells[columns - 1]) && firstCell == columns) {
        cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(--columns));
        --firstCell;
      }
    return checkRow(cells.size() - firstCell, line);
  }

  bool checkRow(std::size_t cells, std::size_t line) {
    const std::size_t now = m_line;
    m_line = line;
    if (cells != m_table.m_columns && m_table.m_lines.size() == 2)
      return fail(
          "csv.ragged",
          LL_TEXT("%1, line %2: the row has %3 cells, the first line of the table has %4. Correct one of "
                  "them, or the separator; or leave the first line out with %5 in %6."),
          {static_cast<std::int64_t>(cells), static_cast<std::int64_t>(m_table.m_columns),
           sidecarText("\"first_line\": \"other\""), sidecarName(m_table.m_source)});
    if (cells != m_table.m_columns)
      return fail(
          "csv.ragged",
          LL_TEXT("%1, line %2: the row has %3 cells, the rows before have %4. Correct the line, or the "
                  "separator."),
          {static_cast<std::int64_t>(cells), static_cast<std::int64_t>(m_table.m_columns)});
    if (m_table.m_cells.size() > std::min(m_options.cells, m_budget.items))
      return fail("csv.too-many",
                  LL_TEXT("%1, line %2: more than %3 cells, the most that this program reads."),
                  {static_cast<std::int64_t>(m_options.cells)});
    if ((m_table.m_lines.size() & 1023) == 0 && m_deadline.passed())
      return fail("csv.too-slow", LL_TEXT("%1 takes too long to read; reading stopped at line %2."));
    m_line = now;
    return true;
  }

  bool checkLength() {
    return m_at - m_rowStart <= m_options.lineLength ||
           fail("csv.line-too-long", LL_TEXT("%1, line %2 is longer than %3 bytes. Is this the right file?"),
                {static_cast<std::int64_t>(m_options.lineLength)});
  }

  bool cell() {
    std::size_t start = m_at;
    skipBlanks();
    if (m_at < m_text.size() && m_text[m_at] == '"') return quotedCell();
    while (!atLineEnd() && !atSeparator()) ++m_at;
    const std::string_view text = trimmedCell(m_text.substr(start, m_at - start));
    start = text.empty() ? start : static_cast<std::size_t>(text.data() - m_text.data());
    m_table.m_cells.push_back({start, text.size(), false});
    return checkLength();
  }

  bool badQuote(std::size_t line) {
    m_line = line;
    return fail(
        "csv.bad-quote",
        LL_TEXT("%1, line %2: a quoted text is not closed, or something follows its closing quote. Correct "
                "the line."));
  }

  bool quotedCell() {
    std::string& out = m_table.m_unquoted;
    const std::size_t begin = out.size(), firstLine = m_line;
    ++m_at;
    while (true) {
      if (m_at >= m_text.size()) return badQuote(firstLine);
      if (lineEndLength(m_text, m_at) > 0 && (m_text[m_at] == '\n' || m_text.substr(m_at, 2) != "\r\n"))
        ++m_line;
      const char c = m_text[m_at++];
      if (c == '"' && m_at < m_text.size() && m_text[m_at] == '"')
        ++m_at;
      else if (c == '"')
        break;
      out += c;
      if (!checkLength()) return false;
    }
    const std::string_view text = trimmedCell(std::string_view(out).substr(begin));
    const std::size_t first = text.empty() ? begin : static_cast<std::size_t>(text.data() - out.data());
    m_table.m_cells.push_back({first, text.size(), true});
    if (m_options.separator != ' ') skipBlanks();
    return atLineEnd() || atSeparator() || badQuote(m_line);
  }

  std::string_view textOf(const Cell& cell) const {
    return std::string_view(cell.unquoted ? m_table.m_unquoted : m_table.m_text)
        .substr(cell.begin, cell.length);
  }

  // Columns at the end in which nothing stands, not even a name.
  void dropEmptyColumns() {
    std::vector<Cell>& cells = m_table.m_cells;
    const std::size_t rows = m_table.rows(), columns = m_table.m_columns;
    std::size_t kept = columns;
    const auto isEmpty = [&](std::size_t column) {
      for (std::size_t row = 0; row < rows; ++row)
        if (cells[row * columns + column].length > 0) return false;
      return true;
    };
    while (kept > 1 && isEmpty(kept - 1)) --kept;
    if (kept == columns) return;
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t column = 0; column < kept; ++column)
        cells[row * kept + column] = cells[row * columns + column];
    cells.resize(rows * kept);
    m_table.m_columns = kept;
  }

  bool isProven(char decimal) const {
    return std::any_of(m_table.m_cells.begin(), m_table.m_cells.end(), [&](const Cell& cell) {
      const std::string_view text = textOf(cell);
      return text.find(decimal) != std::string_view::npos &&
             decimalEvidence(text, decimal) == DecimalEvidence::Proof;
    });
  }

  // Only columns that hold a word for no value need to be known as numeric.
  void findNumericColumns() {
    const std::size_t columns = m_table.m_columns;
    std::vector<bool> wordy(columns);
    for (std::size_t i = 0; i < m_table.m_cells.size(); ++i)
      if (!wordy[i % columns]) wordy[i % columns] = isNumberless(textOf(m_table.m_cells[i]));
    std::vector<bool> numeric(columns);
    for (std::size_t column = 0; column < columns; ++column)
      numeric[column] = wordy[column] && holdsNumbers(column);
    m_table.m_numeric = std::move(numeric);
  }

  bool holdsNumbers(std::size_t column) const {
    std::size_t numbers = 0, texts = 0;
    for (std::size_t row = 0; row < m_table.rows(); ++row) {
      const std::string_view text = m_table.cell(row, column);
      const CellKind kind = readCell(text, m_options.style).kind;
      numbers += kind == CellKind::Number || kind == CellKind::NearNumber;
      texts += kind == CellKind::Text && !isNumberless(text);
    }
    return numbers > texts;
  }

  // A column of 900 and 1.011, where no cell of the table shows that points are decimal ones.
  bool mixesWholeAndGrouped() const {
    std::vector<bool> grouped(m_table.m_columns), whole(m_table.m_columns);
    bool any = false;
    for (std::size_t i = 0; i < m_table.m_cells.size(); ++i) {
      const std::string_view text = textOf(m_table.m_cells[i]);
      if (text.find('.') == std::string_view::npos) continue;
      const DecimalEvidence found = decimalEvidence(text, '.');
      if (found == DecimalEvidence::Proof) return false;
      if (found == DecimalEvidence::Unclear) any = grouped[i % m_table.m_columns] = true;
    }
    for (std::size_t i = 0; any && i < m_table.m_cells.size(); ++i)
      if (const std::size_t column = i % m_table.m_columns; grouped[column] && !whole[column])
        whole[column] = decimalEvidence(textOf(m_table.m_cells[i]), '.') == DecimalEvidence::Whole &&
                        i >= m_table.m_columns;
    return std::find(whole.begin(), whole.end(), true) != whole.end();
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

CellReading CsvTable::reading(std::size_t row, std::size_t column) const {
  const std::string_view text = cell(row, column);
  const CellReading read = readCell(text, m_options.style);
  const auto isOneOf = [](const auto& list, const auto& wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
  };
  const bool missing =
      (m_numeric[column] && read.kind == CellKind::Text && isNumberless(text)) ||
      (!m_options.missing.empty() && isOneOf(m_options.missing, trimmedCell(text))) ||
      (!m_missingNumbers.empty() && read.kind == CellKind::Number && isOneOf(m_missingNumbers, read.value));
  return missing ? CellReading{CellKind::Missing, 0, CellFault::None} : read;
}

namespace {

struct FaultText {
  CellFault fault;
  const char* text;
};

// In the order of CellFault, without OtherStyle, which has remedies of its own.
constexpr std::array kFaultTexts = {
    FaultText{CellFault::None,
              LL_TEXT("%1, line %2, column %3: “%4” is not a number. Correct the cell, or take the column "
                      "out of the table.")},
    FaultText{CellFault::NotFinite,
              LL_TEXT("%1, line %2, column %3: “%4” is not a finite number. Correct the cell, or take the "
                      "column out of the table.")},
    FaultText{CellFault::TwoSigns,
              LL_TEXT("%1, line %2, column %3: “%4” is a number with two signs. Take one of them out.")},
    FaultText{CellFault::Sign,
              LL_TEXT("%1, line %2, column %3: in “%4” a sign stands beside the digits. Take it out of the "
                      "whole column, and write the bare numbers.")},
    FaultText{CellFault::Date,
              LL_TEXT("%1, line %2, column %3: “%4” looks like a date or a time. Write it as a number, such "
                      "as days from a start, or take the column out of the table.")},
};

Message otherStyle(const std::vector<OtherReading>& readings, std::vector<MessageArgument> arguments) {
  const std::string source = std::get<std::string>(arguments.front());
  for (const OtherReading& reading : readings) {
    arguments.emplace_back(shortestNumber(reading.value));
    arguments.emplace_back(sidecarText(keysOf(reading.style)));
  }
  arguments.emplace_back(sidecarName(source));
  if (readings.size() > 1)
    return {"csv.unclear-number",
            LL_TEXT("%1, line %2, column %3: “%4” may be %5 or %7. Say which in %9, the JSON file beside the "
                    "table: %6 makes it %5, and %8 makes it %7."),
            std::move(arguments)};
  const bool thousands = readings.front().style.thousands.has_value();
  return {thousands ? "csv.thousands" : "csv.decimal-comma",
          LL_TEXT("%1, line %2, column %3: “%4” is no number in the way in which the table is said to be "
                  "written. It is %5 with %6 in %7, the JSON file beside the table."),
          std::move(arguments)};
}

}  // namespace

// Those of different value. A style that reads the rest of the table, too, takes precedence over others.
std::vector<OtherReading> CsvTable::otherReadings(std::string_view text) const {
  constexpr std::size_t kMostCells = 200'000;
  const auto readsAll = [&](const OtherReading& other) {
    const std::size_t count = std::min(m_cells.size(), kMostCells);
    return std::all_of(
        m_cells.begin(), m_cells.begin() + static_cast<std::ptrdiff_t>(count), [&](const Cell& cell) {
          const std::string_view held =
              std::string_view(cell.unquoted ? m_unquoted : m_text).substr(cell.begin, cell.length);
          return readCell(held, other.style).fault != CellFault::OtherStyle;
        });
  };
  const std::vector<OtherReading> all = lightloom::files::otherReadings(text);
  std::vector<OtherReading> fitting, out;
  std::copy_if(all.begin(), all.end(), std::back_inserter(fitting), readsAll);
  for (const OtherReading& reading : fitting.empty() ? all : fitting) {
    const auto same = [&](const OtherReading& other) { return other.value == reading.value; };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(reading);
  }
  return out;
}

Result<double> CsvTable::number(std::size_t row, std::size_t column) const {
  const CellReading read = reading(row, column);
  if (read.kind == CellKind::Number) return read.value;
  const std::string_view text = cell(row, column);
  std::vector<MessageArgument> place = {m_source, static_cast<std::int64_t>(m_lines[row]),
                                        static_cast<std::int64_t>(column + 1), shownCell(text)};
  if (read.kind == CellKind::Missing)
    return Message{
        "csv.missing",
        LL_TEXT("%1, line %2, column %3: there is no value (“%4”). Fill it in, or leave the row out."),
        std::move(place)};
  if (read.fault == CellFault::OtherStyle) return otherStyle(otherReadings(text), std::move(place));
  return Message{"csv.not-a-number", kFaultTexts[static_cast<std::size_t>(read.fault)].text,
                 std::move(place)};
}

Result<CsvTable> readCsv(std::string_view text, const std::string& source, const CsvOptions& options,
                         const LoadBudget& budget) {
  if (std::optional<Message> problem = textProblem(text, source, budget)) return *problem;
  if (std::optional<Message> problem = controlProblem(text, source)) return *problem;
  if (std::optional<Message> problem = lineEndProblem(text, source)) return *problem;
  CsvTable table;
  if (std::optional<Message> error = CsvParser(table, text, source, options, budget).run()) return *error;
  return table;
}

std::string csvField(std::string_view text, char separator) {
  if (text.find_first_of(std::string("\"\n\r") + separator) == std::string_view::npos)
    return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace lightloom::files
