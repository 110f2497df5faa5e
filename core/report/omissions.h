#pragma once

#include <span>
#include <string_view>

#include "rooms.h"

namespace lightloom::report {

/// What the model leaves out, a sentence each: the list of model.md 7, which a test holds to this one.
std::span<const std::string_view> omissions();

}  // namespace lightloom::report
