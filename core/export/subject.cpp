#include "export/subject.h"

#include "io/design_file.h"
#include "io/safe_writer.h"
#include "photonic/kernels/kernel_table.h"
#include "run/simulate.h"

namespace lightloom {
namespace {

template <typename T>
void append(std::string& out, const std::vector<T>& values) {
  out += std::to_string(values.size()) + ";";
  if (!values.empty()) out.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

ExportSubject startOf(std::shared_ptr<const Bench> bench, const Report& report, const Dataset& data) {
  ExportSubject out;
  out.designHash = sha256Hex(writeDesign(bench->design));
  out.bench = std::move(bench);
  out.report = report;
  out.dataName = data.name;
  out.dataHash = datasetHash(data);
  out.regression = data.classes == 0;
  return out;
}

}  // namespace

std::string programVersion() {
  return "Lightloom " LIGHTLOOM_VERSION;
}

std::string datasetHash(const Dataset& data) {
  std::string text = data.name + ';' + std::to_string(data.features) + ';' + std::to_string(data.classes) +
                     ';' + std::to_string(data.targetCount) + ';';
  append(text, data.bytes);
  append(text, data.values);
  append(text, data.labels);
  append(text, data.targets);
  append(text, data.train);
  append(text, data.test);
  return sha256Hex(text);
}

Result<ExportSubject> exportSubject(const Design& design, const Dataset& data) {
  const Result<Simulation> simulation = simulateDesign(design, data);
  if (!simulation) return simulation.error();
  return startOf(simulation.value().bench, simulation.value().report, data);
}

Result<ExportSubject> exportSubject(const RunFile& run, const Dataset& data) {
  Result<RecordedRun> opened = openRecordedRun(run, data);
  if (!opened) return opened.error();
  RecordedRun& whole = opened.value();
  ExportSubject out = startOf(whole.bench, whole.report, data);
  out.run = ExportedRun{run, std::move(whole.network), whole.settings};
  return out;
}

ExportSubject drawnSubject(std::shared_ptr<const Bench> bench) {
  ExportSubject out;
  out.designHash = sha256Hex(writeDesign(bench->design));
  out.bench = std::move(bench);
  return out;
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
  if (!subject.dataHash.empty()) {
    out.emplace_back("data_set", subject.dataName);
    out.emplace_back("data_hash", subject.dataHash);
  }
  if (subject.run) {
    out.emplace_back("weights_hash", subject.run->record.weightsHash);
    out.emplace_back("mini_batches", std::to_string(subject.run->record.steps));
  }
  out.emplace_back("units", "SI, named in each column; text UTF-8; numbers in the C locale");
  return out;
}

std::string titleOf(const ExportSubject& subject) {
  return subject.design().name.empty() ? "Untitled" : subject.design().name;
}

}  // namespace lightloom
