#include "documents/diff_file.h"

#include <algorithm>
#include <set>

#include "base/json_writer.h"
#include "design/kept_fields.h"
#include "documents/internal/design_text.h"
#include "documents/internal/part_changes.h"
#include "documents/recovery.h"
#include "files/value_json.h"

namespace lightloom::documents {
namespace {

constexpr std::string_view kDiffFormat = "lightloom-diff";
constexpr int kDiffVersion = 1;

void writeHash(JsonWriter& writer, const char* key, const std::string& hash) {
  writer.key(key);
  writer.beginObject(JsonLayout::Inline);
  writer.field("hash", hash);
  writer.endObject();
}

template <typename T, typename Write>
void writeKeyed(JsonWriter& writer, const char* name, const std::vector<KeyedChange<T>>& changes,
                const Write& write) {
  if (changes.empty()) return;
  writer.key(name);
  writer.beginArray();
  for (const KeyedChange<T>& change : changes) {
    writer.beginObject(JsonLayout::Inline);
    writer.field("key", change.key);
    if (change.before) {
      writer.key("before");
      write(*change.before);
    }
    if (change.after) {
      writer.key("after");
      write(*change.after);
    }
    writer.endObject();
  }
  writer.endArray();
}

void writeLines(JsonWriter& writer, const DesignDiff& diff) {
  writer.key("lines");
  writer.beginArray();
  for (const ChangeLine& line : linesOf(diff)) {
    writer.beginObject(JsonLayout::Inline);
    writer.field("component", line.component);
    writer.field("key", line.key);
    writer.field("text", english(line));
    writer.endObject();
  }
  writer.endArray();
}

class DiffReader {
 public:
  DiffReader(const std::string& source, const LoadBudget& budget)
      : m_budget(budget), m_reader(source, budget) {}

  bool read(const JsonValue& root, DiffFile& out) {
    DesignDiff& diff = out.diff;
    return m_reader.checkHeader(root, kDiffFormat, kDiffVersion, "a difference of designs") &&
           readHash(root, "from", out.fromHash) && readHash(root, "to", out.toHash) &&
           readPartChanges(m_reader, root, {}, m_budget, diff.components) && readTitle(root, diff.title) &&
           readKeyed(root, "settings", diff.settings, &DiffReader::readSetting) &&
           readKeyed(root, "counters", diff.counters, &DiffReader::readCounter) &&
           readKeyed(root, "fields", diff.fields, &DiffReader::readField) && readOrder(root, diff.order) &&
           eachOnce(root, diff);
  }
  const Message& error() const { return m_reader.error(); }

 private:
  template <typename T>
  using ReadSide = bool (DiffReader::*)(const JsonValue&, const JsonPlace&, const std::string& key, T&);

  bool readHash(const JsonValue& root, std::string_view key, std::string& out) {
    std::optional<JsonValue> side, hash;
    const JsonPlace place{nullptr, key};
    return m_reader.require(root, {}, key, side) && m_reader.expect(*side, place, JsonKind::Object) &&
           m_reader.require(*side, place, "hash", hash) &&
           m_reader.readText(*hash, {&place, "hash"}, m_budget.nameLength, out);
  }

  bool readTitle(const JsonValue& root, std::optional<KeyedChange<std::string>>& out) {
    const auto title = root.find("title");
    if (!title) return true;
    const JsonPlace place{nullptr, "title"};
    out = KeyedChange<std::string>{"name", std::string(), std::string()};
    std::optional<JsonValue> before, after;
    return m_reader.expect(*title, place, JsonKind::Object) &&
           m_reader.require(*title, place, "before", before) &&
           m_reader.require(*title, place, "after", after) &&
           m_reader.readText(*before, {&place, "before"}, m_budget.nameLength, *out->before) &&
           m_reader.readText(*after, {&place, "after"}, m_budget.nameLength, *out->after);
  }

  template <typename T>
  bool readKeyed(const JsonValue& root, std::string_view name, std::vector<KeyedChange<T>>& out,
                 ReadSide<T> readSide) {
    const auto changes = root.find(name);
    if (!changes) return true;
    const JsonPlace within{nullptr, name};
    if (!m_reader.expect(*changes, within, JsonKind::Array)) return false;
    JsonPlace at{&within, {}, 0};
    for (const JsonValue item : *changes) {
      KeyedChange<T>& change = out.emplace_back();
      std::optional<JsonValue> key;
      if (!m_reader.expect(item, at, JsonKind::Object) || !m_reader.require(item, at, "key", key) ||
          !m_reader.readText(*key, {&at, "key"}, m_budget.textLength, change.key))
        return false;
      if (const auto before = item.find("before");
          before && !(this->*readSide)(*before, {&at, "before"}, change.key, change.before.emplace()))
        return false;
      if (const auto after = item.find("after");
          after && !(this->*readSide)(*after, {&at, "after"}, change.key, change.after.emplace()))
        return false;
      ++at.index;
    }
    return true;
  }

  bool readSetting(const JsonValue& json, const JsonPlace& place, const std::string& key, Value& out) {
    const Parameter* row = findSetting(key);
    if (!row)
      return m_reader.fail(
          json, place, "design.unknown-setting",
          LL_TEXT("%1, line %2: %3: this version has no setting “%4”, so it cannot be changed. Update "
                  "Lightloom."),
          {key});
    return m_reader.readValue(*row, json, place, out);
  }

  bool readCounter(const JsonValue& json, const JsonPlace& place, const std::string&, std::int64_t& out) {
    return m_reader.readInteger(json, place, 0, out);
  }

