#include "study/ablation.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "command.h"
#include "documents/ablation_json.h"
#include "documents/run_file.h"
#include "progress.h"
#include "train/headless.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct AblateWords {
  std::optional<std::string> file, out;
  Changes changes;
  std::optional<long> threads;
  std::vector<std::string> dataDirs;
  bool json = false;
};

void declare(Options& options, AblateWords& words) {
  options.word("FILE", words.file, "a design, which is trained first, or a run (*.loomrun)");
  declareEpochs(options, words.changes);
  declareSet(options, words.changes);
  declareSeed(options, words.changes);
  declareThreads(options, words.threads, "how many shards, and then sources, are computed at once");
  declareData(options, words.dataDirs);
  options.text("--out", "RUN.loomrun", words.out, "keeps the run and what its sources cost");
  declareJson(options, words.json);
}

struct Trained {
  int status = kDone;
  RunFile run;
  std::optional<Dataset> data;
};

Trained failed(const Message& message) {
  complain(message);
  return {kFailed, {}, {}};
}

Trained openRun(const std::string& file, const AblateWords& words) {
  if (words.changes.any())
    return failed({"cli.run-is-fixed",
                   LL_TEXT("A run is what it was: --set, --seed and --epochs change designs only. Leave them "
                           "out."),
                   {}});
  Result<RunFile> run = readRunFile(file);
  if (!run) return failed(run.error());
  std::optional<Dataset> data;
  const Design& design = run.value().first;
  warnOfUnknown(design);
  if (outputFits(words.out, inputsOf(design, {file}, words.dataDirs)))
    data = openData(design, file, words.dataDirs);
  return {data ? kDone : kFailed, std::move(run).value(), std::move(data)};
}

Trained trainFirst(const std::string& file, const AblateWords& words) {
  const std::optional<Design> design = openDesign(file, words.changes);
  if (!design) return {kFailed, {}, {}};
  if (!outputFits(words.out, inputsOf(*design, {file}, words.dataDirs))) return {kFailed, {}, {}};
  std::optional<Dataset> data = openData(*design, file, words.dataDirs);
  if (!data) return {kFailed, {}, {}};
  HeadlessOptions options;
  options.twin = false;
  options.threads = static_cast<int>(words.threads.value_or(1));
  options.onPoint = trainingProgress(*data);
  options.cancelled = interrupted;
  const auto shared = std::make_shared<const Dataset>(*data);
  Result<TrainingResult> trained = trainHeadless(*design, shared, options);
  if (!trained) return failed(trained.error());
  if (trained.value().reason) return failed(*trained.value().reason);
  const int status = trained.value().cancelled ? kInterrupted : kDone;
  return {status, std::move(trained.value().record), std::move(data)};
}

std::string points(double value, double error) {
  char text[64];
  std::snprintf(text, sizeof text, "%+.2f ± %.2f", 100 * value, 100 * error);
  return text;
}

std::string percent(double value, double error) {
  if (!std::isfinite(value)) return "-";
  char text[64];
  std::snprintf(text, sizeof text, "%.0f ± %.0f %%", 100 * value, 100 * error);
  return text;
}

// Columns of UTF-8: printf counts bytes, "±" has two.
std::string padded(const std::string& text, std::size_t width) {
  const auto continued = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  const std::size_t shown =
      text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continued));
  return std::string(width > shown ? width - shown : 0, ' ') + text;
}

void printTable(const Ablation& ablation) {
  const bool regression = ablation.regression;
  std::printf("%s %s with all sources, %s with none: %.2f ± %.2f points lost (%d samples)\n\n",
              regression ? "R² of the test set" : "Test accuracy",
              readableScore(ablation.all, regression).c_str(),
              readableScore(ablation.none, regression).c_str(), 100 * ablation.lost, 100 * ablation.lostError,
              ablation.samples);
  std::printf("%-28s%18s%18s%18s\n", "source", "gained when off", "share of loss", "lost when alone");
  std::vector<AblationRow> rows = ablation.rows;
  std::stable_sort(rows.begin(), rows.end(),
                   [](const AblationRow& a, const AblationRow& b) { return a.gained > b.gained; });
  for (const AblationRow& row : rows) {
    const Parameter* source = findSetting("noise." + row.key);
    const std::string title = source ? std::string(source->title) : row.key;
    std::printf("%-28s%s%s%s\n", title.c_str(), padded(points(row.gained, row.gainedError), 18).c_str(),
                padded(percent(row.share, row.shareError), 18).c_str(),
                padded(points(row.lostAlone, row.lostAloneError), 18).c_str());
  }
  if (!rows.empty())
    std::printf(
        "\nPoints are hundredths of %s, ± one standard deviation of the test samples. Shares need not add up "
        "to 100 %%:\nsources hide behind each other.\n",
        regression ? "R²" : "the accuracy");
}

bool keep(const std::string& path, const RunFile& run) {
  const Result<SavedFile> saved = saveRunFile(run, path);
  if (!saved) complain(saved.error());
  return saved.ok();
}

int run(const AblateWords& words) {
  if (!words.file) return missingFile(LL_TEXT("Name one design or run file."));
  const std::string& file = *words.file;
  Trained trained = isRunFile(file) ? openRun(file, words) : trainFirst(file, words);
  if (trained.status == kInterrupted && words.out) keep(*words.out, trained.run);
  if (trained.status != kDone) return trained.status;
  AblationOptions options;
  options.threads = threadsOf(words.threads);
  options.onProgress = showShare;
  options.cancelled = interrupted;
  Result<std::optional<Ablation>> measured = lightloom::study::ablate(trained.run, *trained.data, options);
  if (!measured) {
    complain(measured.error());
    return kFailed;
  }
  if (!measured.value()) {
    if (words.out && !isRunFile(file)) keep(*words.out, trained.run);
    return kInterrupted;
  }
  trained.run.ablation = *measured.value();
  if (words.out && !keep(*words.out, trained.run)) return kFailed;
  if (words.json)
    std::fputs(ablationJson(*trained.run.ablation).c_str(), stdout);
  else
    printTable(*trained.run.ablation);
  return kDone;
}

}  // namespace

Command ablate(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
