#pragma once

#include <bit>
#include <cstdint>

#include "rooms.h"

/// Elementary functions in float, branch-free so that loops over them vectorise. Polynomials interpolate at
/// Chebyshev nodes; each absolute error is that of the polynomial, before rounding.
namespace lightloom::kernel {

inline constexpr float kRoundingMagic =
    12582912.0f;  // 1.5·2^23: adding and subtracting it rounds |v| < 2^22 to even

inline float roundToEven(float v) {
  return (v + kRoundingMagic) - kRoundingMagic;
}

/// sin(πt/2) for t in [−1, 1], error 7e-9.
inline float sinHalfPi(float t) {
  const float u = t * t;
  return t * (1.57079632f +
              u * (-0.64596376f + u * (0.0796899183f + u * (-0.00467414384f + u * 0.000151671704f))));
}

/// cos(πt/2) for t in [−1, 1], error 3e-10.
inline float cosHalfPi(float t) {
  const float u = t * t;
  return 1.0f + u * (-1.23370053f + u * (0.253669322f + u * (-0.0208626867f +
                                                             u * (0.000917722924f + u * -2.38241524e-05f))));
}

/// −2 ln u for normal u > 0, relative error 7e-8.
inline float minusTwoLog(float u) {
  constexpr std::uint32_t kSqrtHalf = 0x3F3504F3u;
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(u) - kSqrtHalf;
  const float exponent = static_cast<float>(static_cast<std::int32_t>(bits) >> 23);
  const float x = std::bit_cast<float>((bits & 0x007FFFFFu) + kSqrtHalf) - 1.0f;
  const float p = -1.99999995f +
                  x * (0.999999928f +
                       x * (-0.666683866f +
                            x * (0.500027044f +
                                 x * (-0.399118667f +
                                      x * (0.331559858f +
                                           x * (-0.299548026f + x * (0.285385164f + x * -0.170666262f)))))));
  return x * p - 1.38629436f * exponent;
}

/// e^x, relative error 2e-9 before rounding; clamped to e^{±87}.
inline float exponential(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 87.0f ? 87.0f : x;
  const float shifted = x * 1.44269504f + kRoundingMagic;
  const float k = shifted - kRoundingMagic;
  const float f = (x - k * 0.693359375f + k * 2.12194440e-4f) * 1.44269504f;
  const float p =
      1.0f +
      f * (0.693147207f +
           f * (0.240226509f +
                f * (0.0555032723f + f * (0.00961805668f + f * (0.00134004282f + f * 0.000154614447f)))));
  const std::uint32_t exponent = (std::bit_cast<std::uint32_t>(shifted) + 127u) << 23;
  return p * std::bit_cast<float>(exponent);
}

/// An angle without its whole half turns: angle = (halfTurns + t/2)·π with |t| ≤ 1, and (−1)^halfTurns.
struct ReducedAngle {
  float t;
  float sign;
};

/// Reduces an angle of up to 1e5 in size, beyond which it is clamped; the error of t is below 1e-6 for
/// |angle| < 1e3.
inline ReducedAngle reduceAngle(float angle) {
  angle = angle < -1e5f ? -1e5f : angle;
  angle = angle > 1e5f ? 1e5f : angle;
  const float shifted = angle * 0.318309886f + kRoundingMagic;
  const float k = shifted - kRoundingMagic;
  const float rest = (angle - k * 3.140625f) - k * 9.67653589793e-4f;
  const std::uint32_t odd = std::bit_cast<std::uint32_t>(shifted) << 31;
  return {rest * 0.636619772f, std::bit_cast<float>(0x3F800000u | odd)};
}

inline float sine(float angle) {
  const ReducedAngle r = reduceAngle(angle);
  return r.sign * sinHalfPi(r.t);
}

inline float cosine(float angle) {
  const ReducedAngle r = reduceAngle(angle);
  return r.sign * cosHalfPi(r.t);
}

struct Direction {
  float cosine, sine;
};

/// cos(2πu) and sin(2πu) of an angle in turns, |u| < 2^20.
inline Direction directionOfTurns(float u) {
  const float shifted = 2.0f * u + kRoundingMagic;
  const float t = 2.0f * (2.0f * u - (shifted - kRoundingMagic));
  const std::uint32_t odd = std::bit_cast<std::uint32_t>(shifted) << 31;
  return {std::bit_cast<float>(std::bit_cast<std::uint32_t>(cosHalfPi(t)) ^ odd),
          std::bit_cast<float>(std::bit_cast<std::uint32_t>(sinHalfPi(t)) ^ odd)};
}

inline float hyperbolicTangent(float x) {
  return 1.0f - 2.0f / (exponential(2.0f * x) + 1.0f);
}

}  // namespace lightloom::kernel
