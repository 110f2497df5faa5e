#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rooms.h"

namespace lightloom::design {

/// An enumerator by its key, as it stands in files ("amplitude_phase").
struct Enumerator {
  std::string key;
  bool operator==(const Enumerator&) const = default;
};

/// One parameter's value in SI. `monostate` is "unset": the parameter then has no value of its own (a
/// measured injection ratio that nobody measured), which differs from its default. The parameter table
/// decides the type.
using Value =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<double>, Enumerator>;

inline bool isUnset(const Value& value) {
  return std::holds_alternative<std::monostate>(value);
}

/// Short English text of a value in SI ("0.02", "on", "relu", "1, 2, 3", "none"), as the command line prints
/// and reads it.
std::string valueText(const Value& value);

}  // namespace lightloom::design
