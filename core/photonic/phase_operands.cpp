#include "photonic/phase_operands.h"

#include <algorithm>
#include <cmath>

#include "base/area.h"
#include "photonic/kernels/kernel_table.h"

namespace lightloom {
namespace {}  // namespace

void splitWeightPhases(int neurons, int slots, float* weights, float* sumSquares) {
  kernels().turn(area(neurons, slots), weights, weights, weights + area(neurons, slots));
  std::fill_n(sumSquares, neurons, 0.0f);
  for (int j = 0; j < slots; ++j) {
    const float* const sines = weights + area(neurons, j);
    for (int m = 0; m < neurons; ++m) sumSquares[m] += sines[m] * sines[m];
  }
}

void fillPhaseInputs(const PhaseInputs& inputs) {
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
}

void fillTwoSlotInputs(const PhaseInputs& inputs) {
  const float cosine = static_cast<float>(std::cos(inputs.turn)),
              sine = static_cast<float>(std::sin(inputs.turn)),
              most = static_cast<float>(1 / (inputs.limit * inputs.limit));
  for (std::size_t i = 0; i < area(inputs.slots, inputs.samples); ++i) {
    const float x = inputs.x[i];
    const float beside = std::sqrt(std::max(0.0f, most - x * x));
    inputs.inPhase[i] = cosine * x - sine * beside;
    if (inputs.quadrature) inputs.quadrature[i] = cosine * beside + sine * x;
  }
}

}  // namespace lightloom
