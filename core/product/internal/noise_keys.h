#pragma once

#include <cstdint>

#include "base/random.h"
#include "rooms.h"

namespace lightloom::product {

/// Bits of a key's step that tell the draws of counts, of errors that outputs share, and of the servo's turn
/// of input phases from those of the normals.
inline constexpr std::uint64_t kCountsStep = 1ULL << 63, kSharedStep = 1ULL << 62, kTurnStep = 1ULL << 61;

inline KeyedRandom randomOf(RandomKey key, std::uint64_t step) {
  key.step ^= step;
  return KeyedRandom(key);
}

}  // namespace lightloom::product
