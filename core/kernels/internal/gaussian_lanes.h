#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "kernels/internal/float_math.h"
#include "rooms.h"

/// Standard normals from independent generators side by side; loops over them vectorise.
namespace lightloom::kernel {

/// xoshiro128++ (Blackman & Vigna 2019), `lanes` generators.
template <int lanes>
struct Generators {
  std::uint32_t s[4][lanes];
};

/// The next word of one generator.
template <int lanes>
inline std::uint32_t nextWord(Generators<lanes>& generators, int i) {
  const std::uint32_t s0 = generators.s[0][i];
  const std::uint32_t s1 = generators.s[1][i];
  const std::uint32_t s2 = generators.s[2][i] ^ s0;
  const std::uint32_t s3 = generators.s[3][i] ^ s1;
  const std::uint32_t word = std::rotl(s0 + generators.s[3][i], 7) + s0;
  generators.s[0][i] = s0 ^ s3;
  generators.s[1][i] = s1 ^ s2;
  generators.s[2][i] = s2 ^ (s1 << 9);
  generators.s[3][i] = std::rotl(s3, 11);
  return word;
}

struct NormalPair {
  float sine, cosine;
};

/// Two normals from two words, |z| ≤ 6.66. Box–Muller on a half circle: the angle is uniform over ±π/2 and a
/// spare bit mirrors the cosine.
inline NormalPair boxMuller(std::uint32_t radius, std::uint32_t angle) {
  const float u = (static_cast<float>(static_cast<std::int32_t>(radius >> 1)) + 0.5f) * 0x1.0p-31f;
  const float t = static_cast<float>(static_cast<std::int32_t>(angle)) * 0x1.0p-31f;
  const float r = std::sqrt(minusTwoLog(u));
  const float mirrored = std::bit_cast<float>(std::bit_cast<std::uint32_t>(cosHalfPi(t)) ^ (radius << 31));
  return {r * sinHalfPi(t), r * mirrored};
}

}  // namespace lightloom::kernel