  bool readField(const JsonValue& json, const JsonPlace& place, const std::string& key, std::string& out) {
    out = compactJson(json);
    return isKept(key, json) ||
           m_reader.fail(json, place, "diff.bad-field",
                         LL_TEXT("%1, line %2: %3: a design keeps no field “%4” of this form. Make the "
                                 "difference again."),
                         {key});
  }

  // What the reader of designs would have kept under this path, and nothing that hides what it knows.
  static bool isKept(std::string_view path, const JsonValue& json) {
    const bool longForm = path.starts_with('=');
    if (longForm) path.remove_prefix(1);
    if (path.starts_with('?') || path.empty()) return false;
    const std::string first = takeKey(path);
    if (first != "settings")
      return !longForm && path.empty() && first != "components" && first != "name" && first != "format" &&
             first != "version" && first != "counters";
    if (path.empty()) return false;
    const std::string group = takeKey(path);
    const std::span<const SettingsGroup> groups = settingsGroups();
    const bool known = std::any_of(groups.begin(), groups.end(),
                                   [&](const SettingsGroup& other) { return other.id == group; });
    if (path.empty()) return !known && !longForm;
    const std::string key = takeKey(path);
    const Parameter* row = findSetting(group + "." + key);
    if (!known || !path.empty() || longForm != (row != nullptr)) return false;
    if (!longForm) return true;
    const auto value = json.find("value");
    return value && (value->is(JsonKind::Null) || valueOf(row->type, *value));
  }

  bool readOrder(const JsonValue& root, std::vector<std::string>& out) {
    const auto order = root.find("order");
    if (!order) return true;
    const JsonPlace place{nullptr, "order"};
    if (!m_reader.expect(*order, place, JsonKind::Array)) return false;
    for (const JsonValue id : *order)
      if (!m_reader.readText(id, place, m_budget.nameLength, out.emplace_back())) return false;
    return true;
  }

  bool eachOnce(const JsonValue& root, const DesignDiff& diff) {
    std::vector<std::string> all;
    for (const ComponentChange& change : diff.components) all.push_back("components." + change.id);
    for (const auto& change : diff.settings) all.push_back("settings." + change.key);
    for (const auto& change : diff.counters) all.push_back("counters." + change.key);
    for (const auto& change : diff.fields) all.push_back("fields." + change.key);
    std::set<std::string> seen;
    for (const std::string& one : all)
      if (!seen.insert(one).second)
        return m_reader.fail(root, {nullptr, one}, "diff.twice",
                             LL_TEXT("%1: %3 is changed twice. Make the difference again."));
    return true;
  }

  LoadBudget m_budget;
  DesignTextReader m_reader;
};

}  // namespace

DiffFile diffFileOf(const Design& from, const Design& to) {
  return {diffOf(from, to), designHash(from), designHash(to)};
}

std::string writeDiff(const DiffFile& file) {
  const DesignDiff& diff = file.diff;
  JsonWriter writer;
  writer.beginObject();
  writer.field("format", kDiffFormat);
  writer.field("version", kDiffVersion);
  writer.field("equal", diff.empty());
  writeHash(writer, "from", file.fromHash);
  writeHash(writer, "to", file.toHash);
  if (diff.title) {
    writer.key("title");
    writer.beginObject(JsonLayout::Inline);
    writer.field("before", diff.title->before.value_or(""));
    writer.field("after", diff.title->after.value_or(""));
    writer.endObject();
  }
  writePartChanges(writer, diff.components);
  if (!diff.order.empty()) {
    writer.key("order");
    writer.beginArray();
    for (const std::string& id : diff.order) writer.value(id);
    writer.endArray();
  }
  writeKeyed(writer, "settings", diff.settings, [&](const Value& value) { writer.raw(valueJson(value)); });
  writeKeyed(writer, "counters", diff.counters,
             [&](std::int64_t number) { writer.raw(valueJson(Value(number))); });
  writeKeyed(writer, "fields", diff.fields, [&](const std::string& json) {
    LoadBudget budget;
    budget.bytes = std::max(budget.bytes, json.size());
    writeJson(writer, JsonDocument::parse(json, "a kept field", budget).value().root());
  });
  writeLines(writer, diff);
  writer.endObject();
  return writer.take();
}

Result<DiffFile> readDiff(std::string_view text, const std::string& source, const LoadBudget& budget) {
  const Result<JsonDocument> document = JsonDocument::parse(text, source, budget);
  if (!document) return document.error();
  DiffReader reader(source, budget);
  DiffFile out;
  if (!reader.read(document.value().root(), out)) return reader.error();
  return out;
}

Result<Design> applyDiff(const DiffFile& file, const Design& design) {
  const std::vector<Message> problems = misfits(file.diff, design);
  if (problems.size() == 1)
    return Message{
        "diff.misfit", LL_TEXT("The difference does not fit this design. %1"), {english(problems[0])}};
  if (!problems.empty())
    return Message{"diff.misfit",
                   LL_TEXT("The difference does not fit this design. %1 So is it in %2 more places."),
                   {english(problems[0]), static_cast<std::int64_t>(problems.size() - 1)}};
  Design out = applied(file.diff, design);
  if (designHash(design) == file.fromHash && designHash(out) != file.toHash)
    return Message{"diff.damaged",
                   LL_TEXT("The difference was changed after it was made: it does not lead to the design "
                           "that it names. Make it again."),
                   {}};
  return out;
}

}  // namespace lightloom::documents
