#include "documents/internal/edit_log.h"

#include <algorithm>

#include "base/json_writer.h"
#include "design/kind.h"
#include "documents/internal/design_text.h"
#include "documents/internal/part_changes.h"
#include "files/value_json.h"

namespace lightloom::documents {
namespace {

constexpr std::string_view kFormat = "lightloom-log";
constexpr int kVersion = 3;
constexpr int kVersionOfEpochs = 2;  // what logs are written as in which no bench comes back
constexpr int kVersionOfEdits = 1;   // and those without added epochs
constexpr std::int64_t kMostEpochs = 1'000'000;

void writeSide(JsonWriter& writer, std::string_view key, const Value& value) {
  writer.key(key);
  writer.raw(valueJson(value));
}

void writeChange(JsonWriter& writer, const SettingChange& change) {
  writer.beginObject(JsonLayout::Inline);
  writeSide(writer, "after", change.after);
  writeSide(writer, "before", change.before);
  writer.field("key", change.key);
  writer.endObject();
}

void writeSettings(JsonWriter& writer, const std::vector<SettingChange>& changes) {
  if (changes.empty()) return;
  writer.key("settings");
  writer.beginArray();
  for (const SettingChange& change : changes) writeChange(writer, change);
  writer.endArray();
}

void writeEdit(JsonWriter& writer, const LoggedEdit& logged) {
  const DesignEdit& edit = logged.edit;
  writer.beginObject();
  if (logged.back) writer.field("back", true);
  writePartChanges(writer, edit.components);
  writer.field("label", english(edit.label));
  if (edit.renamed) {
    writer.field("name_after", edit.nameAfter);
    writer.field("name_before", edit.nameBefore);
  }
  if (logged.moreEpochs > 0) writer.field("more_epochs", logged.moreEpochs);
  writeSettings(writer, edit.settings);
  writer.key("step");
  writer.raw(valueJson(Value(static_cast<std::int64_t>(logged.step))));
  writer.endObject();
}

class LogReader {
 public:
  LogReader(const std::string& source, const LoadBudget& budget)
      : m_budget(budget), m_reader(source, budget) {}

  bool read(const JsonValue& root, std::vector<LoggedEdit>& out) {
    std::optional<JsonValue> edits;
    if (!m_reader.checkHeader(root, kFormat, kVersion, "a log of edits")) return false;
    if (!m_reader.require(root, {}, "edits", edits)) return false;
    return list(*edits, {nullptr, "edits"}, out,
                [this](const JsonValue& json, const JsonPlace& place, LoggedEdit& edit) {
                  return readEdit(json, place, edit);
                });
  }
  const Message& error() const { return m_reader.error(); }

 private:
  template <typename Item, typename Read>
  bool list(const JsonValue& json, const JsonPlace& place, std::vector<Item>& out, const Read& read) {
    if (!m_reader.expect(json, place, JsonKind::Array)) return false;
    JsonPlace at{&place, {}, 0};
    for (const JsonValue item : json) {
      if (!m_reader.expect(item, at, JsonKind::Object) || !read(item, at, out.emplace_back())) return false;
      ++at.index;
    }
    return true;
  }

  bool readEdit(const JsonValue& json, const JsonPlace& place, LoggedEdit& out) {
    std::optional<JsonValue> step;
    std::int64_t number = 0;
    if (!m_reader.require(json, place, "step", step)) return false;
    if (!m_reader.readInteger(*step, {&place, "step"}, 0, number)) return false;
    out.step = static_cast<std::uint64_t>(number);
    if (!readMoreEpochs(json, place, out.moreEpochs)) return false;
    const auto back = json.find("back");
    if (back && !m_reader.readFlag(*back, {&place, "back"}, out.back)) return false;
    const auto before = json.find("name_before"), after = json.find("name_after"), label = json.find("label");
    out.edit.renamed = before && after;
    std::string words;
    if (label && !text(*label, {&place, "label"}, words)) return false;
    out.edit.label = asMessage(words);
    if (before && !text(*before, {&place, "name_before"}, out.edit.nameBefore)) return false;
    if (after && !text(*after, {&place, "name_after"}, out.edit.nameAfter)) return false;
    return readPartChanges(m_reader, json, place, m_budget, out.edit.components) &&
           readSettings(json, place, out.edit);
  }

  bool readMoreEpochs(const JsonValue& json, const JsonPlace& place, int& out) {
    const auto more = json.find("more_epochs");
    std::int64_t number = 0;
    if (more && !m_reader.readInteger(*more, {&place, "more_epochs"}, 1, number)) return false;
    out = static_cast<int>(std::min(number, kMostEpochs));
    return true;
  }

  bool text(const JsonValue& json, const JsonPlace& place, std::string& out) {
    return m_reader.readText(json, place, m_budget.textLength, out);
  }

  bool readSettings(const JsonValue& json, const JsonPlace& place, DesignEdit& out) {
    const auto settings = json.find("settings");
    if (!settings) return true;
    return list(*settings, {&place, "settings"}, out.settings,
                [this](const JsonValue& item, const JsonPlace& at, SettingChange& change) {
                  return readSettingChange(item, at, change);
                });
  }

  bool readSettingChange(const JsonValue& json, const JsonPlace& place, SettingChange& out) {
    std::optional<JsonValue> key;
    const JsonPlace at{&place, "key"};
    if (!m_reader.require(json, place, "key", key)) return false;
    if (!m_reader.readText(*key, at, m_budget.nameLength, out.key)) return false;
    const Parameter* row = findSetting(out.key);
    if (!row)
      return m_reader.fail(*key, at, "design.unknown-setting",
                           LL_TEXT("%1, line %2: %3: this version has no setting “%4”, so the edit cannot be "
                                   "repeated. Update Lightloom."),
                           {out.key});
    return readSide(json, place, "before", *row, out.before) &&
           readSide(json, place, "after", *row, out.after);
  }

  // null is "back to the default" here, whether the setting may be without a value or not.
  bool readSide(const JsonValue& json, const JsonPlace& place, std::string_view key, const Parameter& row,
                Value& out) {
    const auto side = json.find(key);
    if (!side || side->is(JsonKind::Null)) return true;
    return m_reader.readValue(row, *side, {&place, key}, out);
  }

  LoadBudget m_budget;
  DesignTextReader m_reader;
};

}  // namespace

std::string writeEditLog(const std::vector<LoggedEdit>& log) {
  JsonWriter writer;
  writer.beginObject();
  writer.field("format", kFormat);
  const auto any = [&log](const auto& is) { return std::any_of(log.begin(), log.end(), is); };
  const bool trainsOn = any([](const LoggedEdit& e) { return e.moreEpochs > 0; });
  const bool comesBack = any([](const LoggedEdit& e) { return e.back; });
  writer.field("version", comesBack ? kVersion : trainsOn ? kVersionOfEpochs : kVersionOfEdits);
  writer.key("edits");
  writer.beginArray();
  for (const LoggedEdit& logged : log) writeEdit(writer, logged);
  writer.endArray();
  writer.endObject();
  return writer.take();
}

Result<std::vector<LoggedEdit>> readEditLog(std::string_view text, const std::string& source,
                                            const LoadBudget& budget) {
  const Result<JsonDocument> document = JsonDocument::parse(text, source, budget);
  if (!document) return document.error();
  LogReader reader(source, budget);
  std::vector<LoggedEdit> log;
  if (!reader.read(document.value().root(), log)) return reader.error();
  return log;
}

}  // namespace lightloom::documents
