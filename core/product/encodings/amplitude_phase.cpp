#include "product/encoding.h"

namespace lightloom::product {
namespace {

// The synapses shine in every slot, an axon as x².
LinkNoise noise(const LinkNoiseInputs& link) {
  return {.perSlot = link.shot * link.copies * (link.dark + link.weight), .perX2 = link.shot * link.input};
}

}  // namespace

constinit const EncodingLaw kAmplitudePhase = {
    .encoding = Encoding::AmplitudePhase, .key = "amplitude_phase", .noise = noise};

}  // namespace lightloom::product
