#include "command.h"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "design/edit.h"
#include "io/dataset_store.h"
#include "io/design_file.h"

namespace lightloom::cli {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

void onSignal(int) {
  g_interrupted = 1;
}

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
      return Message{"cli.bad-seconds",
                     LL_TEXT("error", "%1 needs a number above 0 and up to 10 000, not “%2”."),
                     {option, value}};
  } else {
    const std::optional<long> number = wholeNumber(value);
    if (!number)
      return Message{
          "cli.bad-number", LL_TEXT("error", "%1 needs a whole number from 1, not “%2”."), {option, value}};
    (option == "--epochs" ? words.epochs : words.threads) = number;
  }
  return std::nullopt;
}

}  // namespace

namespace {

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
    if (word.rfind("--", 0) != 0) {
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
      *flag = true;
      continue;
    }
    if (!value) {
      if (i + 1 >= words.size())
        return Message{"cli.missing-value", LL_TEXT("error", "%1 needs a value behind it."), {word}};
      value = words[++i];
    }
    if (const std::optional<Message> bad = take(out, word, *value)) return *bad;
  }
  return out;
}

void complain(const Message& message) {
  std::fprintf(stderr, "lightloom-cli: %s [%s]\n", english(message).c_str(), message.id.c_str());
}

std::optional<Design> openDesign(const std::string& file, const Words& words) {
  Result<Design> design = readDesignFile(file);
  if (!design) {
    complain(design.error());
    return std::nullopt;
  }
  Result<Design> edited = editedDesign(design.value(), words);
  if (edited) return std::move(edited).value();
  complain(edited.error());
  return std::nullopt;
}

Result<Design> editedDesign(const Design& design, const Words& words) {
  std::vector<std::string> assignments;
  if (words.seed) assignments = {"training.seed=" + *words.seed, "noise.seed=" + *words.seed};
  assignments.insert(assignments.end(), words.assignments.begin(), words.assignments.end());
  Design out = design;
  for (const std::string& assignment : assignments) {
    Result<Design> changed = applyAssignment(out, assignment);
    if (!changed)
      return Message{
          changed.error().id, LL_TEXT("error", "--set %1: %2"), {assignment, english(changed.error())}};
    out = std::move(changed).value();
  }
  return out;
}

std::optional<Dataset> openData(const Design& design, const std::string& designFile, const Words& words) {
  DatasetOptions options = datasetOptions(design);
  options.dataDirs = words.dataDirs;
  options.baseDir = std::filesystem::absolute(std::filesystem::path(designFile)).parent_path().string();
  Result<Dataset> data = loadDataset(settingText(design, "training.dataset"), options);
  if (!data) {
    complain(data.error());
    return std::nullopt;
  }
  for (const Message& note : data.value().notes) complain(note);
  return std::move(data).value();
}

bool interrupted() {
  return g_interrupted != 0;
}

void watchSignals() {
  std::signal(SIGINT, onSignal);
  std::signal(SIGTERM, onSignal);
}

}  // namespace lightloom::cli
