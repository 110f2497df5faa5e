#include "datasets/dataset_preview.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "datasets/dataset_table.h"
#include "datasets/internal/dataset_arrays.h"
#include "datasets/internal/dataset_columns.h"
#include "datasets/internal/dataset_pictures.h"
#include "datasets/internal/dataset_scale.h"
#include "files/file_reader.h"

namespace lightloom::datasets {
namespace {

using Descriptor = DatasetDescriptor;

constexpr std::size_t kFirstRows = 20;
constexpr std::size_t kMostPictures = 16;

// The columns as far as they can be told: what hinders a training, such as a cell without a value, hides
// none of them.
std::optional<TableColumns> columnsAnyway(const CsvTable& table, Descriptor said, bool quantities) {
  Result<TableColumns> found = tableColumns(table, said, quantities);
  if (found) return std::move(found).value();
  said.missing = Descriptor::Missing::Drop;
  found = tableColumns(table, said, quantities);
  if (!found && said.task == Descriptor::Task::Told) {
    said.task = Descriptor::Task::Classification;
    found = tableColumns(table, said, quantities);
  }
  return found ? std::optional(std::move(found).value()) : std::nullopt;
}

ColumnRole roleOf(const std::optional<TableColumns>& columns, std::size_t column) {
  const auto isOf = [column](const std::vector<std::size_t>& list) {
    return std::find(list.begin(), list.end(), column) != list.end();
  };
  if (!columns || isOf(columns->inputs)) return ColumnRole::Input;
  if (isOf(columns->targets)) return ColumnRole::Target;
  return columns->split == column ? ColumnRole::Split : ColumnRole::LeftOut;
}

/// Cells of a column, counted by what they hold.
struct CellCount {
  std::size_t wholes = 0, numbers = 0, texts = 0, missing = 0;
  std::set<std::string> labels;

  void add(const CsvTable& table, std::size_t row, std::size_t column) {
    const CellReading read = table.reading(row, column);
    if (read.kind == CellKind::Missing) {
      ++missing;
      return;
    }
    if (read.kind == CellKind::Text)
      ++texts;
    else
      ++(read.kind == CellKind::Number && read.value == std::floor(read.value) ? wholes : numbers);
    if (labels.size() < kMostDifferent) labels.insert(labelOf(table, row, column));
  }

