#include <cmath>
#include <cstdio>

#include "base/json_writer.h"
#include "command.h"
#include "documents/run_file.h"
#include "study/dot_product.h"
#include "train/recorded_run.h"
#include "train/simulate.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct ProductWords {
  std::optional<std::string> file;
  std::optional<std::size_t> layer, neuron, sample;
  Changes changes;
  std::vector<std::string> dataDirs;
  bool json = false;
};

void declare(Options& options, ProductWords& words) {
  options.word("FILE", words.file, "a design, with the weights that it begins with, or a run (*.loomrun)");
  options.index("--layer", "L", words.layer, "layer, from 0 (default: 0)");
  options.index("--neuron", "M", words.neuron, "neuron of the layer, from 0 (default: 0)");
  options.index("--sample", "S", words.sample, "sample of the test part, from 0 (default: 0)");
  declareSet(options, words.changes);
  declareSeed(options, words.changes);
  declareData(options, words.dataDirs);
  declareJson(options, words.json);
}

/// A network on its bench with its data, and the epoch whose test is looked at.
struct Subject {
  std::optional<RunSnapshot> run;
  std::optional<Dataset> data;
  int epoch = 0;
};

Subject openSubject(const std::string& file, const ProductWords& words) {
  Subject out;
  const bool isRun = isRunFile(file);
  Result<RunFile> run = isRun ? runOf(file) : RunFile();
  if (!run) {
    complain(run.error());
    return out;
  }
  if (isRun && words.changes.any()) {
    complain({"product.run-is-fixed",
              LL_TEXT("A run is looked at as it was recorded: --set and --seed go with designs. Train the "
                      "changed design, and look at that run."),
              {}});
    return out;
  }
  const std::optional<Design> design =
      isRun ? std::optional(finalDesign(run.value())) : openDesign(file, words.changes);
  if (!design) return out;
  out.data = openData(*design, file, words.dataDirs);
  if (!out.data) return out;
  Result<RunSnapshot> opened =
      isRun ? openRecordedRun(run.value(), *out.data) : untrainedRun(*design, *out.data);
  if (!opened) {
    complain(opened.error());
    return out;
  }
  out.run = std::move(opened).value();
  if (isRun) out.epoch = testedEpoch(run.value());
  return out;
}

void printJson(const DotProduct& product, const ProductWords& words) {
  JsonWriter json;
  json.beginObject();
  json.field("layer", static_cast<std::int64_t>(words.layer.value_or(0)));
  json.field("neuron", static_cast<std::int64_t>(words.neuron.value_or(0)));
  json.field("sample", static_cast<std::int64_t>(words.sample.value_or(0)));
  json.field("scale", product.scale);
  json.field("exact", product.exact);
  json.field("engine", product.engine);
  if (product.phasePerInput != 0) json.field("phase_per_x_rad", product.phasePerInput);
  json.field("counted", product.counted);
  const auto electrons = [&json](const char* key, double value) {
    if (std::isfinite(value)) return json.field(key, value);
    json.key(key);
    json.null();
  };
  electrons("start_electrons", product.startElectrons);
  json.key("slots");
  json.beginArray();
  for (const DotProductSlot& slot : product.slots) {
    json.beginObject(JsonLayout::Inline);
    json.field("t_s", slot.seconds);
    json.field("x", slot.x);
    json.field("w", slot.w);
    json.field("sent_x", slot.sentX);
    json.field("sent_w", slot.sentW);
    json.field("phase_rad", slot.phaseRad);
    electrons("signal_electrons", slot.signalElectrons);
    electrons("noise_electrons", slot.noiseElectrons);
    json.field("reading", slot.reading);
    json.endObject();
  }
  json.endArray();
  json.endObject();
  std::fputs(json.take().c_str(), stdout);
}

void printTable(const DotProduct& product) {
  std::printf("%12s %9s %9s %10s %14s %14s %12s\n", "t (s)", "x", "w", "phase/rad", "signal (e)", "noise (e)",
              "reading");
  for (const DotProductSlot& slot : product.slots)
    std::printf("%12.4g %9.5f %9.5f %10.5f %14.6g %14.6g %12.6g\n", slot.seconds, slot.x, slot.w,
                slot.phaseRad, slot.signalElectrons, slot.noiseElectrons, slot.reading);
  std::printf("\nread %.7g, exact %.7g, error %.3g\n", product.engine, product.exact,
              product.engine - product.exact);
}

int run(const ProductWords& words) {
  if (!words.file) return missingFile(LL_TEXT("Name one design or run file."));
  const Subject subject = openSubject(*words.file, words);
  if (!subject.run) return kFailed;
  const Result<DotProduct> product =
      dotProduct(*subject.run, *subject.data, subject.epoch, words.layer.value_or(0),
                 words.neuron.value_or(0), words.sample.value_or(0));
  if (!product) {
    complain(product.error());
    return kFailed;
  }
  words.json ? printJson(product.value(), words) : printTable(product.value());
  return kDone;
}

}  // namespace

Command product(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
