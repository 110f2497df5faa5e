#pragma once

#include <string>
#include <string_view>

#include "rooms.h"

namespace lightloom::base {

/// The text as a terminal may get it. Control characters (C0 but for line ends and tabs, DEL, C1), marks that
/// turn the direction of writing and bytes that are no UTF-8 stand as \x1b or \u202e, so that a name in a
/// file can neither move the cursor nor pass for something else.
std::string printable(std::string_view text);

}  // namespace lightloom::base
