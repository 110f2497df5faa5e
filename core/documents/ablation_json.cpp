#include "documents/ablation_json.h"

#include <limits>

#include "base/json_writer.h"
#include "files/checked_json.h"
#include "files/json_reader.h"

namespace lightloom::documents {
namespace {

constexpr std::int64_t kMostSamples = std::int64_t{1} << 31;

template <typename Record, typename Visit>
void visitRow(Record& row, Visit&& visit) {
  visit("without", row.without);
  visit("gained", row.gained);
  visit("gained_error", row.gainedError);
  visit("share", row.share);
  visit("share_error", row.shareError);
  visit("alone", row.alone);
  visit("lost_alone", row.lostAlone);
  visit("lost_alone_error", row.lostAloneError);
}

template <typename Record, typename Visit>
void visitTotals(Record& ablation, Visit&& visit) {
  visit("all", ablation.all);
  visit("none", ablation.none);
  visit("lost", ablation.lost);
  visit("lost_error", ablation.lostError);
}

class AblationReader {
 public:
  AblationReader(const std::string& source, const LoadBudget& budget)
      : m_budget(budget), m_reader("run", source, budget) {}

  const Message& error() const { return m_reader.error(); }

  bool read(const JsonValue& root, Ablation& out) {
    std::int64_t steps = 0, changes = 0, samples = 0;
    bool fine = integer(root, "steps", steps) && integer(root, "changes", changes) &&
                integer(root, "samples", samples);
    out.steps = static_cast<std::uint64_t>(steps);
    out.changes = static_cast<std::size_t>(changes);
    out.samples = static_cast<int>(std::min(samples, kMostSamples - 1));
    const auto metric = root.find("metric");  // the first programs did not say
    out.regression = metric && metric->is(JsonKind::String) && metric->string() == metricKey(true);
    visitTotals(out, [&](const char* key, double& value) { fine = fine && number(root, {}, key, value); });
    return fine && readRows(root, out);
  }

 private:
  bool integer(const JsonValue& root, std::string_view key, std::int64_t& out) {
    std::optional<JsonValue> json;
    return m_reader.require(root, {}, key, json) && m_reader.readInteger(*json, {nullptr, key}, 0, out);
  }

  // A number that has no value is written as null.
  bool number(const JsonValue& object, const JsonPlace& place, std::string_view key, double& out) {
    std::optional<JsonValue> json;
    if (!m_reader.require(object, place, key, json)) return false;
    out = std::numeric_limits<double>::quiet_NaN();
    if (json->is(JsonKind::Null)) return true;
    if (!m_reader.expect(*json, {&place, key}, JsonKind::Number)) return false;
    out = json->number();
    return true;
  }

  bool readRows(const JsonValue& root, Ablation& out) {
    std::optional<JsonValue> rows;
    const JsonPlace place{nullptr, "sources"};
    if (!m_reader.require(root, {}, "sources", rows) || !m_reader.expect(*rows, place, JsonKind::Array))
      return false;
    std::int64_t index = 0;
    for (const JsonValue row : *rows)
      if (!readRow(row, {&place, {}, index++}, out.rows.emplace_back())) return false;
    return true;
  }

  bool readRow(const JsonValue& json, const JsonPlace& place, AblationRow& out) {
    std::optional<JsonValue> key;
    if (!m_reader.expect(json, place, JsonKind::Object) || !m_reader.require(json, place, "key", key) ||
        !m_reader.readText(*key, {&place, "key"}, m_budget.nameLength, out.key))
      return false;
    bool fine = true;
    visitRow(out, [&](const char* name, double& value) { fine = fine && number(json, place, name, value); });
    return fine;
  }

  LoadBudget m_budget;
  CheckedJson m_reader;
};

}  // namespace

std::string ablationJson(const Ablation& ablation) {
  JsonWriter json;
  const auto write = [&](const char* key, double value) { json.field(key, value); };
  json.beginObject();
  json.field("steps", ablation.steps);
  json.field("changes", static_cast<std::uint64_t>(ablation.changes));
  json.field("samples", ablation.samples);
  json.field("metric", metricKey(ablation.regression));
  visitTotals(ablation, write);
  json.key("sources");
  json.beginArray();
  for (const AblationRow& row : ablation.rows) {
    json.beginObject(JsonLayout::Inline);
    json.field("key", row.key);
    visitRow(row, write);
    json.endObject();
  }
  json.endArray();
  json.endObject();
  return json.take();
}

Result<Ablation> readAblation(std::string_view text, const std::string& source, const LoadBudget& budget) {
  const Result<JsonDocument> document = JsonDocument::parse(text, source, budget);
  if (!document) return document.error();
  AblationReader reader(source, budget);
  Ablation out;
  if (!reader.read(document.value().root(), out)) return reader.error();
  return out;
}

}  // namespace lightloom::documents
