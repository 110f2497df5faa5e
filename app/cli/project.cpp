#include "study/projection.h"

#include <cstdio>

#include "command.h"
#include "export/energy_json.h"
#include "progress.h"
#include "report/digital_processors.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct ProjectWords {
  DesignWords of;
  std::optional<std::string> parameters, tokens, operations, utilisation, days;
  bool json = false, map = false;
};

void declare(Options& options, ProjectWords& words) {
  declareDesign(options, words.of);
  options.text("--parameters", "N", words.parameters, "weights of a model of your own");
  options.text("--tokens", "N", words.tokens, "that it is trained on; without them 20 for each weight");
  options.text("--operations", "N", words.operations, "of its training, in place of 6 × parameters × tokens");
  options.text("--utilisation", "SHARE", words.utilisation, "of the time that the arithmetic is busy; 40 %");
  options.text("--days", "N", words.days, "in which the training is to be done; 100");
  options.flag("--map", words.map, "array sizes that break even with processors, by symbol rate and memory");
  declareJson(options, words.json);
}

// Numbers of any size, which CLI11 would cut to its own.
bool read(const char* option, const std::optional<std::string>& word, std::optional<double>& into) {
  if (!word) return true;
  const std::optional<ParsedQuantity> parsed = parseQuantity(*word);
  if (!parsed || parsed->dimension != Dimension::None) {
    complain({"cli.bad-size", LL_TEXT("%1 needs a number, such as 175e9, not “%2”."), {option, *word}});
    return false;
  }
  into = parsed->si;
  return true;
}

// Nothing where a word is no number, which was said.
std::optional<Result<ProjectionOptions>> optionsOf(const ProjectWords& words) {
  std::optional<double> parameters, tokens, operations, utilisation, days;
  if (!read("--parameters", words.parameters, parameters) || !read("--tokens", words.tokens, tokens) ||
      !read("--operations", words.operations, operations) ||
      !read("--utilisation", words.utilisation, utilisation) || !read("--days", words.days, days))
    return std::nullopt;
  ProjectionOptions out;
  out.utilisation = utilisation.value_or(out.utilisation);
  out.days = days.value_or(out.days);
  if (parameters || tokens || operations) {
    Result<ModelToTrain> own = ownModel(parameters, tokens, operations);
    if (!own) return own.error();
    out.own = std::move(own).value();
  }
  return out;
}

void printTable(const Projection& projection) {
  const std::size_t all = projection.contenders.size();
  std::printf("utilisation %s, %s days; arithmetic alone\n",
              readableQuantity(projection.options.utilisation, Unit::Percent).c_str(),
              readableNumber(projection.options.days).c_str());
  for (std::size_t m = 0; m < projection.models.size(); ++m) {
    const ModelToTrain& model = projection.models[m];
    std::printf("\n%s: %s operations (%s)\n", std::string(model.title).c_str(),
                readableNumber(model.operations).c_str(), std::string(model.source).c_str());
    for (std::size_t c = 0; c < all; ++c) {
      const Contender& contender = projection.contenders[c];
      const ProjectionRow& row = projection.rows[m * all + c];
      std::printf("  %s, %s: %s at full use, %s in use; %s of them, %s m², %s passes; one alone %s\n",
                  contender.name.c_str(), contender.memoryCounts ? "with memory" : "without memory",
                  scaledText(scaledEnergy(row.fullUseJ)).c_str(),
                  scaledText(scaledEnergy(row.energyJ)).c_str(), readableNumber(row.units, 3).c_str(),
                  readableNumber(row.areaM2, 3).c_str(), readableNumber(row.passes, 3).c_str(),
                  scaledText(scaledDuration(row.aloneS)).c_str());
    }
  }
}

// A line for each rate and memory: the side that breaks even with each processor.
void printMap(const BreakEven& map) {
  std::printf("this bench, full layers: %s; n of n × n synapses that break even with\n%24s",
              readableQuantity(map.joulesPerOp, Unit::FemtojoulePerOp).c_str(), "");
  for (const DigitalProcessor& processor : digitalProcessors())
    std::printf(" %10s", std::string(processor.id).c_str());
  std::printf("\n");
  for (const BreakEvenRate& rate : map.rates)
    for (std::size_t memory = 0; memory < map.memories.size(); ++memory) {
      std::printf("%16s, %-6s", readableQuantity(rate.symbolRateHz, Unit::Gigasample).c_str(),
                  map.memories[memory].c_str());
      for (const DigitalProcessor& processor : digitalProcessors()) {
        const std::optional<double> side =
            smallestSide(rate.cells[memory], map.slots, processor.joulesPerOp());
        std::printf(" %10s", side ? readableNumber(*side, 3).c_str() : "-");
      }
      std::printf("%s\n", rate.trouble ? "  cannot be built" : "");
    }
}

int runMap(const ProjectWords& words, const OpenedDesign& opened) {
  BreakEvenOptions options;
  options.cancelled = interrupted;
  options.onProgress = showShare;
  const Result<std::optional<BreakEven>> map = breakEvenOf(opened.design, opened.data, options);
  if (!map) {
    complain(map.error());
    return kFailed;
  }
  if (!map.value()) return kInterrupted;
  if (words.json)
    std::fputs(breakEvenJson(*map.value()).c_str(), stdout);
  else
    printMap(*map.value());
  return kDone;
}

// The first word that says something about a training, of which a map has none.
std::optional<std::string> modelWord(const ProjectWords& words) {
  const std::pair<const char*, const std::optional<std::string>&> all[] = {
      {"--parameters", words.parameters},
      {"--tokens", words.tokens},
      {"--operations", words.operations},
      {"--utilisation", words.utilisation},
      {"--days", words.days}};
  for (const auto& [name, word] : all)
    if (word) return name;
  return std::nullopt;
}

int run(const ProjectWords& words) {
  if (!words.of.file) return missingFile();
  if (const std::optional<std::string> word = modelWord(words); word && words.map) {
    complain({"cli.map-of-no-model",
              LL_TEXT("%1 is about the training of a model, but --map compares single operations. Leave one "
                      "of them out."),
              {*word}});
    return kBadCommand;
  }
  const std::optional<Result<ProjectionOptions>> options = optionsOf(words);
  if (!options) return kBadCommand;
  if (!*options) {
    complain(options->error());
    return kBadCommand;
  }
  std::optional<MayBeLeft> computing(std::in_place);
  const std::optional<OpenedDesign> opened = openWithData(words.of);
  if (!opened) return kFailed;
  if (words.map) {
    computing.reset();
    return runMap(words, *opened);
  }
  const Result<Projection> projection = projectionOf(opened->design, opened->data, options->value());
  if (!projection) {
    complain(projection.error());
    return kFailed;
  }
  computing.reset();
  if (words.json)
    std::fputs(projectionJson(projection.value()).c_str(), stdout);
  else
    printTable(projection.value());
  return kDone;
}

}  // namespace

Command project(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
