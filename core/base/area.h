#pragma once

#include <cstddef>

#include "rooms.h"

namespace lightloom::base {

/// Elements of a matrix, or those before one of its columns; neither number negative.
inline std::size_t area(int rows, int columns) {
  return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
}

}  // namespace lightloom::base
