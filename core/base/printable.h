#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "rooms.h"

namespace lightloom::base {

/// The text as a terminal may get it. Control characters (C0 but for line ends and tabs, DEL, C1), marks that
/// turn the direction of writing and bytes that are no UTF-8 stand as \x1b or \u202e, so that a name in a
/// file can neither move the cursor nor pass for something else.
std::string printable(std::string_view text);

/// The text as a message quotes it: whole up to `kLongestQuote` bytes, else its beginning and “…”, never cut
/// inside a character. A name of ten megabytes must not push the reason off the screen.
std::string quotable(std::string text);
inline constexpr std::size_t kLongestQuote = 1000;

}  // namespace lightloom::base
