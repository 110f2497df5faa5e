#include <algorithm>
#include <cstring>

#include "kernels/internal/gaussian_lanes.h"
#include "kernels/internal/kernel_functions.h"

namespace lightloom::kernel {
namespace {

constexpr int kLanes = 32;
constexpr int kPairs = 256;  // one block: 512 normals, its words and floats stay in the first-level cache

using Lanes = Generators<kLanes>;

std::uint64_t finalise(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

std::uint64_t splitMix(std::uint64_t& x) {
  return finalise(x += 0x9E3779B97F4A7C15ULL);
}

// The key is hashed first: states that differ by multiples of SplitMix64's increment would share lanes.
void seed(std::uint64_t state, Lanes& lanes) {
  state = finalise(state ^ 0xA0761D6478BD642FULL);
  for (int lane = 0; lane < kLanes; ++lane) {
    const std::uint64_t a = splitMix(state);
    const std::uint64_t b = splitMix(state);
    lanes.s[0][lane] = static_cast<std::uint32_t>(a);
    lanes.s[1][lane] = static_cast<std::uint32_t>(a >> 32);
    lanes.s[2][lane] = static_cast<std::uint32_t>(b);
    lanes.s[3][lane] = static_cast<std::uint32_t>(b >> 32) | 1u;  // never all zero
  }
}

void fillWords(Lanes& lanes, std::uint32_t* __restrict words, int count) {
  for (int base = 0; base < count; base += kLanes) {
    for (int i = 0; i < kLanes; ++i) words[base + i] = nextWord(lanes, i);
  }
}

void transform(const std::uint32_t* __restrict radius, const std::uint32_t* __restrict angle,
               float* __restrict sines, float* __restrict cosines, int count) {
  alignas(kCacheLine) float squared[kPairs];
  for (int i = 0; i < count; ++i) squared[i] = squaredRadius(radius[i]);
  for (int i = 0; i < count; ++i) {
    const NormalPair pair = boxMuller(squared[i], radius[i], angle[i]);
    sines[i] = pair.sine;
    cosines[i] = pair.cosine;
  }
}

}  // namespace

void normals(std::uint64_t state, std::size_t count, float* out) {
  Lanes lanes;
  seed(state, lanes);
  alignas(kCacheLine) std::uint32_t radius[kPairs];
  alignas(kCacheLine) std::uint32_t angle[kPairs];
  alignas(kCacheLine) float rest[2 * kPairs];
  for (std::size_t done = 0; done < count; done += 2 * kPairs) {
    const std::size_t left = count - done;
    const int pairs =
        static_cast<int>(std::min<std::size_t>(kPairs, (left + 2 * kLanes - 1) / (2 * kLanes) * kLanes));
    fillWords(lanes, radius, pairs);
    fillWords(lanes, angle, pairs);
    const bool whole = left >= 2 * static_cast<std::size_t>(pairs);
    float* const target = whole ? out + done : rest;
    transform(radius, angle, target, target + pairs, pairs);
    if (!whole) std::memcpy(out + done, rest, left * sizeof(float));
  }
}

}  // namespace lightloom::kernel