  ColumnContent content() const {
    if (wholes + numbers + texts == 0) return ColumnContent::Empty;
    if (texts > 0) return wholes + numbers > 0 ? ColumnContent::Mixed : ColumnContent::Text;
    return numbers > 0 ? ColumnContent::Number : ColumnContent::Whole;
  }
};

ColumnPreview columnOf(const CsvTable& table, const TableColumns& frame, std::size_t column) {
  CellCount count;
  for (std::size_t row = frame.first; row < table.rows(); ++row) count.add(table, row, column);
  ColumnPreview out;
  if (frame.first == 1) out.name = table.cell(0, column);
  out.key = columnKey(table, frame, column);
  if (out.key.starts_with('"'))
    out.key = out.name.size() <= LoadBudget().nameLength ? out.name : std::to_string(column);
  out.content = count.content();
  out.missing = count.missing;
  out.different = count.labels.size();
  return out;
}

TablePreview tablePreview(const CsvTable& table, const Descriptor& said, const DatasetOptions& options) {
  const Deadline deadline(options.budget);
  const std::optional<TableColumns> columns = columnsAnyway(table, said, options.quantities);
  TableColumns frame;
  frame.first = columns ? columns->first : said.firstLine == Descriptor::FirstLine::Names ? 1 : 0;
  TablePreview out;
  out.separator = table.separator();
  out.decimalComma = said.numbers.decimalComma;
  out.names = frame.first == 1;
  out.classes = columns && columns->classes;
  out.rows = table.rows() - frame.first;
  for (std::size_t column = 0; column < table.columns() && !deadline.passed(); ++column) {
    out.columns.push_back(columnOf(table, frame, column));
    out.columns.back().role = roleOf(columns, column);
  }
  for (std::size_t row = frame.first; row < std::min(table.rows(), frame.first + kFirstRows); ++row) {
    std::vector<std::string>& cells = out.first.emplace_back();
    for (std::size_t column = 0; column < table.columns(); ++column)
      cells.push_back(shownCell(table.cell(row, column)));
  }
  return out;
}

void addSamples(const Dataset& set, DatasetPreview& out) {
  out.training = set.train.size();
  out.test = set.test.size();
  out.features = set.features;
  out.imageWidth = set.imageWidth;
  out.imageHeight = set.imageHeight;
  out.quantities = set.targetNames;
  out.notes = set.notes;
  out.classes.resize(static_cast<std::size_t>(set.classes));
  for (std::size_t i = 0; i < out.classes.size(); ++i) out.classes[i].name = set.classNames[i];
  for (const std::uint16_t label : set.labels) ++out.classes[label].samples;
  if (set.imageWidth == 0) return;
  const std::size_t shown = std::min(kMostPictures, set.count());
  for (std::size_t i = 0; i < shown; ++i) {
    const auto sample = static_cast<std::uint32_t>(i * set.count() / shown);
    gatherInputs(set, &sample, 1, out.pictures.emplace_back(static_cast<std::size_t>(set.features)).data(),
                 set.features);
  }
}

void previewPictures(const std::string& path, DatasetOptions options, DatasetPreview& out) {
  options.descriptor = out.descriptor;
  options.baseDir.clear();
  options.anywhere = true;
  const Result<Dataset> set = loadDataset(path, options);
  if (set)
    addSamples(set.value(), out);
  else
    out.problem = set.error();
}

Result<CsvTable> tableOf(const std::string& path, const Descriptor& said, const LoadBudget& budget) {
  const Result<std::string> text = readFile(path, budget);
  if (!text) return text.error();
  return readCsv(text.value(), fileName(path), csvOptions(said), budget);
}

void previewTable(const std::string& path, const DatasetOptions& options, DatasetPreview& out) {
  Result<CsvTable> table = tableOf(path, out.descriptor, options.budget);
  const bool isOpen = !out.described && !options.descriptor;
  if (table && isOpen && looksLikeDecimalComma(table.value())) {
    out.descriptor.numbers.decimalComma = out.descriptor.numbersSaid = true;
    table = tableOf(path, out.descriptor, options.budget);
  }
  if (!table) {
    out.problem = table.error();
    return;
  }
  out.table = tablePreview(table.value(), out.descriptor, options);
  if (options.budget.stop.stop_requested()) return;
  Dataset set;
  set.name = fileName(path);
  out.problem = takeTable(table.value(), out.descriptor, options.quantities, set);
  out.notes = set.notes;
  if (out.problem) return;
  const Result<Dataset> ready =
      finishDataset(std::move(set), out.descriptor, options.testFraction, options.splitSeed);
  if (ready)
    addSamples(ready.value(), out);
  else
    out.problem = ready.error();
}

}  // namespace

bool looksLikeDecimalComma(const CsvTable& table) {
  bool proven = false;
  for (std::size_t row = 0; row < table.rows(); ++row)
    for (std::size_t column = 0; column < table.columns(); ++column) {
      const std::string_view cell = table.cell(row, column);
      if (cell.find_first_of(",.") == std::string_view::npos) continue;
      if (decimalEvidence(cell, '.') == DecimalEvidence::Proof) return false;
      proven = proven || decimalEvidence(cell, ',') == DecimalEvidence::Proof;
    }
  return proven;
}

DatasetPreview previewDataset(const std::string& path, const DatasetOptions& options) {
  DatasetPreview out;
  std::error_code unknown;
  const std::filesystem::path beside = std::filesystem::path(path).replace_extension(".json");
  out.described = beside != path && std::filesystem::is_regular_file(beside, unknown);
  const Result<Descriptor> said =
      options.descriptor ? Result<Descriptor>(*options.descriptor) : descriptorBeside(path);
  if (!said) {
    out.problem = said.error();
    return out;
  }
  out.descriptor = said.value();
  out.array = looksLikeArray(path);
  if (out.array || looksLikePictures(path, options.budget))
    previewPictures(path, options, out);
  else
    previewTable(path, options, out);
  return out;
}

DatasetDescriptor saidOutright(const DatasetPreview& preview) {
  Descriptor out = preview.descriptor;
  if (preview.array && out.task == Descriptor::Task::Told)
    out.task = preview.classes.empty() ? Descriptor::Task::Regression : Descriptor::Task::Classification;
  if (!preview.table) return out;
  const TablePreview& table = *preview.table;
  out.separator = table.separator;
  if (out.firstLine == Descriptor::FirstLine::Told)
    out.firstLine = table.names ? Descriptor::FirstLine::Names : Descriptor::FirstLine::Data;
  if (out.task == Descriptor::Task::Told)
    out.task = table.classes ? Descriptor::Task::Classification : Descriptor::Task::Regression;
  if (out.targets.empty())
    for (const ColumnPreview& column : table.columns)
      if (column.role == ColumnRole::Target) out.targets.push_back(column.key);
  return out;
}

}  // namespace lightloom::datasets
