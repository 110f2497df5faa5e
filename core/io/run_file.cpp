#include "io/run_file.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/json_writer.h"
#include "io/ablation_json.h"
#include "io/design_file.h"
#include "io/design_text.h"
#include "io/edit_log.h"
#include "io/file_reader.h"
#include "io/npy.h"

namespace lightloom {
namespace {

constexpr std::string_view kFormat = "lightloom-run";
constexpr int kVersion = 1;
constexpr std::int64_t kMostLayers = 900;

std::string layerName(std::size_t layer) {
  return "layer" + std::to_string(layer) + ".npy";
}

std::string manifestText(const RunFile& run) {
  JsonWriter writer;
  writer.beginObject();
  writer.field("format", kFormat);
  writer.field("version", kVersion);
  writer.field("layers", static_cast<std::uint64_t>(run.weights.size()));
  writer.field("steps", run.steps);
  writer.field("weights_hash", run.weightsHash);
  std::vector<double> activationScales, adcFullScales;
  for (const WeightMatrix& matrix : run.weights) {
    activationScales.push_back(matrix.activationScale);
    adcFullScales.push_back(matrix.adcFullScale);
  }
  writer.field("activation_scales", activationScales);
  writer.field("adc_full_scales", adcFullScales);
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
                      readWeights(run, layers) && readCosts(run);
    if (!fine) return *m_error;
    if (const ZipEntry* result = find("result.json")) run.resultJson = result->bytes;
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
            LL_TEXT("error", "%1 lacks its part “%2”. Copy or download it again."),
            {m_source, name}});
    return entry;
  }

  bool readManifest(RunFile& run, std::int64_t& layers) {
    const ZipEntry* entry = find("run.json");
    const Message notARun{
        "run.not-a-run",
        LL_TEXT("error", "%1 is a ZIP archive, but not a Lightloom run. Choose another file."),
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
    if (*version->integer() > kVersion)
      return fail({"run.newer-version",
                   LL_TEXT("error",
                           "%1 was written by a newer program: it has version %2 of the format, this program "
                           "reads up to version %3. Update Lightloom to open it; the file was not changed."),
                   {m_source, *version->integer(), std::int64_t{kVersion}}});
    if (layers < 0 || layers > kMostLayers) return fail(notARun);
    if (hash && hash->is(JsonKind::String)) run.weightsHash = hash->string();
    if (const auto steps = root.find("steps"); steps && steps->integer() && *steps->integer() > 0)
      run.steps = static_cast<std::uint64_t>(*steps->integer());
    m_activationScales = scalesOf(root, "activation_scales");
    m_adcFullScales = scalesOf(root, "adc_full_scales");
    return true;
  }

  // Runs of the first programs have none.
  static std::vector<double> scalesOf(const JsonValue& root, std::string_view key) {
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
    return true;
  }

  bool readCurves(RunFile& run) {
    const ZipEntry* entry = require("curves.json");
    if (!entry) return false;
    const std::string source = inside(entry->name);
    const Result<JsonDocument> document = JsonDocument::parse(entry->bytes, source, m_budget);
    if (!document) return fail(document.error());
    DesignTextReader reader(source, m_budget);
    const bool fine = readTable(reader, document.value().root(), run.curves);
    return fine || fail(reader.error());
  }

  bool readTable(DesignTextReader& reader, const JsonValue& root, CurveTable& out) {
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
               LL_TEXT("error",
                       "%1, line %2: %3 does not have one list of equal length for each column. Restore "
                       "the file from a copy."));
  }

  static bool readColumn(DesignTextReader& reader, const JsonValue& json, const JsonPlace& place,
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
      if (l < m_activationScales.size()) run.weights[l].activationScale = m_activationScales[l];
      if (l < m_adcFullScales.size()) run.weights[l].adcFullScale = m_adcFullScales[l];
    }
    return true;
  }

  bool readCosts(RunFile& run) {
    const ZipEntry* entry = find("ablation.json");
    if (!entry) return true;
    Result<Ablation> ablation = readAblation(entry->bytes, inside(entry->name), m_budget);
    if (!ablation) return fail(ablation.error());
    run.ablation = std::move(ablation).value();
    return true;
  }

  const std::vector<ZipEntry>& m_entries;
  const std::string& m_source;
  LoadBudget m_budget;
  std::vector<double> m_activationScales, m_adcFullScales;
  std::optional<Message> m_error;
};

}  // namespace

Result<std::string> writeRun(const RunFile& run) {
  std::vector<ZipEntry> entries = {{"run.json", manifestText(run)},
                                   {"design.loom", writeDesign(run.first)},
                                   {"log.json", writeEditLog(run.log)},
                                   {"curves.json", curvesText(run.curves)}};
  if (run.ablation) entries.push_back({"ablation.json", ablationJson(*run.ablation)});
  if (!run.resultJson.empty()) entries.push_back({"result.json", run.resultJson});
  for (std::size_t layer = 0; layer < run.weights.size(); ++layer)
    entries.push_back({layerName(layer), writeNpy(run.weights[layer])});
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

Result<RunFile> readRunFile(const std::string& path, const LoadBudget& budget) {
  const Result<std::string> bytes = readFile(path, budget);
  if (!bytes) return bytes.error();
  return readRun(bytes.value(), fileName(path), budget);
}

}  // namespace lightloom
