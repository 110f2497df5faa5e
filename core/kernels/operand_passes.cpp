#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstring>

#include "kernels/internal/float_math.h"
#include "kernels/internal/kernel_functions.h"

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

void addScaled(float factor, int count, const float* __restrict in, float* __restrict out) {
  for (int i = 0; i < count; ++i) out[i] += factor * in[i];
}

void addSquares(int count, const float* __restrict in, float* __restrict sum) {
  for (int i = 0; i < count; ++i) sum[i] += in[i] * in[i];
}

void setMixture(int count, float h0, const float* __restrict c0, float h1, const float* __restrict c1,
                float h2, const float* __restrict c2, float* __restrict out) {
  for (int i = 0; i < count; ++i) out[i] = h0 * c0[i] + h1 * c1[i] + h2 * c2[i];
}

// out = Σ_k taps_k · (column of slot − k), from the ring of the last tapCount columns; it starts as zeros.
void mixRing(const WeightPass& pass, int slot, float* out) {
  const auto column = [&](int k) {
    return pass.ring + offset((slot + pass.tapCount - k) % pass.tapCount, pass.neurons);
  };
  const auto tap = [&](int k) { return k < pass.tapCount ? pass.taps[k] : 0.0f; };
  const int last = pass.tapCount - 1;
  setMixture(pass.neurons, tap(0), column(0), tap(1), column(std::min(1, last)), tap(2),
             column(std::min(2, last)), out);
  for (int k = 3; k < pass.tapCount; ++k) addScaled(pass.taps[k], pass.neurons, column(k), out);
}

void respond(const float* r, int count, float* __restrict w) {
  const float r1 = r[0], r2 = r[1], r3 = r[2];
  for (int i = 0; i < count; ++i) w[i] *= r1 + w[i] * (r2 + w[i] * r3);
}

void rotate(const float* q, int count, const float* __restrict cosine, const float* __restrict sine,
            float* __restrict w) {
  const float q0 = q[0], q1 = q[1], q2 = q[2];
  for (int i = 0; i < count; ++i) {
    const float square = q0 + w[i] * (q1 + w[i] * q2);
    w[i] = w[i] * cosine[i] - std::sqrt(square < 0.0f ? 0.0f : square) * sine[i];
  }
}

void setQuadrature(const float* q, int count, const float* __restrict w, float* __restrict out,
                   float* __restrict cross) {
  const float q0 = q[0], q1 = q[1], q2 = q[2];
  for (int i = 0; i < count; ++i) {
    const float square = q0 + w[i] * (q1 + w[i] * q2);
    out[i] = std::sqrt(square < 0.0f ? 0.0f : square);
    cross[i] += w[i] * out[i];
  }
}

void add(int count, const float* __restrict in, float* __restrict sum) {
  for (int i = 0; i < count; ++i) sum[i] += in[i];
}

void addBeside(const float* q, int count, const float* __restrict w, float* __restrict sum) {
  const float q0 = q[0], q1 = q[1], q2 = q[2];
  for (int i = 0; i < count; ++i) {
    const float square = q0 + w[i] * (q1 + w[i] * q2);
    sum[i] += std::sqrt(square < 0.0f ? 0.0f : square);
  }
}

float sumOfBeside(int count, const float* x) {
  const ConstArray array(x, count);
  return (1.0f - array.square()).max(0.0f).sqrt().sum();
}

// in: count + tapCount − 1 values whose first tapCount − 1 lie before the first slot.
void tapColumn(const float* taps, int tapCount, int count, const float* in, float* out) {
  const float* const now = in + tapCount - 1;
  const int second = std::min(1, tapCount - 1), third = std::min(2, tapCount - 1);
  setMixture(count, taps[0], now, second > 0 ? taps[1] : 0.0f, now - second, third > 1 ? taps[2] : 0.0f,
             now - third, out);
  for (int k = 3; k < tapCount; ++k) addScaled(taps[k], count, now - k, out);
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
  const bool mixed = pass->tapCount > 1 || pass->taps[0] != 1.0f;
  std::fill(pass->ring, pass->ring + offset(pass->tapCount, rows), 0.0f);
  if (pass->sumSquares) std::fill(pass->sumSquares, pass->sumSquares + rows, 0.0f);
  if (pass->sumUnturned) std::fill(pass->sumUnturned, pass->sumUnturned + rows, 0.0f);
  if (pass->quadrature) std::fill(pass->sumCross, pass->sumCross + rows, 0.0f);
  if (pass->sumDriven) std::fill(pass->sumDriven, pass->sumDriven + rows, 0.0f);
  if (pass->sumBeside) std::fill(pass->sumBeside, pass->sumBeside + rows, 0.0f);
  for (int slot = 0; slot < pass->slots; ++slot) {
    float* const out = pass->out + offset(slot, rows);
    if (pass->in) {
      float* const newest = mixed ? pass->ring + offset(slot % pass->tapCount, rows) : out;
      driveColumn(pass->drive, rows, pass->in + offset(slot, rows), newest);
      if (pass->sumDriven) add(rows, newest, pass->sumDriven);
      if (mixed) mixRing(*pass, slot, out);
      if (pass->response) respond(pass->response, rows, out);
    }
    if (pass->sumUnturned) addSquares(rows, out, pass->sumUnturned);
    if (pass->sumBeside) addBeside(pass->quadratureFit, rows, out, pass->sumBeside);
    if (pass->cosine) rotate(pass->quadratureFit, rows, pass->cosine, pass->sine, out);
    if (pass->sumSquares) addSquares(rows, out, pass->sumSquares);
    if (pass->quadrature)
      setQuadrature(pass->quadratureFit, rows, out, pass->quadrature + offset(slot, rows), pass->sumCross);
  }
}

void driveInputs(const InputPass* pass) {
  const int slots = pass->slots;
  const int before = pass->tapCount - 1;
  const bool mixed = pass->tapCount > 1 || pass->taps[0] != 1.0f;
  std::fill(pass->padded, pass->padded + before, 0.0f);
  for (int sample = 0; sample < pass->samples; ++sample) {
    float* const out = pass->out + offset(sample, slots);
    driveColumn(pass->drive, slots, pass->in + offset(sample, slots), mixed ? pass->padded + before : out);
    if (mixed) tapColumn(pass->taps, pass->tapCount, slots, pass->padded, out);
    if (pass->sumBeside) pass->sumBeside[sample] = sumOfBeside(slots, out);
    if (pass->floor != 0) Eigen::Map<Eigen::ArrayXf>(out, slots) += pass->floor;
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
    setMixture(slots - 2, correlation, from, 1.0f, from + 1, correlation, from + 2, to + 1);
    to[0] = slots > 1 ? from[0] + correlation * from[1] : from[0];
    if (slots > 1) to[slots - 1] = from[slots - 1] + correlation * from[slots - 2];
  }
}

}  // namespace lightloom::kernel
