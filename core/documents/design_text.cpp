#include "documents/internal/design_text.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/json_writer.h"
#include "design/kept_fields.h"
#include "design/kind.h"
#include "files/json_tree.h"
#include "files/value_json.h"

namespace lightloom::documents {
namespace {

void setText(JsonTree& tree, std::string_view key, const std::string& text) {
  if (!text.empty()) tree.set(key, jsonString(text));
}

void setFlag(JsonTree& tree, std::string_view key, bool flag) {
  if (flag) tree.set(key, "true");
}

void setSource(JsonTree& tree, const Source& source) {
  setText(tree, "note", source.note);
  if (source.plusMinus != 0) tree.set("plus_minus", jsonNumber(source.plusMinus));
  tree.set("source", jsonString(provenanceKey(source.provenance)));
}

Phrase typeName(ValueType type) {
  switch (type) {
    case ValueType::Switch:
      return {LL_TEXT("true or false")};
    case ValueType::Integer:
      return {LL_TEXT("a whole number")};
    case ValueType::Real:
      return {LL_TEXT("a number in SI units")};
    case ValueType::Text:
      return {LL_TEXT("a text")};
    case ValueType::RealList:
      return {LL_TEXT("a list of numbers")};
    case ValueType::Enumeration:
      return {LL_TEXT("one of its words")};
  }
  return {};
}

bool isId(std::string_view text) {
  if (text.empty() || text[0] < 'a' || text[0] > 'z') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool isSettingsGroup(std::string_view id) {
  for (const SettingsGroup& group : settingsGroups())
    if (group.id == id) return true;
  return false;
}

// Control characters (C0, DEL and C1, which UTF-8 writes as C2 80 … C2 9F) have no place in names; notes keep
// their lines.
std::string withoutControls(const std::string& text, bool keepLines) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool ascii = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    const bool c1 = c == '\xC2' && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1)
      ++i;
    else if (!ascii || (keepLines && (c == '\n' || c == '\t')))
      out += c;
  }
  return out;
}

// The first number of a value that is outside the row's range.
double offendingNumber(const Parameter& row, const Value& value) {
  if (const auto* list = std::get_if<std::vector<double>>(&value)) {
    for (const double number : *list)
      if (!(number >= row.low && number <= row.high)) return number;
    return 0;
  }
  return numberOf(value);
}

std::string enumeratorList(const Parameter& row) {
  std::string out;
  for (const std::string_view key : row.enumerators) {
    if (!out.empty()) out += ", ";
    out += key;
  }
  return out;
}

int channelCount(const Component& component, std::span<const Parameter> rows) {
  const PartView part(component, rows);
  if (!part.has("rows") || !part.has("columns")) return 0;
  const double count = part.real("rows") * part.real("columns");
  return static_cast<int>(std::min(count, 2e9));
}

// The long form of a value as it is kept: a whole number that came as text is compared with the number that
// the design has.
std::string longFormOf(const JsonValue& json, const Value& value) {
  std::string out = "{";
  for (const JsonValue member : json) {
    const bool whole = member.key() == "value" && std::holds_alternative<std::int64_t>(value);
    if (out.size() > 1) out += ',';
    out += jsonString(member.key()) + ':' + (whole ? valueJson(value) : compactJson(member));
  }
  return out + '}';
}

}  // namespace

void writeComponent(JsonWriter& writer, const Component& component) {
  JsonTree tree;
  tree.set("id", jsonString(component.id));
  tree.set("kind", jsonString(component.kind));
  setText(tree, "name", component.name);
  setText(tree, "group", component.group);
  setText(tree, "note", component.note);
  setText(tree, "vendor", component.vendor);
  setText(tree, "part_number", component.partNumber);
  setFlag(tree, "locked", component.locked);
  setFlag(tree, "hidden", component.hidden);
  for (const auto& [key, value] : component.values) tree.object("parameters").set(key, valueJson(value));
  for (const auto& [key, channels] : component.overrides)
    for (const auto& [channel, number] : channels)
      tree.object("overrides").object(key).set(std::to_string(channel), jsonNumber(number));
  for (const auto& [key, source] : component.sources) setSource(tree.object("sources").object(key), source);
  tree.keep(component.extra);
  tree.write(writer);
}

