#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "rooms.h"

namespace lightloom::exports {

/// The bytes of a table of a font ("glyf"); empty where it has none.
using FontTables = std::function<std::string(std::string_view tag)>;

/// A TrueType file with the outlines of `glyphs` and of what these are composed of; every glyph keeps its
/// number, the others are empty. None where the tables hold no TrueType outlines or contradict each other.
std::optional<std::string> subsetFont(const FontTables& tables, const std::set<std::uint16_t>& glyphs);

}  // namespace lightloom::exports
