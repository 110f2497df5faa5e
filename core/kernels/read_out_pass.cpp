#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "kernels/internal/float_math.h"
#include "kernels/internal/kernel_functions.h"

namespace lightloom::kernel {
namespace {

/// One sample of a ReadOutPass: its column of the outputs and of the tables.
struct Column {
  int neurons;
  std::size_t output;
  std::size_t table;
  int sample;
};

void scaleBy(int count, const float* __restrict gain, float* __restrict y) {
  for (int m = 0; m < count; ++m) y[m] *= gain[m];
}

void subtractProduct(int count, const float* __restrict a, const float* __restrict b, float* __restrict y) {
  for (int m = 0; m < count; ++m) y[m] -= a[m] * b[m];
}

void addScaled(int count, float factor, const float* __restrict a, float* __restrict y) {
  for (int m = 0; m < count; ++m) y[m] += factor * a[m];
}

void setDifference(int count, const float* __restrict a, float b, float* __restrict out) {
  for (int m = 0; m < count; ++m) out[m] = a[m] - b;
}

/// The noise around the mean of one column; null where there is none.
struct Spread {
  float x2, meanX2;
  const float *variance, *perX2, *perW2, *perBoth, *w2, *normals;
  const float *slope, *phaseError;
};

enum class Noise { None, OfInputs, OfWeightsToo };

// y ← gain·y + noise + slope·(phase error), in one go: an output is loaded once.
template <Noise noise, bool phases>
void spreadColumn(int count, const Spread& spread, const float* __restrict gain, float* __restrict y) {
  const Spread s = spread;
  for (int m = 0; m < count; ++m) {
    float sum = gain[m] * y[m];
    if constexpr (noise == Noise::OfInputs)
      sum += std::sqrt(s.variance[m] + s.perX2[m] * s.x2) * s.normals[m];
    if constexpr (noise == Noise::OfWeightsToo)
      sum += std::sqrt(s.variance[m] + s.perX2[m] * s.x2 + (s.perW2[m] + s.perBoth[m] * s.meanX2) * s.w2[m]) *
             s.normals[m];
    if constexpr (phases) sum += s.slope[m] * s.phaseError[m];
    y[m] = sum;
  }
}

// The phase errors of the synapses less that of the axon, which all neurons of a pass share.
const float* phaseErrors(const ReadOutPass& pass, const Column& column) {
  const float* const synapses = pass.synapseError ? pass.synapseError + column.output : nullptr;
  if (!pass.axonError) return synapses;
  const int groups = (pass.neurons + pass.synapses - 1) / pass.synapses;
  const float* const error =
      pass.axonError + static_cast<std::size_t>(column.sample) * static_cast<std::size_t>(groups);
  for (int g = 0; g < groups; ++g) {
    const int first = g * pass.synapses, count = std::min(pass.synapses, pass.neurons - first);
    if (synapses)
      setDifference(count, synapses + first, error[g], pass.scratch + first);
    else
      std::fill_n(pass.scratch + first, count, -error[g]);
  }
  return pass.scratch;
}

void addSpread(const ReadOutPass& pass, const Column& column) {
  using Function = void (*)(int, const Spread&, const float*, float*);
  constexpr Function kColumns[3][2] = {
      {spreadColumn<Noise::None, false>, spreadColumn<Noise::None, true>},
      {spreadColumn<Noise::OfInputs, false>, spreadColumn<Noise::OfInputs, true>},
      {spreadColumn<Noise::OfWeightsToo, false>, spreadColumn<Noise::OfWeightsToo, true>}};
  const auto table = [&column](const float* start) { return start ? start + column.table : nullptr; };
  Spread spread{};
  if (pass.normals) {
    spread.x2 = pass.sumX2[column.sample];
    spread.meanX2 = pass.inverseSlots * spread.x2;
    spread.normals = pass.normals + column.output;
  }
  spread.variance = table(pass.variance);
  spread.perX2 = table(pass.varianceX);
  spread.perW2 = table(pass.varianceW);
  spread.perBoth = table(pass.varianceWX);
  spread.w2 = pass.sumW2;
  spread.slope = table(pass.slope);
  spread.phaseError = phaseErrors(pass, column);
  const Noise noise = !pass.normals ? Noise::None : pass.varianceW ? Noise::OfWeightsToo : Noise::OfInputs;
  kColumns[static_cast<int>(noise)][spread.phaseError ? 1 : 0](column.neurons, spread, table(pass.gain),
                                                               pass.y + column.output);
}

void addSteadyLight(const ReadOutPass& pass, const Column& column) {
  float* const y = pass.y + column.output;
  if (pass.quadrature)
    subtractProduct(column.neurons, pass.gainSine + column.table, pass.quadrature + column.output, y);
  if (pass.crossed) addScaled(column.neurons, 1.0f, pass.crossed + column.output, y);
  if (pass.offset) addScaled(column.neurons, pass.offsetSums[column.sample], pass.offset + column.table, y);
}

int countBeyond(int count, float fullScale, const float* __restrict d) {
  int beyond = 0;
  for (int m = 0; m < count; ++m) beyond += std::fabs(d[m]) > fullScale ? 1 : 0;
  return beyond;
}

// Clips to ± full scale, rounds to levels of which the first and the last lie at the ends, and multiplies.
void convert(int count, float fullScale, float step, float factor, const float* __restrict gain,
             float* __restrict d) {
  const float inverse = 1.0f / step;
  for (int m = 0; m < count; ++m) {
    float v = d[m];
    v = v < -fullScale ? -fullScale : v;
    v = v > fullScale ? fullScale : v;
    d[m] = (roundToEven((v + fullScale) * inverse) * step - fullScale) * gain[m] * factor;
  }
}

void readElectrons(ReadOutPass& pass, const Column& column) {
  float* const y = pass.y + column.output;
  scaleBy(column.neurons, pass.signal + column.table, y);
  if (pass.centre) addScaled(column.neurons, 1.0f, pass.centre + column.table, y);
  pass.sumSquares += static_cast<double>(Eigen::Map<const Eigen::ArrayXf>(y, column.neurons).square().sum());
  const float* const back = pass.inverseSignal + column.table;
  if (pass.fullScale > 0) {
    pass.clipped += countBeyond(column.neurons, pass.fullScale, y);
    return convert(column.neurons, pass.fullScale, pass.adcStep, pass.outputFactor, back, y);
  }
  scaleBy(column.neurons, back, y);
  scale(static_cast<std::size_t>(column.neurons), pass.outputFactor, y);
}

void slopeColumn(float level, float curvature, int count, const float* __restrict w2,
                 const float* __restrict gain, float* __restrict slope) {
  for (int m = 0; m < count; ++m) {
    const float square = level + curvature * w2[m];
    slope[m] = gain[m] * std::sqrt(square < 0.0f ? 0.0f : square);
  }
}

void tiltedSlopeColumn(const SlopePass& pass, int count, const float* __restrict w2,
                       const float* __restrict cross, const float* __restrict gain,
                       const float* __restrict cosine, const float* __restrict sine,
                       float* __restrict slope) {
  const float inverseSlots = pass.inverseSlots, level = pass.quadratureFit[0],
              curvature = pass.quadratureFit[1];
  for (int m = 0; m < count; ++m) {
    const float w = inverseSlots * w2[m];
    const float square = cosine[m] * cosine[m] * (level + curvature * w) + sine[m] * sine[m] * w +
                         2.0f * cosine[m] * sine[m] * (inverseSlots * cross[m]);
    slope[m] = gain[m] * std::sqrt(square < 0.0f ? 0.0f : square);
  }
}

}  // namespace

void phaseSlopes(const SlopePass* pass) {
  for (int a = 0; a < pass->axons; ++a) {
    const std::size_t table = static_cast<std::size_t>(a) * static_cast<std::size_t>(pass->neurons);
    if (pass->sumCross)
      tiltedSlopeColumn(*pass, pass->neurons, pass->sumSquares, pass->sumCross, pass->gain + table,
                        pass->cosine + table, pass->sine + table, pass->slope + table);
    else
      slopeColumn(pass->quadratureFit[0], pass->quadratureFit[1] * pass->inverseSlots, pass->neurons,
                  pass->sumSquares, pass->gain + table, pass->slope + table);
  }
}

void readOut(ReadOutPass* pass) {
  pass->sumSquares = 0;
  pass->clipped = 0;
  const std::size_t rows = static_cast<std::size_t>(pass->neurons);
  for (int b = 0; b < pass->samples; ++b) {
    const Column column{pass->neurons, rows * static_cast<std::size_t>(b),
                        rows * static_cast<std::size_t>(b % pass->axons), b};
    addSpread(*pass, column);
    addSteadyLight(*pass, column);
    if (pass->signal)
      readElectrons(*pass, column);
    else
      scale(rows, pass->outputFactor, pass->y + column.output);
  }
}

}  // namespace lightloom::kernel
