#include <string>

#include "base/json_writer.h"
#include "design/kind.h"
#include "documents/design_file.h"

namespace lightloom::documents {
namespace {

constexpr const char* kIdPattern = "^[a-z][a-z0-9_]*$";

void typeField(JsonWriter& writer, std::string_view type) {
  writer.field("type", type);
}

void bounds(JsonWriter& writer, const Parameter& row) {
  if (row.low > -1e300) writer.field("minimum", row.low);
  if (row.high < 1e300) writer.field("maximum", row.high);
}

void numberSchema(JsonWriter& writer, const Parameter& row) {
  writer.beginObject();
  typeField(writer, "number");
  bounds(writer, row);
  writer.endObject();
}

void enumeratorSchema(JsonWriter& writer, const Parameter& row) {
  writer.key("enum");
  writer.beginArray();
  for (const std::string_view key : row.enumerators) writer.value(key);
  writer.endArray();
}

// The value itself, without its long form.
void plainSchema(JsonWriter& writer, const Parameter& row) {
  writer.beginObject();
  switch (row.type) {
    case ValueType::Switch:
      typeField(writer, "boolean");
      break;
    case ValueType::Integer:
      typeField(writer, "integer");
      bounds(writer, row);
      break;
    case ValueType::Real:
      typeField(writer, "number");
      bounds(writer, row);
      break;
    case ValueType::Text:
      typeField(writer, "string");
      break;
    case ValueType::Enumeration:
      enumeratorSchema(writer, row);
      break;
    case ValueType::RealList:
      typeField(writer, "array");
      writer.key("items");
      numberSchema(writer, row);
      break;
  }
  writer.endObject();
}

void reference(JsonWriter& writer, std::string_view definition) {
  writer.beginObject(JsonLayout::Inline);
  writer.field("$ref", "#/$defs/" + std::string(definition));
  writer.endObject();
}

void constant(JsonWriter& writer, std::string_view key, std::string_view value) {
  writer.key(key);
  writer.beginObject(JsonLayout::Inline);
  writer.field("const", value);
  writer.endObject();
}

std::string description(const Parameter& row) {
  std::string out(row.help);
  const UnitInfo& unit = unitInfo(row.unit);
  if (unit.dimension == Dimension::None) return out;
  const bool decibel = row.unit == Unit::Decibel || row.unit == Unit::DecibelPerHertz;
  return out + (decibel ? " In " + std::string(unit.symbol) + "."
                        : " SI; shown in " + std::string(unit.symbol) + ".");
}

void rowSchema(JsonWriter& writer, const Parameter& row) {
  writer.key(row.key);
  writer.beginObject();
  writer.field("description", description(row));
  writer.key("anyOf");
  writer.beginArray();
  plainSchema(writer, row);
  if (row.type == ValueType::Integer) reference(writer, "digits");
  if (row.unset) {
    writer.beginObject(JsonLayout::Inline);
    typeField(writer, "null");
    writer.endObject();
  }
  reference(writer, "long_form");
  writer.endArray();
  writer.endObject();
}

void rowsSchema(JsonWriter& writer, std::span<const Parameter> rows) {
  writer.beginObject();
  typeField(writer, "object");
  writer.key("properties");
  writer.beginObject();
  for (const Parameter& row : rows) rowSchema(writer, row);
  writer.endObject();
  writer.endObject();
}

void overridesSchema(JsonWriter& writer, std::span<const Parameter> rows) {
  writer.beginObject();
  typeField(writer, "object");
  writer.key("properties");
  writer.beginObject();
  for (const Parameter& row : rows) {
    writer.key(row.key);
    if (row.perChannel)
      reference(writer, "channels");
    else
      writer.value(false);
  }
  writer.endObject();
  writer.endObject();
}

// The schema of a part of one kind, beside what holds for every part.
void kindSchema(JsonWriter& writer, const Kind& kind) {
  writer.beginObject();
  writer.key("if");
  writer.beginObject();
  writer.key("properties");
  writer.beginObject();
  constant(writer, "kind", kind.id);
  writer.endObject();
  writer.endObject();
  writer.key("then");
  writer.beginObject();
  writer.key("properties");
  writer.beginObject();
  writer.key("overrides");
  overridesSchema(writer, parametersOf(kind));
  writer.key("parameters");
  rowsSchema(writer, parametersOf(kind));
  writer.endObject();
  writer.endObject();
  writer.endObject();
}

void typedProperty(JsonWriter& writer, std::string_view key, std::string_view type,
                   std::string_view limitName = {}, std::int64_t limit = 0) {
  writer.key(key);
  writer.beginObject(JsonLayout::Inline);
  typeField(writer, type);
  if (!limitName.empty()) writer.field(limitName, limit);
  writer.endObject();
}

void required(JsonWriter& writer, std::initializer_list<const char*> keys) {
  writer.key("required");
  writer.beginArray();
  for (const char* key : keys) writer.value(key);
  writer.endArray();
}

void componentProperties(JsonWriter& writer, const LoadBudget& limits) {
  const auto name = static_cast<std::int64_t>(limits.nameLength),
             text = static_cast<std::int64_t>(limits.textLength);
  writer.key("id");
  writer.beginObject();
  typeField(writer, "string");
  writer.field("pattern", kIdPattern);
  writer.field("maxLength", name);
  writer.key("not");
  writer.beginObject();
  writer.key("enum");
  writer.beginArray();
  for (const SettingsGroup& group : settingsGroups()) writer.value(group.id);
  writer.endArray();
  writer.endObject();
  writer.endObject();
  for (const char* key : {"kind", "name", "group", "vendor", "part_number"})
    typedProperty(writer, key, "string", "maxLength", name);
  typedProperty(writer, "note", "string", "maxLength", text);
  for (const char* key : {"locked", "hidden"}) typedProperty(writer, key, "boolean");
  for (const char* key : {"parameters", "overrides"}) typedProperty(writer, key, "object");
  writer.key("sources");
  writer.beginObject();
  typeField(writer, "object");
  writer.key("additionalProperties");
  reference(writer, "source");
  writer.endObject();
}

void componentDefinition(JsonWriter& writer) {
  writer.key("component");
  writer.beginObject();
  typeField(writer, "object");
  required(writer, {"id", "kind"});
  writer.key("properties");
  writer.beginObject();
  componentProperties(writer, {});
  writer.endObject();
  writer.key("allOf");
  writer.beginArray();
  for (const Kind* kind : allKinds()) kindSchema(writer, *kind);
  writer.endArray();
  writer.endObject();
}

void sourceDefinition(JsonWriter& writer) {
  writer.key("source");
  writer.beginObject();
  writer.field("description",
               "Who says a value, and how sure it is: plus_minus is absolute, SI, one standard deviation.");
  typeField(writer, "object");
  required(writer, {"source"});
  writer.key("properties");
  writer.beginObject();
  typedProperty(writer, "note", "string");
  typedProperty(writer, "plus_minus", "number", "minimum", 0);
  writer.key("source");
  writer.beginObject();
  writer.key("enum");
  writer.beginArray();
  for (const Provenance p : allProvenances()) writer.value(provenanceKey(p));
  writer.endArray();
  writer.endObject();
  writer.endObject();
  writer.endObject();
}

void smallDefinitions(JsonWriter& writer) {
  writer.key("digits");
  writer.beginObject();
  writer.field("description", "A whole number as text: other programs round those beyond 2^53.");
  typeField(writer, "string");
  writer.field("pattern", "^-?[0-9]{1,19}$");
  writer.endObject();
  writer.key("long_form");
  writer.beginObject();
  writer.field("description", "A value with the expression it comes from (kept, not evaluated).");
  typeField(writer, "object");
  required(writer, {"value"});
  writer.endObject();
  writer.key("channels");
  writer.beginObject();
  writer.field("description", "Channel or pixel, counted from 0 row by row, and its own value.");
  typeField(writer, "object");
  writer.key("propertyNames");
  writer.beginObject(JsonLayout::Inline);
  writer.field("pattern", "^(0|[1-9][0-9]*)$");
  writer.endObject();
  writer.endObject();
}

void settingsProperty(JsonWriter& writer) {
  writer.key("settings");
  writer.beginObject();
  typeField(writer, "object");
  writer.key("properties");
  writer.beginObject();
  for (const SettingsGroup& group : settingsGroups()) {
    writer.key(group.id);
    rowsSchema(writer, group.rows);
  }
  writer.endObject();
  writer.endObject();
}

void topProperties(JsonWriter& writer) {
  constant(writer, "format", "lightloom-design");
  writer.key("version");
  writer.beginObject(JsonLayout::Inline);
  writer.field("const", kDesignVersion);
  writer.endObject();
  typedProperty(writer, "name", "string", "maxLength", static_cast<std::int64_t>(LoadBudget().nameLength));
  typedProperty(writer, "author", "string", "maxLength", static_cast<std::int64_t>(LoadBudget().nameLength));
  writer.key("components");
  writer.beginObject();
  typeField(writer, "array");
  writer.key("items");
  reference(writer, "component");
  writer.endObject();
  writer.key("counters");
  writer.beginObject();
  typeField(writer, "object");
  writer.key("additionalProperties");
  writer.beginObject(JsonLayout::Inline);
  typeField(writer, "integer");
  writer.field("minimum", 0);
  writer.endObject();
  writer.endObject();
  settingsProperty(writer);
}

}  // namespace

std::string designSchema() {
  JsonWriter writer;
  writer.beginObject();
  writer.field("$schema", "https://json-schema.org/draft/2020-12/schema");
  writer.field("title", "Lightloom design");
  writer.field("description",
               "Values in SI, dB as they are. Fields and kinds that this version does not know are kept.");
  typeField(writer, "object");
  required(writer, {"format", "version", "components"});
  writer.key("properties");
  writer.beginObject();
  topProperties(writer);
  writer.endObject();
  writer.key("$defs");
  writer.beginObject();
  componentDefinition(writer);
  sourceDefinition(writer);
  smallDefinitions(writer);
  writer.endObject();
  writer.endObject();
  return writer.take();
}

}  // namespace lightloom::documents
