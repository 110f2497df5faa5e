#include <Eigen/Core>
#include <cmath>

#include "kernels/internal/float_math.h"
#include "kernels/internal/kernel_functions.h"

namespace lightloom::kernel {
namespace {

using ConstArray = Eigen::Map<const Eigen::ArrayXf>;
constexpr float kHalfPi = 1.57079633f;

float clampAngle(float a) {
  a = a < -kHalfPi ? -kHalfPi : a;
  return a > kHalfPi ? kHalfPi : a;
}

struct Relu {
  static float value(float a) { return a > 0.0f ? a : 0.0f; }
  static float slope(float a) { return a > 0.0f ? 1.0f : 0.0f; }
};

struct Tanh {
  static float value(float a) { return hyperbolicTangent(a); }
  static float slope(float a) {
    const float h = hyperbolicTangent(a);
    return 1.0f - h * h;
  }
};

struct Sine {
  static float value(float a) { return sine(a); }
  static float slope(float a) { return cosine(a); }
};

struct ClippedSine {
  static float value(float a) { return sinHalfPi(clampAngle(a) * 0.636619772f); }
  static float slope(float a) { return cosHalfPi(clampAngle(a) * 0.636619772f); }
};

struct Square {
  static float value(float a) { return a * a; }
  static float slope(float a) { return 2.0f * a; }
};

struct Identity {
  static float value(float a) { return a; }
  static float slope(float) { return 1.0f; }
};

template <typename Function>
void valueColumn(float gain, int count, const float* __restrict z, float* __restrict h) {
  for (int i = 0; i < count; ++i) h[i] = Function::value(gain * z[i]);
}

void clipColumn(float factor, float low, int count, float* __restrict x) {
  for (int i = 0; i < count; ++i) {
    float v = factor * x[i];
    v = v < low ? low : v;
    x[i] = v > 1.0f ? 1.0f : v;
  }
}

template <typename Function>
void slopeColumn(float gain, float low, int count, const float* __restrict z, const float* __restrict x,
                 float* __restrict d) {
  for (int i = 0; i < count; ++i) {
    const float slope = gain * Function::slope(gain * z[i]);
    const float aboveLow = x[i] > low ? slope : 0.0f;
    d[i] *= x[i] < 1.0f ? aboveLow : 0.0f;
  }
}

template <typename Function>
void activateAs(ActivationPass& pass) {
  pass.sumSquares = 0;
  for (int c = 0; c < pass.columns; ++c) {
    float* const x = pass.x + static_cast<std::ptrdiff_t>(c) * pass.xStride;
    valueColumn<Function>(pass.gain, pass.rows, pass.z + static_cast<std::ptrdiff_t>(c) * pass.rows, x);
    pass.sumSquares += static_cast<double>(ConstArray(x, pass.rows).square().sum());
    clipColumn(pass.inverseScale, pass.low, pass.rows, x);
  }
}

template <typename Function>
void activateBackAs(const ActivationBackPass& pass) {
  for (int c = 0; c < pass.columns; ++c) {
    const std::ptrdiff_t column = static_cast<std::ptrdiff_t>(c) * pass.rows;
    slopeColumn<Function>(pass.gain, pass.low, pass.rows, pass.z + column,
                          pass.x + static_cast<std::ptrdiff_t>(c) * pass.xStride, pass.d + column);
  }
}

void exponentials(const float* __restrict z, float top, int count, float* __restrict out) {
  for (int i = 0; i < count; ++i) out[i] = exponential(z[i] - top);
}

}  // namespace

void activate(ActivationPass* pass) {
  switch (pass->kind) {
    case ActivationKind::Relu:
      return activateAs<Relu>(*pass);
    case ActivationKind::Tanh:
      return activateAs<Tanh>(*pass);
    case ActivationKind::Sine:
      return activateAs<Sine>(*pass);
    case ActivationKind::ClippedSine:
      return activateAs<ClippedSine>(*pass);
    case ActivationKind::Square:
      return activateAs<Square>(*pass);
    case ActivationKind::Identity:
      return activateAs<Identity>(*pass);
  }
}

void activateBack(const ActivationBackPass* pass) {
  switch (pass->kind) {
    case ActivationKind::Relu:
      return activateBackAs<Relu>(*pass);
    case ActivationKind::Tanh:
      return activateBackAs<Tanh>(*pass);
    case ActivationKind::Sine:
      return activateBackAs<Sine>(*pass);
    case ActivationKind::ClippedSine:
      return activateBackAs<ClippedSine>(*pass);
    case ActivationKind::Square:
      return activateBackAs<Square>(*pass);
    case ActivationKind::Identity:
      return activateBackAs<Identity>(*pass);
  }
}

void softmaxCrossEntropy(SoftmaxPass* pass) {
  pass->loss = 0;
  const float share = 1.0f / static_cast<float>(pass->samples);
  for (int b = 0; b < pass->samples; ++b) {
    const float* const z = pass->z + static_cast<std::ptrdiff_t>(b) * pass->classes;
    const float top = ConstArray(z, pass->classes).maxCoeff();
    float* const d = pass->d ? pass->d + static_cast<std::ptrdiff_t>(b) * pass->classes : nullptr;
    float sum = 0;
    if (d) exponentials(z, top, pass->classes, d);
    for (int c = 0; c < pass->classes; ++c) sum += d ? d[c] : exponential(z[c] - top);
    pass->loss += std::log(static_cast<double>(sum)) - static_cast<double>(z[pass->labels[b]] - top);
    if (!d) continue;
    const float factor = share / sum;
    for (int c = 0; c < pass->classes; ++c) d[c] *= factor;
    d[pass->labels[b]] -= share;
  }
}

}  // namespace lightloom::kernel
