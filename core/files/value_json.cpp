#include "files/value_json.h"

#include <charconv>
#include <vector>

#include "base/json_writer.h"

namespace lightloom::files {
namespace {

constexpr std::int64_t kLargestExact = std::int64_t{1} << 53;

std::string listJson(const std::vector<double>& numbers) {
  std::string out = "[";
  for (const double number : numbers) {
    if (out.size() > 1) out += ", ";
    out += jsonNumber(number);
  }
  return out + "]";
}

std::optional<Value> numberList(const JsonValue& json) {
  std::vector<double> numbers;
  for (const JsonValue item : json) {
    if (!item.is(JsonKind::Number)) return std::nullopt;
    numbers.push_back(item.number());
  }
  return Value(std::move(numbers));
}

}  // namespace

std::string valueJson(const Value& value) {
  if (isUnset(value)) return "null";
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* real = std::get_if<double>(&value)) return jsonNumber(*real);
  if (const auto* text = std::get_if<std::string>(&value)) return jsonString(*text);
  if (const auto* key = std::get_if<Enumerator>(&value)) return jsonString(key->key);
  if (const auto* list = std::get_if<std::vector<double>>(&value)) return listJson(*list);
  const std::int64_t whole = std::get<std::int64_t>(value);
  const std::string digits = std::to_string(whole);
  return whole > kLargestExact || whole < -kLargestExact ? '"' + digits + '"' : digits;
}

std::optional<std::int64_t> wholeNumber(const std::string& text) {
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return whole;
}

std::optional<Value> valueOf(ValueType type, const JsonValue& json) {
  switch (type) {
    case ValueType::Switch:
      if (json.is(JsonKind::Bool)) return Value(json.flag());
      return std::nullopt;
    case ValueType::Integer: {
      const auto whole = json.is(JsonKind::String) ? wholeNumber(json.string()) : json.integer();
      return whole ? std::optional<Value>(*whole) : std::nullopt;
    }
    case ValueType::Real:
      if (json.is(JsonKind::Number)) return Value(json.number());
      return std::nullopt;
    case ValueType::Text:
      if (json.is(JsonKind::String)) return Value(json.string());
      return std::nullopt;
    case ValueType::Enumeration:
      if (json.is(JsonKind::String)) return Value(Enumerator{json.string()});
      return std::nullopt;
    case ValueType::RealList:
      return json.is(JsonKind::Array) ? numberList(json) : std::nullopt;
  }
  return std::nullopt;
}

double numberOf(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1 : 0;
  return std::get<double>(value);
}

}  // namespace lightloom::files
