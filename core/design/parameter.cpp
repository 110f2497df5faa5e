#include "design/parameter.h"

#include <charconv>
#include <cmath>

namespace lightloom::design {
namespace {

Message problem(const char* id, const char* text, const Parameter& row,
                std::vector<MessageArgument> more = {}) {
  Message message{id, text, {std::string(row.key)}};
  for (MessageArgument& argument : more) message.arguments.push_back(std::move(argument));
  return message;
}

std::string enumeratorList(const Parameter& row) {
  std::string out;
  for (std::string_view key : row.enumerators) {
    if (!out.empty()) out += ", ";
    out += key;
  }
  return out;
}

Message wrongType(const Parameter& row) {
  switch (row.type) {
    case ValueType::Switch:
      return problem("value.wrong-type", LL_TEXT("%1 is a switch: use on, off, true or false."), row);
    case ValueType::Integer:
      return problem("value.wrong-type", LL_TEXT("%1 needs a whole number."), row);
    case ValueType::Real:
      return problem("value.wrong-type", LL_TEXT("%1 needs %2."), row,
                     {dimensionName(unitInfo(row.unit).dimension)});
    case ValueType::Text:
      return problem("value.wrong-type", LL_TEXT("%1 needs a text."), row);
    case ValueType::RealList:
      return problem("value.wrong-type", LL_TEXT("%1 needs a list of numbers, separated by commas."), row);
    case ValueType::Enumeration:
      return problem("value.wrong-type", LL_TEXT("%1 is one of: %2."), row, {enumeratorList(row)});
  }
  return {};
}

// A number with as many digits as tell it from its neighbours: 0.0099999 is not 0.01.
MessageArgument exactly(double number, Unit unit) {
  constexpr int kDigitsOfMessages = 4, kAllDigits = 12;
  const auto shown = parseQuantity(formatQuantity(number, unit, kDigitsOfMessages));
  if (shown && std::fabs(shown->si - number) <= 1e-12 * std::fabs(number)) return Quantity{number, unit};
  return formatQuantity(number, unit, kAllDigits);
}

std::optional<Message> rangeProblem(const Parameter& row, double number) {
  if (!std::isfinite(number)) return problem("value.not-finite", LL_TEXT("%1 must be a finite number."), row);
  if (number < row.low || number > row.high)
    return problem("value.out-of-range", LL_TEXT("%1 = %2 is outside its range %3 … %4."), row,
                   {exactly(number, row.unit), exactly(row.low, row.unit), exactly(row.high, row.unit)});
  return std::nullopt;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

// Frequencies and rates of samples share a dimension in the table; everything else must match exactly.
Result<double> parseNumber(const Parameter& row, std::string_view text, bool bareIsDisplayUnit) {
  const UnitInfo& unit = unitInfo(row.unit);
  const std::optional<ParsedQuantity> parsed = parseQuantity(text);
  if (!parsed)
    return problem(
        "value.not-a-number",
        LL_TEXT("%1 expects %2; “%3” is not a number with a known unit, or too large or small for one."), row,
        {dimensionName(unit.dimension), std::string(text)});
  if (!parsed->hasUnit) return bareIsDisplayUnit ? siValue(parsed->si, row.unit) : parsed->si;
  const bool percentOfPlain = parsed->dimension == Dimension::None && unit.dimension == Dimension::None;
  if (parsed->dimension != unit.dimension && !percentOfPlain)
    return problem("value.wrong-dimension", LL_TEXT("%1 expects %2, but “%3” is %4."), row,
                   {dimensionName(unit.dimension), std::string(text), dimensionName(parsed->dimension)});
  return parsed->si;
}

Result<Value> parseInteger(const Parameter& row, std::string_view text) {
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error == std::errc() && end == text.data() + text.size()) return checkedValue(row, Value(whole));
  const std::optional<ParsedQuantity> parsed = parseQuantity(text);
  if (!parsed || parsed->hasUnit || parsed->si != std::floor(parsed->si) || std::fabs(parsed->si) > 9e15)
    return wrongType(row);
  return checkedValue(row, Value(static_cast<std::int64_t>(parsed->si)));
}

Result<Value> parseList(const Parameter& row, std::string_view text, bool bareIsDisplayUnit) {
  std::vector<double> numbers;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string item = trimmed(text.substr(0, comma));
    Result<double> number = parseNumber(row, item, bareIsDisplayUnit);
    if (!number) return number.error();
    numbers.push_back(number.value());
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return checkedValue(row, Value(std::move(numbers)));
}

std::optional<bool> parseSwitch(std::string_view text) {
  if (text == "on" || text == "true") return true;
  if (text == "off" || text == "false") return false;
  return std::nullopt;
}

std::optional<double> asNumber(const Value& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  return std::nullopt;
}

std::optional<std::int64_t> asInteger(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  const auto* real = std::get_if<double>(&value);
  if (real && *real == std::floor(*real) && std::fabs(*real) < 9e15) return static_cast<std::int64_t>(*real);
  return std::nullopt;
}

Result<Value> checkedEnumerator(const Parameter& row, const std::string& key) {
  for (std::string_view known : row.enumerators)
    if (known == key) return Value(Enumerator{key});
  return problem("value.unknown-enumerator", LL_TEXT("%1 = “%2” is unknown; it is one of: %3."), row,
                 {key, enumeratorList(row)});
}

}  // namespace

std::span<const Provenance> allProvenances() {
  static constexpr Provenance kAll[] = {Provenance::Measured, Provenance::DataSheet, Provenance::Publication,
                                        Provenance::Estimate, Provenance::Chosen};
  return kAll;
}

std::string_view provenanceKey(Provenance provenance) {
  switch (provenance) {
    case Provenance::Measured:
      return "measured";
    case Provenance::DataSheet:
      return "data_sheet";
    case Provenance::Publication:
      return "publication";
    case Provenance::Estimate:
      return "estimate";
    case Provenance::Chosen:
      return "chosen";
  }
  return "estimate";
}

std::optional<Provenance> provenanceFromKey(std::string_view key) {
  for (Provenance p : allProvenances())
    if (provenanceKey(p) == key) return p;
  return std::nullopt;
}

Value defaultValue(const Parameter& row) {
  if (row.unset) return {};
  switch (row.type) {
    case ValueType::Switch:
      return row.defaultNumber != 0;
    case ValueType::Integer:
      return static_cast<std::int64_t>(row.defaultNumber);
    case ValueType::Real:
      return row.defaultNumber;
    case ValueType::Text:
      return std::string(row.defaultText);
    case ValueType::Enumeration:
      return Enumerator{std::string(row.defaultText)};
    case ValueType::RealList: {
      const Result<Value> list = parseList(row, row.defaultText, false);
      LL_CHECK(list.ok());
      return list.value();
    }
  }
  return {};
}

Result<Value> checkedValue(const Parameter& row, const Value& value) {
  if (isUnset(value)) {
    if (row.unset) return value;
    return wrongType(row);
  }
  switch (row.type) {
    case ValueType::Switch:
      if (std::holds_alternative<bool>(value)) return value;
      return wrongType(row);
    case ValueType::Integer: {
      const std::optional<std::int64_t> whole = asInteger(value);
      if (!whole) return wrongType(row);
      if (auto bad = rangeProblem(row, static_cast<double>(*whole))) return *bad;
      return Value(*whole);
    }
    case ValueType::Real: {
      const std::optional<double> number = asNumber(value);
      if (!number) return wrongType(row);
      if (auto bad = rangeProblem(row, *number)) return *bad;
      return Value(*number);
    }
    case ValueType::Text:
      if (std::holds_alternative<std::string>(value)) return value;
      return wrongType(row);
    case ValueType::RealList: {
      const auto* list = std::get_if<std::vector<double>>(&value);
      if (!list) return wrongType(row);
      for (double number : *list)
        if (auto bad = rangeProblem(row, number)) return *bad;
      return value;
    }
    case ValueType::Enumeration: {
      if (const auto* key = std::get_if<Enumerator>(&value)) return checkedEnumerator(row, key->key);
      if (const auto* text = std::get_if<std::string>(&value)) return checkedEnumerator(row, *text);
      return wrongType(row);
    }
  }
  return wrongType(row);
}

Result<Value> parseValue(const Parameter& row, std::string_view raw, bool bareIsDisplayUnit) {
  const std::string text = trimmed(raw);
  if (text == "default" && row.type != ValueType::Text) return defaultValue(row);
  if (text == "none" && row.unset) return Value();
  switch (row.type) {
    case ValueType::Switch:
      if (const std::optional<bool> on = parseSwitch(text)) return Value(*on);
      return wrongType(row);
    case ValueType::Integer:
      return parseInteger(row, text);
    case ValueType::Real: {
      Result<double> number = parseNumber(row, text, bareIsDisplayUnit);
      if (!number) return number.error();
      return checkedValue(row, Value(number.value()));
    }
    case ValueType::Text:
      return Value(text);
    case ValueType::RealList:
      if (text == "none") return Value(std::vector<double>());
      return parseList(row, text, bareIsDisplayUnit);
    case ValueType::Enumeration:
      return checkedEnumerator(row, text);
  }
  return wrongType(row);
}

const Parameter* findParameter(std::span<const Parameter> table, std::string_view key) {
  for (const Parameter& row : table)
    if (row.key == key) return &row;
  return nullptr;
}

std::string valueText(const Value& value) {
  if (isUnset(value)) return "none";
  if (const auto* on = std::get_if<bool>(&value)) return *on ? "on" : "off";
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* real = std::get_if<double>(&value)) return shortestNumber(*real);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* key = std::get_if<Enumerator>(&value)) return key->key;
  std::string out;
  for (double number : std::get<std::vector<double>>(value)) {
    if (!out.empty()) out += ", ";
    out += shortestNumber(number);
  }
  return out.empty() ? "none" : out;
}

}  // namespace lightloom::design
