#include <cstdio>

#include "command.h"
#include "io/report_json.h"
#include "run/simulate.h"

namespace lightloom::cli {

int simulate(const std::vector<std::string>& list) {
  const Result<Words> words = sortWords(list, "--json --all --set --data --seed");
  if (!words || words.value().files.size() != 1) {
    complain(words ? Message{"cli.one-file", LL_TEXT("error", "Name one design file."), {}} : words.error());
    return kBadCommand;
  }
  const std::string& file = words.value().files[0];
  const std::optional<Design> design = openDesign(file, words.value());
  if (!design) return kFailed;
  const std::optional<Dataset> data = openData(*design, file, words.value());
  if (!data) return kFailed;
  const Result<Simulation> simulation = simulateDesign(*design, *data);
  if (!simulation) {
    complain(simulation.error());
    return kFailed;
  }
  const Simulation& result = simulation.value();
  if (result.report.cannotCompute) {
    complain(*result.report.cannotCompute);
    return kFailed;
  }
  if (words.value().json) {
    std::fputs(reportJson(*result.bench, result.report, {true, words.value().all}).c_str(), stdout);
  } else {
    for (const Figure& figure : headlineFigures(result.report))
      std::printf("%-26s %s\n", std::string(figure.title).c_str(), figureText(figure).c_str());
  }
  return kDone;
}

}  // namespace lightloom::cli
