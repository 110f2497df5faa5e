#include "documents/run_file.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <set>

#include "base/json_writer.h"
#include "documents/ablation_json.h"
#include "documents/design_file.h"
#include "documents/internal/edit_log.h"
#include "documents/internal/npy.h"
#include "documents/internal/resume_entries.h"
#include "files/checked_json.h"
#include "files/file_reader.h"
#include "learn/network.h"
#include "train/recorded_run.h"

namespace lightloom::documents {
namespace {

constexpr std::string_view kFormat = "lightloom-run";
constexpr std::string_view kManifest = "run.json";
constexpr int kVersion = 3;
constexpr int kVersionOfDrawnWeights = 2;  // what runs that begin with drawn weights are written as
constexpr int kVersionOfUnhashed = 1;      // runs of older programs have no hash of their content
constexpr std::string_view kNoHash = "0000000000000000";
constexpr std::int64_t kMostLayers = 900;
constexpr std::size_t kMostWithResume = std::size_t{192} << 20;  // bytes unpacked

std::string layerName(std::size_t layer) {
  return "layer" + std::to_string(layer) + ".npy";
}

std::string startName(std::size_t layer) {
  return "start" + std::to_string(layer) + ".npy";
}

/// Of start weights `WeightMatrix::phasePerInput`, one for each layer.
constexpr const char* kStartPhases = "start_phases_per_input";

/// What the leak of all layers is calibrated with, one behind the other; zeros for layers that have none.
constexpr std::string_view kBeside = "beside.npy";

ZipEntry besideEntry(const std::vector<WeightMatrix>& layers) {
  std::size_t perSlot = 0;  // numbers: the same in all layers, which share their encoding
  for (const WeightMatrix& layer : layers)
    if (!layer.besideMeans.empty()) perSlot = layer.besideMeans.size() / layer.columns;
  WeightMatrix all;
  for (const WeightMatrix& layer : layers) {
    std::vector<float> means = layer.besideMeans;
    means.resize(perSlot * layer.columns);
    all.data.insert(all.data.end(), means.begin(), means.end());
  }
  all.rows = 1;
  all.columns = all.data.size();
  return {std::string(kBeside), writeNpy(all)};
}

/// A number that each layer has, as a list in the manifest.
struct LayerNumber {
  const char* key;
  double WeightMatrix::*member;
};
constexpr LayerNumber kLayerNumbers[] = {{"activation_scales", &WeightMatrix::activationScale},
                                         {"adc_full_scales", &WeightMatrix::adcFullScale},
                                         {"phases_per_input", &WeightMatrix::phasePerInput}};

/// A list of numbers of the data set.
struct DataNumbers {
  const char* key;
  std::vector<double> DataRecord::*member;
};
constexpr DataNumbers kDataNumbers[] = {{"input_offset", &DataRecord::inputOffset},
                                        {"input_scale", &DataRecord::inputScale},
                                        {"target_offset", &DataRecord::targetOffset},
                                        {"target_scale", &DataRecord::targetScale}};

void writeData(JsonWriter& writer, const DataRecord& data) {
  writer.key("data");
  writer.beginObject();
  writer.field("name", data.name);
  writer.field("hash", data.hash);
  writer.field("metric", metricKey(data.regression));
  for (const DataNumbers& numbers : kDataNumbers) writer.field(numbers.key, data.*numbers.member);
  writer.endObject();
}

void addToHash(std::uint64_t& hash, std::string_view bytes) {
  for (const char byte : bytes)
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;  // FNV-1a
  // The length keeps a byte that moves from a name to its content, or to the next entry, from going unseen.
  hash = (hash ^ bytes.size()) * 0x9E3779B97F4A7C15ULL;
  hash ^= hash >> 32;
}

// Of the names and bytes of all entries, whatever their order: another packer may have another.
std::string contentHash(const std::vector<ZipEntry>& entries, std::string_view manifest) {
  std::vector<const ZipEntry*> sorted;
  for (const ZipEntry& entry : entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(),
            [](const ZipEntry* a, const ZipEntry* b) { return a->name < b->name; });
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const ZipEntry* entry : sorted) {
    addToHash(hash, entry->name);
    addToHash(hash, entry->name == kManifest ? manifest : std::string_view(entry->bytes));
  }
  return hashText(hash);
}

// The manifest with another hash of the content; nothing where it names none of the right length.
std::optional<std::string> withContentHash(std::string manifest, std::string_view hash) {
  constexpr std::string_view kKey = "\"content_hash\"";
  std::size_t at = manifest.find(kKey);
  if (at == std::string::npos) return std::nullopt;
  at = manifest.find('"', at + kKey.size());
  if (at == std::string::npos || manifest.find('"', at + 1) != at + 1 + hash.size()) return std::nullopt;
  return manifest.replace(at + 1, hash.size(), hash);
}

std::string manifestText(const RunFile& run) {
  JsonWriter writer;
  writer.beginObject();
  writer.field("format", kFormat);
  // A program that knows no start weights would replay such a run to another one.
  writer.field("version", run.start.empty() ? kVersionOfDrawnWeights : kVersion);
  writer.field("layers", static_cast<std::uint64_t>(run.weights.size()));
  writer.field("steps", run.steps);
  writer.field("weights_hash", run.weightsHash);
  writer.field("content_hash", kNoHash);
  for (const LayerNumber& number : kLayerNumbers) {
    std::vector<double> values;
    for (const WeightMatrix& matrix : run.weights) values.push_back(matrix.*number.member);
    writer.field(number.key, values);
  }
  if (!run.start.empty()) {
    std::vector<double> phases;
    for (const WeightMatrix& matrix : run.start) phases.push_back(matrix.phasePerInput);
    writer.field(kStartPhases, phases);
  }
  if (run.diverged) writer.field("diverged", english(*run.diverged));
  if (!run.kernelLibrary.empty()) writer.field("kernel_library", run.kernelLibrary);
  if (!run.data.hash.empty()) writeData(writer, run.data);
  writer.endObject();
  return writer.take();
}

std::string curvesText(const CurveTable& curves) {
  JsonWriter writer;
  writer.beginObject();
  writer.key("columns");
  writer.beginArray();
  for (const std::string& name : curves.columns) writer.value(name);
  writer.endArray();
  writer.key("values");
  writer.beginArray();
  for (const std::vector<double>& column : curves.values) writer.value(column);
  writer.endArray();
  writer.endObject();
  return writer.take();
}

class RunReader {
 public:
  RunReader(const std::vector<ZipEntry>& entries, const std::string& source, const LoadBudget& budget)
      : m_entries(entries), m_source(source), m_budget(budget) {
    m_budget.items = LoadBudget().items;
  }

