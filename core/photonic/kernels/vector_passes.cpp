#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "photonic/kernels/float_math.h"
#include "photonic/kernels/kernel_functions.h"
#include "photonic/kernels/packets.h"

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

void sgdBlock(const SgdPass& pass, std::size_t count, float* __restrict w, float* __restrict v,
              const float* __restrict g) {
  const float rate = pass.learningRate;
  const float momentum = pass.momentum;
  const float decay = pass.decay;
  const float limit = pass.limit;
  for (std::size_t i = 0; i < count; ++i) {
    const float velocity = momentum * v[i] + (g[i] + decay * w[i]);
    v[i] = std::fabs(velocity) < kFaded ? 0.0f : velocity;
    w[i] = clipped(w[i] - rate * v[i], limit);
  }
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
    sgdBlock(*pass, n, pass->weights + at, pass->velocity + at, pass->gradient + at);
    return ConstArray(pass->weights + at, static_cast<Eigen::Index>(n)).square().sum();
  });
}

void adam(AdamPass* pass) {
  pass->sumSquares = blockedSum(pass->count, [pass](std::size_t at, std::size_t n) {
    adamBlock(*pass, n, pass->weights + at, pass->first + at, pass->second + at, pass->gradient + at);
    return ConstArray(pass->weights + at, static_cast<Eigen::Index>(n)).square().sum();
  });
}

}  // namespace lightloom::kernel