bool DesignTextReader::outOfRange(const JsonValue& json, const JsonPlace& place, const Parameter& row,
                                  double number) {
  const Quantity found{number, row.unit}, low{row.low, row.unit}, high{row.high, row.unit};
  if (row.low <= -1e300)
    return fail(json, place, "design.out-of-range",
                LL_TEXT("%1, line %2: %3 is %4, but may be at most %5. Correct it; files hold SI units."),
                {found, high});
  if (row.high >= 1e300)
    return fail(json, place, "design.out-of-range",
                LL_TEXT("%1, line %2: %3 is %4, but must be at least %5. Correct it; files hold SI units."),
                {found, low});
  return fail(json, place, "design.out-of-range",
              LL_TEXT("%1, line %2: %3 is %4, outside its range %5 … %6. Correct it; files hold SI units."),
              {found, low, high});
}

bool DesignTextReader::rejectValue(const Parameter& row, const JsonValue& json, const JsonPlace& place,
                                   const Value& value) {
  if (const auto* key = std::get_if<Enumerator>(&value))
    return fail(json, place, "design.unknown-enumerator",
                LL_TEXT("%1, line %2: %3 does not know “%4”; it is one of: %5. Correct it."),
                {key->key, enumeratorList(row)});
  if (row.type == ValueType::Integer || row.type == ValueType::Real || row.type == ValueType::RealList)
    return outOfRange(json, place, row, offendingNumber(row, value));
  return wrongType(json, place, typeName(row.type));
}

bool DesignTextReader::readValue(const Parameter& row, const JsonValue& json, const JsonPlace& place,
                                 Value& out, std::string* longForm) {
  if (longForm && json.is(JsonKind::Object)) {
    std::optional<JsonValue> value;
    if (!require(json, place, "value", value)) return false;
    if (!readValue(row, *value, {&place, "value"}, out)) return false;
    *longForm = longFormOf(json, out);
    return true;
  }
  if (json.is(JsonKind::Null)) {
    out = Value();
    return row.unset ||
           fail(json, place, "design.not-unset",
                LL_TEXT("%1, line %2: %3 cannot be without a value (null). Give it one, or remove "
                        "the line for its default."));
  }
  const std::optional<Value> value = valueOf(row.type, json);
  if (!value) return wrongType(json, place, typeName(row.type));
  if (json.is(JsonKind::String) && json.string().size() > budget().textLength)
    return fail(json, place, "design.too-long",
                LL_TEXT("%1, line %2: %3 is longer than %4 bytes. Shorten it."),
                {static_cast<std::int64_t>(budget().textLength)});
  Result<Value> checked = checkedValue(row, *value);
  if (!checked) return rejectValue(row, json, place, *value);
  out = std::move(checked).value();
  return true;
}

bool DesignTextReader::readName(const JsonValue& json, const JsonPlace& place, std::string& out) {
  if (!readText(json, place, budget().nameLength, out)) return false;
  out = withoutControls(out, false);
  return true;
}

bool DesignTextReader::readNote(const JsonValue& json, const JsonPlace& place, std::string& out) {
  if (!readText(json, place, budget().textLength, out)) return false;
  out = withoutControls(out, true);
  return true;
}

bool DesignTextReader::readFlag(const JsonValue& json, const JsonPlace& place, bool& out) {
  if (!expect(json, place, JsonKind::Bool)) return false;
  out = json.flag();
  return true;
}