  Result<RunFile> read() {
    RunFile run;
    std::int64_t layers = 0;
    const bool fine = readManifest(run, layers) && readDesignPart(run) && readLog(run) && readCurves(run) &&
                      readWeights(run, layers) && readStart(run) && readBesideMeans(run) && readCosts(run) &&
                      readResult(run) && readResumePart(run) && testContent();
    if (!fine) return *m_error;
    return run;
  }

 private:
  const ZipEntry* find(std::string_view name) const {
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const ZipEntry& entry) { return entry.name == name; });
    return found == m_entries.end() ? nullptr : &*found;
  }

  bool fail(Message message) {
    m_error = std::move(message);
    return false;
  }

  std::string inside(const std::string& name) const { return m_source + ": " + name; }

  const ZipEntry* require(const std::string& name) {
    const ZipEntry* entry = find(name);
    if (!entry)
      fail({"run.missing-part",
            LL_TEXT("%1 lacks its part “%2”. Copy or download it again."),
            {m_source, name}});
    return entry;
  }

  bool readManifest(RunFile& run, std::int64_t& layers) {
    const ZipEntry* entry = find(kManifest);
    const Message notARun{"run.not-a-run",
                          LL_TEXT("%1 is a ZIP archive, but not a Lightloom run. Choose another file."),
                          {m_source}};
    if (!entry) return fail(notARun);
    const Result<JsonDocument> document = JsonDocument::parse(entry->bytes, inside(entry->name), m_budget);
    if (!document) return fail(document.error());
    const JsonValue root = document.value().root();
    const auto format = root.find("format"), version = root.find("version"), count = root.find("layers"),
               hash = root.find("weights_hash");
    if (!format || !format->is(JsonKind::String) || format->string() != kFormat || !version ||
        !version->integer() || !count || !count->integer())
      return fail(notARun);
    layers = *count->integer();
    m_startPhases = numbersOf(root, kStartPhases);
    if (*version->integer() > kVersion)
      return fail({"run.newer-version",
                   LL_TEXT("%1 was written by a newer program: it has version %2 of the format, this program "
                           "reads up to version %3. Update Lightloom to open it; the file was not changed."),
                   {m_source, *version->integer(), std::int64_t{kVersion}}});
    if (layers < 0 || layers > kMostLayers) return fail(notARun);
    if (hash && hash->is(JsonKind::String)) run.weightsHash = hash->string();
    m_hashed = *version->integer() > kVersionOfUnhashed || root.find("content_hash");
    if (const auto steps = root.find("steps"); steps && steps->integer() && *steps->integer() > 0)
      run.steps = static_cast<std::uint64_t>(*steps->integer());
    for (const LayerNumber& number : kLayerNumbers) m_layerNumbers.push_back(numbersOf(root, number.key));
    if (const auto reason = root.find("diverged"); reason && reason->is(JsonKind::String))
      run.diverged = asMessage(std::string(reason->string()));
    if (const auto library = root.find("kernel_library"); library && library->is(JsonKind::String))
      run.kernelLibrary = library->string();
    if (const auto data = root.find("data"); data && data->is(JsonKind::Object)) readData(*data, run.data);
    return true;
  }

  static void readData(const JsonValue& json, DataRecord& out) {
    const auto textOf = [&](const char* key) {
      const auto text = json.find(key);
      return text && text->is(JsonKind::String) ? std::string(text->string()) : std::string();
    };
    out.name = textOf("name");
    out.hash = textOf("hash");
    out.regression = textOf("metric") == metricKey(true);
    for (const DataNumbers& numbers : kDataNumbers) out.*numbers.member = numbersOf(json, numbers.key);
  }

  // Runs of the first programs have none.
  static std::vector<double> numbersOf(const JsonValue& root, std::string_view key) {
    std::vector<double> out;
    const auto list = root.find(key);
    if (!list || !list->is(JsonKind::Array)) return out;
    for (const JsonValue item : *list) out.push_back(item.is(JsonKind::Number) ? item.number() : 0);
    return out;
  }

  bool readDesignPart(RunFile& run) {
    const ZipEntry* entry = require("design.loom");
    if (!entry) return false;
    Result<Design> design = readDesign(entry->bytes, inside(entry->name), m_budget);
    if (!design) return fail(design.error());
    run.first = std::move(design).value();
    return true;
  }

  bool readLog(RunFile& run) {
    const ZipEntry* entry = require("log.json");
    if (!entry) return false;
    Result<std::vector<LoggedEdit>> log = readEditLog(entry->bytes, inside(entry->name), m_budget);
    if (!log) return fail(log.error());
    run.log = std::move(log).value();
    if (const std::string* id = misfit(run))
      return fail(
          {"run.bad-log",
           LL_TEXT("%1 is not the run that was saved: its log changes “%2”, which is not there then, or "
                   "adds it twice. Use another copy, or train again."),
           {m_source, *id}});
    return true;
  }

  // The first part that the log does not find as it expects; null where it can be repeated.
  static const std::string* misfit(const RunFile& run) {
    std::set<std::string_view> ids;
    for (const ComponentPtr& part : run.first.components) ids.insert(part->id);
    for (const LoggedEdit& entry : run.log)
      for (const ComponentChange& change : entry.edit.components) {
        if (ids.contains(change.id) != (change.before != nullptr)) return &change.id;
        if (change.after)
          ids.insert(change.id);
        else
          ids.erase(change.id);
      }
    return nullptr;
  }

  bool readCurves(RunFile& run) {
    const ZipEntry* entry = require("curves.json");
    if (!entry) return false;
    const std::string source = inside(entry->name);
    const Result<JsonDocument> document = JsonDocument::parse(entry->bytes, source, m_budget);
    if (!document) return fail(document.error());
    CheckedJson reader("run", source, m_budget);
    const bool fine = readTable(reader, document.value().root(), run.curves);
    return fine || fail(reader.error());
  }

  bool readTable(CheckedJson& reader, const JsonValue& root, CurveTable& out) {
    std::optional<JsonValue> columns, values;
    if (!reader.require(root, {}, "columns", columns) || !reader.require(root, {}, "values", values))
      return false;
    const JsonPlace atColumns{nullptr, "columns"}, atValues{nullptr, "values"};
    if (!reader.expect(*columns, atColumns, JsonKind::Array) ||
        !reader.expect(*values, atValues, JsonKind::Array))
      return false;
    for (const JsonValue name : *columns)
      if (!reader.readText(name, atColumns, m_budget.nameLength, out.columns.emplace_back())) return false;
    for (const JsonValue column : *values)
      if (!readColumn(reader, column, atValues, out.values.emplace_back())) return false;
    const bool even = std::all_of(
        out.values.begin(), out.values.end(),
        [&](const std::vector<double>& column) { return column.size() == out.values.front().size(); });
    return (out.columns.size() == out.values.size() && even) ||
           reader.fail(
               root, atValues, "run.ragged-curves",
               LL_TEXT("%1, line %2: %3 does not have one list of equal length for each column. Restore "
                       "the file from a copy."));
  }

  static bool readColumn(CheckedJson& reader, const JsonValue& json, const JsonPlace& place,
                         std::vector<double>& out) {
    if (!reader.expect(json, place, JsonKind::Array)) return false;
    for (const JsonValue item : json) {
      if (!item.is(JsonKind::Null) && !reader.expect(item, place, JsonKind::Number)) return false;
      out.push_back(item.is(JsonKind::Null) ? std::numeric_limits<double>::quiet_NaN() : item.number());
    }
    return true;
  }

  bool readWeights(RunFile& run, std::int64_t layers) {
    for (std::int64_t layer = 0; layer < layers; ++layer) {
      const ZipEntry* entry = require(layerName(static_cast<std::size_t>(layer)));
      if (!entry) return false;
      Result<WeightMatrix> matrix = readNpy(entry->bytes, inside(entry->name), false);
      if (!matrix) return fail(matrix.error());
      const std::size_t l = run.weights.size();
      run.weights.push_back(std::move(matrix).value());
      for (std::size_t n = 0; n < m_layerNumbers.size(); ++n)
        if (l < m_layerNumbers[n].size()) run.weights[l].*kLayerNumbers[n].member = m_layerNumbers[n][l];
    }
    if (run.weights.empty()) return true;
    const std::string held = heldWeightsHash(run);
    return held == run.weightsHash ||
           fail({"run.changed-weights",
                 LL_TEXT(
                     "%1 is not the run that was saved: its weights have the hash %2, and it says %3. They "
                     "were changed after the training. Use another copy, or train again."),
                 {m_source, held, run.weightsHash}});
  }

  bool readStart(RunFile& run) {
    if (m_startPhases.size() > kMostLayers) m_startPhases.resize(kMostLayers);
    for (std::size_t layer = 0; layer < m_startPhases.size(); ++layer) {
      const ZipEntry* entry = require(startName(layer));
      if (!entry) return false;
      Result<WeightMatrix> matrix = readNpy(entry->bytes, inside(entry->name));
      if (!matrix) return fail(matrix.error());
      run.start.push_back(std::move(matrix).value());
      run.start.back().phasePerInput = m_startPhases[layer];
    }
    return true;
  }

  bool readBesideMeans(RunFile& run) {
    const ZipEntry* entry = find(kBeside);
    if (!entry) return true;
    const Result<WeightMatrix> all = readNpy(entry->bytes, inside(entry->name));
    if (!all) return fail(all.error());
    std::size_t slots = 0;
    for (const WeightMatrix& layer : run.weights) slots += layer.columns;
    const std::vector<float>& data = all.value().data;
    const std::size_t perSlot = slots > 0 ? data.size() / slots : 0;
    if (perSlot == 0 || perSlot > 2 || perSlot * slots != data.size())
      return fail({"run.beside-size",
                   LL_TEXT("%1: “%2” holds %3 numbers, which do not fit the %4 slots of its layers. Copy or "
                           "download the file again."),
                   {m_source, entry->name, static_cast<std::int64_t>(data.size()),
                    static_cast<std::int64_t>(slots)}});
    auto from = data.begin();
    for (WeightMatrix& layer : run.weights) {
      const auto end = from + static_cast<std::ptrdiff_t>(perSlot * layer.columns);
      if (std::any_of(from, end, [](float mean) { return mean != 0; })) layer.besideMeans.assign(from, end);
      from = end;
    }
    return true;
  }

  // The report at the end of the run says some numbers of the run once more.
  bool readResult(RunFile& run) {
    const ZipEntry* entry = find("result.json");
    if (!entry) return true;
    run.resultJson = entry->bytes;
    const Result<JsonDocument> document = JsonDocument::parse(entry->bytes, inside(entry->name), m_budget);
    if (!document) return fail(document.error());
    const JsonValue root = document.value().root();
    const auto training = root.is(JsonKind::Object) ? root.find("training") : std::nullopt;
    if (!training || !training->is(JsonKind::Object)) return true;
    const auto hash = training->find("weights_hash"), epochs = training->find("epochs");
    if (hash && hash->is(JsonKind::String) && hash->string() != run.weightsHash)
      return fail(changedCurves("weights_hash"));
    if (!epochs || !epochs->is(JsonKind::Array)) return true;
    std::size_t point = 0;
    for (const JsonValue row : *epochs)
      if (const char* other = otherInCurves(run.curves, row, point)) return fail(changedCurves(other));
    return true;
  }

  // Last of all: what is found before says more exactly what was changed.
  bool testContent() {
    if (!m_hashed) return true;
    const std::string& manifest = find(kManifest)->bytes;
    const std::optional<std::string> unhashed = withContentHash(manifest, kNoHash);
    if (unhashed && withContentHash(*unhashed, contentHash(m_entries, *unhashed)) == manifest) return true;
    return fail({"run.changed",
                 LL_TEXT("%1 is not the run that was saved: its parts do not have the hash that was taken of "
                         "them. They were changed after the training. Use another copy, or train again."),
                 {m_source}});
  }

  Message changedCurves(const std::string& what) const {
    return {
        "run.changed-curves",
        LL_TEXT("%1 is not the run that was saved: its curves and the report at its end have other values "
                "of %2. They were changed after the training. Use another copy, or train again."),
        {m_source, what}};
  }

  // What the curves have otherwise at the end of an epoch than the report; null where it is the same. Epochs
  // ascend, so the search goes on behind the last `point`. Loss and training accuracy of a point are those
  // since the point before, not of the epoch.
  static const char* otherInCurves(const CurveTable& curves, const JsonValue& row, std::size_t& point) {
    constexpr struct {
      const char *inReport, *inCurves;
    } kSame[] = {{"test_accuracy", "test_accuracy"},
                 {"optical_W", "emitted_W"},
                 {"J_per_op", "J_per_op"},
                 {"phase_error_rad", "phase_error_rad"}};
    const double epoch = numberOf(row, "epoch");
    const std::vector<double>* epochs = columnOf(curves, "epoch");
    if (!epochs) return "epoch";
    while (point < epochs->size() && (*epochs)[point] != epoch) ++point;
    if (point == epochs->size()) return "epoch";
    for (const auto& same : kSame) {
      const std::vector<double>* column = columnOf(curves, same.inCurves);
      const double reported = numberOf(row, same.inReport);
      if (!column) return same.inCurves;
      const bool equal =
          std::isfinite(reported) ? (*column)[point] == reported : !std::isfinite((*column)[point]);
      if (!equal) return same.inCurves;
    }
    return nullptr;
  }

  static double numberOf(const JsonValue& row, std::string_view key) {
    const auto number = row.is(JsonKind::Object) ? row.find(key) : std::nullopt;
    return number && number->is(JsonKind::Number) ? number->number()
                                                  : std::numeric_limits<double>::quiet_NaN();
  }

  bool readCosts(RunFile& run) {
    const ZipEntry* entry = find("ablation.json");
    if (!entry) return true;
    Result<Ablation> ablation = readAblation(entry->bytes, inside(entry->name), m_budget);
    if (!ablation) return fail(ablation.error());
    run.ablation = std::move(ablation).value();
    return true;
  }

  bool readResumePart(RunFile& run) {
    Result<std::shared_ptr<const ResumePoint>> resume = readResume(m_entries, run, m_source, m_budget);
    if (!resume) return fail(resume.error());
    run.resume = std::move(resume).value();
    return true;
  }

  const std::vector<ZipEntry>& m_entries;
  const std::string& m_source;
  LoadBudget m_budget;
  std::vector<std::vector<double>> m_layerNumbers;  ///< of `kLayerNumbers`, layer by layer
  std::vector<double> m_startPhases;
  bool m_hashed = false;  ///< the content has a hash, or should
  std::optional<Message> m_error;
};

