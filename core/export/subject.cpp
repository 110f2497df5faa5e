#include "export/subject.h"

#include <filesystem>
#include <map>

#include "documents/design_author.h"
#include "documents/design_file.h"
#include "files/program_files.h"
#include "files/safe_writer.h"
#include "kernels/kernel_table.h"
#include "learn/layer_statistics.h"
#include "train/simulate.h"

namespace lightloom::exports {
namespace {

ExportSubject startOf(std::shared_ptr<const Bench> bench, const Report& report, const DataRecord& data) {
  ExportSubject out;
  out.designHash = sha256Hex(writeDesign(bench->design));
  out.bench = std::move(bench);
  out.report = report;
  out.data = data;
  return out;
}

ExportSubject subjectOf(const RunSnapshot& whole, const DataRecord& data) {
  ExportSubject out = startOf(whole.bench, *whole.report, data);
  std::vector<LayerStatistics> layers =
      layerStatistics(whole.network, whole.settings, *whole.bench->hardware);
  out.run = ExportedRun{*whole.record, whole.network, whole.settings, std::move(layers)};
  return out;
}

// The meaning of the columns that are called accuracy.
std::string metricWords(bool regression) {
  const std::string key = metricKey(regression);
  return key + (regression ? ": R², 1 less the squared residuals over those about the mean"
                           : ": share of right answers");
}

}  // namespace

std::string programVersion() {
  return "Lightloom " LIGHTLOOM_VERSION;
}

Result<ExportSubject> exportSubject(const Design& design, const Dataset& data) {
  const Result<Simulation> simulation = simulateDesign(design, data);
  if (!simulation) return simulation.error();
  return startOf(simulation.value().bench, simulation.value().report, dataRecordOf(data));
}

Result<ExportSubject> exportSubject(const RunFile& run, const Dataset& data) {
  const Result<RunSnapshot> opened = openRecordedRun(run, data);
  if (!opened) return opened.error();
  return exportSubject(opened.value(), data);
}

ExportSubject exportSubject(const RunSnapshot& run, const Dataset& data) {
  return subjectOf(run, dataRecordOf(data));
}

Result<ExportSubject> exportSubject(const Design& design, const Message& problem) {
  auto bench = std::make_shared<const Bench>(compileBench(design));
  const Report report = makeReport(*bench, NetworkOnBench());
  ExportSubject out = startOf(std::move(bench), report, {});
  out.data.name = settingText(design, "training.dataset");
  out.dataProblem = problem;
  return out;
}

ExportSubject drawnSubject(std::shared_ptr<const Bench> bench) {
  ExportSubject out;
  out.designHash = sha256Hex(writeDesign(bench->design));
  out.bench = std::move(bench);
  return out;
}

Result<ExportSubject> exportSubject(const RunFile& run, const Message& problem) {
  const Result<RunSnapshot> opened = openRecordedRun(run);
  if (!opened) return opened.error();
  ExportSubject out = subjectOf(opened.value(), run.data);
  out.dataProblem = problem;
  return out;
}

const CellHardware& cellOf(const ExportSubject& subject, std::size_t layer) {
  return subject.bench->hardware->cells[static_cast<std::size_t>(subject.run->layers[layer].cell)];
}

std::vector<std::pair<std::string, std::string>> provenanceOf(const ExportSubject& subject) {
  const Design& design = subject.design();
  std::vector<std::pair<std::string, std::string>> out = {
      {"program", programVersion()},
      {"format", "lightloom-export " + std::to_string(kExportVersion)},
      {"design", titleOf(subject)},
      {"design_hash", subject.designHash},
      {"training_seed", std::to_string(settingInteger(design, "training.seed"))},
      {"noise_seed", std::to_string(settingInteger(design, "noise.seed"))},
      {"kernel_library", kernels().name}};
  if (!subject.data.hash.empty()) {
    out.emplace_back("data_set", subject.data.name);
    out.emplace_back("data_hash", subject.data.hash);
  }
  if (std::string author = authorOf(design); !author.empty())
    out.insert(out.begin() + 3, {"author", std::move(author)});
  if (subject.run) {
    out.emplace_back("metric", metricWords(subject.data.regression));
    out.emplace_back("weights_hash", subject.run->record.weightsHash);
    out.emplace_back("mini_batches", std::to_string(subject.run->record.steps));
    if (const auto& reason = subject.run->record.diverged) out.emplace_back("diverged", english(*reason));
  }
  out.emplace_back("units", "SI, named in each column; text UTF-8; numbers in the C locale");
  return out;
}

namespace {

// The hashes of the program's examples by their names.
std::map<std::string, std::string> exampleHashes() {
  std::map<std::string, std::string> out;
  std::error_code error;
  for (std::filesystem::directory_iterator file(examplesFolder(), error), end; !error && file != end;
       file.increment(error))
    if (file->path().extension() == ".loom")
      if (const Result<Design> design = readDesignFile(file->path().string()))
        out.emplace(design.value().name, sha256Hex(writeDesign(design.value())));
  return out;
}

bool isChangedExample(const ExportSubject& subject) {
  static const std::map<std::string, std::string> examples = exampleHashes();
  const auto example = examples.find(subject.design().name);
  return example != examples.end() && example->second != subject.designHash;
}

}  // namespace

std::string titleOf(const ExportSubject& subject) {
  const std::string& name = subject.design().name;
  if (name.empty()) return "Untitled";
  return isChangedExample(subject) ? name + ", changed" : name;
}

std::string headingOf(const ExportSubject& subject) {
  // The file of a run is called run.loomrun, and tells less than an old title.
  const bool named = !subject.design().name.empty() && (subject.run || !isChangedExample(subject));
  if (named || subject.fileName.empty()) return titleOf(subject);
  return std::filesystem::path(subject.fileName).stem().string();
}

std::string subtitleOf(const ExportSubject& subject) {
  std::string out = "A coherent VCSEL neural network on an optical bench";
  if (!subject.fileName.empty()) out += ", file " + subject.fileName;
  if (isChangedExample(subject)) out += ", changed from the example “" + subject.design().name + "”";
  if (!subject.data.name.empty()) out += ", on the data set " + subject.data.name;
  return out + ".";
}

}  // namespace lightloom::exports
