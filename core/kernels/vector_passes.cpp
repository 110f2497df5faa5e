#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "kernels/internal/float_math.h"
#include "kernels/internal/kernel_functions.h"
#include "kernels/internal/packets.h"

namespace lightloom::kernel {
namespace {

using ConstArray = Eigen::Map<const Eigen::ArrayXf>;
// Partial sums in float, their total in double. Three blocks fit a first level of 32 KB.
constexpr std::size_t kBlock = 1024;

template <typename Reduce>
double blockedSum(std::size_t count, const Reduce& reduce) {
  double sum = 0;
  for (std::size_t at = 0; at < count; at += kBlock)
    sum += static_cast<double>(reduce(at, std::min(kBlock, count - at)));
  return sum;
}

// Running means of gradients that have stopped fade into denormal numbers, which cost a hundred times a
// normal one.
constexpr float kFaded = 1e-30f;

float clipped(float value, float limit) {
  return std::min(std::max(value, -limit), limit);
}

float sgdStep(const SgdPass& pass, float& w, float& v, float g) {
  const float velocity = pass.momentum * v + (g + pass.decay * w);
  v = std::fabs(velocity) < kFaded ? 0.0f : velocity;
  w = clipped(w - pass.learningRate * v, pass.limit);
  return w * w;
}

struct SgdPackets {
  Packet rate, momentum, decay, limit, faded;
};

// sum ← sum + w² after the step.
void sgdSteps(const SgdPackets& by, float* w, float* v, const float* g, Packet& sum) {
  const Packet before = ploadu<Packet>(w);
  const Packet velocity = pmadd(by.momentum, ploadu<Packet>(v), pmadd(by.decay, before, ploadu<Packet>(g)));
  const Packet kept = pandnot(velocity, pcmp_lt(pabs(velocity), by.faded));
  const Packet after = pmin(pmax(psub(before, pmul(by.rate, kept)), pnegate(by.limit)), by.limit);
  pstoreu(v, kept);
  pstoreu(w, after);
  sum = pmadd(after, after, sum);
}

// One pass for the update and Σ w²: what it waits for is memory.
float sgdBlock(const SgdPass& pass, std::size_t count, float* w, float* v, const float* g) {
  constexpr int kSums = 4;
  const SgdPackets by{pset1<Packet>(pass.learningRate), pset1<Packet>(pass.momentum),
                      pset1<Packet>(pass.decay), pset1<Packet>(pass.limit), pset1<Packet>(kFaded)};
  Packet sums[kSums];
  for (Packet& sum : sums) sum = pset1<Packet>(0.0f);
  std::size_t i = 0;
  for (; i + kSums * kWidth <= count; i += kSums * kWidth)
    for (int p = 0; p < kSums; ++p)
      sgdSteps(by, w + i + p * kWidth, v + i + p * kWidth, g + i + p * kWidth, sums[p]);
  float sum = predux(padd(padd(sums[0], sums[1]), padd(sums[2], sums[3])));
  for (; i < count; ++i) sum += sgdStep(pass, w[i], v[i], g[i]);
  return sum;
}

void adamBlock(const AdamPass& pass, std::size_t count, float* __restrict w, float* __restrict m,
               float* __restrict v, const float* __restrict g) {
  const AdamPass p = pass;
  for (std::size_t i = 0; i < count; ++i) {
    const float mean = p.beta1 * m[i] + (1.0f - p.beta1) * g[i];
    const float square = p.beta2 * v[i] + (1.0f - p.beta2) * (g[i] * g[i]);
    m[i] = std::fabs(mean) < kFaded ? 0.0f : mean;
    v[i] = square < kFaded ? 0.0f : square;
    const float direction =
        m[i] * p.inverseCorrection1 / (std::sqrt(v[i] * p.inverseCorrection2) + p.epsilon);
    w[i] = clipped(w[i] - p.learningRate * (direction + p.decay * w[i]), p.limit);
  }
}

}  // namespace

void scale(std::size_t count, float factor, float* values) {
  for (std::size_t i = 0; i < count; ++i) values[i] *= factor;
}

// A block at a time, so that the angles may be written over.
void turn(std::size_t count, const float* angles, float* sines, float* cosines) {
  constexpr std::size_t kBlock = 256;
  float sine[kBlock], cosine[kBlock];
  for (std::size_t first = 0; first < count; first += kBlock) {
    const std::size_t size = std::min(kBlock, count - first);
    for (std::size_t i = 0; i < size; ++i) {
      const ReducedAngle r = reduceAngle(angles[first + i]);
      sine[i] = r.sign * sinHalfPi(r.t);
      cosine[i] = r.sign * cosHalfPi(r.t);
    }
    std::copy_n(sine, size, sines + first);
    std::copy_n(cosine, size, cosines + first);
  }
}

void magnitudes(std::size_t count, const float* in, float* out) {
  const float* __restrict from = in;
  float* __restrict to = out;
  for (std::size_t i = 0; i < count; ++i) to[i] = std::fabs(from[i]);
}

double sumSquares(std::size_t count, const float* values) {
  return blockedSum(count, [values](std::size_t at, std::size_t n) {
    return ConstArray(values + at, static_cast<Eigen::Index>(n)).square().sum();
  });
}

float largestMagnitude(std::size_t count, const float* values) {
  return count == 0 ? 0.0f : ConstArray(values, static_cast<Eigen::Index>(count)).abs().maxCoeff();
}

void clip(std::size_t count, float limit, float* values) {
  for (std::size_t i = 0; i < count; ++i) values[i] = clipped(values[i], limit);
}

void widenBytes(std::size_t count, float factor, const std::uint8_t* bytes, float* out) {
  const Packet factors = pset1<Packet>(factor);
  std::size_t i = 0;
  for (; i + kWidth <= count; i += kWidth) pstoreu(out + i, pmul(factors, loadBytes(bytes + i)));
  for (; i < count; ++i) out[i] = factor * static_cast<float>(bytes[i]);
}

void sgd(SgdPass* pass) {
  pass->sumSquares = blockedSum(pass->count, [pass](std::size_t at, std::size_t n) {
    return sgdBlock(*pass, n, pass->weights + at, pass->velocity + at, pass->gradient + at);
  });
}

void adam(AdamPass* pass) {
  pass->sumSquares = blockedSum(pass->count, [pass](std::size_t at, std::size_t n) {
    adamBlock(*pass, n, pass->weights + at, pass->first + at, pass->second + at, pass->gradient + at);
    return ConstArray(pass->weights + at, static_cast<Eigen::Index>(n)).square().sum();
  });
}

}  // namespace lightloom::kernel
