#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "kernels/internal/float_math.h"
#include "rooms.h"

/// Standard normals from independent generators side by side; loops over them vectorise.
namespace lightloom::kernel {

/// No packet of what begins here lies in two lines.
inline constexpr int kCacheLine = 64;

/// xoshiro128++ (Blackman & Vigna 2019), `lanes` generators.
template <int lanes>
struct alignas(kCacheLine) Generators {
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

/// Two normals come from two words, |z| ≤ 6.66, by Box–Muller on a half circle: the angle is uniform over
/// ±π/2 and a spare bit of the radius mirrors the cosine. In two steps, for loops of their own: processors
/// wait for chains as long as both.
inline float squaredRadius(std::uint32_t radius) {
  return minusTwoLog(static_cast<float>(static_cast<std::int32_t>(radius >> 1)) * 0x1.0p-31f + 0x1.0p-32f);
}
inline NormalPair boxMuller(float squared, std::uint32_t radius, std::uint32_t angle) {
  const float t = static_cast<float>(static_cast<std::int32_t>(angle)) * 0x1.0p-31f;
  const float r = std::sqrt(squared);
  const float mirrored = std::bit_cast<float>(std::bit_cast<std::uint32_t>(cosHalfPi(t)) ^ (radius << 31));
  return {r * sinHalfPi(t), r * mirrored};
}

}  // namespace lightloom::kernel
