#include <algorithm>
#include <cmath>

#include "base/area.h"
#include "product/encoding.h"
#include "product/internal/phase_inputs.h"

namespace lightloom::product {
namespace {

// Columns x and √(1/x_max² − x²), which is sin φ_x/x_max, turned. `inPhase` may be `x`.
bool inputOperands(const PhaseInputs& inputs) {
  if (!inputs.quadrature && inputs.turn == 0) return false;
  const float cosine = static_cast<float>(std::cos(inputs.turn)),
              sine = static_cast<float>(std::sin(inputs.turn)),
              most = static_cast<float>(1 / (inputs.limit * inputs.limit));
  for (std::size_t i = 0; i < area(inputs.slots, inputs.samples); ++i) {
    const float x = inputs.x[i];
    const float beside = std::sqrt(std::max(0.0f, most - x * x));
    inputs.inPhase[i] = cosine * x - sine * beside;
    if (inputs.quadrature) inputs.quadrature[i] = cosine * beside + sine * x;
  }
  return true;
}

// All light is always on. An axon's errors in the two slots mix in w²(1/x_max² − x²) beside what goes with
// x; a synapse's and the leader's are shared, see `addSharedErrors`.
LinkNoise noise(const LinkNoiseInputs& link) {
  const double crossed = link.axonSine * link.axonSine;
  return {.perSlot = link.shot * link.copies * (link.dark + link.weight + link.input),
          .perW2 = link.gain * link.gain * link.axonSine * link.axonSine / (link.axonLimit * link.axonLimit),
          .perProduct = -crossed};
}

}  // namespace

constinit const EncodingLaw kTwoSlotPhase = {.encoding = Encoding::TwoSlotPhase,
                                             .key = "two_slot_phase",
                                             .inputsOnPhases = true,
                                             .slots = 2,
                                             .inputOperands = inputOperands,
                                             .noise = noise};

}  // namespace lightloom::product
