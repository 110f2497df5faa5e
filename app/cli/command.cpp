#include "command.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <thread>

#include "base/printable.h"
#include "datasets/dataset_store.h"
#include "design/edit.h"
#include "design/kept_fields.h"
#include "documents/design_file.h"
#include "documents/run_file.h"
#include "train/recorded_run.h"

namespace lightloom::cli {
namespace {

constexpr long kMostThreads = 1024;

DatasetOptions dataOptions(const Design& design, const std::string& designFile,
                           const std::vector<std::string>& dataDirs) {
  DatasetOptions options = datasetOptions(design);
  options.dataDirs = dataDirs;
  options.baseDir = std::filesystem::absolute(std::filesystem::path(designFile)).parent_path().string();
  return options;
}

void warn(const Check& check) {
  std::fprintf(stderr, "lightloom-cli: warning: %s [%s]\n", checkText(check).c_str(),
               check.message.id.c_str());
}

}  // namespace

void declareFile(Options& options, std::optional<std::string>& file) {
  options.word("FILE", file, "a design (*.loom)");
}

void declareJson(Options& options, bool& json) {
  options.flag("--json", json, "the result as JSON");
}

void declareSet(Options& options, Changes& changes) {
  options.texts("--set", "PATH=VALUE", changes.assignments, "changes the design; again and again");
}

void declareSeed(Options& options, Changes& changes) {
  options.text("--seed", "S", changes.seed, "training.seed and noise.seed");
}

void declareEpochs(Options& options, Changes& changes) {
  options.whole("--epochs", changes.epochs, std::numeric_limits<long>::max(), "training.epochs");
}

int threadsOf(const std::optional<long>& asked) {
  return static_cast<int>(asked.value_or(std::max(1u, std::thread::hardware_concurrency())));
}

void declareThreads(Options& options, std::optional<long>& threads, const char* help) {
  options.whole("--threads", threads, kMostThreads, help);
}

void declareData(Options& options, std::vector<std::string>& folders) {
  options.texts("--data", "DIR", folders, "where data sets lie, too; again and again");
}

void declareLedger(Options& options, std::optional<std::string>& folder) {
  options.text("--ledger", "DIR", folder, "where runs are kept, instead of the user's own place");
}

void complain(const Message& message) {
  std::fprintf(stderr, "lightloom-cli: %s [%s]\n", printable(english(message)).c_str(), message.id.c_str());
}

std::string checkText(const Check& check) {
  std::string out = printable(english(check.message));
  if (!check.fix.text.empty()) out.append(1, ' ').append(printable(english(check.fix)));
  return out;
}

std::string lineText(const ChangeLine& line) {
  std::string out = english(line);
  std::replace(out.begin(), out.end(), '\n', ' ');
  return printable(out);
}

int finished(int status) {
  const std::optional<Message> lost = lostOutput();
  if (!lost) return status;
  complain(*lost);
  return status == kDone ? static_cast<int>(kFailed) : status;
}

int missingFile(const char* what) {
  complain({"cli.one-file", what, {}});
  return kBadCommand;
}

std::optional<Message> sweptTwice(const std::vector<std::string>& over, const Changes& changes) {
  const auto pathOf = [](const std::string& assignment) {
    return assignment.substr(0, assignment.find('='));
  };
  std::vector<Assigned> given = assignmentsOf(changes);
  for (const std::string& one : over) {
    const std::string path = pathOf(one);
    for (const Assigned& other : given)
      if (pathOf(other.assignment) == path)
        return Message{"cli.swept-twice",
                       LL_TEXT("%1 gets its values from --over %2 and from %3. Leave one of them out."),
                       {path, one, other.as}};
    given.push_back({one, "--over " + one});
  }
  return std::nullopt;
}

// The design is read first: a pipe can be read once only.
Result<Design> designOf(const std::string& file) {
  Result<Design> design = readDesignFile(file);
  if (design || !isRunFile(file) || !readRunFile(file)) return design;
  return Message{
      "cli.not-a-design",
      LL_TEXT("%1 is a recorded run, not a design. Repeat it with train --replay, measure its noise with "
              "ablate, or take figures and data from it with export."),
      {file}};
}

Result<RunFile> runOf(const std::string& file) {
  Result<RunFile> run = readRunFile(file);
  if (run || isRunFile(file) || !readDesignFile(file)) return run;
  return Message{
      "cli.not-a-run",
      LL_TEXT(
          "%1 is a design, not a recorded run. Name it without --replay or --from to train it, or name the "
          "run.loomrun that its training saved."),
      {file}};
}

Result<Design> lastDesignOf(const std::string& file) {
  Result<Design> design = readDesignFile(file);
  if (design || !isRunFile(file)) return design;
  const Result<RunFile> run = readRunFile(file);
  if (!run) return run.error();
  return finalDesign(run.value());
}

void warnOfUnknown(const Design& design) {
  for (const Check& check : keptFieldChecks(design)) warn(check);
}

std::optional<Design> openDesign(const std::string& file, const Changes& changes) {
  Result<Design> design = designOf(file);
  if (!design) {
    complain(design.error());
    return std::nullopt;
  }
  warnOfUnknown(design.value());
  Result<Design> edited = editedDesign(design.value(), changes);
  if (edited) return std::move(edited).value();
  complain(edited.error());
  return std::nullopt;
}

std::vector<Assigned> assignmentsOf(const Changes& changes) {
  std::vector<Assigned> out;
  for (const char* path : {"training.seed", "noise.seed"})
    if (changes.seed) out.push_back({path + ("=" + *changes.seed), "--seed " + *changes.seed});
  for (const std::string& assignment : changes.assignments)
    out.push_back({assignment, "--set " + assignment});
  if (changes.epochs) {
    const std::string epochs = std::to_string(*changes.epochs);
    out.push_back({"training.epochs=" + epochs, "--epochs " + epochs});
  }
  return out;
}

Result<Design> editedDesign(const Design& design, const Changes& changes) {
  Design out = design;
  for (const Assigned& assigned : assignmentsOf(changes)) {
    Result<Design> changed = applyAssignment(out, assigned.assignment);
    if (!changed)
      return Message{changed.error().id, LL_TEXT("%1: %2"), {assigned.as, english(changed.error())}};
    out = std::move(changed).value();
  }
  return out;
}

std::optional<Dataset> openData(const Design& design, const std::string& designFile,
                                const std::vector<std::string>& dataDirs) {
  Result<Dataset> data =
      loadDataset(settingText(design, "training.dataset"), dataOptions(design, designFile, dataDirs));
  if (!data) {
    complain(data.error());
    return std::nullopt;
  }
  for (const Message& note : data.value().notes) complain(note);
  return std::move(data).value();
}

void declareDesign(Options& options, DesignWords& words) {
  declareFile(options, words.file);
  declareSet(options, words.changes);
  declareSeed(options, words.changes);
  declareData(options, words.dataDirs);
}

std::optional<OpenedDesign> openWithData(const DesignWords& words) {
  std::optional<Design> design = openDesign(*words.file, words.changes);
  if (!design) return std::nullopt;
  std::optional<Dataset> data = openData(*design, *words.file, words.dataDirs);
  if (!data) return std::nullopt;
  return OpenedDesign{*std::move(design), *std::move(data)};
}

std::string dataKey(const Design& design) {
  std::string out;
  for (const char* setting : {"training.dataset", "training.loss", "training.test_fraction", "training.seed"})
    out += valueText(settingValue(design, setting)) + '\n';
  return out;
}

std::vector<std::string> inputsOf(const Design& design, std::vector<std::string> files,
                                  const std::vector<std::string>& dataDirs) {
  const std::string dataset = settingText(design, "training.dataset");
  const DatasetOptions options = dataOptions(design, files.front(), dataDirs);
  for (const DatasetFile& file : ownDatasetFiles(dataset, options)) files.push_back(file.path);
  // A path that leads out of the folder is no file that goes along with the design, but it is read.
  files.push_back((std::filesystem::path(options.baseDir) / dataset.substr(0, dataset.find('#'))).string());
  return files;
}

RunLedger ledgerOf(const std::optional<std::string>& folder) {
  return RunLedger(folder.value_or(RunLedger::userFolder()));
}

bool outputFits(const std::optional<std::string>& out, const std::vector<std::string>& inputs) {
  if (!out) return true;
  const std::optional<Message> problem = placeProblem(*out, inputs);
  if (problem) complain(*problem);
  return !problem;
}

}  // namespace lightloom::cli
