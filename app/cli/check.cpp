#include <cstdio>

#include "base/printable.h"
#include "bench/bench.h"
#include "command.h"
#include "export/budget_json.h"
#include "export/report_json.h"
#include "progress.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct CheckWords {
  std::vector<std::string> files, dataDirs;
  Changes changes;
  std::optional<long> epochs;
  bool budget = false, json = false;
};

void declare(Options& options, CheckWords& words) {
  options.words("FILE...", words.files, "designs (*.loom)");
  declareSet(options, words.changes);
  options.flag(
      "--budget", words.budget,
      "how far each adjuster, grating, laser spread and temperature may be off for 95 % of the accuracy");
  options.whole("--epochs", words.epochs, 1000, "with --budget: of training before it (2)");
  declareData(options, words.dataDirs);
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

int runBudget(const CheckWords& words) {
  const std::string& file = words.files.front();
  const std::optional<Design> design = openDesign(file, words.changes);
  if (!design) return kFailed;
  std::optional<Dataset> data = openData(*design, file, words.dataDirs);
  if (!data) return kFailed;
  ErrorBudgetOptions options;
  options.epochs = static_cast<int>(words.epochs.value_or(options.epochs));
  options.onProgress = showShare;
  options.cancelled = interrupted;
  const Result<std::optional<ErrorBudget>> budget =
      errorBudget(*design, std::make_shared<const Dataset>(std::move(*data)), options);
  if (!budget) {
    complain(budget.error());
    return kFailed;
  }
  if (!budget.value()) return kInterrupted;
  if (words.json)
    std::fputs(budgetJson(*budget.value()).c_str(), stdout);
  else
    std::fputs(budgetText(*budget.value()).c_str(), stdout);
  return kDone;
}

int run(const CheckWords& words) {
  if (words.files.empty()) return missingFile(LL_TEXT("Name at least one design file."));
  if (words.budget && words.files.size() > 1)
    return missingFile(LL_TEXT("A budget is made for one design. Name one file."));
  if (words.budget) return runBudget(words);
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
