#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "io/load_budget.h"

namespace lightloom {

struct CsvOptions {
  char separator = 0;         ///< ',', ';' or tab; 0 = told from the first lines
  bool decimalComma = false;  ///< numbers are written 3,14
  std::size_t skipLines = 0;  ///< lines at the start that are not part of the table
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
  bool isNumber(std::size_t row, std::size_t column) const;
  /// The cell as a finite number. Errors name line and column: "csv.not-a-number", "csv.decimal-comma".
  Result<double> number(std::size_t row, std::size_t column) const;

 private:
  friend class CsvParser;
  struct Cell {
    std::size_t begin = 0, length = 0;
    bool unquoted = false;  ///< lies in m_unquoted: its quotes were taken off
  };
  std::string m_text, m_unquoted, m_source;
  std::vector<Cell> m_cells;
  std::vector<std::size_t> m_lines;
  std::size_t m_columns = 0;
  CsvOptions m_options;
};

/// Reads comma-, semicolon- or tab-separated text (RFC 4180 quotes, byte order mark and empty lines allowed).
/// Errors name line and column: those of `textProblem`, "csv.line-too-long", "csv.too-many", "csv.ragged",
/// "csv.bad-quote", "csv.no-rows", "csv.too-slow".
Result<CsvTable> readCsv(std::string_view text, const std::string& source, const CsvOptions& options = {},
                         const LoadBudget& budget = LoadBudget::data());

}  // namespace lightloom
