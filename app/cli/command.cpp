#include "command.h"

#include <charconv>
#include <cstdio>
#include <filesystem>

#include "base/printable.h"
#include "design/edit.h"
#include "design/kept_fields.h"
#include "io/dataset_store.h"
#include "io/design_file.h"
#include "io/run_file.h"

namespace lightloom::cli {
namespace {

constexpr long kMostThreads = 1024;

std::optional<long> wholeNumber(const std::string& text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1) return std::nullopt;
  return value;
}

std::optional<double> positiveNumber(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value > 0 && value <= 1e4))
    return std::nullopt;
  return value;
}

bool lists(std::string_view allowed, const std::string& option) {
  const std::size_t at = allowed.find(option);
  if (at == std::string_view::npos) return false;
  const std::size_t end = at + option.size();
  const bool begins = at == 0 || allowed[at - 1] == ' ';
  return (begins && (end == allowed.size() || allowed[end] == ' ')) || lists(allowed.substr(end), option);
}

std::optional<double>* realOption(Words& words, const std::string& option) {
  if (option == "--seconds") return &words.seconds;
  if (option == "--width") return &words.width;
  if (option == "--height") return &words.height;
  if (option == "--font") return &words.font;
  return option == "--dpi" ? &words.dpi : nullptr;
}

// Takes an option with its value. Nothing where the value is bad.
std::optional<Message> take(Words& words, const std::string& option, const std::string& value) {
  if (option == "--set") {
    words.assignments.push_back(value);
  } else if (option == "--over") {
    words.over.push_back(value);
  } else if (option == "--data") {
    words.dataDirs.push_back(value);
  } else if (option == "--seed") {
    words.seed = value;
  } else if (option == "--out") {
    words.out = value;
  } else if (option == "--import") {
    words.import = value;
  } else if (option == "--replay") {
    words.replay = value;
  } else if (option == "--group") {
    words.group = value;
  } else if (option == "--format" || option == "--to") {
    words.format = value;
  } else if (option == "--without") {
    words.without = value;
  } else if (std::optional<double>* real = realOption(words, option)) {
    *real = positiveNumber(value);
    if (!*real)
      return Message{option == "--seconds" ? "cli.bad-seconds" : "cli.bad-number",
                     LL_TEXT("error", "%1 needs a number above 0 and up to 10 000, not “%2”."),
                     {option, value}};
  } else {
    const std::optional<long> number = wholeNumber(value);
    if (!number)
      return Message{
          "cli.bad-number", LL_TEXT("error", "%1 needs a whole number from 1, not “%2”."), {option, value}};
    if (option == "--threads" && *number > kMostThreads)
      return Message{"cli.bad-number",
                     LL_TEXT("error", "%1 takes at most %2, not “%3”."),
                     {option, std::int64_t{kMostThreads}, value}};
    (option == "--epochs" ? words.epochs : words.threads) = number;
  }
  return std::nullopt;
}

DatasetOptions dataOptions(const Design& design, const std::string& designFile, const Words& words) {
  DatasetOptions options = datasetOptions(design);
  options.dataDirs = words.dataDirs;
  options.baseDir = std::filesystem::absolute(std::filesystem::path(designFile)).parent_path().string();
  return options;
}

bool* flagOf(Words& words, std::string_view option) {
  if (option == "--json") return &words.json;
  if (option == "--all") return &words.all;
  if (option == "--list") return &words.list;
  if (option == "--train") return &words.train;
  return option == "--long" ? &words.longRows : nullptr;
}

}  // namespace

Result<Words> sortWords(const std::vector<std::string>& words, std::string_view allowed) {
  Words out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string word = words[i];
    if (word.size() < 2 || word[0] != '-') {
      out.files.push_back(word);
      continue;
    }
    std::optional<std::string> value;
    if (const std::size_t equals = word.find('='); equals != std::string::npos) {
      value = word.substr(equals + 1);
      word = word.substr(0, equals);
    }
    if (!lists(allowed, word))
      return Message{"cli.unknown-option",
                     LL_TEXT("error", "There is no option %1 here. Options: %2."),
                     {word, std::string(allowed)}};
    if (bool* flag = flagOf(out, word)) {
      if (value)
        return Message{"cli.no-value",
                       LL_TEXT("error", "%1 takes no value, so “%2” means nothing here."),
                       {word, *value}};
      *flag = true;
      continue;
    }
    if (!value) {
      if (i + 1 >= words.size())
        return Message{"cli.missing-value", LL_TEXT("error", "%1 needs a value behind it."), {word}};
      value = words[++i];
    }
    if (value->empty())
      return Message{"cli.missing-value", LL_TEXT("error", "%1 needs a value behind it."), {word}};
    if (const std::optional<Message> bad = take(out, word, *value)) return *bad;
  }
  return out;
}

