#include <cstdio>

#include "base/printable.h"
#include "bench/bench.h"
#include "command.h"
#include "export/report_json.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct CheckWords {
  std::vector<std::string> files;
  Changes changes;
  bool json = false;
};

void declare(Options& options, CheckWords& words) {
  options.words("FILE...", words.files, "designs (*.loom)");
  declareSet(options, words.changes);
  declareJson(options, words.json);
}

void printCheck(const std::string& file, const Check& check) {
  std::printf("%s: %s: %s [%s]\n", printable(file).c_str(), check.severityWord(), checkText(check).c_str(),
              check.message.id.c_str());
}

// The checks of one file; a file that cannot be opened is one error.
std::vector<Check> checksOf(const std::string& file, const Changes& changes) {
  Result<Design> opened = designOf(file);
  for (const std::string& assignment : changes.assignments)
    if (opened) opened = applyAssignment(opened.value(), assignment);
  if (!opened) return {{Severity::Error, "", opened.error(), {}}};
  const Bench bench = compileBench(opened.value());
  std::vector<Check> checks = bench.checks;
  if (bench.hardware->cannotCompute)
    checks.insert(checks.begin(), {Severity::Error, "", *bench.hardware->cannotCompute, {}});
  return checks;
}

int run(const CheckWords& words) {
  if (words.files.empty()) return missingFile(LL_TEXT("Name at least one design file."));
  bool failed = false;
  std::vector<Check> all;
  for (const std::string& file : words.files) {
    const std::vector<Check> checks = [&] {
      const MayBeLeft computing;
      return checksOf(file, words.changes);
    }();
    for (const Check& check : checks) {
      failed = failed || check.severity == Severity::Error;
      if (!words.json) printCheck(file, check);
    }
    if (checks.empty() && !words.json) std::printf("%s: no objections\n", printable(file).c_str());
    all.insert(all.end(), checks.begin(), checks.end());
  }
  if (words.json) std::fputs(checksJson(all).c_str(), stdout);
  return failed ? kFailed : kDone;
}

}  // namespace

Command check(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
