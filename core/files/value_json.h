#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "design/parameter.h"
#include "files/json_reader.h"
#include "rooms.h"

namespace lightloom::files {

/// A value as JSON text: unset is null, whole numbers beyond 2^53 are text, as other programs would round
/// them.
std::string valueJson(const Value& value);

/// The JSON value as a parameter of that type wants it; nothing where it is of another type.
std::optional<Value> valueOf(ValueType type, const JsonValue& json);

/// A value that is a number or a switch (0, 1) as a number.
double numberOf(const Value& value);

/// The whole number that the text is, all of it.
std::optional<std::int64_t> wholeNumber(const std::string& text);

}  // namespace lightloom::files
