#include <algorithm>

#include "base/area.h"
#include "kernels/kernel_table.h"
#include "product/encoding.h"
#include "product/internal/phase_inputs.h"

namespace lightloom::product {
namespace {

// Sums of sines are plain matrix products: Σ sin(φ_w − φ_x) = [sin φ_w | cos φ_w] · [cos φ_x; −sin φ_x].

// Phases (neurons × slots) to their sines, and behind them their cosines.
void weightOperands(int neurons, int slots, float* weights, float* sumSquares) {
  kernels().turn(area(neurons, slots), weights, weights, weights + area(neurons, slots));
  std::fill_n(sumSquares, neurons, 0.0f);
  for (int j = 0; j < slots; ++j) {
    const float* const sines = weights + area(neurons, j);
    for (int m = 0; m < neurons; ++m) sumSquares[m] += sines[m] * sines[m];
  }
}

// Columns [cos φ_x; −sin φ_x] and [sin φ_x; cos φ_x], φ_x = limit·x, or 2·limit·x of an unsigned x: the
// interferometer then rests at the lower end of the usable range.
bool inputOperands(const PhaseInputs& inputs) {
  const int n = inputs.slots;
  const float factor = static_cast<float>(inputs.isSigned ? inputs.limit : 2 * inputs.limit);
  const float origin = static_cast<float>(inputs.turn);
  for (int b = 0; b < inputs.samples; ++b) {
    const float* const x = inputs.x + area(n, b);
    float* const column = inputs.inPhase + area(2 * n, b);
    float* const cosines = inputs.cosines + area(n, b);
    for (int j = 0; j < n; ++j) column[j] = factor * x[j] + origin;
    kernels().turn(static_cast<std::size_t>(n), column, column + n, cosines);
    if (inputs.quadrature) {
      float* const other = inputs.quadrature + area(2 * n, b);
      std::copy_n(column + n, n, other);
      std::copy_n(cosines, n, other + n);
    }
    std::copy_n(cosines, n, column);
    for (int j = n; j < 2 * n; ++j) column[j] = -column[j];
  }
  return true;
}

// All light is always on.
LinkNoise noise(const LinkNoiseInputs& link) {
  return {.perSlot = link.shot * link.copies * (link.dark + link.weight + link.input)};
}

}  // namespace

constinit const EncodingLaw kPhasePhase = {.encoding = Encoding::PhasePhase,
                                           .key = "phase_phase",
                                           .inputsOnPhases = true,
                                           .sumsSines = true,
                                           .operandRows = 2,
                                           .weightOperands = weightOperands,
                                           .inputOperands = inputOperands,
                                           .noise = noise};

}  // namespace lightloom::product
