#include <cstdio>
#include <filesystem>

#include "base/printable.h"
#include "command.h"
#include "documents/run_folder.h"
#include "export/report_json.h"
#include "progress.h"
#include "train/headless.h"
#include "train/recorded_run.h"
#include "train/start_weights.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct TrainWords {
  std::optional<std::string> file, out, replay, from, name, note, ledger;
  std::vector<std::string> tags;
  Changes changes;
  std::optional<long> threads;
  std::vector<std::string> dataDirs;
  bool keep = false, json = false, all = false;

  const std::string& source() const { return replay ? *replay : *file; }
};

void declare(Options& options, TrainWords& words) {
  declareFile(options, words.file);
  declareSet(options, words.changes);
  declareEpochs(options, words.changes);
  declareSeed(options, words.changes);
  declareThreads(options, words.threads);
  declareData(options, words.dataDirs);
  options.text("--out", "DIR", words.out, "the folder that keeps report and run");
  options.flag("--keep", words.keep, "keeps the run in the ledger, which the window shows, too");
  options.text("--name", "NAME", words.name, "of the run that is kept, instead of title and time");
  options.text("--note", "NOTE", words.note, "of the run that is kept");
  options.texts("--tag", "TAG", words.tags, "of the run that is kept; again and again");
  declareLedger(options, words.ledger);
  options.text("--from", "RUN.loomrun", words.from, "begins with the weights of this run");
  options.text("--replay", "RUN.loomrun", words.replay, "repeats this run instead of training FILE");
  declareJson(options, words.json);
  options.flag("--all", words.all, "with the tables of links and lasers");
}

// The folder of --out, where there is one. Prints what is wrong with it; `fine` is false then.
std::optional<RunFolder> openFolder(const Design& design, const HeadlessOptions& options,
                                    const TrainWords& words, bool& fine) {
  if (!words.out) return std::nullopt;
  RunFile begun;
  begun.first = design;
  begun.log = options.log;
  begun.start = options.start;
  std::vector<std::string> inputs = {words.source()};
  if (words.from) inputs.push_back(*words.from);
  Result<RunFolder> folder = RunFolder::open(*words.out, begun, inputsOf(design, inputs, words.dataDirs));
  fine = folder.ok();
  if (fine) return std::move(folder).value();
  complain(folder.error());
  return std::nullopt;
}

struct Source {
  Design design;
  std::optional<RunFile> recorded;  ///< of a replay
};

// The design of the file, or the first design and log of a recorded run.
std::optional<Source> openSource(const TrainWords& words) {
  if (!words.replay) {
    std::optional<Design> design = openDesign(*words.file, words.changes);
    if (!design) return std::nullopt;
    return Source{*design, std::nullopt};
  }
  Result<RunFile> run = runOf(*words.replay);
  if (!run) {
    complain(run.error());
    return std::nullopt;
  }
  warnOfUnknown(run.value().first);
  return Source{run.value().first, run.value()};
}

// A data set of its own is looked for beside the design.
std::string folderOf(const std::string& file) {
  return std::filesystem::absolute(file).parent_path().string();
}

RunWords wordsOf(const TrainWords& words) {
  return {words.name.value_or(""), words.note.value_or(""), words.tags};
}

std::optional<Message> wordsProblem(const TrainWords& words) {
  if (words.replay && (words.changes.any() || words.file || words.from))
    return Message{
        "cli.run-is-fixed",
        LL_TEXT(
            "A replay does what its run did: another file, --from, --set, --seed and --epochs have no place "
            "beside --replay. Leave them out, or train the design."),
        {}};
  if (!words.keep && (words.name || words.note || words.ledger || !words.tags.empty()))
    return Message{"cli.not-kept",
                   LL_TEXT("--name, --note, --tag and --ledger are about a run that is kept. Add --keep."),
                   {}};
  if (words.replay || words.file) return std::nullopt;
  return Message{"cli.one-file", LL_TEXT("Name one design file."), {}};
}

constexpr int kMostPrinted = 16;  // classes whose matrix fits a terminal

std::string shownName(const std::vector<std::string>& names, std::size_t index) {
  return index < names.size() ? printable(names[index]) : std::to_string(index);
}

// A row for each true class, a column for each answer in the same order.
void printConfusion(const TestTerms& terms, const Dataset& data) {
  std::printf("True class, and what was answered in the same order:\n");
  for (int trueClass = 0; trueClass < terms.classes; ++trueClass) {
    std::printf("  %-24s", shownName(data.classNames, static_cast<std::size_t>(trueClass)).c_str());
    for (int answer = 0; answer < terms.classes; ++answer)
      std::printf(" %5d", terms.answered(trueClass, answer));
    std::printf("\n");
  }
}

