#include "product/watched_output.h"

#include <algorithm>
#include <cmath>

#include "product/internal/electron_counts.h"

namespace lightloom::product {
namespace {

// As `ColumnRead` of the kernels does it, in single precision throughout.
float readInSingle(const ReadingLaw& law, float electrons) {
  float level = electrons;
  if (law.fullScale > 0) {
    const float end = law.fullScale, perStep = 1.0f / law.step;
    level = std::nearbyint((std::min(std::max(electrons, -end), end) + end) * perStep) * law.step - end;
  }
  return level * law.inverseSignal * law.outputFactor;
}

float readInDouble(const ReadingLaw& law, double electrons) {
  double level = electrons;
  if (law.fullScale > 0) {
    const double end = static_cast<double>(law.fullScale), step = static_cast<double>(law.step);
    level = std::nearbyint((std::clamp(electrons, -end, end) + end) / step) * step - end;
  }
  return static_cast<float>(level * static_cast<double>(law.inverseSignal)) * law.outputFactor;
}

}  // namespace

float ReadingLaw::read(double electrons) const {
  switch (rounding) {
    case Rounding::Single:
      return readInSingle(*this, static_cast<float>(electrons));
    case Rounding::Double:
      return readInDouble(*this, electrons);
    case Rounding::None:
      break;
  }
  return static_cast<float>(electrons);
}

ReadingLaw readingLawOf(const ReadOutPass& pass, std::size_t table, ReadingLaw::Rounding rounding) {
  return {rounding, pass.fullScale, pass.adcStep, pass.inverseSignal[table], pass.outputFactor};
}

}  // namespace lightloom::product
