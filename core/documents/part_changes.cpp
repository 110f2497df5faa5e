#include "documents/internal/part_changes.h"

#include <algorithm>
#include <memory>

#include "base/json_writer.h"

namespace lightloom::documents {
namespace {

constexpr std::string_view kComponents = "components";

void writePart(JsonWriter& writer, std::string_view key, const ComponentPtr& component) {
  if (!component) return;
  writer.key(key);
  writeComponent(writer, *component);
}

bool readPart(DesignTextReader& reader, const JsonValue& json, const JsonPlace& place, std::string_view key,
              ComponentPtr& out) {
  const auto part = json.find(key);
  if (!part) return true;
  Component component;
  if (!reader.readComponent(*part, {&place, key}, component)) return false;
  out = std::make_shared<const Component>(std::move(component));
  return true;
}

bool readPartChange(DesignTextReader& reader, const JsonValue& json, const JsonPlace& place,
                    const LoadBudget& budget, ComponentChange& out) {
  std::optional<JsonValue> id;
  if (!reader.expect(json, place, JsonKind::Object) || !reader.require(json, place, "id", id)) return false;
  if (!reader.readText(*id, {&place, "id"}, budget.nameLength, out.id)) return false;
  if (!readPart(reader, json, place, "before", out.before) ||
      !readPart(reader, json, place, "after", out.after))
    return false;
  if (const auto position = json.find("position")) {
    std::int64_t number = 0;
    if (!reader.readInteger(*position, {&place, "position"}, -1, number)) return false;
    out.position = static_cast<int>(std::min<std::int64_t>(number, INT32_MAX));
  }
  const bool sound = (out.before || out.after) && (!out.before || out.before->id == out.id) &&
                     (!out.after || out.after->id == out.id);
  return sound || reader.fail(json, place, "design.bad-edit",
                              LL_TEXT("%1, line %2: %3 does not say what changed: it needs the part before "
                                      "or after, with the same id. Restore the file from a copy."));
}

}  // namespace

void writePartChanges(JsonWriter& writer, const std::vector<ComponentChange>& changes) {
  if (changes.empty()) return;
  writer.key(kComponents);
  writer.beginArray();
  for (const ComponentChange& change : changes) {
    writer.beginObject();
    writePart(writer, "after", change.after);
    writePart(writer, "before", change.before);
    writer.field("id", change.id);
    writer.field("position", change.position);
    writer.endObject();
  }
  writer.endArray();
}

bool readPartChanges(DesignTextReader& reader, const JsonValue& json, const JsonPlace& place,
                     const LoadBudget& budget, std::vector<ComponentChange>& out) {
  const auto parts = json.find(kComponents);
  if (!parts) return true;
  const JsonPlace within{&place, kComponents};
  if (!reader.expect(*parts, within, JsonKind::Array)) return false;
  JsonPlace at{&within, {}, 0};
  for (const JsonValue item : *parts) {
    if (!readPartChange(reader, item, at, budget, out.emplace_back())) return false;
    ++at.index;
  }
  return true;
}

}  // namespace lightloom::documents
