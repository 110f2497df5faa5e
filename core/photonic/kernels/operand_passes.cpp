#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstring>

#include "photonic/kernels/float_math.h"
#include "photonic/kernels/kernel_functions.h"

namespace lightloom::kernel {
namespace {

using ConstArray = Eigen::Map<const Eigen::ArrayXf>;

std::size_t offset(int column, int rows) {
  return static_cast<std::size_t>(column) * static_cast<std::size_t>(rows);
}

void driveColumn(const DriveSpec& drive, int count, const float* __restrict in, float* __restrict out) {
  const float factor = drive.factor;
  const float low = drive.low;
  const float high = drive.high;
  const float origin = drive.origin;
  const float step = drive.step;
  if (step == 0) {
    for (int i = 0; i < count; ++i) {
      float v = factor * in[i];
      v = v < low ? low : v;
      out[i] = v > high ? high : v;
    }
    return;
  }
  const float inverse = 1.0f / step;
  for (int i = 0; i < count; ++i) {
    float v = factor * in[i];
    v = v < low ? low : v;
    v = v > high ? high : v;
    out[i] = roundToEven((v - origin) * inverse) * step + origin;
  }
}

void setScaled(float factor, int count, const float* __restrict in, float* __restrict out) {
  for (int i = 0; i < count; ++i) out[i] = factor * in[i];
}

void addScaled(float factor, int count, const float* __restrict in, float* __restrict out) {
  for (int i = 0; i < count; ++i) out[i] += factor * in[i];
}

void addSquares(int count, const float* __restrict in, float* __restrict sum) {
  for (int i = 0; i < count; ++i) sum[i] += in[i] * in[i];
}

void setQuadrature(int count, const float* __restrict w, float* __restrict out, float* __restrict cross) {
  for (int i = 0; i < count; ++i) {
    const float square = 1.0f - w[i] * w[i];
    out[i] = std::sqrt(square < 0.0f ? 0.0f : square);
    cross[i] += w[i] * out[i];
  }
}

// in: count + tapCount − 1 values whose first tapCount − 1 lie before the first slot.
void tapColumn(const float* taps, int tapCount, int count, const float* in, float* out) {
  setScaled(taps[0], count, in + tapCount - 1, out);
  for (int k = 1; k < tapCount; ++k) addScaled(taps[k], count, in + tapCount - 1 - k, out);
}

float signedSquares(int count, const float* x) {
  const ConstArray array(x, count);
  return (array * array.abs()).sum();
}

float neighbourProducts(int count, const float* x, bool sameSignOnly) {
  if (count < 2) return 0.0f;
  const ConstArray first(x, count - 1);
  const ConstArray second(x + 1, count - 1);
  return sameSignOnly ? (first * second).max(0.0f).sum() : (first * second).sum();
}

}  // namespace

void driveWeights(const WeightPass* pass) {
  const int rows = pass->neurons;
  std::fill(pass->sumSquares, pass->sumSquares + rows, 0.0f);
  if (pass->quadrature) std::fill(pass->sumCross, pass->sumCross + rows, 0.0f);
  for (int slot = 0; slot < pass->slots; ++slot) {
    float* const out = pass->out + offset(slot, rows);
    float* const newest = pass->ring + offset(slot % pass->tapCount, rows);
    driveColumn(pass->drive, rows, pass->in + offset(slot, rows), newest);
    setScaled(pass->taps[0], rows, newest, out);
    for (int k = 1; k < pass->tapCount && k <= slot; ++k)
      addScaled(pass->taps[k], rows, pass->ring + offset((slot - k) % pass->tapCount, rows), out);
    addSquares(rows, out, pass->sumSquares);
    if (pass->quadrature) setQuadrature(rows, out, pass->quadrature + offset(slot, rows), pass->sumCross);
  }
}

void driveInputs(const InputPass* pass) {
  const int slots = pass->slots;
  const int before = pass->tapCount - 1;
  std::fill(pass->padded, pass->padded + before, 0.0f);
  for (int sample = 0; sample < pass->samples; ++sample) {
    float* const out = pass->out + offset(sample, slots);
    driveColumn(pass->drive, slots, pass->in + offset(sample, slots), pass->padded + before);
    tapColumn(pass->taps, pass->tapCount, slots, pass->padded, out);
    const ConstArray x(out, slots);
    pass->sumSquares[sample] = x.square().sum();
    if (pass->sumNeighbours) pass->sumNeighbours[sample] = neighbourProducts(slots, out, pass->sameSignOnly);
    if (pass->sumSigned) pass->sumSigned[sample] = signedSquares(slots, out);
  }
}

void neighbourSum(int slots, int samples, float correlation, const float* x, float* out) {
  for (int sample = 0; sample < samples; ++sample) {
    const float* const from = x + offset(sample, slots);
    float* const to = out + offset(sample, slots);
    std::memcpy(to, from, static_cast<std::size_t>(slots) * sizeof(float));
    addScaled(correlation, slots - 1, from, to + 1);
    addScaled(correlation, slots - 1, from + 1, to);
  }
}

void cholesky(int n, float ridge, float* matrix) {
  const auto column = [&](int j) { return matrix + offset(j, n); };
  float trace = 0;
  for (int j = 0; j < n; ++j) trace += column(j)[j];
  const float floor = ridge * trace / static_cast<float>(n);
  for (int j = 0; j < n; ++j) {
    float* const target = column(j);
    target[j] += floor;
    for (int k = 0; k < j; ++k) addScaled(-column(k)[j], n - j, column(k) + j, target + j);
    const float pivot = target[j] > floor ? target[j] : floor;
    const float inverse = pivot > 0 ? 1.0f / std::sqrt(pivot) : 0.0f;
    target[j] = pivot;
    for (int i = j; i < n; ++i) target[i] *= inverse;
    std::fill(target, target + j, 0.0f);
  }
}

}  // namespace lightloom::kernel
