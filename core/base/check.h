#pragma once

#include "rooms.h"

namespace lightloom::base {

/// Prints the broken assumption with its place and ends the program (exit status 4). Only for our own bugs:
/// bad input is answered with a Result, numerics that did not converge with a field of the result.
[[noreturn]] void checkFailed(const char* condition, const char* file, int line);

}  // namespace lightloom::base

/// Always armed, in every build type.
#define LL_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::lightloom::base::checkFailed(#condition, __FILE__, __LINE__))