bool DesignTextReader::readId(const JsonValue& component, const JsonPlace& place, std::string& out) {
  std::optional<JsonValue> json;
  if (!require(component, place, "id", json)) return false;
  const JsonPlace at{&place, "id"};
  if (!readText(*json, at, budget().nameLength, out)) return false;
  if (!isId(out))
    return fail(*json, at, "design.bad-id",
                LL_TEXT("%1, line %2: %3 = “%4” is no id. An id starts with a small letter and goes on with "
                        "small letters, digits and _."),
                {out});
  return !isSettingsGroup(out) ||
         fail(*json, at, "design.reserved-id",
              LL_TEXT("%1, line %2: %3 = “%4” is the name of a group of settings. Choose another id."),
              {out});
}

bool DesignTextReader::readComponentField(const JsonValue& member, const std::string& key,
                                          const JsonPlace& place, Component& out) {
  if (key == "name") return readName(member, place, out.name);
  if (key == "group") return readName(member, place, out.group);
  if (key == "vendor") return readName(member, place, out.vendor);
  if (key == "part_number") return readName(member, place, out.partNumber);
  if (key == "note") return readNote(member, place, out.note);
  if (key == "locked") return readFlag(member, place, out.locked);
  if (key == "hidden") return readFlag(member, place, out.hidden);
  const bool known =
      key == "id" || key == "kind" || key == "parameters" || key == "overrides" || key == "sources";
  if (!known) out.extra[escapedKey(key)] = compactJson(member);
  return true;
}

bool DesignTextReader::readComponent(const JsonValue& json, const JsonPlace& place, Component& out) {
  std::optional<JsonValue> kindJson;
  if (!expect(json, place, JsonKind::Object) || !readId(json, place, out.id)) return false;
  if (!require(json, place, "kind", kindJson) || !readName(*kindJson, {&place, "kind"}, out.kind))
    return false;
  for (const JsonValue member : json) {
    const std::string key = member.key();
    if (!readComponentField(member, key, {&place, key}, out)) return false;
  }
  const Kind* kind = findKind(out.kind);
  const std::span<const Parameter> rows = kind ? parametersOf(*kind) : commonParameters();
  const std::optional<JsonValue> parameters = json.find("parameters"), overrides = json.find("overrides"),
                                 sources = json.find("sources");
  if (parameters && !readParameters(*parameters, {&place, "parameters"}, rows, out)) return false;
  if (overrides && !readOverrides(*overrides, {&place, "overrides"}, rows, out)) return false;
  return !sources || readSources(*sources, {&place, "sources"}, rows, out);
}

bool DesignTextReader::readParameters(const JsonValue& json, const JsonPlace& place,
                                      std::span<const Parameter> rows, Component& out) {
  if (!expect(json, place, JsonKind::Object)) return false;
  for (const JsonValue member : json) {
    const std::string key = member.key();
    const std::string path = "parameters/" + escapedKey(key);
    const Parameter* row = findParameter(rows, key);
    if (!row) {
      out.extra[path] = compactJson(member);
      continue;
    }
    std::string longForm;
    if (!readValue(*row, member, {&place, key}, out.values[key], &longForm)) return false;
    if (!longForm.empty()) out.extra["=" + path] = longForm;
  }
  return true;
}

bool DesignTextReader::readOverrides(const JsonValue& json, const JsonPlace& place,
                                     std::span<const Parameter> rows, Component& out) {
  if (!expect(json, place, JsonKind::Object)) return false;
  const int channels = channelCount(out, rows);
  for (const JsonValue member : json) {
    const std::string key = member.key();
    const JsonPlace at{&place, key};
    const Parameter* row = findParameter(rows, key);
    if (!row) {
      out.extra["overrides/" + escapedKey(key)] = compactJson(member);
      continue;
    }
    if (!row->perChannel)
      return fail(member, at, "design.not-per-channel",
                  LL_TEXT("%1, line %2: %3 cannot differ per channel: %4 is one value for the whole part. "
                          "Remove the entry."),
                  {key});
    if (!expect(member, at, JsonKind::Object) || !readChannels(member, at, *row, channels, out)) return false;
  }
  return true;
}

