#include <cmath>

#include "product/encoding.h"

namespace lightloom::product {
namespace {

// Variance of cos(ψ + δ) of a normal δ of this variance: cos²ψ · ½(1 − e^{−σ²})² + sin²ψ · ½(1 − e^{−2σ²}).
double cosineVariance(double phase, double sigmaSquared) {
  const double cosine = std::cos(phase), sine = std::sin(phase), loss = -std::expm1(-sigmaSquared);
  return 0.5 * (cosine * cosine * loss * loss - sine * sine * std::expm1(-2 * sigmaSquared));
}

// Both beams shine as the numbers they carry. No light stands beside a weight, so phase errors act on the
// product alone, by their second order.
LinkNoise noise(const LinkNoiseInputs& link) {
  return {.perSlot = link.shot * link.copies * link.dark,
          .perX2 = link.shot * link.input,
          .perW2 = link.shot * link.copies * link.weight,
          .perProduct = cosineVariance(link.phaseRad, link.phaseVariance)};
}

}  // namespace

constinit const EncodingLaw kAmplitudeAmplitude = {.encoding = Encoding::AmplitudeAmplitude,
                                                   .key = "amplitude_amplitude",
                                                   .weightsOnPhases = false,
                                                   .noise = noise};

}  // namespace lightloom::product