void complain(const Message& message) {
  std::fprintf(stderr, "lightloom-cli: %s [%s]\n", printable(english(message)).c_str(), message.id.c_str());
}

namespace {

void warn(const Check& check) {
  std::fprintf(stderr, "lightloom-cli: warning: %s [%s]\n", checkText(check).c_str(),
               check.message.id.c_str());
}

}  // namespace

std::string checkText(const Check& check) {
  std::string out = printable(english(check.message));
  if (!check.fix.text.empty()) out.append(1, ' ').append(printable(english(check.fix)));
  return out;
}

int finished(int status) {
  const std::optional<Message> lost = lostOutput();
  if (!lost) return status;
  complain(*lost);
  return status == kDone ? static_cast<int>(kFailed) : status;
}

std::optional<Message> filesProblem(const Words& words, std::size_t count) {
  if (words.files.size() == count) return std::nullopt;
  if (count > 0) return Message{"cli.one-file", LL_TEXT("error", "Name one design file."), {}};
  return Message{"cli.no-file",
                 LL_TEXT("error", "No file and no other word is taken here, so “%1” means nothing."),
                 {words.files[0]}};
}

// The design is read first: a pipe can be read once only.
Result<Design> designOf(const std::string& file) {
  Result<Design> design = readDesignFile(file);
  if (design || !isRunFile(file) || !readRunFile(file)) return design;
  return Message{
      "cli.not-a-design",
      LL_TEXT("error",
              "%1 is a recorded run, not a design. Repeat it with train --replay, measure its noise with "
              "ablate, or take figures and data from it with export."),
      {file}};
}

Result<RunFile> runOf(const std::string& file) {
  Result<RunFile> run = readRunFile(file);
  if (run || isRunFile(file) || !readDesignFile(file)) return run;
  return Message{"cli.not-a-run",
                 LL_TEXT("error",
                         "%1 is a design, not a recorded run. Leave --replay out to train it, or name the "
                         "run.loomrun that its training saved."),
                 {file}};
}

std::optional<Design> openDesign(const std::string& file, const Words& words) {
  Result<Design> design = designOf(file);
  if (!design) {
    complain(design.error());
    return std::nullopt;
  }
  for (const Check& check : keptFieldChecks(design.value())) warn(check);
  Result<Design> edited = editedDesign(design.value(), words);
  if (edited) return std::move(edited).value();
  complain(edited.error());
  return std::nullopt;
}

std::vector<Assigned> assignmentsOf(const Words& words) {
  std::vector<Assigned> out;
  for (const char* path : {"training.seed", "noise.seed"})
    if (words.seed) out.push_back({path + ("=" + *words.seed), "--seed " + *words.seed});
  for (const std::string& assignment : words.assignments) out.push_back({assignment, "--set " + assignment});
  if (words.epochs) {
    const std::string epochs = std::to_string(*words.epochs);
    out.push_back({"training.epochs=" + epochs, "--epochs " + epochs});
  }
  return out;
}

Result<Design> editedDesign(const Design& design, const Words& words) {
  Design out = design;
  for (const Assigned& assigned : assignmentsOf(words)) {
    Result<Design> changed = applyAssignment(out, assigned.assignment);
    if (!changed)
      return Message{changed.error().id, LL_TEXT("error", "%1: %2"), {assigned.as, english(changed.error())}};
    out = std::move(changed).value();
  }
  return out;
}

std::optional<Dataset> openData(const Design& design, const std::string& designFile, const Words& words) {
  Result<Dataset> data =
      loadDataset(settingText(design, "training.dataset"), dataOptions(design, designFile, words));
  if (!data) {
    complain(data.error());
    return std::nullopt;
  }
  for (const Message& note : data.value().notes) complain(note);
  return std::move(data).value();
}

std::vector<std::string> inputsOf(const Design& design, const Words& words) {
  std::vector<std::string> out = words.files;
  if (words.import) out.push_back(*words.import);
  if (words.replay) out.push_back(*words.replay);
  if (out.empty()) return out;
  const std::string dataset = settingText(design, "training.dataset");
  const DatasetOptions options = dataOptions(design, out.front(), words);
  for (const DatasetFile& file : ownDatasetFiles(dataset, options)) out.push_back(file.path);
  // A path that leads out of the folder is no file that goes along with the design, but it is read.
  out.push_back((std::filesystem::path(options.baseDir) / dataset.substr(0, dataset.find('#'))).string());
  return out;
}

bool outputFits(const Design& design, const Words& words) {
  if (!words.out) return true;
  const std::optional<Message> problem = placeProblem(*words.out, inputsOf(design, words));
  if (problem) complain(*problem);
  return !problem;
}

}  // namespace lightloom::cli
