#include "photonic/electron_counts.h"

#include <algorithm>
#include <cmath>

namespace lightloom {
namespace {

/// One output: its mean, and the variances that light and everything else give it, in electrons.
struct Faint {
  double mean = 0, light = 0, other = 0;
};

Faint faintAt(const ReadOutPass& pass, const float* readVariance, std::size_t output, std::size_t table,
              int neuron, int sample) {
  const auto value = [](float number) { return static_cast<double>(number); };
  const double electrons = value(pass.signal[table]);
  const double x2 = value(pass.sumX2[sample]);
  double light = value(pass.variance[table]) - value(readVariance[table]) + value(pass.varianceX[table]) * x2;
  double other = value(readVariance[table]);
  if (pass.varianceW) {
    const double w2 = value(pass.sumW2[neuron]);
    light += value(pass.varianceW[table]) * w2;
    other += value(pass.varianceWX[table]) * value(pass.inverseSlots) * x2 * w2;
  }
  return {value(pass.y[output]) * electrons, std::max(0.0, light) * electrons * electrons,
          other * electrons * electrons};
}

// A mean beyond what the light allows (sources switched off) has no counts to stand for it.
double drawElectrons(const Faint& faint, double normal, KeyedRandom& random) {
  const bool counts = faint.light < kFewElectrons && std::abs(faint.mean) <= faint.light;
  if (!counts) return faint.mean + std::sqrt(faint.light + faint.other) * normal;
  return random.poisson((faint.light + faint.mean) / 2) - random.poisson((faint.light - faint.mean) / 2) +
         std::sqrt(faint.other) * normal;
}

double converted(const ReadOutPass& pass, double electrons) {
  if (!(pass.fullScale > 0)) return electrons;
  const double fullScale = static_cast<double>(pass.fullScale), step = static_cast<double>(pass.adcStep);
  return std::nearbyint((std::clamp(electrons, -fullScale, fullScale) + fullScale) / step) * step - fullScale;
}

}  // namespace

void readFewElectrons(ReadOutPass& pass, const float* readVariance, KeyedRandom& random) {
  pass.sumSquares = 0;
  pass.clipped = 0;
  const std::size_t rows = static_cast<std::size_t>(pass.neurons);
  for (int b = 0; b < pass.samples; ++b) {
    for (int m = 0; m < pass.neurons; ++m) {
      const std::size_t output = rows * static_cast<std::size_t>(b) + static_cast<std::size_t>(m);
      const std::size_t table = rows * static_cast<std::size_t>(b % pass.axons) + static_cast<std::size_t>(m);
      const double electrons = drawElectrons(faintAt(pass, readVariance, output, table, m, b),
                                             static_cast<double>(pass.normals[output]), random);
      pass.sumSquares += electrons * electrons;
      if (pass.fullScale > 0 && std::abs(electrons) > static_cast<double>(pass.fullScale)) ++pass.clipped;
      pass.y[output] =
          static_cast<float>(converted(pass, electrons) * static_cast<double>(pass.inverseSignal[table])) *
          pass.outputFactor;
    }
  }
}

}  // namespace lightloom
