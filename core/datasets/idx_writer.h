#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rooms.h"

namespace lightloom::datasets {

/// An IDX file of unsigned bytes, the form of MNIST: `sizes` (1 … 255 of them, the first one counts samples),
/// then `bytes`, as many as the product of the sizes.
std::string idxBytes(const std::vector<std::uint32_t>& sizes, const std::vector<std::uint8_t>& bytes);

}  // namespace lightloom::datasets
