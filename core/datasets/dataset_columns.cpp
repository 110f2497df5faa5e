#include "datasets/internal/dataset_columns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "base/units.h"

namespace lightloom::datasets {
namespace {

using Descriptor = DatasetDescriptor;

// Whole numbers with more different values are a quantity, not a class.
constexpr std::size_t kToldClasses = 64;
constexpr std::size_t kMostLabels =
    4097;  // one more than a set may have classes: more need not be told apart
constexpr std::size_t kFewestSamples = 4;
constexpr std::size_t kHeaderProbe = 20;   // rows below the first line that tell what its columns hold
constexpr std::size_t kFewestCounted = 4;  // columns: 0,1 may well be a sample, 0,1,2,3 is none
constexpr std::size_t kFewestRising = 8;   // rows of a row number
constexpr std::size_t kMostListed = 8;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool isTargetName(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames = {"label", "labels", "target", "class"};
  return std::find(kNames.begin(), kNames.end(), lower(name)) != kNames.end();
}

std::string quoted(std::string_view text) {
  std::string out(1, '"');
  out.append(text).push_back('"');
  return out;
}

std::int64_t asNumber(std::size_t count) {
  return static_cast<std::int64_t>(count);
}

bool holds(const std::vector<std::size_t>& columns, std::size_t column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

bool sharesName(const CsvTable& table, std::size_t column) {
  for (std::size_t i = 0; i < table.columns(); ++i)
    if (i != column && table.cell(0, i) == table.cell(0, column)) return true;
  return false;
}

/// Counts of what the cells of a target can be read as.
struct TargetCells {
  std::size_t rows = 0, numbers = 0, texts = 0, nearNumbers = 0;
  bool whole = true;             ///< all numbers are
  std::set<std::string> labels;  ///< different ones, as far as they matter
};

class Decision {
 public:
  Decision(const CsvTable& table, const Descriptor& descriptor, bool quantities)
      : m_table(table), m_descriptor(descriptor), m_quantities(quantities) {}

  std::optional<Message> run() {
    if (!decideNames() || !decideColumns() || !decideRows() || !decideTask()) return m_error;
    noteRowNumbers();
    if (out.classes) noteSpellings();
    return std::nullopt;
  }

  TableColumns out;

 private:
  bool fail(const char* id, const char* text, std::vector<MessageArgument> arguments) {
    m_error = Message{id, text, std::move(arguments)};
    return false;
  }

  void note(const char* id, const char* text, std::vector<MessageArgument> arguments) {
    out.notes.push_back({id, text, std::move(arguments)});
  }

  std::string sidecar() const { return sidecarName(m_table.source()); }
  std::string name(std::size_t column) const { return columnName(m_table, out, column); }

  std::string key(std::size_t column) const { return columnKey(m_table, out, column); }

  bool isNumberLike(std::size_t row, std::size_t column) const {
    const CellReading cell = m_table.reading(row, column);
    return cell.kind == CellKind::Number ||
           (cell.kind == CellKind::NearNumber && cell.fault != CellFault::Date);
  }

  bool holdsNumbersBelow(std::size_t column) const {
    std::size_t numbers = 0, others = 0;
    for (std::size_t row = 1; row < std::min(m_table.rows(), kHeaderProbe + 1); ++row)
      if (m_table.reading(row, column).kind != CellKind::Missing)
        ++(isNumberLike(row, column) ? numbers : others);
    return numbers > others;
  }

  // Numbers of the first line rise strictly, as those of wavelengths and of counted columns do.
  bool risesInFirstLine() const {
    double last = -INFINITY;
    std::size_t count = 0;
    for (std::size_t column = 0; column < m_table.columns(); ++column) {
      const CellReading cell = m_table.reading(0, column);
      if (cell.kind != CellKind::Number) continue;
      if (!(cell.value > last)) return false;
      last = cell.value;
      ++count;
    }
    return count > 1;
  }

  bool countsItsColumns() const {
    if (m_table.columns() < kFewestCounted) return false;
    for (std::size_t column = 0; column < m_table.columns(); ++column) {
      const CellReading cell = m_table.reading(0, column);
      if (cell.kind != CellKind::Number || cell.value != static_cast<double>(column)) return false;
    }
    return true;
  }

  bool standsOnce(std::size_t column) const {
    for (std::size_t row = 1; row < m_table.rows(); ++row)
      if (m_table.cell(row, column) == m_table.cell(0, column)) return false;
    return true;
  }

  void noteFirstLine() {
    note(
        "dataset.first-line-told",
        LL_TEXT("The first line of %1 (%2, …) is taken as names of the columns, since its numbers only count "
                "or rise. If it is a sample, write %3 into %4."),
        {m_table.source(), shownCell(m_table.cell(0, 0)), sidecarText("\"first_line\": \"data\""),
         sidecar()});
  }

  bool decideNames() {
    using First = Descriptor::FirstLine;
    out.first = m_descriptor.firstLine == First::Names ? 1 : 0;
    if (m_descriptor.firstLine == First::Names || m_descriptor.firstLine == First::Data) return true;
    std::size_t numbers = 0, names = 0, texts = 0;
    const std::size_t last = m_table.columns() - 1;
    for (std::size_t column = 0; column <= last; ++column) {
      if (m_table.reading(0, column).kind == CellKind::Missing) continue;
      if (isNumberLike(0, column))
        ++numbers;
      else
        ++(holdsNumbersBelow(column) ? names : texts);
    }
    if (numbers == 0) {
      out.first = names + texts > 0 ? 1 : 0;
      return true;
    }
    const bool nameOverTexts =
        texts == 1 && numbers >= kFewestCounted && !isNumberLike(0, last) && standsOnce(last);
    const bool rises = risesInFirstLine();
    if (countsItsColumns() || (rises && (names > 0 || nameOverTexts))) {
      out.first = 1;
      noteFirstLine();
      return true;
    }
    if (names == 0) return true;
    return fail(
        "dataset.first-line-unclear",
        LL_TEXT("The first line of %1 may be names or a sample: texts stand beside numbers in it. Say "
                "which: write %2 or %3 into %4."),
        {m_table.source(), sidecarText("\"first_line\": \"names\""), sidecarText("\"first_line\": \"data\""),
         sidecar()});
  }

  std::optional<std::size_t> column(const std::string& name) const {
    if (out.first == 1)
      for (std::size_t i = 0; i < m_table.columns(); ++i)
        if (m_table.cell(0, i) == name) return i;
    const bool digits =
        !name.empty() && name.size() < 9 && name.find_first_not_of("0123456789") == std::string::npos;
    const std::size_t index = digits ? std::stoul(name) : m_table.columns();
    return index < m_table.columns() ? std::optional(index) : std::nullopt;
  }

  std::string listedColumns() const {
    std::string list;
    for (std::size_t i = 0; i < std::min(m_table.columns(), kMostListed); ++i) {
      if (i > 0) list += ", ";
      list += key(i);
    }
    return m_table.columns() > kMostListed ? list + ", …" : list;
  }

  bool failTwoColumns(const std::string& name, std::size_t one, std::size_t other) {
    return fail("dataset.two-columns",
                LL_TEXT("Columns %4 and %5 of “%1” are called “%2”. Name the one that is meant by its number "
                        "from 0 in %3: %6 or %7."),
                {m_table.source(), name, sidecar(), asNumber(one + 1), asNumber(other + 1), asNumber(one),
                 asNumber(other)});
  }

  bool findColumn(const std::string& name, std::vector<std::size_t>& into) {
    const std::optional<std::size_t> found = column(name);
    if (!found)
      return fail("dataset.no-column",
                  LL_TEXT("The data set “%1” has no column “%2”. Correct the name in %3; there are: %4."),
                  {m_table.source(), name, sidecar(), listedColumns()});
    if (out.first == 1 && m_table.cell(0, *found) == name)
      for (std::size_t other = *found + 1; other < m_table.columns(); ++other)
        if (m_table.cell(0, other) == name) return failTwoColumns(name, *found, other);
    into.push_back(*found);
    return true;
  }

  // The target among the columns that are left: the only one with the name of a target, unless the last one
  // has such a name, too.
  std::size_t toldTarget(const std::vector<std::size_t>& left) const {
    const std::size_t last = left.back();
    if (out.first == 0 || isTargetName(m_table.cell(0, last))) return last;
    std::vector<std::size_t> called;
    for (const std::size_t column : left)
      if (isTargetName(m_table.cell(0, column))) called.push_back(column);
    return called.size() == 1 ? called.front() : last;
  }

  std::vector<std::size_t> columnsBut(const std::vector<std::size_t>& taken) const {
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < m_table.columns(); ++i)
      if (!holds(taken, i)) left.push_back(i);
    return left;
  }

  bool failNothingLeft(const char* text) {
    return fail("dataset.no-inputs", text, {m_table.source(), sidecar()});
  }

  // A second column of the target's name would give it away as an input. `alike` are those of its heading.
  bool failTwoTargets(const std::vector<std::size_t>& alike) {
    return fail("dataset.two-columns",
                LL_TEXT("Columns %3 and %4 of “%1” have the heading of the target, “%2”; as an input, one "
                        "would give the other away. Say which is the target by its number from 0: write %5 "
                        "or %6 into %7."),
                {m_table.source(), shownCell(m_table.cell(0, alike.back())), asNumber(alike.front() + 1),
                 asNumber(alike.back() + 1), targetByNumber(alike.back(), alike),
                 targetByNumber(alike.front(), alike), sidecar()});
  }

  // The other ones are left out.
  static std::string targetByNumber(std::size_t target, const std::vector<std::size_t>& alike) {
    std::string others;
    for (const std::size_t column : alike)
      if (column != target) others += (others.empty() ? "" : ", ") + std::to_string(column);
    return sidecarText("\"target\": " + std::to_string(target) + ", \"ignore\": [" + others + "]");
  }

  // The target that nobody names, among the columns that have no other part.
  bool tellTarget(const std::vector<std::size_t>& taken) {
    const std::vector<std::size_t> left = columnsBut(taken);
    if (left.empty())
      return failNothingLeft(
          LL_TEXT("All columns of “%1” are left out: \"ignore\" in %2 names them. Take some out."));
    const std::size_t target = toldTarget(left);
    std::vector<std::size_t> alike;
    for (const std::size_t other : left)
      if (haveOneHeading(target, other)) alike.push_back(other);
    if (alike.size() > 1) return failTwoTargets(alike);
    out.targets.push_back(target);
    const std::size_t usual = toldTarget(columnsBut({}));
    if (usual != target)
      note("dataset.other-target",
           LL_TEXT("%1: %2 has another part, so the target is %3. \"target\" in %4 names another column."),
           {m_table.source(), name(usual), name(target), sidecar()});
    return true;
  }

  bool haveOneHeading(std::size_t one, std::size_t other) const {
    if (out.first == 0) return false;
    const std::string heading = lower(trimmedCell(m_table.cell(0, one)));
    return !heading.empty() && heading == lower(trimmedCell(m_table.cell(0, other)));
  }

  // Among the inputs and beside them, the target by number included.
  void noteHeadings() {
    for (const std::size_t input : out.inputs)
      for (const std::size_t other : columnsBut({}))
        if (other != input && (other > input || !holds(out.inputs, other)) && haveOneHeading(input, other))
          return note("dataset.repeated-heading",
                      LL_TEXT("%1: columns %2 and %3 have one heading, “%4”. If one of them is no input, "
                              "leave it out by its number from 0, such as with %5 in %6."),
                      {m_table.source(), asNumber(std::min(input, other) + 1),
                       asNumber(std::max(input, other) + 1), shownCell(m_table.cell(0, input)),
                       sidecarText("\"ignore\": [" + std::to_string(input) + "]"), sidecar()});
  }

  bool decideColumns() {
    const std::size_t samples = m_table.rows() - out.first;
    if (samples < kFewestSamples)
      return fail("dataset.too-small",
                  LL_TEXT("The data set “%1” has %2 samples; at least %3 are needed. Choose a larger one."),
                  {m_table.source(), asNumber(samples), asNumber(kFewestSamples)});
    std::vector<std::size_t> taken, split;
    for (const std::string& name : m_descriptor.targets)
      if (!findColumn(name, out.targets)) return false;
    for (const std::string& name : m_descriptor.ignored)
      if (!findColumn(name, taken)) return false;
    for (const std::size_t target : out.targets)
      if (holds(taken, target))
        return fail("dataset.ignored-target",
                    LL_TEXT("%2 of “%1” is both \"target\" and in \"ignore\". Take it out of one of them in "
                            "%3."),
                    {m_table.source(), name(target), sidecar()});
    if (!m_descriptor.splitColumn.empty() && !findColumn(m_descriptor.splitColumn, split)) return false;
    if (!split.empty()) out.split = split.front();
    const bool ignores = !taken.empty();
    taken.insert(taken.end(), split.begin(), split.end());
    if (out.targets.empty() && !tellTarget(taken)) return false;
    taken.insert(taken.end(), out.targets.begin(), out.targets.end());
    out.inputs = columnsBut(taken);
    noteHeadings();
    if (!out.inputs.empty()) return true;
    if (ignores)
      return failNothingLeft(
          LL_TEXT("The data set “%1” has a target, but no input columns: \"ignore\" in %2 "
                  "leaves all of them out. Take some out of it."));
    return fail("dataset.no-inputs",
                LL_TEXT("The data set “%1” has a target, but no input columns. Is the separator right? “%2” "
                        "is split at none; \"separator\" in %3 names another one."),
                {m_table.source(), shownCell(m_table.cell(0, 0)), sidecar()});
  }

  std::optional<std::size_t> missingColumn(std::size_t row) const {
    const auto missing = [&](std::size_t column) {
      return m_table.reading(row, column).kind == CellKind::Missing;
    };
    const auto input = std::find_if(out.inputs.begin(), out.inputs.end(), missing);
    if (input != out.inputs.end()) return *input;
    if (out.split && missing(*out.split)) return out.split;
    if (m_descriptor.missing == Descriptor::Missing::Class) return std::nullopt;
    const auto target = std::find_if(out.targets.begin(), out.targets.end(), missing);
    return target == out.targets.end() ? std::nullopt : std::optional(*target);
  }

  // Whether a class of their own is a way out for missing targets: not for those of a quantity.
  bool couldBeClass(std::size_t column) const {
    if (out.targets.size() > 1 || column != out.targets.front()) return false;
    if (m_descriptor.task != Descriptor::Task::Told)
      return m_descriptor.task == Descriptor::Task::Classification;
    std::vector<std::size_t> all;
    for (std::size_t row = out.first; row < m_table.rows(); ++row) all.push_back(row);
    return lookLikeClasses(cellsOf(column, all));
  }

  bool failMissing(std::size_t row, std::size_t column) {
    const bool target = std::find(out.targets.begin(), out.targets.end(), column) != out.targets.end();
    std::vector<MessageArgument> arguments = {m_table.source(),
                                              asNumber(m_table.line(row)),
                                              name(column),
                                              shownCell(m_table.cell(row, column)),
                                              sidecarText("\"missing\": \"drop\""),
                                              sidecar()};
    if (couldBeClass(column)) {
      arguments.emplace_back(sidecarText("\"missing\": \"class\""));
      return fail("dataset.missing-value",
                  LL_TEXT("%1, line %2: the target, %3, has no value (“%4”). Fill it in, leave such rows out "
                          "with %5, or make them a class of their own with %7, in %6."),
                  std::move(arguments));
    }
    if (target)
      return fail(
          "dataset.missing-value",
          LL_TEXT("%1, line %2: the target, %3, has no value (“%4”). Fill it in, or leave such rows out "
                  "with %5 in %6."),
          std::move(arguments));
    arguments.emplace_back(sidecarText("\"ignore\": [" + key(column) + "]"));
    return fail(
        "dataset.missing-value",
        LL_TEXT("%1, line %2: %3 has no value (“%4”). Fill it in, leave such rows out with %5, or the "
                "column with %7, in %6."),
        std::move(arguments));
  }

  bool decideRows() {
    std::size_t firstDropped = 0;
    for (std::size_t row = out.first; row < m_table.rows(); ++row) {
      const std::optional<std::size_t> missing = missingColumn(row);
      if (!missing) {
        out.rows.push_back(row);
        continue;
      }
      if (m_descriptor.missing != Descriptor::Missing::Drop) return failMissing(row, *missing);
      if (firstDropped == 0) firstDropped = m_table.line(row);
    }
    if (firstDropped == 0) return true;
    const std::size_t all = m_table.rows() - out.first;
    if (out.rows.size() < kFewestSamples)
      return fail("dataset.too-small",
                  LL_TEXT("The data set “%1” has %2 samples; at least %3 are needed. Choose a larger one."),
                  {m_table.source(), asNumber(out.rows.size()), asNumber(kFewestSamples)});
    note("dataset.rows-dropped",
         LL_TEXT("%1: %2 of %3 rows have cells without a value and are left out, the first on line %4."),
         {m_table.source(), asNumber(all - out.rows.size()), asNumber(all), asNumber(firstDropped)});
    return true;
  }

  // Cells without a value are a label, where they are allowed, but neither numbers nor texts.
  TargetCells cellsOf(std::size_t column) const { return cellsOf(column, out.rows); }

  TargetCells cellsOf(std::size_t column, const std::vector<std::size_t>& rows) const {
    TargetCells cells;
    cells.rows = rows.size();
    for (const std::size_t row : rows) {
      const CellReading read = m_table.reading(row, column);
      cells.numbers += read.kind == CellKind::Number;
      cells.texts += read.kind == CellKind::Text;
      cells.nearNumbers += read.kind == CellKind::NearNumber;
      if (read.kind == CellKind::Number)
        cells.whole = cells.whole && read.value == std::floor(read.value) && std::fabs(read.value) <= 1e9;
      if (cells.labels.size() < kMostLabels) cells.labels.insert(labelOf(m_table, row, column));
    }
    return cells;
  }

  static bool repeat(const TargetCells& cells) { return 2 * cells.labels.size() <= cells.rows; }
  static bool mostlyNumbers(const TargetCells& cells) {
    return cells.numbers + cells.nearNumbers > cells.texts;
  }

  // Near-numbers, such as 1,011 or +-1, are no classes but cells to correct.
  bool lookLikeClasses(const TargetCells& cells) const {
    if (!mostlyNumbers(cells)) return true;
    return cells.whole && repeat(cells) && cells.nearNumbers == 0 && !m_quantities &&
           cells.labels.size() <= kToldClasses;
  }

  // The first column that would do as classes, to be proposed.
  std::optional<std::size_t> otherTarget() const {
    for (std::size_t column = 0; column < m_table.columns(); ++column) {
      if (column == out.targets.front()) continue;
      const TargetCells cells = cellsOf(column);
      const bool few = cells.labels.size() > 1 && cells.labels.size() <= kToldClasses && repeat(cells);
      if (few && cells.whole && cells.nearNumbers == 0 && (cells.texts == 0 || cells.numbers == 0))
        return column;
    }
    return std::nullopt;
  }

  // One message with a proposal of another target, one without. What has been taken for the target is an
  // input then, unless `alone`.
  bool failTarget(const char* id, const char* proposing, const char* plain, bool alone) {
    const std::size_t target = out.targets.front();
    std::vector<MessageArgument> arguments = {m_table.source(), name(target),
                                              shownCell(m_table.cell(out.rows.front(), target)), sidecar()};
    const std::optional<std::size_t> other = otherTarget();
    if (!other) return fail(id, plain, std::move(arguments));
    arguments.emplace_back(name(*other));
    arguments.emplace_back(sidecarText("\"target\": " + key(*other) +
                                       (alone ? ", \"ignore\": [" + key(target) + "]" : std::string())));
    return fail(id, proposing, std::move(arguments));
  }

  bool failConstant() {
    return failTarget(
        "dataset.one-class",
        LL_TEXT("The target of “%1”, %2, holds “%3” in every row, so there is nothing to learn. If another "
                "column is the target, such as %5, name it: %6 in %4."),
        LL_TEXT("The target of “%1”, %2, holds “%3” in every row, so there is nothing to learn. If another "
                "column is the target, name it as \"target\" in %4."),
        false);
  }

  bool failDifferent() {
    return failTarget(
        "dataset.labels-differ",
        LL_TEXT("The target of “%1”, %2, holds another text in almost every row (“%3”), so it names no "
                "classes. If another column is the target, such as %5, name it: %6 in %4."),
        LL_TEXT("The target of “%1”, %2, holds another text in almost every row (“%3”), so it names no "
                "classes. Name the column that does as \"target\" in %4."),
        true);
  }

  bool decideTask() {
    if (m_descriptor.task == Descriptor::Task::Classification && out.targets.size() > 1)
      return fail("dataset.one-target",
                  LL_TEXT("The classes of “%1” are told by one column, but %2 targets are named. Name one in "
                          "%3, or make it a regression (\"task\": \"regression\")."),
                  {m_table.source(), asNumber(out.targets.size()), sidecar()});
    out.classes = m_descriptor.task == Descriptor::Task::Classification;
    if (out.targets.size() > 1) return true;
    const TargetCells cells = cellsOf(out.targets.front());
    if (m_descriptor.task == Descriptor::Task::Told && !tellTask(cells)) return false;
    return cells.labels.size() > 1 || failConstant();
  }

  bool tellTask(const TargetCells& cells) {
    if (mostlyNumbers(cells) && cells.texts > 0) return failMixed();
    if (!mostlyNumbers(cells) && cells.labels.size() > 1 && !repeat(cells)) return failDifferent();
    out.classes = lookLikeClasses(cells);
    noteTarget(cells);
    return true;
  }

  bool failMixed() {
    const std::size_t target = out.targets.front();
    const auto row = std::find_if(out.rows.begin(), out.rows.end(), [&](std::size_t r) {
      return m_table.reading(r, target).kind == CellKind::Text;
    });
    return fail("dataset.mixed-target",
                LL_TEXT("%1, line %2: “%3” stands among the numbers of the target, %4. Correct the cell; or, "
                        "if its values are classes, write %5 into %6."),
                {m_table.source(), asNumber(m_table.line(*row)), shownCell(m_table.cell(*row, target)),
                 name(target), sidecarText("\"task\": \"classification\""), sidecar()});
  }

  void noteTarget(const TargetCells& cells) {
    std::vector<MessageArgument> arguments = {m_table.source(), name(out.targets.front()), sidecar(),
                                              asNumber(cells.labels.size())};
    if (cells.texts > 0)
      return note("dataset.told-classes",
                  LL_TEXT("%1: the target is %2, with %4 classes. \"target\" in %3 names another column."),
                  std::move(arguments));
    arguments.emplace_back(sidecarText("\"task\": " + quoted(out.classes ? "regression" : "classification")));
    if (out.classes)
      return note("dataset.told-classes",
                  LL_TEXT("%1: the target is %2, with %4 classes. \"target\" in %3 names another column, %5 "
                          "makes it a quantity."),
                  std::move(arguments));
    note("dataset.told-quantity",
         LL_TEXT(
             "%1: the target is %2, a quantity. \"target\" in %3 names another column, %5 makes its values "
             "classes."),
         std::move(arguments));
  }

  bool countsRows(std::size_t column) const {
    if (out.rows.size() < kFewestRising) return false;
    double last = 0;
    for (std::size_t i = 0; i < out.rows.size(); ++i) {
      const CellReading read = m_table.reading(out.rows[i], column);
      const double expected = i == 0 ? read.value : last + 1;
      if (read.kind != CellKind::Number || read.value != expected) return false;
      last = read.value;
    }
    return true;
  }

  // Two spellings of one class, and two classes that may be spellings of one.
  void noteSpellings() {
    const std::size_t target = out.targets.front();
    std::map<std::string, std::size_t> classes, folded;  // with the first row of each
    bool merged = false, alike = false;
    for (const std::size_t row : out.rows) {
      if (m_table.reading(row, target).kind == CellKind::Missing) continue;
      const auto [known, isNew] = classes.emplace(labelOf(m_table, row, target), row);
      if (classes.size() >= kMostLabels) return;
      if (!isNew && !merged && spelling(known->second) != spelling(row)) {
        merged = true;
        noteTwo(
            "dataset.merged-labels",
            LL_TEXT("%1: “%2” (line %3) and “%4” (line %5) of the target are one class, since numbers are "
                    "compared by their value. If they are two, put a letter before them in the table."),
            known->second, row);
      }
      if (!isNew || alike || m_table.reading(row, target).kind != CellKind::Text) continue;
      const auto [similar, isFirst] = folded.emplace(lower(known->first), row);
      if (isFirst) continue;
      alike = true;
      noteTwo("dataset.similar-labels",
              LL_TEXT("%1: “%2” (line %3) and “%4” (line %5) of the target are two classes, since texts are "
                      "compared to the letter. If they are one, write them alike in the table."),
              similar->second, row);
    }
  }

  std::string_view spelling(std::size_t row) const {
    return trimmedCell(m_table.cell(row, out.targets.front()));
  }

  void noteTwo(const char* id, const char* text, std::size_t one, std::size_t other) {
    note(id, text,
         {m_table.source(), shownCell(spelling(one)), asNumber(m_table.line(one)), shownCell(spelling(other)),
          asNumber(m_table.line(other))});
  }

  // A table with one input is left out: a column that counts is then the abscissa of a curve.
  void noteRowNumbers() {
    if (out.inputs.size() < 2) return;
    for (const std::size_t column : out.inputs)
      if (countsRows(column))
        note("dataset.row-numbers",
             LL_TEXT("%1: %2 only counts the rows, so it looks like an index and not like an input. Leave it "
                     "out with %3 in %4."),
             {m_table.source(), name(column), sidecarText("\"ignore\": [" + key(column) + "]"), sidecar()});
  }

  const CsvTable& m_table;
  const Descriptor& m_descriptor;
  bool m_quantities;
  std::optional<Message> m_error;
};

}  // namespace

std::string columnName(const CsvTable& table, const TableColumns& columns, std::size_t column) {
  if (columns.first == 1 && !table.cell(0, column).empty())
    return "“" + shownCell(table.cell(0, column)) + "”";
  return "column " + std::to_string(column + 1);
}

std::string columnKey(const CsvTable& table, const TableColumns& columns, std::size_t column) {
  if (columns.first == 0 || table.cell(0, column).empty() || sharesName(table, column))
    return std::to_string(column);
  return quoted(table.cell(0, column));
}

namespace {

// Neighbouring whole numbers from 2^53 on are one double.
constexpr double kDistinctWhole = 9007199254740992.0;

// 9007199254740993 to its last digit, without a plus and zeros before it; nothing of what is written in
// another way.
std::string wholeNumber(std::string_view cell) {
  const bool negative = cell.starts_with('-');
  if (negative || cell.starts_with('+')) cell.remove_prefix(1);
  if (cell.find_first_not_of("0123456789") != std::string_view::npos) return {};
  cell.remove_prefix(std::min(cell.find_first_not_of('0'), cell.size()));
  return (negative ? "-" : "") + std::string(cell);
}

}  // namespace

std::string labelOf(std::string_view cell, const CellReading& read) {
  if (read.kind == CellKind::Missing) return "missing";
  const std::string_view text = trimmedCell(cell);
  if (read.kind != CellKind::Number) return std::string(text);
  if (std::fabs(read.value) >= kDistinctWhole)
    if (std::string whole = wholeNumber(text); !whole.empty()) return whole;
  return shortestNumber(read.value == 0 ? 0 : read.value);
}

std::string labelOf(const CsvTable& table, std::size_t row, std::size_t column) {
  return labelOf(table.cell(row, column), table.reading(row, column));
}

Result<TableColumns> tableColumns(const CsvTable& table, const DatasetDescriptor& descriptor,
                                  bool quantities) {
  Decision decision(table, descriptor, quantities);
  if (std::optional<Message> problem = decision.run()) return *problem;
  return std::move(decision.out);
}

}  // namespace lightloom::datasets
