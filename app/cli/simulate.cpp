#include <cstdio>

#include "command.h"
#include "export/energy_json.h"
#include "export/report_json.h"
#include "progress.h"
#include "study/halving.h"
#include "train/simulate.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct SimulateWords {
  DesignWords of;
  std::optional<std::string> halve;
  bool json = false, all = false;
};

void declare(Options& options, SimulateWords& words) {
  declareDesign(options, words.of);
  declareJson(options, words.json);
  options.text("--halve", "ROW", words.halve,
               "which one value brings a row of the energy ledger (its key) to half");
  options.flag("--all", words.all, "tables beyond 10 000 rows, too");
}

void printHalving(const Halving& halving) {
  std::printf("%s: %s of %s\n", halving.row.c_str(),
              readableQuantity(halving.rowJoulesPerOp, Unit::FemtojoulePerOp).c_str(),
              readableQuantity(halving.totalJoulesPerOp, Unit::FemtojoulePerOp).c_str());
  if (!halving.value) {
    std::printf("nothing alone halves it within its limits; %zu values tried\n", halving.tried.size());
    return;
  }
  const HalvingValue& value = *halving.value;
  for (const std::string& path : value.paths)
    std::printf("%s from %s to %s halves it\n", path.c_str(),
                readableQuantity(value.from, value.unit).c_str(),
                readableQuantity(value.to, value.unit).c_str());
  std::printf("all rows then: %s\n", readableQuantity(value.totalJoulesPerOp, Unit::FemtojoulePerOp).c_str());
  if (value.trouble) std::printf("but: %s\n", english(*value.trouble).c_str());
}

int runHalving(const SimulateWords& words, const OpenedDesign& opened) {
  HalvingOptions options;
  options.cancelled = interrupted;
  options.onProgress = showShare;
  const Result<std::optional<Halving>> found = whatHalves(opened.design, opened.data, *words.halve, options);
  if (!found) {
    complain(found.error());
    return kFailed;
  }
  if (!found.value()) return kInterrupted;
  if (words.json)
    std::fputs(halvingJson(*found.value()).c_str(), stdout);
  else
    printHalving(*found.value());
  return kDone;
}

int run(const SimulateWords& words) {
  if (!words.of.file) return missingFile();
  std::optional<MayBeLeft> computing(std::in_place);
  const std::optional<OpenedDesign> opened = openWithData(words.of);
  if (!opened) return kFailed;
  if (words.halve) {
    computing.reset();
    return runHalving(words, *opened);
  }
  const Result<Simulation> simulation = simulateDesign(opened->design, opened->data);
  if (!simulation) {
    complain(simulation.error());
    return kFailed;
  }
  computing.reset();
  const Simulation& result = simulation.value();
  if (result.report.cannotCompute) {
    complain(*result.report.cannotCompute);
    return kFailed;
  }
  if (words.json) {
    std::fputs(reportJson(*result.bench, result.report, {true, words.all}).c_str(), stdout);
  } else {
    for (const HeadlineNumber& number : headlineNumbers(result.report))
      std::printf("%-26s %s\n", std::string(number.title).c_str(), numberText(number).c_str());
  }
  return kDone;
}

}  // namespace

Command simulate(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
