#include "datasets/dataset_table.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include "base/json_writer.h"
#include "base/units.h"
#include "datasets/internal/dataset_columns.h"
#include "files/csv.h"
#include "files/file_reader.h"
#include "files/load_budget.h"

namespace lightloom::datasets {
namespace {

using Descriptor = DatasetDescriptor;

constexpr std::size_t kMostClasses = 4096;
constexpr std::size_t kMostListed = 8;
constexpr double kLargestNumber = 1e18;  // its square, summed, still is a float

/// Turns a table of texts into samples, once it is decided what its columns are.
class TableReader {
 public:
  TableReader(const CsvTable& table, const TableColumns& columns, const Descriptor& descriptor, Dataset& out)
      : m_table(table), m_columns(columns), m_descriptor(descriptor), m_out(out) {}

  std::optional<Message> read() {
    if (readInputs() && (m_columns.classes ? readClasses() : readQuantities()) && readSplit())
      return std::nullopt;
    return m_error;
  }

 private:
  bool fail(Message message) {
    m_error = std::move(message);
    return false;
  }

  std::size_t target() const { return m_columns.targets.front(); }

  bool number(std::size_t row, std::size_t column, double& out) {
    const Result<double> value = m_table.number(row, column);
    if (!value) return isInput(column) && isText(row, column) ? failText(row, column) : fail(value.error());
    out = value.value();
    if (std::fabs(out) <= kLargestNumber) return true;
    return fail({"dataset.too-large-number",
                 LL_TEXT("%1, line %2, column %3: %4 is too large to compute with. Give the column in a "
                         "larger unit, or correct the cell."),
                 {m_out.name, static_cast<std::int64_t>(m_table.line(row)),
                  static_cast<std::int64_t>(column + 1), shownCell(m_table.cell(row, column))}});
  }

  bool isInput(std::size_t column) const {
    return std::find(m_columns.inputs.begin(), m_columns.inputs.end(), column) != m_columns.inputs.end();
  }

  bool isText(std::size_t row, std::size_t column) const {
    const CellReading read = m_table.reading(row, column);
    return read.kind == CellKind::Text || read.fault == CellFault::Date;
  }

  bool failText(std::size_t row, std::size_t column) {
    return fail(
        {"dataset.text-input",
         LL_TEXT("%1, line %2: %3 is an input, but “%4” is not a number. Correct the cell, leave the column "
                 "out with %5, or, if it stands for no value, say so with %7, in %6."),
         {m_out.name, static_cast<std::int64_t>(m_table.line(row)), columnName(m_table, m_columns, column),
          shownCell(m_table.cell(row, column)),
          sidecarText("\"ignore\": [" + columnKey(m_table, m_columns, column) + "]"), sidecarName(m_out.name),
          sidecarText("\"missing\": \"drop\", \"missing_values\": [" +
                      jsonString(trimmedCell(m_table.cell(row, column))) + "]")}});
  }

  // Classes and quantities stand in plots and legends.
  bool failLongName(std::size_t row, std::size_t column) {
    return fail(
        {"dataset.long-name",
         LL_TEXT("%1, line %2: “%3” is too long to name a class or a quantity; a name has up to %4 bytes. "
                 "Shorten it, or name another \"target\" in %5."),
         {m_out.name, static_cast<std::int64_t>(m_table.line(row)), shownCell(m_table.cell(row, column)),
          static_cast<std::int64_t>(LoadBudget().nameLength), sidecarName(m_out.name)}});
  }

  // A heading that is too long to be shown beside a number is none.
  void nameInputs() {
    if (m_columns.first != 1) return;
    for (const std::size_t column : m_columns.inputs) {
      const std::string_view heading = m_table.cell(0, column);
      m_out.inputNames.push_back(heading.size() <= LoadBudget().nameLength
                                     ? std::string(heading)
                                     : "column " + std::to_string(column));
    }
  }

  bool readInputs() {
    m_out.features = static_cast<int>(m_columns.inputs.size());
    nameInputs();
    m_out.values.reserve(m_columns.rows.size() * m_columns.inputs.size());
    for (const std::size_t row : m_columns.rows)
      for (const std::size_t column : m_columns.inputs) {
        double value = 0;
        if (!number(row, column, value)) return false;
        m_out.values.push_back(static_cast<float>(value));
      }
    return true;
  }

