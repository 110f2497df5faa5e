#include <cmath>
#include <cstdio>

#include "base/json_writer.h"
#include "base/printable.h"
#include "command.h"
#include "progress.h"
#include "study/causes.h"
#include "train/simulate.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct ExplainWords {
  std::optional<std::string> file, number, value;
  Changes changes;
  std::vector<std::string> dataDirs;
  bool json = false;
};

void declare(Options& options, ExplainWords& words) {
  declareFile(options, words.file);
  options.text("--number", "KEY", words.number,
               "which values of the design a number hangs on, strongest first");
  options.text("--value", "PATH", words.value,
               "what a tenth more and a tenth less of a value do to all numbers");
  declareSet(options, words.changes);
  declareSeed(options, words.changes);
  declareData(options, words.dataDirs);
  declareJson(options, words.json);
}

void numberJson(JsonWriter& json, const HeadlineNumber& number) {
  json.field("key", number.key);
  json.field("title", number.title);
  json.field("value", number.value);
  json.field("unit", unitInfo(number.unit).symbol);
  json.field("formula", number.formula);
  json.field("source", number.source);
}

void optionalJson(JsonWriter& json, const char* key, const std::optional<double>& value) {
  json.field(key, value.value_or(std::nan("")));
}

// "+3.2 %" of what it was; a dash where there is no number then.
std::string changeText(double now, const std::optional<double>& then) {
  if (!then) return "–";
  if (now == 0) return readableNumber(*then, 3);
  const double percent = 100 * (*then / now - 1);
  std::string out = percent > 0 ? "+" : "";
  out += readableNumber(percent, 3);
  return out += " %";
}

void printNumbers(const std::vector<HeadlineNumber>& numbers) {
  for (const HeadlineNumber& number : numbers)
    std::printf("%s: %s = %s\n  %s\n  source: %s\n", std::string(number.key).c_str(),
                std::string(number.title).c_str(), numberText(number).c_str(),
                std::string(number.formula).c_str(), std::string(number.source).c_str());
}

int explainAll(const Design& design, const Dataset& data, const ExplainWords& words) {
  const Result<Simulation> simulation = simulateDesign(design, data);
  if (!simulation) {
    complain(simulation.error());
    return kFailed;
  }
  const std::vector<HeadlineNumber> numbers = headlineNumbers(simulation.value().report);
  if (!words.json) {
    printNumbers(numbers);
    return kDone;
  }
  JsonWriter json;
  json.beginObject();
  json.key("numbers");
  json.beginArray();
  for (const HeadlineNumber& number : numbers) {
    json.beginObject(JsonLayout::Inline);
    numberJson(json, number);
    json.endObject();
  }
  json.endArray();
  json.endObject();
  std::fputs(json.take().c_str(), stdout);
  return kDone;
}

CausesOptions watched() {
  CausesOptions out;
  out.onProgress = showShare;
  out.cancelled = interrupted;
  return out;
}

void printCauses(const Causes& causes) {
  printNumbers({causes.number});
  std::printf("\n%-44s%16s%12s%12s\n", "hangs on", "", "-10 %", "+10 %");
  for (const VariedValue& value : causes.values)
    std::printf("%-44s%16s%12s%12s\n", value.path.c_str(), readableQuantity(value.value, value.unit).c_str(),
                changeText(causes.number.value, value.less).c_str(),
                changeText(causes.number.value, value.more).c_str());
  std::printf("%d values tried\n", causes.tried);
}

void variedJson(JsonWriter& json, const VariedValue& value) {
  json.field("path", value.path);
  json.field("value", value.value);
  json.field("less_value", value.lessValue);
  json.field("more_value", value.moreValue);
}

void causesJson(const Causes& causes) {
  JsonWriter json;
  json.beginObject();
  json.key("number");
  json.beginObject(JsonLayout::Inline);
  numberJson(json, causes.number);
  json.endObject();
  json.field("tried", causes.tried);
  json.key("values");
  json.beginArray();
  for (const VariedValue& value : causes.values) {
    json.beginObject(JsonLayout::Inline);
    variedJson(json, value);
    optionalJson(json, "less", value.less);
    optionalJson(json, "more", value.more);
    json.field("effect", value.effect);
    json.endObject();
  }
  json.endArray();
  json.endObject();
  std::fputs(json.take().c_str(), stdout);
}

void printEffects(const Effects& effects) {
  std::printf("%s = %s\n\n%-32s%24s%12s%12s\n", effects.value.path.c_str(),
              readableQuantity(effects.value.value, effects.value.unit).c_str(), "", "now", "-10 %", "+10 %");
  for (std::size_t i = 0; i < effects.numbers.size(); ++i)
    std::printf("%-32s%24s%12s%12s\n", std::string(effects.numbers[i].key).c_str(),
                readableQuantity(effects.numbers[i].value, effects.numbers[i].unit).c_str(),
                changeText(effects.numbers[i].value, effects.less[i]).c_str(),
                changeText(effects.numbers[i].value, effects.more[i]).c_str());
}

void effectsJson(const Effects& effects) {
  JsonWriter json;
  json.beginObject();
  variedJson(json, effects.value);
  json.key("numbers");
  json.beginArray();
  for (std::size_t i = 0; i < effects.numbers.size(); ++i) {
    json.beginObject(JsonLayout::Inline);
    numberJson(json, effects.numbers[i]);
    optionalJson(json, "less", effects.less[i]);
    optionalJson(json, "more", effects.more[i]);
    json.endObject();
  }
  json.endArray();
  json.endObject();
  std::fputs(json.take().c_str(), stdout);
}

template <typename Answer>
int told(const Result<std::optional<Answer>>& answer, bool asJson, void (*print)(const Answer&),
         void (*json)(const Answer&)) {
  if (!answer) {
    complain(answer.error());
    return kFailed;
  }
  if (!answer.value()) return kInterrupted;
  (asJson ? json : print)(*answer.value());
  return kDone;
}

int run(const ExplainWords& words) {
  if (!words.file) return missingFile();
  if (words.number && words.value) {
    complain({"cli.one-question", LL_TEXT("Ask for a --number or a --value, not for both."), {}});
    return kBadCommand;
  }
  const std::optional<Design> design = openDesign(*words.file, words.changes);
  if (!design) return kFailed;
  const std::optional<Dataset> data = openData(*design, *words.file, words.dataDirs);
  if (!data) return kFailed;
  if (words.number)
    return told(causesOf(*design, *data, *words.number, watched()), words.json, printCauses, causesJson);
  if (words.value)
    return told(effectsOf(*design, *data, *words.value, watched()), words.json, printEffects, effectsJson);
  const MayBeLeft computing;
  return explainAll(*design, *data, words);
}

}  // namespace

Command explain(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
