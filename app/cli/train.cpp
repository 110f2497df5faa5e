#include <cstdio>

#include "command.h"
#include "io/report_json.h"
#include "io/run_folder.h"
#include "progress.h"
#include "run/runner.h"

namespace lightloom::cli {
namespace {

// The folder of --out, where there is one. Prints what is wrong with it; `fine` is false then.
std::optional<RunFolder> openFolder(const Design& design, const std::vector<LoggedEdit>& log,
                                    const Words& words, bool& fine) {
  if (!words.out) return std::nullopt;
  RunFile begun;
  begun.first = design;
  begun.log = log;
  Result<RunFolder> folder = RunFolder::open(*words.out, begun, inputsOf(design, words));
  fine = folder.ok();
  if (fine) return std::move(folder).value();
  complain(folder.error());
  return std::nullopt;
}

struct Source {
  Design design;
  std::vector<LoggedEdit> log;
  std::uint64_t steps = 0;  ///< after which the recorded run stopped
};

// The design of the file, or the first design and log of a recorded run.
std::optional<Source> openSource(const Words& words) {
  if (!words.replay) {
    std::optional<Design> design = openDesign(words.files[0], words);
    if (!design) return std::nullopt;
    return Source{*design, {}, 0};
  }
  Result<RunFile> run = readRunFile(*words.replay);
  if (!run) {
    complain(run.error());
    return std::nullopt;
  }
  return Source{run.value().first, run.value().log, words.epochs ? 0 : run.value().steps};
}

bool rightWords(const Words& words) {
  if (words.replay) return words.files.size() <= 1;
  return words.files.size() == 1;
}

}  // namespace

int train(const std::vector<std::string>& list) {
  const Result<Words> sorted =
      sortWords(list, "--json --all --set --data --seed --epochs --threads --out --replay");
  if (!sorted || !rightWords(sorted.value())) {
    complain(sorted ? Message{"cli.one-file", LL_TEXT("error", "Name one design file."), {}}
                    : sorted.error());
    return kBadCommand;
  }
  const Words& words = sorted.value();
  std::optional<Source> source = openSource(words);
  if (!source) return kFailed;
  if (words.epochs)
    source->design = apply(source->design,
                           setSetting(source->design, "training.epochs", Value(std::int64_t{*words.epochs})));
  std::optional<Dataset> data =
      openData(source->design, words.files.empty() ? *words.replay : words.files[0], words);
  if (!data) return kFailed;
  bool fine = true;
  const std::optional<RunFolder> folder = openFolder(source->design, source->log, words, fine);
  if (!fine) return kFailed;

  HeadlessOptions options;
  options.log = source->log;
  options.steps = source->steps;
  options.threads = static_cast<int>(words.threads.value_or(1));
  options.onPoint = showTraining;
  options.cancelled = interrupted;
  Result<TrainingResult> trained =
      trainHeadless(source->design, std::make_shared<const Dataset>(std::move(*data)), options);
  if (!trained) {
    complain(trained.error());
    return kFailed;
  }
  TrainingResult& result = trained.value();
  if (result.reason) complain(*result.reason);
  const std::string json = trainingJson(result, {words.all, words.all});
  result.record.resultJson = json;
  if (folder) {
    if (const Result<Done> saved = folder->save(result.record, json); !saved) {
      complain(saved.error());
      return kFailed;
    }
  }
  if (words.json) {
    std::fputs(json.c_str(), stdout);
  } else {
    std::printf("Test accuracy %.2f %%, ideal twin %.2f %%, same weights without noise %.2f %%\n",
                100 * result.finalTestAccuracy, 100 * result.idealTestAccuracy,
                100 * result.exactTestAccuracy);
    for (const Figure& figure : headlineFigures(result.report))
      std::printf("%-26s %s\n", std::string(figure.title).c_str(), figureText(figure).c_str());
    std::printf("%-26s %016llx\n", "Weights", static_cast<unsigned long long>(result.weightsHash));
  }
  return result.cancelled ? kInterrupted : kDone;
}

}  // namespace lightloom::cli
