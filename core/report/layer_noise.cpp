#include "report/internal/layer_noise.h"

#include <cmath>

#include "imperfections/layer_on_cell.h"

namespace lightloom::report {
namespace {

// The rms of D at the ADC: the signal as far as links pass it on, what modulators add to it that is taken off
// behind the ADC, and the noise before it.
double detectedRms(const LayerOnCell& on) {
  const CellHardware& cell = on.hardware();
  double noise = electronNoise(on, cell) + residueSquare(on, cell);
  if (!on.layer.signedInput) noise += square(cell.axonFloor) * on.layer.slots * on.weightSquare();
  for (const Imperfection* imperfection : kImperfections)
    if (imperfection->scattersReadOut) noise += imperfection->variance(on, cell);
  return std::sqrt(on.overLinks(cell, [&](std::size_t i) {
    if (cell.inverseSignal[i] == 0) return 0.0;
    const double passed = square(cell.gain[i] * std::cos(cell.phase[i])) * on.inputs.meanSquareOutput;
    return (passed + noise) / square(cell.inverseSignal[i]);
  }));
}

// An imperfection that brings light, as locked lasers that are brighter do, takes away from the noise of the
// electrons and from what others have added to it.
void creditGains(LayerNoise& noise) {
  double gain = 0, electrons = 0;
  for (auto& [imperfection, variance] : noise.variances) {
    if (variance < 0) gain -= std::exchange(variance, 0.0);
    if (imperfection->electronNoise != ElectronNoise::None) electrons += variance;
  }
  if (gain <= 0 || electrons <= 0) return;
  for (auto& [imperfection, variance] : noise.variances)
    if (imperfection->electronNoise != ElectronNoise::None) variance *= std::max(0.0, 1 - gain / electrons);
}

}  // namespace

LayerNoise layerNoise(const Bench& bench, const LayerStatistics& statistics, const InputMoments& inputs) {
  const std::size_t cell = static_cast<std::size_t>(statistics.cell);
  const CellLight light = cellLight(bench, cell);
  const ImperfectionSet enabled = enabledImperfections(bench.design);
  const LayerOnCell on(light, enabled, bench.hardware->cells[cell], statistics, inputs);
  LayerNoise out;
  // Factors on the noise of the electrons come one on top of the other, so that all of them add up to it.
  std::size_t factors = 0;
  double soFar = electronNoise(on, cellWithFactors(on, 0));
  for (const Imperfection* imperfection : kImperfections) {
    double variance = ownVariance(on, *imperfection);
    if (imperfection->electronNoise == ElectronNoise::Factor) {
      const double now = electronNoise(on, cellWithFactors(on, ++factors));
      variance += now - std::exchange(soFar, now);
    }
    if (!on.isOn(*imperfection)) continue;
    out.variances.emplace_back(imperfection, variance);
    out.total += variance;
  }
  out.shotAlone = kShot.variance(on, on.hardware());
  out.rmsElectrons = detectedRms(on);
  creditGains(out);
  return out;
}

}  // namespace lightloom::report