bool DesignTextReader::readChannels(const JsonValue& json, const JsonPlace& place, const Parameter& row,
                                    int channels, Component& out) {
  const std::string key(row.key);
  for (const JsonValue member : json) {
    const std::string name = member.key();
    const JsonPlace at{&place, name};
    const std::optional<std::int64_t> channel = wholeNumber(name);
    if (!channel || std::to_string(*channel) != name || *channel < 0)
      return fail(member, at, "design.bad-channel",
                  LL_TEXT("%1, line %2: %3: “%4” is no channel. Channels count 0, 1, 2 …"), {name});
    if (*channel >= channels)
      return fail(
          member, at, "design.channel-range",
          LL_TEXT("%1, line %2: %3: there is no channel %4; the part has %5 (rows × columns), counted "
                  "from 0."),
          {*channel, std::int64_t{channels}});
    Value value;
    std::string longForm;
    if (!readValue(row, member, at, value, &longForm)) return false;
    if (isUnset(value)) return wrongType(member, at, {LL_TEXT("a number in SI units")});
    out.overrides[key][static_cast<int>(*channel)] = numberOf(value);
    if (!longForm.empty()) out.extra["=overrides/" + key + "/" + name] = longForm;
  }
  return true;
}

bool DesignTextReader::readSources(const JsonValue& json, const JsonPlace& place,
                                   std::span<const Parameter> rows, Component& out) {
  if (!expect(json, place, JsonKind::Object)) return false;
  for (const JsonValue member : json) {
    const std::string key = member.key();
    if (!findParameter(rows, key))
      out.extra["sources/" + escapedKey(key)] = compactJson(member);
    else if (!readSource(member, {&place, key}, key, out))
      return false;
  }
  return true;
}

bool DesignTextReader::readSource(const JsonValue& json, const JsonPlace& place, const std::string& key,
                                  Component& out) {
  std::optional<JsonValue> source;
  if (!expect(json, place, JsonKind::Object) || !require(json, place, "source", source)) return false;
  Source& entry = out.sources[key];
  for (const JsonValue member : json) {
    const std::string name = member.key();
    const JsonPlace at{&place, name};
    if (name == "note") {
      if (!readNote(member, at, entry.note)) return false;
    } else if (name == "plus_minus") {
      if (!expect(member, at, JsonKind::Number)) return false;
      entry.plusMinus = member.number();
      Parameter notNegative;
      notNegative.low = 0;
      if (entry.plusMinus < 0) return outOfRange(member, at, notNegative, entry.plusMinus);
    } else if (name != "source") {
      out.extra["?sources/" + key + "/" + escapedKey(name)] = compactJson(member);
    }
  }
  const JsonPlace at{&place, "source"};
  std::string word;
  if (!readText(*source, at, budget().nameLength, word)) return false;
  const std::optional<Provenance> provenance = provenanceFromKey(word);
  if (!provenance) {
    std::string known;
    for (const Provenance p : allProvenances())
      known += (known.empty() ? "" : ", ") + std::string(provenanceKey(p));
    return fail(*source, at, "design.unknown-enumerator",
                LL_TEXT("%1, line %2: %3 does not know “%4”; it is one of: %5. Correct it."), {word, known});
  }
  entry.provenance = *provenance;
  return true;
}

