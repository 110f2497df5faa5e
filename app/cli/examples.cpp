#include <cstdio>

#include "base/json_writer.h"
#include "base/units.h"
#include "command.h"
#include "datasets/dataset_store.h"
#include "documents/example_list.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct ExamplesWords {
  std::vector<std::string> dataDirs;
  bool json = false;
};

void declare(Options& options, ExamplesWords& words) {
  declareData(options, words.dataDirs);
  declareJson(options, words.json);
}

DatasetOptions placesOf(const ExamplesWords& words) {
  DatasetOptions options;
  options.dataDirs = words.dataDirs;
  return options;
}

void printJson(const std::vector<ExampleEntry>& examples, const DatasetOptions& places) {
  JsonWriter json;
  json.beginObject();
  json.key("examples");
  json.beginArray();
  for (const ExampleEntry& example : examples) {
    const std::optional<Message> problem = bundledDatasetProblem(example.dataset, places);
    json.beginObject();
    json.field("file", example.file);
    json.field("title", example.title);
    json.field("sentence", example.sentence);
    json.field("teaches", example.teaches);
    json.field("application", applicationKey(example.application));
    json.field("dataset", example.dataset);
    json.field("metric", exampleMetricKey(example.metric));
    json.field("band_low", example.bandLow);
    json.field("band_high", example.bandHigh);
    json.field("seconds", example.seconds);
    json.field("card", example.card);
    json.field("available", !problem);
    if (problem) json.field("unavailable_reason", english(*problem));
    json.endObject();
  }
  json.endArray();
  json.endObject();
  std::fputs(json.take().c_str(), stdout);
}

std::string bandText(const ExampleEntry& example) {
  const bool regression = example.metric == ExampleMetric::R2;
  return readableScore(example.bandLow, regression) + " … " + readableScore(example.bandHigh, regression);
}

void printLines(const std::vector<ExampleEntry>& examples, const DatasetOptions& places) {
  for (const ExampleEntry& example : examples) {
    std::printf("%s\n  %s. %s\n", example.file.c_str(), example.title.c_str(), example.sentence.c_str());
    std::printf("  %s: %s %s in about %s s\n", example.dataset.c_str(),
                example.metric == ExampleMetric::R2 ? "R²" : "accuracy", bandText(example).c_str(),
                readableNumber(example.seconds, 2).c_str());
    if (const std::optional<Message> problem = bundledDatasetProblem(example.dataset, places))
      std::printf("  %s\n", english(*problem).c_str());
  }
}

int run(const ExamplesWords& words) {
  const Result<std::vector<ExampleEntry>> examples = exampleList();
  if (!examples) {
    complain(examples.error());
    return kFailed;
  }
  if (words.json)
    printJson(examples.value(), placesOf(words));
  else
    printLines(examples.value(), placesOf(words));
  return kDone;
}

}  // namespace

Command examples(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
