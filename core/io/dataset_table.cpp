#include "io/dataset_table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "io/csv.h"
#include "io/file_reader.h"

namespace lightloom {
namespace {

using Descriptor = DatasetDescriptor;

constexpr std::size_t kMostClasses = 4096;
// Whole numbers with more different values are a quantity, not a class.
constexpr std::size_t kToldClasses = 64;
constexpr std::size_t kFewestSamples = 4;
constexpr double kLargestNumber = 1e18;  // its square, summed, still is a float

/// Turns a table of texts into samples, guided by the descriptor.
class TableReader {
 public:
  TableReader(const CsvTable& table, const Descriptor& descriptor, Dataset& out)
      : m_table(table), m_descriptor(descriptor), m_out(out) {}

  std::optional<Message> read() {
    findHeader();
    if (!findColumns() || !readInputs() || !readTargets() || !readSplit()) return m_error;
    return std::nullopt;
  }

 private:
  bool fail(Message message) {
    m_error = std::move(message);
    return false;
  }

  // A first line without any number in front of the target is a line of names.
  void findHeader() {
    bool names = m_descriptor.firstLine == Descriptor::FirstLine::Names;
    if (m_descriptor.firstLine == Descriptor::FirstLine::Told) {
      names = true;
      for (std::size_t column = 0; column + 1 < m_table.columns(); ++column)
        names &= !m_table.isNumber(0, column);
    }
    m_first = names ? 1 : 0;
  }

  std::size_t samples() const { return m_table.rows() - m_first; }

  std::optional<std::size_t> column(const std::string& name) const {
    if (m_first == 1)
      for (std::size_t i = 0; i < m_table.columns(); ++i)
        if (m_table.cell(0, i) == name) return i;
    const bool digits =
        !name.empty() && name.size() < 9 && name.find_first_not_of("0123456789") == std::string::npos;
    const std::size_t index = digits ? std::stoul(name) : m_table.columns();
    return index < m_table.columns() ? std::optional(index) : std::nullopt;
  }

  bool findColumn(const std::string& name, std::vector<std::size_t>& out) {
    const std::optional<std::size_t> found = column(name);
    if (!found)
      return fail(
          {"dataset.no-column",
           LL_TEXT("error", "The data set “%1” has no column “%2”. Correct the name in its JSON file."),
           {m_out.name, name}});
    out.push_back(*found);
    return true;
  }

  bool findColumns() {
    if (samples() < kFewestSamples)
      return fail(
          {"dataset.too-small",
           LL_TEXT("error", "The data set “%1” has %2 samples; at least %3 are needed. Choose a larger one."),
           {m_out.name, static_cast<std::int64_t>(samples()), static_cast<std::int64_t>(kFewestSamples)}});
    std::vector<std::size_t> ignored, split;
    for (const std::string& name : m_descriptor.targets)
      if (!findColumn(name, m_targets)) return false;
    for (const std::string& name : m_descriptor.ignored)
      if (!findColumn(name, ignored)) return false;
    if (!m_descriptor.splitColumn.empty() && !findColumn(m_descriptor.splitColumn, split)) return false;
    if (m_targets.empty()) m_targets.push_back(m_table.columns() - 1);
    m_split = split.empty() ? std::nullopt : std::optional(split.front());
    ignored.insert(ignored.end(), m_targets.begin(), m_targets.end());
    ignored.insert(ignored.end(), split.begin(), split.end());
    for (std::size_t i = 0; i < m_table.columns(); ++i)
      if (std::find(ignored.begin(), ignored.end(), i) == ignored.end()) m_inputs.push_back(i);
    if (m_inputs.empty())
      return fail(
          {"dataset.no-inputs",
           LL_TEXT("error", "The data set “%1” has a target, but no input columns. Is the separator right?"),
           {m_out.name}});
    return true;
  }

  bool number(std::size_t sample, std::size_t column, double& out) {
    const Result<double> value = m_table.number(sample + m_first, column);
    if (!value) return fail(value.error());
    out = value.value();
    if (std::fabs(out) <= kLargestNumber) return true;
    return fail({"dataset.too-large-number",
                 LL_TEXT("error",
                         "%1, line %2, column %3: %4 is too large to compute with. Give the column in a "
                         "larger unit, or correct the cell."),
                 {m_out.name, static_cast<std::int64_t>(m_table.line(sample + m_first)),
                  static_cast<std::int64_t>(column + 1),
                  std::string(m_table.cell(sample + m_first, column).substr(0, 40))}});
  }

  bool readInputs() {
    m_out.features = static_cast<int>(m_inputs.size());
    m_out.values.reserve(samples() * m_inputs.size());
    for (std::size_t sample = 0; sample < samples(); ++sample)
      for (const std::size_t column : m_inputs) {
        double value = 0;
        if (!number(sample, column, value)) return false;
        m_out.values.push_back(static_cast<float>(value));
      }
    return true;
  }

  bool isClassColumn() const {
    std::map<std::int64_t, int> seen;
    for (std::size_t sample = 0; sample < samples(); ++sample) {
      const Result<double> value = m_table.number(sample + m_first, m_targets.front());
      if (!value) return true;
      if (value.value() != std::floor(value.value()) || std::fabs(value.value()) > 1e9) return false;
      ++seen[static_cast<std::int64_t>(value.value())];
      if (seen.size() > kToldClasses) return false;
    }
    return 2 * seen.size() <= samples();
  }

