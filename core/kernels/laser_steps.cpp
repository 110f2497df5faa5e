#include <algorithm>
#include <cstring>

#include "kernels/internal/gaussian_lanes.h"
#include "kernels/internal/kernel_functions.h"
#include "kernels/internal/packets.h"

namespace lightloom::kernel {
namespace {

// Lasers that take all steps of a call together: their state stays in the first-level cache, and there are
// enough of them to hide the latency of a step behind its neighbours'.
constexpr int kBlock = 128;

using Block = float[kBlock];
using Lanes = Generators<kBlock>;

void load(Block& block, const float* from, int count) {
  std::memcpy(block, from, static_cast<std::size_t>(count) * sizeof(float));
}
void store(const Block& block, float* to, int count) {
  std::memcpy(to, block, static_cast<std::size_t>(count) * sizeof(float));
}

void load(Lanes& lanes, const std::uint32_t* from, int stride, int count) {
  for (int word = 0; word < 4; ++word)
    std::memcpy(lanes.s[word], from + word * stride, static_cast<std::size_t>(count) * sizeof *from);
}
void store(const Lanes& lanes, std::uint32_t* to, int stride, int count) {
  for (int word = 0; word < 4; ++word)
    std::memcpy(to + word * stride, lanes.s[word], static_cast<std::size_t>(count) * sizeof *to);
}

/// A pair of normals from each of the first generators.
void drawPairs(Lanes& lanes, int count, float* __restrict sines, float* __restrict cosines) {
  alignas(kCacheLine) std::uint32_t radius[kBlock], angle[kBlock];
  alignas(kCacheLine) Block squared;
  for (int i = 0; i < count; ++i) {
    radius[i] = nextWord(lanes, i);
    angle[i] = nextWord(lanes, i);
    squared[i] = squaredRadius(radius[i]);
  }
  for (int i = 0; i < count; ++i) {
    const NormalPair pair = boxMuller(squared[i], radius[i], angle[i]);
    sines[i] = pair.sine;
    cosines[i] = pair.cosine;
  }
}

struct alignas(kCacheLine) AdlerBlock {
  Block turns, drift, pull, noise, normals;
  float sines[kBlock / 2], cosines[kBlock / 2];
  std::int32_t slips[kBlock];
  Lanes lanes;
};

// A generator serves two lasers: its sines go to one half of a row, its cosines to the other. As many are
// drawn at once as an instruction takes, which may be those of two rows.
void drawAdler(AdlerBlock& block, int count) {
  constexpr int kHalf = kLaserRow / 2;
  if constexpr (kWidth <= kHalf) {
    for (int row = 0; row < count; row += kLaserRow)
      for (int i = 0; i < kHalf; ++i) {
        const std::uint32_t radius = nextWord(block.lanes, row / 2 + i);
        const NormalPair pair = boxMuller(squaredRadius(radius), radius, nextWord(block.lanes, row / 2 + i));
        block.normals[row + i] = pair.sine;
        block.normals[row + kHalf + i] = pair.cosine;
      }
    return;
  }
  drawPairs(block.lanes, count / 2, block.sines, block.cosines);
  for (int row = 0; row < count; row += kLaserRow) {
    std::memcpy(block.normals + row, block.sines + row / 2, kHalf * sizeof(float));
    std::memcpy(block.normals + row + kHalf, block.cosines + row / 2, kHalf * sizeof(float));
  }
}

// A leader that goes ahead leaves the follower behind by as much.
void stepAdler(AdlerBlock& block, float leader, int count) {
  constexpr float kPi = 3.14159265f;
  for (int i = 0; i < count; ++i) {
    const float turns = block.turns[i], pull = block.pull[i];
    const Direction now = directionOfTurns(turns);
    const float change = block.drift[i] + pull * now.sine + (block.noise[i] * block.normals[i] - leader);
    const float moved = turns + change * (1.0f + kPi * pull * now.cosine);
    const float whole = roundToEven(moved);
    block.turns[i] = moved - whole;
    block.slips[i] += static_cast<std::int32_t>(whole);
  }
}

void stepAdlerBlock(const AdlerPass& pass, int first, int count) {
  AdlerBlock block{};
  load(block.turns, pass.turns + first, count);
  load(block.drift, pass.drift + first, count);
  load(block.pull, pass.pull + first, count);
  if (pass.noise) load(block.noise, pass.noise + first, count);
  load(block.lanes, pass.generators + first / 2, pass.lasers / 2, count / 2);
  for (int step = 0; step < pass.steps; ++step) {
    if (pass.noise) drawAdler(block, count);
    stepAdler(block, pass.leader ? pass.leader[step] : 0.0f, count);
  }
  store(block.lanes, pass.generators + first / 2, pass.lasers / 2, count / 2);
  store(block.turns, pass.turns + first, count);
  for (int i = 0; i < count; ++i) pass.slips[first + i] += block.slips[i];
}

struct Complex {
  float real, imaginary;
};

Complex operator+(Complex a, Complex b) {
  return {a.real + b.real, a.imaginary + b.imaginary};
}
Complex operator-(Complex a, Complex b) {
  return {a.real - b.real, a.imaginary - b.imaginary};
}
Complex operator*(float a, Complex b) {
  return {a * b.real, a * b.imaginary};
}
Complex operator*(Complex a, Complex b) {
  return {a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real};
}

struct ComplexBlock {
  Block real, imaginary;

