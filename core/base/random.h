#pragma once

#include <cstdint>

#include "rooms.h"

namespace lightloom::base {

/// The purpose of a block of random numbers. It is part of every key, so that two uses never share numbers.
enum class Stream : std::uint32_t {
  WeightInit = 1,
  Shuffle = 2,
  DataSplit = 3,
  DataGenerate = 4,
  FanOutUniformity = 5,
  DetuningSpread = 6,
  ForwardNoise = 7,
  BackwardNoise = 8,
  GradientNoise = 9,
  EvaluationNoise = 10,
  Calibration = 11,
  LaserNoise = 12,
  DetuningDrift = 13,
  StrayPhase = 14,
  StudyPoint = 15,
  StudyShuffle = 16
};

/// Names one block of random numbers. Equal keys give equal numbers, whatever was drawn before and on
/// whichever thread.
struct RandomKey {
  std::uint64_t seed = 0;
  Stream stream = Stream::WeightInit;
  std::uint64_t step = 0;
  std::uint32_t shard = 0;
  std::uint32_t block = 0;
};

/// A 64-bit state mixed from all fields of the key (SplitMix64 finaliser, Steele, Lea & Flood 2014, chained).
std::uint64_t mixKey(const RandomKey& key);

/// A small generator for scalar draws in double (xoshiro256++, Blackman & Vigna 2019), seeded from a key.
/// The vectorised normals of the training loop live in core/kernels.
class KeyedRandom {
 public:
  explicit KeyedRandom(const RandomKey& key);
  std::uint64_t next();
  double uniform();                          ///< in [0, 1), 53 bits
  double normal();                           ///< mean 0, variance 1 (polar method; exact in law)
  double poisson(double mean);               ///< a count, exact in law for every mean ≥ 0
  std::uint64_t below(std::uint64_t bound);  ///< unbiased, 0 … bound − 1; bound ≥ 1

 private:
  std::uint64_t m_state[4];
  double m_spare = 0;
  bool m_hasSpare = false;
};

}  // namespace lightloom::base
