#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "design/design.h"
#include "design/kind.h"
#include "rooms.h"

namespace lightloom::design {

/// A key as a part of the paths in `extra`: '/' stands between keys, '=' and '?' have a meaning at the start.
std::string escapedKey(std::string_view key);

/// The first key of a path, which is shortened by it.
std::string takeKey(std::string_view& path);

/// The one of `known` that is most like the key, where it is near enough to be meant: fewer than one mistake
/// in three letters (a letter wrong, missing, too many, or exchanged with its neighbour). Empty where none
/// is.
std::string nearestKey(std::string_view key, const std::vector<std::string>& known);

/// The field that names who made a design: kept like those fields, but known; see documents/design_author.h.
inline constexpr std::string_view kAuthorField = "author";

/// Fields that this version does not know. They are kept and have no effect: perhaps a newer program wrote
/// them, perhaps somebody mistyped a key. One warning each, "design.unknown-field", with the nearest key that
/// would be known there; after many, "design.more-unknown-fields" counts the rest.
std::vector<Check> keptFieldChecks(const Design& design);

}  // namespace lightloom::design
