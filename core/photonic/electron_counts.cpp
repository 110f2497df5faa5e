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

// A mean beyond what the light allows (sources switched off), or none at all (a training that diverges), has
// no counts to stand for it.
double drawElectrons(const Faint& faint, bool counts, double normal, KeyedRandom& random) {
  if (!counts || faint.light >= kFewElectrons || !(std::abs(faint.mean) <= faint.light))
    return faint.mean + std::sqrt(faint.light + faint.other) * normal;
  return random.poisson((faint.light + faint.mean) / 2) - random.poisson((faint.light - faint.mean) / 2) +
         std::sqrt(faint.other) * normal;
}

double totalAt(const ReadOutPass& pass, const Wells& wells, std::size_t table, int neuron, int sample) {
  const auto value = [](float number) { return static_cast<double>(number); };
  const double weights = wells.perW2 ? value(wells.perW2[table]) * value(pass.sumW2[neuron]) : 0;
  return value(wells.fixed[table]) + value(wells.perX2[table]) * value(pass.sumX2[sample]) + weights;
}

// Of a single line the weights' light is not in `difference`, and the axon's is: what is `total` there is
// the pedestal beside it.
double heldBy(const Wells& wells, double difference, double total) {
  const double most = wells.electrons;
  switch (wells.holds) {
    case WellHolds::Difference:
      return std::clamp(difference, -most, most);
    case WellHolds::EachLine:
      return std::min((total + difference) / 2, most) - std::min((total - difference) / 2, most);
    case WellHolds::OneLine:
      break;
  }
  return std::min(difference, most - total);
}

double converted(const ReadOutPass& pass, double electrons) {
  if (!(pass.fullScale > 0)) return electrons;
  const double fullScale = static_cast<double>(pass.fullScale), step = static_cast<double>(pass.adcStep);
  return std::nearbyint((std::clamp(electrons, -fullScale, fullScale) + fullScale) / step) * step - fullScale;
}

}  // namespace

void readCarefully(ReadOutPass& pass, const float* readVariance, bool counts, const Wells& wells,
                   KeyedRandom& random) {
  pass.sumSquares = 0;
  pass.clipped = 0;
  const std::size_t rows = static_cast<std::size_t>(pass.neurons);
  for (int b = 0; b < pass.samples; ++b) {
    for (int m = 0; m < pass.neurons; ++m) {
      const std::size_t output = rows * static_cast<std::size_t>(b) + static_cast<std::size_t>(m);
      const std::size_t table = rows * static_cast<std::size_t>(b % pass.axons) + static_cast<std::size_t>(m);
      const double normal = pass.normals ? static_cast<double>(pass.normals[output]) : 0;
      double electrons =
          drawElectrons(faintAt(pass, readVariance, output, table, m, b), counts, normal, random);
      if (wells.electrons > 0) electrons = heldBy(wells, electrons, totalAt(pass, wells, table, m, b));
      pass.sumSquares += electrons * electrons;
      if (pass.fullScale > 0 && std::abs(electrons) > static_cast<double>(pass.fullScale)) ++pass.clipped;
      pass.y[output] =
          static_cast<float>(converted(pass, electrons) * static_cast<double>(pass.inverseSignal[table])) *
          pass.outputFactor;
    }
  }
}

}  // namespace lightloom
