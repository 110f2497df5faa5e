#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "files/csv_cell.h"
#include "files/load_budget.h"
#include "rooms.h"

namespace lightloom::files {

struct CsvOptions {
  /// ',', ';', tab, '|', or ' ' for any run of blanks; 0 = told from the first lines.
  char separator = 0;
  NumberStyle style;
  bool styleSaid = false;         ///< somebody says how numbers are written; else 1.011 may be unclear
  bool firstLineIsOther = false;  ///< the first line is not part of the table
  /// Texts that stand for no value, beside the words that everybody uses; numbers are compared by their
  /// value.
  std::vector<std::string> missing{};
  std::size_t cells = 10'000'000;
  std::size_t lineLength = 1 << 20;
};

/// A table of texts, every row as long as the first. Cells are views into the table itself, which can be
/// moved.
class CsvTable {
 public:
  std::size_t rows() const { return m_columns == 0 ? 0 : m_cells.size() / m_columns; }
  std::size_t columns() const { return m_columns; }
  std::string_view cell(std::size_t row, std::size_t column) const;
  /// Line of the text on which a row starts, from 1.
  std::size_t line(std::size_t row) const { return m_lines[row]; }
  /// The content of a cell, see `readCell`. Words that stand for no value among numbers (`isNumberless`) do
  /// so in columns of which most other cells are numbers.
  CellReading reading(std::size_t row, std::size_t column) const;
  /// The cell as a finite number. Errors name line, column, what stands there and why it is none:
  /// "csv.missing", "csv.not-a-number", "csv.decimal-comma", "csv.thousands" (say how numbers are written),
  /// "csv.unclear-number" (1,011 may be two numbers).
  Result<double> number(std::size_t row, std::size_t column) const;
  /// What stands between the cells: as was said, else as was told from the first lines.
  char separator() const { return m_options.separator; }
  /// The name of the table in messages.
  const std::string& source() const { return m_source; }

 private:
  friend class CsvParser;
  std::vector<OtherReading> otherReadings(std::string_view text) const;
  struct Cell {
    std::size_t begin = 0, length = 0;
    bool unquoted = false;  ///< lies in m_unquoted: its quotes were taken off
  };
  std::string m_text, m_unquoted, m_source;
  std::vector<Cell> m_cells;
  std::vector<std::size_t> m_lines;
  std::size_t m_columns = 0;
  std::vector<bool> m_numeric{};  ///< columns of numbers with such words among them
  std::vector<double> m_missingNumbers{};
  CsvOptions m_options;
};

/// Reads separated text (RFC 4180 quotes; byte order mark, empty lines, any line ends, a first line "sep=;"
/// of a spreadsheet and empty columns at the end are allowed). Errors name line and column: those of
/// `textProblem`, "csv.control-character", "csv.line-ends", "csv.line-too-long", "csv.too-many",
/// "csv.ragged", "csv.bad-quote", "csv.no-rows", "csv.too-slow".
Result<CsvTable> readCsv(std::string_view text, const std::string& source, const CsvOptions& options = {},
                         const LoadBudget& budget = LoadBudget::data());

/// A cell as messages quote it: the beginning of a long one.
std::string shownCell(std::string_view text);

/// The JSON file beside a table that says how it is to be read ("own.json" for "own.csv"), and what it has to
/// hold to say `keys`, for remedies in messages.
std::string sidecarName(const std::string& source);
std::string sidecarText(const std::string& keys);

/// A text as a field of a table, after RFC 4180: in quotes where it has the separator, a quote or the end of
/// a line in it.
std::string csvField(std::string_view text, char separator = ',');

}  // namespace lightloom::files
