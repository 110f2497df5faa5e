#include <cstdio>

#include "command.h"
#include "export/report_json.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct KindsWords {
  bool json = false;
};

void declare(Options& options, KindsWords& words) {
  declareJson(options, words.json);
}

void printRows(std::string_view owner, std::span<const Parameter> rows) {
  for (const Parameter& row : rows) {
    const std::string path = std::string(owner) + "." + std::string(row.key);
    std::string value = valueText(defaultValue(row));
    if (row.type == ValueType::Real && !row.unset) value = readableQuantity(row.defaultNumber, row.unit, 6);
    std::printf("  %-34s %-18s %s\n", path.c_str(), value.c_str(), std::string(row.help).c_str());
  }
}

int run(const KindsWords& words) {
  if (words.json) {
    std::fputs(kindsJson().c_str(), stdout);
    return kDone;
  }
  std::printf("Every part\n");
  printRows("*", commonParameters());
  for (const Kind* kind : allKinds()) {
    std::printf("%s: %s\n", std::string(kind->id).c_str(), std::string(kind->help).c_str());
    printRows(kind->id, kind->own);
  }
  for (const SettingsGroup& group : settingsGroups()) {
    std::printf("%s (settings)\n", std::string(group.id).c_str());
    printRows(group.id, group.rows);
  }
  return kDone;
}

}  // namespace

Command kinds(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
