#include <cstdio>

#include "base/printable.h"
#include "command.h"
#include "io/report_json.h"
#include "photonic/bench.h"

namespace lightloom::cli {
namespace {

void printCheck(const std::string& file, const Check& check) {
  std::printf("%s: %s: %s [%s]\n", printable(file).c_str(), check.severityWord(), checkText(check).c_str(),
              check.message.id.c_str());
}

// The checks of one file; a file that cannot be opened is one error.
std::vector<Check> checksOf(const std::string& file, const Words& words) {
  Result<Design> opened = designOf(file);
  for (const std::string& assignment : words.assignments)
    if (opened) opened = applyAssignment(opened.value(), assignment);
  if (!opened) return {{Severity::Error, "", opened.error(), {}}};
  const Bench bench = compileBench(opened.value());
  std::vector<Check> checks = bench.checks;
  if (bench.hardware->cannotCompute)
    checks.insert(checks.begin(), {Severity::Error, "", *bench.hardware->cannotCompute, {}});
  return checks;
}

}  // namespace

int check(const std::vector<std::string>& list) {
  const Result<Words> words = sortWords(list, "--json --set");
  if (!words || words.value().files.empty()) {
    complain(words ? Message{"cli.no-file", LL_TEXT("error", "Name at least one design file."), {}}
                   : words.error());
    return kBadCommand;
  }
  bool failed = false;
  std::vector<Check> all;
  for (const std::string& file : words.value().files) {
    const std::vector<Check> checks = checksOf(file, words.value());
    for (const Check& check : checks) {
      failed = failed || check.severity == Severity::Error;
      if (!words.value().json) printCheck(file, check);
    }
    if (checks.empty() && !words.value().json) std::printf("%s: no objections\n", printable(file).c_str());
    all.insert(all.end(), checks.begin(), checks.end());
  }
  if (words.value().json) std::fputs(checksJson(all).c_str(), stdout);
  return failed ? kFailed : kDone;
}

}  // namespace lightloom::cli
