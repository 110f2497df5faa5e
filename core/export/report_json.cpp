#include "export/report_json.h"

#include <cmath>
#include <limits>

#include "documents/design_file.h"
#include "files/safe_writer.h"
#include "imperfections/heating.h"
#include "imperfections/trim.h"
#include "kernels/kernel_table.h"
#include "report/fields.h"
#include "train/headless.h"

namespace lightloom::exports {
namespace {

constexpr std::size_t kTableRows = 10000;

void writeMessage(JsonWriter& json, const char* key, const Message& message) {
  json.field(key, english(message));
}

// Every field; of a reason only one that there is.
template <typename Row>
void writeFields(JsonWriter& json, const Row& row) {
  visitFields(row, [&](const char* key, const auto& value) {
    if constexpr (std::is_same_v<decltype(value), const std::optional<Message>&>) {
      if (value) writeMessage(json, key, *value);
    } else {
      json.field(key, value);
    }
  });
}

template <typename Row>
void writeRow(JsonWriter& json, const Row& row) {
  json.beginObject(JsonLayout::Inline);
  writeFields(json, row);
  json.endObject();
}

template <typename Row>
void writeRows(JsonWriter& json, const char* key, const std::vector<Row>& rows) {
  json.key(key);
  json.beginArray();
  for (const Row& row : rows) writeRow(json, row);
  json.endArray();
}

// The rows of a table as far as they are wanted; says where it was cut.
std::size_t writtenRows(std::size_t count, const ReportTables& tables) {
  return tables.allRows ? count : std::min(count, kTableRows);
}

void writeChecks(JsonWriter& json, const std::vector<Check>& checks) {
  json.key("checks");
  json.beginArray();
  for (const Check& check : checks) {
    json.beginObject(JsonLayout::Inline);
    json.field("id", check.message.id);
    json.field("severity", severityName(check.severity));
    json.field("component", check.component);
    writeMessage(json, "message", check.message);
    writeMessage(json, "fix", check.fix);
    json.field("unbuildable", check.unbuildable);
    json.endObject();
  }
  json.endArray();
}

void writeLinks(JsonWriter& json, const Bench& bench, const Report& report, const ReportTables& tables) {
  const std::size_t total = static_cast<std::size_t>(report.links);
  const std::size_t wanted = writtenRows(total, tables);
  json.key("links");
  json.beginArray();
  const std::size_t written = visitLinkRows(bench, wanted, [&](const LinkRow& row) { writeRow(json, row); });
  json.endArray();
  const std::optional<Message>& cannotCompute = bench.hardware->cannotCompute;
  if (written < std::min(wanted, total) && cannotCompute)
    json.field("links_not_computed", english(*cannotCompute));
  if (wanted < total) json.field("truncated", true);
}

void writeOptics(JsonWriter& json, const Bench& bench, const Report& report, const ReportTables& tables) {
  json.key("optics");
  json.beginObject();
  json.key("summary");
  json.beginObject();
  json.field("links", report.links);
  json.field("mean_visibility", report.meanVisibility);
  json.field("min_visibility", report.minVisibility);
  json.field("fringe_error_rad", report.fringeErrorRad);
  json.field("emitted_W", report.emittedW);
  json.field("detected_W", report.detectedW);
  json.field("lost_W", report.lostW);
  json.field("fan_out", report.fanOut);
  json.field("weight_fan_out", report.weightFanOut);
  json.endObject();
  writeRows(json, "losses", report.losses);
  if (tables.tables) writeLinks(json, bench, report, tables);
  json.endObject();
}

void writeCells(JsonWriter& json, const Bench& bench) {
  json.key("cells");
  json.beginArray();
  for (std::size_t c = 0; c < bench.cells.cells.size(); ++c) {
    const Cell& cell = bench.cells.cells[c];
    const CellLight light = cellLight(bench, c);
    const CellTrim trim = trimOf(light);
    json.beginObject(JsonLayout::Inline);
    json.field("id", cell.id);
    json.field("axon", cell.axonId);
    json.field("synapse", cell.synapseId);
    json.field("plus", cell.plusId);
    json.field("minus", cell.minusId);
    json.field("F", cell.synapseChannels);
    json.field("B", cell.axonChannels);
    json.field("fringe_error_rad", knownIf(!cell.held.assumed, fringeErrorRad(light)));
    json.field("axon_trim_rad", trim.axons.wantedRad);
    json.field("synapse_trim_rad", trim.synapses.wantedRad);
    json.field("axon_wander_Hz", axonWander(light).rmsHz);
    json.field("synapse_wander_Hz", weightWander(light).rmsHz);
    // Without a lock there is no phase that could write a weight.
    const bool writes = light.synapseLock.hasBand || !lawOf(light.encoding).weightsOnPhases;
    if (c < bench.hardware->cells.size())
      json.field("w_max", knownIf(writes, bench.hardware->cells[c].weightLimit));
    if (!writes)
      writeMessage(json, "reason", *lockProblem(light.synapseLock));
    else if (cell.held.assumed)
      json.field("reason", "the phases of so many pairs of lasers are not looked at");
    else if (!cell.held.converged)
      json.field("reason",
                 "the phases that hold its fringes best were not found to the end; fringe_error_rad is "
                 "an upper bound");
    json.endObject();
  }
  json.endArray();
}

void writeLock(JsonWriter& json, const Bench& bench, const ReportTables& tables) {
  json.key("lock");
  json.beginObject();
  json.key("arrays");
  json.beginArray();
  for (const ArrayLock& lock : bench.locks) {
    json.beginObject();
    writeFields(json, lock);
    if (tables.tables) {
      const std::size_t wanted = writtenRows(lock.lasers.size(), tables);
      json.key("lasers");
      json.beginArray();
      for (std::size_t i = 0; i < wanted; ++i) writeRow(json, lock.lasers[i]);
      json.endArray();
      if (wanted < lock.lasers.size()) json.field("truncated", true);
    }
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

// Numbers of the network, or null for each and why.
class NetworkFields {
 public:
  NetworkFields(JsonWriter& json, const Report& report) : m_json(json), m_reason(report.whyNoNetwork()) {}
  void operator()(const char* key, double value) { m_json.field(key, m_reason ? kNone : value); }
  void reason() {
    if (m_reason) writeMessage(m_json, "reason", *m_reason);
  }

 private:
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  JsonWriter& m_json;
  const std::optional<Message>& m_reason;
};

void writeNoise(JsonWriter& json, const Report& report) {
  json.key("noise");
  json.beginObject();
  NetworkFields field(json, report);
  field("photons_per_mac", report.photonsPerMac);
  field("signal_photons_per_mac", report.signalPhotonsPerMac);
  field("snr", report.snr);
  field("snr_shot", report.snrShot);
  field("enob", report.enob);
  field.reason();
  writeRows(json, "sources", report.noise);
  json.endObject();
}

void writeEnergy(JsonWriter& json, const Report& report) {
  const EnergyReport& energy = report.energy;
  NetworkFields field(json, report);
  json.key("energy");
  json.beginObject();
  field("total_J_per_op", energy.totalJoulesPerOp);
  field("low", energy.lowJoulesPerOp);
  field("high", energy.highJoulesPerOp);
  writeRows(json, "rows", energy.rows);
  writeRows(json, "products", energy.products);
  field("power_W", report.powerW);
  field("ops_per_s", energy.opsPerS);
  field.reason();
  json.endObject();
}

void writeDensity(JsonWriter& json, const Report& report) {
  NetworkFields field(json, report);
  json.key("density");
  json.beginObject();
  field("area_m2", report.density.areaM2);
  field("ops_per_s", report.density.opsPerS);
  field("ops_per_s_per_m2", report.density.opsPerSPerM2);
  field("chip_area_m2", report.density.chipAreaM2);
  field("heat_W_per_m2", report.density.heatWPerM2);
  field.reason();
  writeRows(json, "items", report.density.items);
  writeRows(json, "leads", claimedLeads(report.density.opsPerSPerM2));
  json.endObject();
}

void writeLight(JsonWriter& json, const LightBudget& light) {
  json.key("light");
  json.beginObject();
  json.field("supplied_W", light.suppliedW);
  json.field("emitted_W", light.emittedW);
  json.field("detected_W", light.detectedW);
  json.field("electrons_W", light.electronsW);
  writeRows(json, "steps", light.steps);
  json.endObject();
}

// What the bench is compared with: the same for every design but for the wavelength.
void writeDigital(JsonWriter& json, const Report& report) {
  const auto rows = [&](const char* key, auto list) {
    writeRows(json, key, std::vector(list.begin(), list.end()));
  };
  json.key("compared_with");
  json.beginObject();
  rows("processors", digitalProcessors());
  rows("published", publishedMarks());
  if (report.light.wavelengthM > 0) rows("limits", energyLimits(report.light.wavelengthM));
  json.endObject();
}

void writePublication(JsonWriter& json, const Bench& bench, const Report& report) {
  const Publication* const publication = publicationOf(bench.design);
  if (!publication) return;
  json.key("publication");
  json.beginObject();
  json.field("after", publication->key);
  json.field("citation", publication->citation);
  json.key("numbers");
  writeBeside(json, besidePublication(bench, report));
  json.endObject();
}

void writeReport(JsonWriter& json, const Bench& bench, const Report& report, const ReportTables& tables) {
  json.field("format", "lightloom-report");
  json.field("version", 1);
  json.key("design");
  json.beginObject(JsonLayout::Inline);
  json.field("name", bench.design.name);
  json.field("hash", sha256Hex(writeDesign(bench.design)));
  json.field("revision", 0);
  json.endObject();
  json.field("kernel_library", kernels().name);
  writeOptics(json, bench, report, tables);
  writeCells(json, bench);
  writeLock(json, bench, tables);
  writeRows(json, "detectors", report.detectors);
  writeRows(json, "layers", report.layers);
  writeNoise(json, report);
  writeEnergy(json, report);
  writeDensity(json, report);
  writeLight(json, report.light);
  writeDigital(json, report);
  writePublication(json, bench, report);
  writeChecks(json, allChecks(bench, report));
}

void writeEpoch(JsonWriter& json, const EpochRow& row) {
  json.beginObject(JsonLayout::Inline);
  json.field("epoch", row.epoch);
  json.field("loss", row.loss);
  json.field("train_accuracy", row.trainAccuracy);
  json.field("test_accuracy", row.testAccuracy);
  json.field("optical_W", row.opticalW);
  json.field("J_per_op", row.joulesPerOp);
  json.field("phase_error_rad", row.phaseErrorRad);
  json.field("seconds", row.seconds);
  json.endObject();
}

const char* typeKey(ValueType type) {
  switch (type) {
    case ValueType::Switch:
      return "switch";
    case ValueType::Integer:
      return "integer";
    case ValueType::Real:
      return "real";
    case ValueType::Text:
      return "text";
    case ValueType::RealList:
      return "list";
    case ValueType::Enumeration:
      return "enumeration";
  }
  return "real";
}

void writeDefault(JsonWriter& json, const Value& value) {
  json.key("default");
  if (isUnset(value))
    json.null();
  else if (const auto* on = std::get_if<bool>(&value))
    json.value(*on);
  else if (const auto* whole = std::get_if<std::int64_t>(&value))
    json.value(*whole);
  else if (const auto* real = std::get_if<double>(&value))
    json.value(*real);
  else if (const auto* list = std::get_if<std::vector<double>>(&value))
    json.value(*list);
  else
    json.value(valueText(value));
}

void writeParameter(JsonWriter& json, const Parameter& row, std::string_view group) {
  json.beginObject(JsonLayout::Inline);
  if (!group.empty()) json.field("group", group);
  json.field("key", row.key);
  json.field("type", typeKey(row.type));
  json.field("unit", unitInfo(row.unit).symbol);
  writeDefault(json, defaultValue(row));
  const bool bounded =
      row.type == ValueType::Integer || row.type == ValueType::Real || row.type == ValueType::RealList;
  json.key("low");
  if (bounded)
    json.value(row.low);
  else
    json.null();
  json.key("high");
  if (bounded)
    json.value(row.high);
  else
    json.null();
  json.key("enumerators");
  json.beginArray(JsonLayout::Inline);
  for (std::string_view key : row.enumerators) json.value(key);
  json.endArray();
  json.field("per_channel", row.perChannel);
  json.field("title", row.title);
  json.field("help", row.help);
  json.field("citation", row.citation);
  json.field("provenance", provenanceKey(row.provenance));
  json.endObject();
}

}  // namespace

void writeBeside(JsonWriter& json, std::span<const NumberBeside> rows) {
  const auto number = [&](const char* key, const std::optional<double>& value) {
    json.key(key);
    value ? json.value(*value) : json.null();
  };
  json.beginArray();
  for (const NumberBeside& row : rows) {
    json.beginObject(JsonLayout::Inline);
    json.field("title", row.number->title);
    json.field("unit", unitInfo(row.number->unit).symbol);
    number("published", row.number->published);
    json.field("source", row.number->source);
    json.key("chosen");
    json.beginObject(JsonLayout::Inline);
    for (const ChosenValue& chosen : row.chosen) json.field(chosen.path, chosen.value);
    json.endObject();
    number("part", row.part);
    json.field("part_of", row.number->partTitle);
    number("whole", row.whole);
    json.field("whole_of", row.number->wholeTitle);
    json.endObject();
  }
  json.endArray();
}

std::string reportJson(const Bench& bench, const Report& report, const ReportTables& tables) {
  JsonWriter json;
  json.beginObject();
  writeReport(json, bench, report, tables);
  json.endObject();
  return json.take();
}

// What the final test came to in the terms of the data: a row of the confusion matrix for each true class.
void writeTerms(JsonWriter& json, const TestTerms& terms, const Dataset& data) {
  if (terms.classes > 0) {
    json.key("confusion");
    json.beginArray();
    for (int trueClass = 0; trueClass < terms.classes; ++trueClass) {
      json.beginArray(JsonLayout::Inline);
      for (int answer = 0; answer < terms.classes; ++answer) json.value(terms.answered(trueClass, answer));
      json.endArray();
    }
    json.endArray();
    json.key("classes");
    json.beginArray(JsonLayout::Inline);
    for (const std::string& name : data.classNames) json.value(name);
    json.endArray();
  }
  if (terms.classes == 2 && data.positive >= 0) {
    const Detection detection = detectionOf(terms, data.positive);
    json.field("positive", data.classNames[static_cast<std::size_t>(data.positive)]);
    json.field("sensitivity", detection.sensitivity);
    json.field("specificity", detection.specificity);
  }
  if (terms.residualRms.empty()) return;
  json.key("residuals");
  json.beginArray();
  for (std::size_t m = 0; m < terms.residualRms.size(); ++m) {
    json.beginObject(JsonLayout::Inline);
    json.field("target", m < data.targetNames.size() ? data.targetNames[m] : std::string());
    json.field("rms", terms.residualRms[m]);
    json.endObject();
  }
  json.endArray();
}

std::string trainingJson(const TrainingResult& result, const ReportTables& tables) {
  JsonWriter json;
  json.beginObject();
  writeReport(json, *result.bench, result.report, tables);
  json.key("training");
  json.beginObject();
  json.key("epochs");
  json.beginArray();
  for (const EpochRow& row : result.epochs) writeEpoch(json, row);
  json.endArray();
  json.field("metric", metricKey(result.record.data.regression));
  json.field("final_test_accuracy", result.finalTestAccuracy);
  json.field("ideal_test_accuracy", result.idealTestAccuracy);
  json.field("exact_test_accuracy", result.exactTestAccuracy);
  if (result.terms) writeTerms(json, *result.terms, *result.data);
  json.field("samples_per_s", result.samplesPerSecond);
  json.field("weights_hash", hashText(result.weightsHash));
  json.field("diverged", result.diverged);
  if (result.reason) writeMessage(json, "reason", *result.reason);
  if (result.cancelled) json.field("interrupted", true);
  json.endObject();
  json.endObject();
  return json.take();
}

std::string checksJson(const std::vector<Check>& checks) {
  JsonWriter json;
  json.beginObject();
  writeChecks(json, checks);
  json.endObject();
  return json.take();
}

std::string kindsJson() {
  JsonWriter json;
  json.beginObject();
  json.key("kinds");
  json.beginArray();
  for (const Kind* kind : allKinds()) {
    json.beginObject();
    json.field("id", kind->id);
    json.field("title", kind->title);
    json.field("help", kind->help);
    json.key("parameters");
    json.beginArray();
    for (const Parameter& row : parametersOf(*kind)) writeParameter(json, row, "");
    json.endArray();
    json.endObject();
  }
  json.endArray();
  json.key("settings");
  json.beginArray();
  for (const SettingsGroup& group : settingsGroups())
    for (const Parameter& row : group.rows) writeParameter(json, row, group.id);
  json.endArray();
  json.endObject();
  return json.take();
}

}  // namespace lightloom::exports
