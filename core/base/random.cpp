#include "base/random.h"

#include <cmath>

#include "base/check.h"

namespace lightloom::base {
namespace {

std::uint64_t finalise(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ULL;

std::uint64_t rotl(std::uint64_t x, int k) {
  return (x << k) | (x >> (64 - k));
}

double logFactorial(double k) {
  int sign = 0;  // std::lgamma keeps it in a global, which threads would share
  return ::lgamma_r(k + 1, &sign);
}

// PTRS (Hörmann 1993), for means from 10 on.
double transformedRejection(double mean, KeyedRandom& random) {
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const double acceptance = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = random.uniform() - 0.5;
    const double v = random.uniform();
    const double distance = 0.5 - std::abs(u);
    const double k = std::floor((2 * a / distance + b) * u + mean + 0.43);
    if (distance >= 0.07 && v <= acceptance) return k;
    if (k < 0 || (distance < 0.013 && v > distance)) continue;
    if (std::log(v * inverseAlpha / (a / (distance * distance) + b)) <=
        k * std::log(mean) - mean - logFactorial(k))
      return k;
  }
}

}  // namespace

std::uint64_t mixKey(const RandomKey& key) {
  std::uint64_t h = finalise(key.seed + kGolden);
  h = finalise(h ^ (static_cast<std::uint64_t>(key.stream) + kGolden));
  h = finalise(h ^ (key.step + 2 * kGolden));
  return finalise(h ^ ((static_cast<std::uint64_t>(key.shard) << 32 | key.block) + 3 * kGolden));
}

KeyedRandom::KeyedRandom(const RandomKey& key) {
  std::uint64_t x = mixKey(key);
  for (std::uint64_t& word : m_state) word = finalise(x += kGolden);
}

std::uint64_t KeyedRandom::next() {
  const std::uint64_t result = rotl(m_state[0] + m_state[3], 23) + m_state[0];
  const std::uint64_t t = m_state[1] << 17;
  m_state[2] ^= m_state[0];
  m_state[3] ^= m_state[1];
  m_state[1] ^= m_state[2];
  m_state[0] ^= m_state[3];
  m_state[2] ^= t;
  m_state[3] = rotl(m_state[3], 45);
  return result;
}

double KeyedRandom::uniform() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double KeyedRandom::normal() {
  if (m_hasSpare) {
    m_hasSpare = false;
    return m_spare;
  }
  double u = 0, v = 0, s = 0;
  do {
    u = 2 * uniform() - 1;
    v = 2 * uniform() - 1;
    s = u * u + v * v;
  } while (s >= 1 || s == 0);
  const double factor = std::sqrt(-2 * std::log(s) / s);
  m_spare = v * factor;
  m_hasSpare = true;
  return u * factor;
}

double KeyedRandom::poisson(double mean) {
  LL_CHECK(mean >= 0);
  if (mean >= 12) return transformedRejection(mean, *this);
  const double limit = std::exp(-mean);
  double product = uniform();
  double count = 0;
  while (product > limit) {
    product *= uniform();
    ++count;
  }
  return count;
}

std::uint64_t KeyedRandom::below(std::uint64_t bound) {
  LL_CHECK(bound >= 1);
  const std::uint64_t limit = bound * (UINT64_MAX / bound);
  std::uint64_t x = next();
  while (x >= limit) x = next();
  return x % bound;
}

}  // namespace lightloom::base