void printTerms(const TestTerms& terms, const Dataset& data) {
  if (terms.classes == 2 && data.positive >= 0) {
    const Detection detection = detectionOf(terms, data.positive);
    std::printf("%-26s sensitivity %s, specificity %s\n",
                shownName(data.classNames, static_cast<std::size_t>(data.positive)).c_str(),
                readableScore(detection.sensitivity, false).c_str(),
                readableScore(detection.specificity, false).c_str());
  }
  if (terms.classes > 0 && terms.classes <= kMostPrinted) printConfusion(terms, data);
  for (std::size_t m = 0; m < terms.residualRms.size(); ++m)
    std::printf("%-26s %s\n", ("Residual rms, " + shownName(data.targetNames, m)).c_str(),
                readableNumber(terms.residualRms[m], 3).c_str());
}

void printResult(const TrainingResult& result) {
  const bool regression = result.record.data.regression;
  std::printf("%s %s, ideal twin %s, same weights without noise %s\n",
              regression ? "R² of the test set" : "Test accuracy",
              readableScore(result.finalTestAccuracy, regression).c_str(),
              readableScore(result.idealTestAccuracy, regression).c_str(),
              readableScore(result.exactTestAccuracy, regression).c_str());
  if (result.terms) printTerms(*result.terms, *result.data);
  for (const HeadlineNumber& number : headlineNumbers(result.report))
    std::printf("%-26s %s\n", std::string(number.title).c_str(), numberText(number).c_str());
  std::printf("%-26s %s\n", "Weights", hashText(result.weightsHash).c_str());
}

// Puts the run into the ledger; says where, aside where the result is JSON. Prints what is wrong.
bool keep(const TrainWords& words, const RunFile& run) {
  if (!words.keep) return true;
  const Result<RunEntry> kept = ledgerOf(words.ledger).keep(run, wordsOf(words), folderOf(words.source()));
  if (!kept)
    complain(kept.error());
  else if (words.json)
    std::fprintf(stderr, "lightloom-cli: kept as %s\n", kept.value().id.c_str());
  else
    std::printf("%-26s %s\n", "Kept as", kept.value().id.c_str());
  return kept.ok();
}

// Whether a replay came out as it was recorded; true where there is no record or the run was cancelled.
bool repeats(const Source& source, const TrainingResult& result) {
  if (!source.recorded || result.cancelled) return true;
  const std::optional<Message> problem = replayProblem(*source.recorded, result.record);
  if (problem) complain(*problem);
  return !problem;
}

int run(const TrainWords& words) {
  if (const std::optional<Message> problem = wordsProblem(words)) {
    complain(*problem);
    return kBadCommand;
  }
  std::optional<Source> source = openSource(words);
  if (!source) return kFailed;
  std::optional<Dataset> data = openData(source->design, words.source(), words.dataDirs);
  if (!data) return kFailed;
  HeadlessOptions options;
  if (source->recorded) {
    if (const std::optional<Message> problem = otherData(*source->recorded, *data)) {
      complain(*problem);
      return kFailed;
    }
    options.log = source->recorded->log;
    options.start = source->recorded->start;
    // The mini-batch in which a training diverges is none that was done.
    options.steps = source->recorded->steps + (source->recorded->diverged ? 1 : 0);
  }
  if (words.from) {
    const Result<RunFile> from = runOf(*words.from);
    if (!from) {
      complain(from.error());
      return kFailed;
    }
    options.start = startWeightsOf(from.value());
    if (options.start.empty()) {
      complain({"run.no-weights",
                LL_TEXT("The run holds no weights. Train some mini-batches and save it again."),
                {}});
      return kFailed;
    }
  }
  if (words.keep)
    if (const std::optional<Message> problem = ledgerOf(words.ledger).problem(wordsOf(words))) {
      complain(*problem);
      return kFailed;
    }
  bool fine = true;
  const std::optional<RunFolder> folder = openFolder(source->design, options, words, fine);
  if (!fine) return kFailed;
  options.threads = static_cast<int>(words.threads.value_or(1));
  options.onPoint = trainingProgress(*data);
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
    printResult(result);
  }
  const bool kept = keep(words, result.record);
  fine = repeats(*source, result) && !result.diverged && kept;
  if (result.cancelled) return kInterrupted;
  return fine ? kDone : kFailed;
}

}  // namespace

Command train(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