bool DesignTextReader::checkHeader(const JsonValue& root, std::string_view format, int version,
                                   std::string_view what) {
  const std::optional<JsonValue> found = root.find("format");
  if (!found || !found->is(JsonKind::String) || found->string() != format)
    return fail(root, {}, "design.not-a-design",
                LL_TEXT("%1 is JSON, but not %4: its \"format\" is not \"%5\". Choose another file."),
                {std::string(what), std::string(format)});
  std::optional<JsonValue> number;
  if (!require(root, {}, "version", number)) return false;
  const std::optional<std::int64_t> value = number->integer();
  if (!value || *value < 1)
    return fail(
        *number, {nullptr, "version"}, "design.bad-version",
        LL_TEXT("%1, line %2: the version must be a whole number from 1 on. Restore it from a copy."));
  return *value <= version ||
         fail(
             *number, {nullptr, "version"}, "design.newer-version",
             LL_TEXT("%1 was written by a newer program: it has version %4 of the format, this program reads "
                     "up to version %5. Update Lightloom to open it; the file was not changed."),
             {*value, std::int64_t{version}});
}

bool DesignTextReader::readDesign(const JsonValue& json, Design& out) {
  std::optional<JsonValue> components;
  if (!require(json, {}, "components", components)) return false;
  for (const JsonValue member : json) {
    const std::string key = member.key();
    const JsonPlace at{nullptr, key};
    bool fine = true;
    if (key == "name")
      fine = readName(member, at, out.name);
    else if (key == "components")
      fine = readComponents(member, at, out);
    else if (key == "counters")
      fine = readCounters(member, at, out);
    else if (key == "settings")
      fine = readSettings(member, at, out);
    else if (key != "format" && key != "version")
      out.extra[escapedKey(key)] = compactJson(member);
    if (!fine) return false;
  }
  return true;
}

bool DesignTextReader::readComponents(const JsonValue& json, const JsonPlace& place, Design& out) {
  if (!expect(json, place, JsonKind::Array)) return false;
  if (json.size() > budget().components)
    return fail(json, place, "design.too-many",
                LL_TEXT("%1, line %2: the design has %4 parts; this program reads up to %5."),
                {static_cast<std::int64_t>(json.size()), static_cast<std::int64_t>(budget().components)});
  std::set<std::string> ids;
  JsonPlace at{&place, {}, 0};
  for (const JsonValue item : json) {
    Component component;
    if (!readComponent(item, at, component)) return false;
    if (!ids.insert(component.id).second)
      return fail(
          item, {&at, "id"}, "design.duplicate-id",
          LL_TEXT("%1, line %2: %3 = “%4” is the id of another part too. Give one of them another id."),
          {component.id});
    out.components.push_back(std::make_shared<const Component>(std::move(component)));
    ++at.index;
  }
  return true;
}

bool DesignTextReader::readCounters(const JsonValue& json, const JsonPlace& place, Design& out) {
  if (!expect(json, place, JsonKind::Object)) return false;
  for (const JsonValue member : json) {
    const std::string key = member.key();
    if (!readInteger(member, {&place, key}, 0, out.counters[key])) return false;
  }
  return true;
}

bool DesignTextReader::readSettings(const JsonValue& json, const JsonPlace& place, Design& out) {
  if (!expect(json, place, JsonKind::Object)) return false;
  for (const JsonValue member : json) {
    const std::string group = member.key();
    if (!isSettingsGroup(group))
      out.extra["settings/" + escapedKey(group)] = compactJson(member);
    else if (!readSettingsGroup(member, {&place, group}, group, out))
      return false;
  }
  return true;
}

bool DesignTextReader::readSettingsGroup(const JsonValue& json, const JsonPlace& place,
                                         const std::string& group, Design& out) {
  if (!expect(json, place, JsonKind::Object)) return false;
  for (const JsonValue member : json) {
    const std::string key = member.key();
    const std::string path = "settings/" + group + "/" + escapedKey(key);
    const Parameter* row = findSetting(group + "." + key);
    if (!row) {
      out.extra[path] = compactJson(member);
      continue;
    }
    std::string longForm;
    if (!readValue(*row, member, {&place, key}, out.settings[group + "." + key], &longForm)) return false;
    if (!longForm.empty()) out.extra["=" + path] = longForm;
  }
  return true;
}

}  // namespace lightloom::documents