  // Names of the classes in the order of their labels: numbers by value, texts by the alphabet.
  bool orderedClasses(std::vector<std::string>& out) {
    std::map<std::string, double> seen;
    bool numbers = true;
    for (const std::size_t row : m_columns.rows) {
      const CellReading read = m_table.reading(row, target());
      numbers &= read.kind == CellKind::Number;
      if (m_table.cell(row, target()).size() > LoadBudget().nameLength) return failLongName(row, target());
      seen.emplace(labelOf(m_table, row, target()), read.value);
      if (seen.size() > kMostClasses)
        return fail(
            {"dataset.too-many-classes",
             LL_TEXT("The target of “%1”, %2, has more than %3 different values, too many for classes. Name "
                     "another \"target\" in %4, or, where they are numbers, make it a regression (\"task\": "
                     "\"regression\")."),
             {m_out.name, columnName(m_table, m_columns, target()), static_cast<std::int64_t>(kMostClasses),
              sidecarName(m_out.name)}});
    }
    for (const auto& [label, value] : seen) out.push_back(label);
    if (numbers)
      std::stable_sort(out.begin(), out.end(),
                       [&](const auto& a, const auto& b) { return seen[a] < seen[b]; });
    return true;
  }

  // The class names of a descriptor are compared as cells are: "1.0" is the class 1.
  static std::string comparable(const std::string& label) {
    const CellReading read = readCell(label, {});
    return read.kind == CellKind::Number ? labelOf(label, read) : label;
  }

  // The names of a descriptor are the labels themselves, in an order of their own, or stand for the labels in
  // theirs. Nothing where they fit in neither way.
  std::optional<std::vector<std::string>> orderOf(const std::vector<std::string>& found) const {
    if (m_descriptor.classes.empty()) return found;
    std::vector<std::string> named;
    for (const std::string& label : m_descriptor.classes) named.push_back(comparable(label));
    const std::set<std::string> labels(found.begin(), found.end()), names(named.begin(), named.end());
    if (named.size() != found.size() || names.size() != named.size()) return std::nullopt;
    if (labels == names) return named;
    const bool partly = std::any_of(named.begin(), named.end(),
                                    [&](const std::string& name) { return labels.count(name) > 0; });
    return partly ? std::nullopt : std::optional(found);
  }

  bool readClasses() {
    std::vector<std::string> found;
    if (!orderedClasses(found)) return false;
    const std::optional<std::vector<std::string>> order = orderOf(found);
    if (!order) return failClasses(found);
    std::map<std::string, std::uint16_t, std::less<>> labels;
    for (std::size_t i = 0; i < order->size(); ++i)
      labels.emplace((*order)[i], static_cast<std::uint16_t>(i));
    for (const std::size_t row : m_columns.rows)
      m_out.labels.push_back(labels.at(labelOf(m_table, row, target())));
    m_out.classNames = m_descriptor.classes.empty() ? found : m_descriptor.classes;
    m_out.classes = static_cast<int>(order->size());
    return true;
  }

  static std::string listed(const std::vector<std::string>& labels) {
    std::string out;
    for (std::size_t i = 0; i < std::min(labels.size(), kMostListed); ++i)
      out += (i > 0 ? ", “" : "“") + shownCell(labels[i]) + "”";
    return labels.size() > kMostListed ? out + ", …" : out;
  }

  bool failClasses(const std::vector<std::string>& found) {
    return fail(
        {"dataset.classes-differ",
         LL_TEXT("The target of “%1”, %2, has %3 classes (%4), but \"classes\" in %5 gives %6 (%7), which do "
                 "not fit. Give each class once, by its label, or another name for each in the order of the "
                 "labels."),
         {m_out.name, columnName(m_table, m_columns, target()), static_cast<std::int64_t>(found.size()),
          listed(found), sidecarName(m_out.name), static_cast<std::int64_t>(m_descriptor.classes.size()),
          listed(m_descriptor.classes)}});
  }

