#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "datasets/dataset_descriptor.h"
#include "files/csv.h"
#include "rooms.h"

namespace lightloom::datasets {

/// The role of every column of a table. It is decided in this one place.
struct TableColumns {
  std::size_t first = 0;          ///< row of the first sample: 1 below a line of names, else 0
  std::vector<std::size_t> rows;  ///< of the samples
  std::vector<std::size_t> inputs, targets;
  std::optional<std::size_t> split;
  bool classes = false;  ///< the target is a class, not a quantity
  /// Remarks on what was decided by the look of the table and not by its descriptor, with the key that says
  /// otherwise.
  std::vector<Message> notes;
};

/// Decides what the descriptor leaves open by the look of the table:
/// - *names*: a first line without numbers, one that counts its columns from 0, or one whose numbers rise
///   (wavelengths) beside a text above numbers. Other lines of both are refused.
/// - *target*: the one column that is called label, target or class, else the last one, of those that are
///   neither ignored nor decide the split. Another column of its heading is refused.
/// - *task*: texts, and whole numbers of few different values that repeat, are classes; with `quantities`
///   numbers never are.
/// - *rows*: all; a cell without a value is refused unless the descriptor says what it means.
///
/// Errors, with line or column and the key that says otherwise: "dataset.too-small",
/// "dataset.first-line-unclear", "dataset.no-column", "dataset.two-columns",
/// "dataset.ignored-target", "dataset.no-inputs", "dataset.one-target", "dataset.missing-value",
/// "dataset.mixed-target", "dataset.labels-differ", "dataset.one-class" (the same in every row).
Result<TableColumns> tableColumns(const CsvTable& table, const DatasetDescriptor& descriptor,
                                  bool quantities);

/// “label” or “column 5” (from 1), as messages call a column.
std::string columnName(const CsvTable& table, const TableColumns& columns, std::size_t column);

/// A column as a descriptor calls it: its name in quotes, or its number from 0 where that is not its own.
std::string columnKey(const CsvTable& table, const TableColumns& columns, std::size_t column);

/// A label as it is compared: numbers by their value (1 and 1.0), whole ones to the last digit, texts to the
/// letter, "missing" for none.
std::string labelOf(std::string_view cell, const CellReading& read);
std::string labelOf(const CsvTable& table, std::size_t row, std::size_t column);

}  // namespace lightloom::datasets
