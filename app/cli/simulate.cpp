#include <cstdio>

#include "command.h"
#include "export/report_json.h"
#include "train/simulate.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct SimulateWords {
  std::optional<std::string> file;
  Changes changes;
  std::vector<std::string> dataDirs;
  bool json = false, all = false;
};

void declare(Options& options, SimulateWords& words) {
  declareFile(options, words.file);
  declareSet(options, words.changes);
  declareSeed(options, words.changes);
  declareData(options, words.dataDirs);
  declareJson(options, words.json);
  options.flag("--all", words.all, "tables beyond 10 000 rows, too");
}

int run(const SimulateWords& words) {
  if (!words.file) return missingFile();
  std::optional<MayBeLeft> computing(std::in_place);
  const std::optional<Design> design = openDesign(*words.file, words.changes);
  if (!design) return kFailed;
  const std::optional<Dataset> data = openData(*design, *words.file, words.dataDirs);
  if (!data) return kFailed;
  const Result<Simulation> simulation = simulateDesign(*design, *data);
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
