#include <cmath>

#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"detector_line", "adc_bits"}};

void onCell(const CellLight& light, const CellDraft&, CellHardware& out) {
  out.adcBits = light.detector.integer("adc_bits");
}

// Rounding, and what is clipped beyond the full scale.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  if (cell.adcBits == 0) return 0;
  const double step = 2 * on.layer.adcFullScale / (std::pow(2.0, cell.adcBits) - 1);
  return on.overLinks(cell, [&](std::size_t i) {
    const ElectronSpread all = electronSpread(on, cell.inverseSignal[i], 1);
    const double clipped =
        meanSquareOver(all, [&](double d) { return beyond(std::fabs(d), on.layer.adcFullScale); });
    return square(cell.inverseSignal[i]) * (square(step) / 12 + clipped);
  });
}

}  // namespace

constinit const Imperfection kAdc = {
    .key = "adc",
    .formula =
        LL_TEXT("LSB²/12 per read-out, LSB = 8 rms(D)/(2ᵇ − 1) electrons, b bits; clipped at ±4 rms(D)"),
    .citation = "uniform quantisation, LSB²/12",
    .places = kPlaces,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