std::size_t bytesOf(const std::vector<ZipEntry>& entries) {
  std::size_t out = 0;
  for (const ZipEntry& entry : entries) out += entry.bytes.size();
  return out;
}

// A network of many million weights is kept alone: the file can be opened, and its run cannot go on.
void addResume(const RunFile& run, std::vector<ZipEntry>& entries) {
  if (!run.resume) return;
  std::vector<ZipEntry> resume = resumeEntries(run);
  if (bytesOf(entries) + bytesOf(resume) > kMostWithResume) return;
  std::move(resume.begin(), resume.end(), std::back_inserter(entries));
}

}  // namespace

Result<std::string> writeRun(const RunFile& run) {
  std::vector<ZipEntry> entries = {{std::string(kManifest), manifestText(run)},
                                   {"design.loom", writeDesign(run.first)},
                                   {"log.json", writeEditLog(run.log)},
                                   {"curves.json", curvesText(run.curves)}};
  if (run.ablation) entries.push_back({"ablation.json", ablationJson(*run.ablation)});
  if (!run.resultJson.empty()) entries.push_back({"result.json", run.resultJson});
  for (std::size_t layer = 0; layer < run.weights.size(); ++layer)
    entries.push_back({layerName(layer), writeNpy(run.weights[layer])});
  for (std::size_t layer = 0; layer < run.start.size(); ++layer)
    entries.push_back({startName(layer), writeNpy(run.start[layer])});
  const auto calibrated = [](const WeightMatrix& layer) { return !layer.besideMeans.empty(); };
  if (std::any_of(run.weights.begin(), run.weights.end(), calibrated))
    entries.push_back(besideEntry(run.weights));
  addResume(run, entries);
  std::string& manifest = entries.front().bytes;
  manifest = withContentHash(manifest, contentHash(entries, manifest)).value();
  return writeZip(entries);
}

Result<RunFile> readRun(std::string_view bytes, const std::string& source, const LoadBudget& budget) {
  const Result<std::vector<ZipEntry>> entries = readZip(bytes, source, budget);
  if (!entries) return entries.error();
  return RunReader(entries.value(), source, budget).read();
}

Result<SavedFile> saveRunFile(const RunFile& run, const std::string& path) {
  const Result<std::string> bytes = writeRun(run);
  if (!bytes) return bytes.error();
  return saveFile(path, bytes.value());
}

bool isRunFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  char head[4] = {};
  file.read(head, sizeof head);
  return std::string_view(head, static_cast<std::size_t>(file.gcount())) == std::string_view("PK\x03\x04", 4);
}

Result<RunFile> readRunFile(const std::string& path, const LoadBudget& budget) {
  const Result<std::string> bytes = readFile(path, budget);
  if (!bytes) return bytes.error();
  return readRun(bytes.value(), fileName(path), budget);
}

}  // namespace lightloom::documents
