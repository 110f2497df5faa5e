#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "photonic/kernels/float_math.h"
#include "photonic/kernels/kernel_functions.h"

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

void addProduct(int count, const float* __restrict a, const float* __restrict b, float* __restrict y) {
  for (int m = 0; m < count; ++m) y[m] += a[m] * b[m];
}

void addScaled(int count, float factor, const float* __restrict a, float* __restrict y) {
  for (int m = 0; m < count; ++m) y[m] += factor * a[m];
}

void addNoise(int count, const float* __restrict base, const float* __restrict perX2, float x2,
              const float* __restrict normals, float* __restrict y) {
  for (int m = 0; m < count; ++m) y[m] += std::sqrt(base[m] + perX2[m] * x2) * normals[m];
}

void addNoiseOfWeights(int count, const float* __restrict base, const float* __restrict perX2, float x2,
                       const float* __restrict perW2, const float* __restrict perBoth, float meanX2,
                       const float* __restrict w2, const float* __restrict normals, float* __restrict y) {
  for (int m = 0; m < count; ++m)
    y[m] += std::sqrt(base[m] + perX2[m] * x2 + (perW2[m] + perBoth[m] * meanX2) * w2[m]) * normals[m];
}

// Clips to ± full scale, then rounds to levels of which the first and the last lie at the ends.
void convert(int count, float fullScale, float step, float* __restrict d) {
  const float inverse = 1.0f / step;
  for (int m = 0; m < count; ++m) {
    float v = d[m];
    v = v < -fullScale ? -fullScale : v;
    v = v > fullScale ? fullScale : v;
    d[m] = roundToEven((v + fullScale) * inverse) * step - fullScale;
  }
}

int countBeyond(int count, float fullScale, const float* __restrict d) {
  int beyond = 0;
  for (int m = 0; m < count; ++m) beyond += std::fabs(d[m]) > fullScale ? 1 : 0;
  return beyond;
}

void addMean(const ReadOutPass& pass, const Column& column) {
  float* const y = pass.y + column.output;
  scaleBy(column.neurons, pass.gain + column.table, y);
  if (pass.quadrature)
    subtractProduct(column.neurons, pass.gainSine + column.table, pass.quadrature + column.output, y);
  if (pass.offset) addScaled(column.neurons, pass.offsetSums[column.sample], pass.offset + column.table, y);
}

void addIndependentNoise(const ReadOutPass& pass, const Column& column) {
  float* const y = pass.y + column.output;
  const float x2 = pass.sumX2[column.sample];
  const float* const z = pass.normals + column.output;
  if (pass.varianceW)
    addNoiseOfWeights(column.neurons, pass.variance + column.table, pass.varianceX + column.table, x2,
                      pass.varianceW + column.table, pass.varianceWX + column.table, pass.inverseSlots * x2,
                      pass.sumW2, z, y);
  else
    addNoise(column.neurons, pass.variance + column.table, pass.varianceX + column.table, x2, z, y);
}

void addPhaseErrors(const ReadOutPass& pass, const Column& column) {
  float* const y = pass.y + column.output;
  if (pass.axonError) {
    const int groups = (pass.neurons + pass.synapses - 1) / pass.synapses;
    const float* const error =
        pass.axonError + static_cast<std::size_t>(column.sample) * static_cast<std::size_t>(groups);
    for (int g = 0; g < groups; ++g) {
      const int first = g * pass.synapses;
      std::fill(pass.scratch + first, pass.scratch + std::min(first + pass.synapses, pass.neurons), error[g]);
    }
    subtractProduct(column.neurons, pass.slope + column.table, pass.scratch, y);
  }
  if (pass.synapseError)
    addProduct(column.neurons, pass.slope + column.table, pass.synapseError + column.output, y);
}

void readElectrons(ReadOutPass& pass, const Column& column) {
  float* const y = pass.y + column.output;
  scaleBy(column.neurons, pass.signal + column.table, y);
  pass.sumSquares += static_cast<double>(Eigen::Map<const Eigen::ArrayXf>(y, column.neurons).square().sum());
  if (pass.fullScale > 0) {
    pass.clipped += countBeyond(column.neurons, pass.fullScale, y);
    convert(column.neurons, pass.fullScale, pass.adcStep, y);
  }
  scaleBy(column.neurons, pass.inverseSignal + column.table, y);
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
    addMean(*pass, column);
    if (pass->normals) addIndependentNoise(*pass, column);
    addPhaseErrors(*pass, column);
    if (pass->signal) readElectrons(*pass, column);
    if (pass->outputFactor != 1.0f) scale(rows, pass->outputFactor, pass->y + column.output);
  }
}

}  // namespace lightloom::kernel
