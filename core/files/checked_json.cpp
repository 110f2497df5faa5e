#include "files/checked_json.h"

#include <utility>

#include "files/value_json.h"

namespace lightloom::files {
namespace {

Phrase kindName(JsonKind kind) {
  switch (kind) {
    case JsonKind::Null:
      return {LL_TEXT("null")};
    case JsonKind::Bool:
      return {LL_TEXT("true or false")};
    case JsonKind::Number:
      return {LL_TEXT("a number")};
    case JsonKind::String:
      return {LL_TEXT("a text")};
    case JsonKind::Array:
      return {LL_TEXT("a list")};
    case JsonKind::Object:
      return {LL_TEXT("an object")};
  }
  return {};
}

}  // namespace

std::string JsonPlace::text() const {
  std::string out = parent ? parent->text() : std::string();
  if (index >= 0) return out + "[" + std::to_string(index) + "]";
  if (!out.empty() && !name.empty()) out += '.';
  return out + std::string(name);
}

bool CheckedJson::fail(const JsonValue& json, const JsonPlace& place, const char* id, const char* text,
                       std::vector<MessageArgument> more) {
  m_error =
      Message{*id == '.' ? m_topic + id : id, text, {m_source, std::int64_t{json.line()}, place.text()}};
  for (MessageArgument& argument : more) m_error->arguments.push_back(std::move(argument));
  return false;
}

bool CheckedJson::wrongType(const JsonValue& json, const JsonPlace& place, Phrase expected) {
  return fail(json, place, ".wrong-type",
              LL_TEXT("%1, line %2: %3 must be %4, but the file has %5 there. Correct it."),
              {expected, kindName(json.kind())});
}

bool CheckedJson::expect(const JsonValue& json, const JsonPlace& place, JsonKind kind) {
  return json.is(kind) || wrongType(json, place, kindName(kind));
}

bool CheckedJson::require(const JsonValue& object, const JsonPlace& place, std::string_view key,
                          std::optional<JsonValue>& out) {
  out = object.find(key);
  if (out) return true;
  const JsonPlace missing{place.parent || !place.name.empty() || place.index >= 0 ? &place : nullptr, key};
  return fail(object, missing, ".missing-field", LL_TEXT("%1, line %2: %3 is missing. Add it."));
}

bool CheckedJson::readText(const JsonValue& json, const JsonPlace& place, std::size_t limit,
                           std::string& out) {
  if (!expect(json, place, JsonKind::String)) return false;
  out = json.string();
  if (out.size() <= limit) return true;
  return fail(json, place, ".too-long", LL_TEXT("%1, line %2: %3 is longer than %4 bytes. Shorten it."),
              {static_cast<std::int64_t>(limit)});
}

bool CheckedJson::readInteger(const JsonValue& json, const JsonPlace& place, std::int64_t low,
                              std::int64_t& out) {
  const std::optional<Value> value = valueOf(ValueType::Integer, json);
  if (!value) return wrongType(json, place, {LL_TEXT("a whole number")});
  out = std::get<std::int64_t>(*value);
  return out >= low ||
         fail(json, place, ".out-of-range",
              LL_TEXT("%1, line %2: %3 is %4, but must be at least %5. Correct it."), {out, low});
}

}  // namespace lightloom::files