  bool readTargets() {
    const bool told = m_descriptor.task == Descriptor::Task::Told;
    const bool classes = told ? m_targets.size() == 1 && isClassColumn()
                              : m_descriptor.task == Descriptor::Task::Classification;
    return classes ? readClasses() : readQuantities();
  }

  // Names of the classes in the order of their labels: numbers by value, texts by the alphabet.
  bool orderedClasses(std::vector<std::string>& out) {
    const std::size_t column = m_targets.front();
    std::map<std::string, double> seen;
    bool numbers = true;
    for (std::size_t sample = 0; sample < samples(); ++sample) {
      const Result<double> value = m_table.number(sample + m_first, column);
      numbers &= value.ok();
      seen.emplace(std::string(m_table.cell(sample + m_first, column)), value.ok() ? value.value() : 0);
      if (seen.size() > kMostClasses)
        return fail(
            {"dataset.too-many-classes",
             LL_TEXT("error",
                     "The target of “%1” has more than %2 different values, too many for classes. Choose "
                     "another target column, or make it a regression."),
             {m_out.name, static_cast<std::int64_t>(kMostClasses)}});
    }
    for (const auto& [name, value] : seen) out.push_back(name);
    if (numbers)
      std::stable_sort(out.begin(), out.end(),
                       [&](const auto& a, const auto& b) { return seen[a] < seen[b]; });
    return true;
  }

  bool readClasses() {
    std::vector<std::string> found;
    if (!orderedClasses(found)) return false;
    if (found.size() < 2)
      return fail(
          {"dataset.one-class",
           LL_TEXT("error",
                   "The data set “%1” has only one class, so there is nothing to learn. Choose another set."),
           {m_out.name}});
    const std::vector<std::string>& named = m_descriptor.classes;
    const bool byName = !named.empty() && std::find(named.begin(), named.end(), found.front()) != named.end();
    const std::vector<std::string>& order = byName ? named : found;
    std::map<std::string, std::uint16_t, std::less<>> labels;
    for (std::size_t i = 0; i < order.size(); ++i) labels.emplace(order[i], static_cast<std::uint16_t>(i));
    for (std::size_t sample = 0; sample < samples(); ++sample) {
      const auto label = labels.find(m_table.cell(sample + m_first, m_targets.front()));
      if (label == labels.end()) return unknownClass(sample);
      m_out.labels.push_back(label->second);
    }
    m_out.classNames = named.size() == order.size() ? named : order;
    m_out.classes = static_cast<int>(order.size());
    return true;
  }

  bool unknownClass(std::size_t sample) {
    return fail({"dataset.unknown-class",
                 LL_TEXT("error",
                         "The data set “%1”, line %2: “%3” is none of the classes that its JSON file names."),
                 {m_out.name, static_cast<std::int64_t>(m_table.line(sample + m_first)),
                  std::string(m_table.cell(sample + m_first, m_targets.front()).substr(0, 40))}});
  }

  bool readQuantities() {
    m_out.targetCount = static_cast<int>(m_targets.size());
    for (const std::size_t column : m_targets) {
      std::string name =
          m_first == 1 ? std::string(m_table.cell(0, column)) : "column " + std::to_string(column);
      if (!m_descriptor.targetUnit.empty()) name += " (" + m_descriptor.targetUnit + ")";
      m_out.targetNames.push_back(name);
    }
    for (std::size_t sample = 0; sample < samples(); ++sample)
      for (const std::size_t column : m_targets) {
        double value = 0;
        if (!number(sample, column, value)) return false;
        m_out.targets.push_back(static_cast<float>(value));
      }
    return true;
  }

  bool readSplit() {
    if (!m_split) return true;
    for (std::size_t sample = 0; sample < samples(); ++sample) {
      double value = 0;
      if (!number(sample, *m_split, value)) return false;
      const bool test = value >= m_descriptor.testRange.first && value <= m_descriptor.testRange.second;
      (test ? m_out.test : m_out.train).push_back(static_cast<std::uint32_t>(sample));
    }
    return true;
  }

  const CsvTable& m_table;
  const Descriptor& m_descriptor;
  Dataset& m_out;
  std::optional<Message> m_error;
  std::size_t m_first = 0;
  std::vector<std::size_t> m_inputs, m_targets;
  std::optional<std::size_t> m_split;
};

}  // namespace

std::optional<Message> readTable(const std::string& path, const Descriptor& descriptor,
                                 const LoadBudget& budget, Dataset& out) {
  const Result<std::string> text = readFile(path, budget);
  if (!text) return text.error();
  CsvOptions options;
  options.decimalComma = descriptor.decimalComma;
  options.separator = descriptor.separator;
  options.skipLines = descriptor.firstLine == Descriptor::FirstLine::Other ? 1 : 0;
  const Result<CsvTable> table = readCsv(text.value(), fileName(path), options, budget);
  if (!table) return table.error();
  return TableReader(table.value(), descriptor, out).read();
}

}  // namespace lightloom
