#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "base/message.h"
#include "design/parameter.h"
#include "rooms.h"

namespace lightloom::design {

/// The values that an expression may name ("f", "lens1.focal_length"); nullopt for unknown names.
using NamedQuantities = std::function<std::optional<Quantity>(std::string_view name)>;

/// Works out "2*f", "1/4 mm + 20 µm", "(lens1.focal_length + f)/2" for a real row: + − * / and parentheses,
/// numbers with units, names. A number without a unit counts in the row's shown unit where it is added to
/// something with a dimension or stands alone, and is a mere factor where it multiplies;
/// "1/4 mm" is a quarter of a millimetre. The result is SI and
/// inside the row's range. Errors: "value.expression" with the place that cannot be read,
/// "value.unknown-name", "value.wrong-dimension", and those of `checkedValue`.
Result<double> evaluateExpression(const Parameter& row, std::string_view text, const NamedQuantities& names);

/// Whether the text has an operator in it, so that it was meant to be worked out.
bool looksLikeExpression(std::string_view text);

}  // namespace lightloom::design