  Complex at(int i) const { return {real[i], imaginary[i]}; }
};

void load(ComplexBlock& block, const ComplexColumn& column, int first, int count) {
  load(block.real, column.real + first, count);
  load(block.imaginary, column.imaginary + first, count);
}

struct alignas(kCacheLine) RateEquationBlock {
  ComplexBlock field, rotation, first, second, normals;
  Block gain, alpha, injection, noise;
  std::int32_t slips[kBlock];
  Lanes lanes;
};

/// The rates that all lasers of a pass share, times dt.
struct Rates {
  float field, carriers, excess;

  /// k(1+iα)n e + K √ratio.
  Complex fieldChange(Complex e, float gain, float alpha, float injection) const {
    const float growth = field * gain;
    Complex change = Complex{growth, alpha * growth} * e;
    change.real += injection;
    return change;
  }
  float carrierChange(Complex e, float gain) const {
    const float power = excess * (e.real * e.real + e.imaginary * e.imaginary);
    return carriers * ((excess - gain) - power * (1.0f + gain));
  }
  float bounded(float gain) const {
    gain = gain < -1.0f ? -1.0f : gain;
    return gain > excess ? excess : gain;
  }
};

/// 1 where the field turns counter-clockwise over the negative real axis, −1 where it turns back.
float slip(Complex from, Complex to) {
  const float rise = (to.imaginary >= 0 ? 1.0f : 0.0f) - (from.imaginary >= 0 ? 1.0f : 0.0f);
  const float turn = from.real * to.imaginary - from.imaginary * to.real;
  return rise * turn < 0 ? -rise : 0.0f;
}

// e^{−iψ} − 1 of a leader that goes ahead by ψ.
Complex leftBehind(float turns) {
  const Direction back = directionOfTurns(-turns);
  return {back.cosine - 1.0f, back.sine};
}

// A leader without phase noise costs nothing: two more numbers in every lane are a tenth of a step.
template <bool kLeaderMoves>
void stepRateEquations(const Rates rates, const Complex leader, RateEquationBlock& block, int count) {
  for (int i = 0; i < count; ++i) {
    const Complex field = block.field.at(i);
    const float gain = block.gain[i];
    Complex noise = block.noise[i] * block.normals.at(i);
    if constexpr (kLeaderMoves) noise = noise + leader * field;
    const Complex change = rates.fieldChange(field, gain, block.alpha[i], block.injection[i]);
    const float gainChange = rates.carrierChange(field, gain);

    const Complex guess = block.rotation.at(i) * field + block.first.at(i) * change + noise;
    const float guessedGain = rates.bounded(gain + gainChange);
    const Complex laterChange = rates.fieldChange(guess, guessedGain, block.alpha[i], block.injection[i]);
    const Complex next = guess + block.second.at(i) * (laterChange - change);
    block.field.real[i] = next.real;
    block.field.imaginary[i] = next.imaginary;
    block.gain[i] = rates.bounded(gain + 0.5f * (gainChange + rates.carrierChange(guess, guessedGain)));
    block.slips[i] += static_cast<std::int32_t>(slip(field, next));
  }
}

void stepRateEquationBlock(const RateEquationPass& pass, int first, int count) {
  RateEquationBlock block{};
  load(block.field, {pass.real, pass.imaginary}, first, count);
  load(block.gain, pass.gain + first, count);
  load(block.alpha, pass.alpha + first, count);
  load(block.injection, pass.injection + first, count);
  load(block.rotation, pass.rotation, first, count);
  load(block.first, pass.first, first, count);
  load(block.second, pass.second, first, count);
  if (pass.noise) load(block.noise, pass.noise + first, count);
  load(block.lanes, pass.generators + first, pass.lasers, count);
  const Rates rates{pass.fieldRate, pass.carrierRate, pass.excess};
  for (int step = 0; step < pass.steps; ++step) {
    if (pass.noise) drawPairs(block.lanes, count, block.normals.real, block.normals.imaginary);
    if (pass.leader)
      stepRateEquations<true>(rates, leftBehind(pass.leader[step]), block, count);
    else
      stepRateEquations<false>(rates, {}, block, count);
  }
  store(block.lanes, pass.generators + first, pass.lasers, count);
  store(block.field.real, pass.real + first, count);
  store(block.field.imaginary, pass.imaginary + first, count);
  store(block.gain, pass.gain + first, count);
  for (int i = 0; i < count; ++i) pass.slips[first + i] += block.slips[i];
}

}  // namespace

void stepAdler(const AdlerPass* pass) {
  for (int first = 0; first < pass->lasers; first += kBlock)
    stepAdlerBlock(*pass, first, std::min(kBlock, pass->lasers - first));
}

void stepRateEquations(const RateEquationPass* pass) {
  for (int first = 0; first < pass->lasers; first += kBlock)
    stepRateEquationBlock(*pass, first, std::min(kBlock, pass->lasers - first));
}

}  // namespace lightloom::kernel