  bool readQuantities() {
    m_out.targetCount = static_cast<int>(m_columns.targets.size());
    for (const std::size_t column : m_columns.targets) {
      if (m_columns.first == 1 && m_table.cell(0, column).size() > LoadBudget().nameLength)
        return failLongName(0, column);
      std::string name =
          m_columns.first == 1 ? std::string(m_table.cell(0, column)) : "column " + std::to_string(column);
      if (!m_descriptor.targetUnit.empty()) name += " (" + m_descriptor.targetUnit + ")";
      m_out.targetNames.push_back(name);
    }
    for (const std::size_t row : m_columns.rows)
      for (const std::size_t column : m_columns.targets) {
        double value = 0;
        if (!number(row, column, value)) return false;
        m_out.targets.push_back(static_cast<float>(value));
      }
    return true;
  }

  bool readSplit() {
    if (!m_columns.split) return true;
    for (std::size_t sample = 0; sample < m_columns.rows.size(); ++sample) {
      double value = 0;
      if (!number(m_columns.rows[sample], *m_columns.split, value)) return false;
      const bool test = value >= m_descriptor.testRange.first && value <= m_descriptor.testRange.second;
      (test ? m_out.test : m_out.train).push_back(static_cast<std::uint32_t>(sample));
    }
    return true;
  }

  const CsvTable& m_table;
  const TableColumns& m_columns;
  const Descriptor& m_descriptor;
  Dataset& m_out;
  std::optional<Message> m_error;
};

// Keys that concern the other task than the table's own have no effect, so the person who wrote them is told.
void noteIdleKeys(const Descriptor& descriptor, bool classes, Dataset& out) {
  if (!classes && !descriptor.classes.empty())
    out.notes.push_back(
        {"dataset.no-effect",
         LL_TEXT("%1: \"classes\" in %2 has no effect, since the target is a quantity. Take it "
                 "out, or make the values classes with %3."),
         {out.name, sidecarName(out.name), sidecarText("\"task\": \"classification\"")}});
  if (classes && !descriptor.targetUnit.empty())
    out.notes.push_back(
        {"dataset.no-effect",
         LL_TEXT("%1: \"target_unit\" in %2 has no effect, since the target names classes. Take "
                 "it out, or make the target a quantity with %3."),
         {out.name, sidecarName(out.name), sidecarText("\"task\": \"regression\"")}});
}

}  // namespace

Result<Descriptor> descriptorBeside(const std::string& path) {
  const std::filesystem::path sidecar = std::filesystem::path(path).replace_extension(".json");
  std::error_code error;
  if (sidecar == path || !std::filesystem::is_regular_file(sidecar, error)) return Descriptor();
  const Result<std::string> text = readFile(sidecar.string());
  if (!text) return text.error();
  return readDatasetDescriptor(text.value(), sidecar.filename().string());
}

CsvOptions csvOptions(const Descriptor& descriptor) {
  CsvOptions options;
  options.style = descriptor.numbers;
  options.styleSaid = descriptor.numbersSaid;
  options.separator = descriptor.separator;
  options.missing = descriptor.missingValues;
  options.firstLineIsOther = descriptor.firstLine == Descriptor::FirstLine::Other;
  return options;
}

std::optional<Message> takeTable(const CsvTable& table, const Descriptor& descriptor, bool quantities,
                                 Dataset& out) {
  Result<TableColumns> columns = tableColumns(table, descriptor, quantities);
  if (!columns) return columns.error();
  out.notes = std::move(columns.value().notes);
  noteIdleKeys(descriptor, columns.value().classes, out);
  return TableReader(table, columns.value(), descriptor, out).read();
}

std::optional<Message> readTable(const std::string& path, const Descriptor& descriptor, bool quantities,
                                 const LoadBudget& budget, Dataset& out) {
  const Result<std::string> text = readFile(path, budget);
  if (!text) return text.error();
  const Result<CsvTable> table = readCsv(text.value(), fileName(path), csvOptions(descriptor), budget);
  if (!table) return table.error();
  return takeTable(table.value(), descriptor, quantities, out);
}

}  // namespace lightloom::datasets
