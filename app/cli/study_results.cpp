#include "study_results.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "documents/design_file.h"
#include "files/safe_writer.h"

namespace lightloom::cli {
namespace {

std::optional<std::size_t> bestRow(const StudyDescription& description, const StudyTable& table) {
  std::vector<SearchLimit> limits;
  for (const std::string& text : description.subjectTo) limits.push_back(readSearchLimit(text).value());
  return bestOf(table, readSearchGoal(description.objective).value(), limits);
}

// The rows that are worth a file, by its name.
std::vector<std::pair<std::string, StudyRow>> namedRows(const StudyDescription& description,
                                                        const StudyTable& table) {
  const std::vector<StudyRow> rows = table.rows();
  std::vector<std::pair<std::string, StudyRow>> out;
  const auto add = [&](const char* name, std::size_t number, const StudyRow& row) {
    out.emplace_back(name + std::to_string(number), row);
  };
  if (description.kind == StudyKind::Yield) {
    for (const std::string& key : yieldOf(table, description.atLeast).worst)
      add("worst-", out.size() + 1,
          *std::find_if(rows.begin(), rows.end(), [&](const StudyRow& row) { return row.key == key; }));
  } else if (description.kind == StudyKind::Search) {
    for (const std::size_t i : frontOf(table)) add("front-", out.size() + 1, rows[i]);
    if (const std::optional<std::size_t> best = bestRow(description, table))
      out.emplace_back("best", rows[*best]);
  }
  return out;
}

}  // namespace

Result<std::string> studySummary(const StudyDescription& description, const StudyTable& table, bool json) {
  if (description.kind == StudyKind::Sensitivity) {
    const Result<Sensitivity> sensitivity = sensitivityOf(table);
    if (!sensitivity) return sensitivity.error();
    return json ? sensitivityJson(sensitivity.value()) : sensitivityText(sensitivity.value());
  }
  if (description.kind == StudyKind::Yield) {
    const YieldSummary summary = yieldOf(table, description.atLeast);
    return json ? yieldJson(summary) : yieldText(summary);
  }
  const std::optional<std::size_t> best = bestRow(description, table);
  return json ? searchJson(table, best) : searchText(table, best);
}

std::optional<Message> saveStudyDesigns(const StudyDescription& description, const StudyTable& table,
                                        const Design& base, const std::string& folder) {
  // Where it cannot be made, the first file says why.
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  for (const auto& [name, row] : namedRows(description, table)) {
    const Result<Design> design = designOf(base, row);
    if (!design) return design.error();
    const std::string path = (std::filesystem::path(folder) / (name + ".loom")).string();
    if (const Result<SavedFile> saved = saveFile(path, writeDesign(design.value())); !saved)
      return saved.error();
  }
  return std::nullopt;
}

}  // namespace lightloom::cli
