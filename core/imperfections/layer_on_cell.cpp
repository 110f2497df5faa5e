#include "imperfections/layer_on_cell.h"

#include <algorithm>

#include "imperfections/cell_hardware.h"

namespace lightloom::imperfections {
namespace {

// Mean square of what a list of taps adds to the inputs, over their own.
double tapError(const std::vector<float>& taps, const InputMoments& inputs) {
  const auto error = [&](std::size_t k) { return static_cast<double>(taps[k]) - (k == 0 ? 1 : 0); };
  double sum = 0;
  for (std::size_t k = 0; k < taps.size(); ++k)
    for (std::size_t l = 0; l < taps.size(); ++l)
      sum += error(k) * error(l) * inputs.correlationAt(k > l ? k - l : l - k);
  return sum;
}

// Mixed slots of phases × phases, whose light is always on: they delay the inputs by a share of a slot, and
// narrow the spread σ of φ_w, on which the mean of cos φ_w depends, e^{−σ²/2}.
double mixedPhasesVariance(const LayerOnCell& on, const CellHardware& cell) {
  const double sigma2 = on.weightSquare();
  double kept = 0, later = 0;
  for (const float tap : cell.weightTaps) kept += square(tap);
  for (std::size_t k = 1; k < cell.axonTaps.size(); ++k) later += static_cast<double>(cell.axonTaps[k]);
  const double delay = later * std::exp(-sigma2 / 2);
  const double narrowed = std::exp(-kept * sigma2 / 2) - std::exp(-sigma2 / 2);
  return square(delay) * on.inputs.delaySquare + 2 * delay * narrowed * on.inputs.delaySine +
         square(narrowed) * on.inputs.sineSquare;
}

// Its place among the factors on the noise of the electrons.
std::size_t factorIndex(const Imperfection& factor) {
  std::size_t index = 0;
  for (const Imperfection* imperfection : kImperfections) {
    if (imperfection == &factor) break;
    if (imperfection->electronNoise == ElectronNoise::Factor) ++index;
  }
  return index;
}

}  // namespace

// How the lasers are written is no error, and stays.
CellHardware LayerOnCell::with(const ImperfectionSet& on) const {
  return cellHardware(m_light, ImperfectionSet(on).add(kPumpDrive) & m_enabled);
}

InputMoments LayerOnCell::lit(const CellHardware& cell) const {
  InputMoments out = inputs;
  const double c = cell.law().inputsOnPhases ? 0 : cell.axonFloor, n = layer.slots;
  if (c == 0) return out;
  const double copies = layer.signedInput ? 2 : 1, magnitudes = inputs.sumMagnitudes;
  const double added = 2 * c * magnitudes + copies * c * c * n;
  out.sumSquares += added;
  if (!layer.signedInput) out.squareOfSum += 2 * c * n * magnitudes + square(c * n);
  out.squareOfMagnitudes += 2 * copies * c * n * magnitudes + square(copies * c * n);
  // Σ |x|³ is taken as the mean of its neighbours by their logarithms.
  const double cubes = std::sqrt(inputs.sumSquares * inputs.sumFourths);
  out.sumFourths += c * (4 * cubes + c * (6 * inputs.sumSquares + c * (4 * magnitudes + copies * c * n)));
  out.squareOfSquares = square(std::sqrt(inputs.squareOfSquares) + added);
  out.squareOfSigned = square(std::sqrt(inputs.squareOfSigned) + 2 * c * std::sqrt(inputs.squareOfSum));
  for (double& correlation : out.correlation)
    correlation = (correlation * inputs.sumSquares + added) / out.sumSquares;
  return out;
}

int LayerOnCell::samplesOnAxon() const {
  const int batch = static_cast<int>(settingInteger(m_light.design, "training.batch"));
  return (batch + m_hardware.axons - 1) / m_hardware.axons;
}

CellHardware cellWithFactors(const LayerOnCell& on, std::size_t factors) {
  ImperfectionSet put;
  for (const Imperfection* imperfection : kImperfections) {
    if (imperfection->electronNoise == ElectronNoise::Part) put.add(*imperfection);
    if (imperfection->electronNoise != ElectronNoise::Factor || factors == 0) continue;
    put.add(*imperfection);
    --factors;
  }
  return on.with(put);
}

double electronNoise(const LayerOnCell& on, const CellHardware& cell) {
  double sum = 0;
  for (const Imperfection* imperfection : kImperfections)
    if (imperfection->electronNoise == ElectronNoise::Part) sum += imperfection->variance(on, cell);
  return sum;
}

double ownVariance(const LayerOnCell& on, const Imperfection& imperfection) {
  switch (imperfection.countedOn) {
    case CountedOn::Whole:
      break;
    case CountedOn::Alone:
      return imperfection.variance(on, on.with({&imperfection}));
    case CountedOn::Beside: {
      ImperfectionSet others;
      for (const Imperfection* other : imperfection.beside) others.add(*other);
      const double without = imperfection.variance(on, on.with(others));
      return imperfection.variance(on, on.with(others.add(imperfection))) - without;
    }
    case CountedOn::Factors: {
      std::size_t upTo = 0;
      if (imperfection.electronNoise == ElectronNoise::Factor) upTo = factorIndex(imperfection) + 1;
      return imperfection.variance(on, cellWithFactors(on, upTo));
    }
  }
  return imperfection.variance(on, on.hardware());
}

double besideWeights(const LayerOnCell& on, const CellHardware& cell) {
  if (!cell.law().weightsOnPhases) return 0;
  return std::max(0.0, cell.weightQuadrature[0] + cell.weightQuadrature[2] * on.weightSquare());
}

double squaresOfSymbolErrors(const LayerOnCell& on, const CellHardware& cell) {
  const double met = besideWeights(on, cell) * on.met(cell).sumSquares;
  if (cell.law().slots != 2) return met;
  const double besideInputs =
      std::max(0.0, on.weightSquare() * (on.layer.slots / square(cell.axonLimit) - on.inputs.sumSquares));
  return (met + besideInputs) / 2;
}

double squaresOfCommonError(const LayerOnCell& on, const CellHardware& cell) {
  if (cell.law().slots == 2) return on.inputs.besideSquare;
  const bool twoSlots = on.layer.signedInput && !cell.law().inputsOnPhases && on.rails() == 1;
  const InputMoments inputs = on.met(cell);
  return besideWeights(on, cell) * (twoSlots ? inputs.squareOfMagnitudes : inputs.squareOfSum);
}

double symbolErrorVariance(const LayerOnCell& on, const CellHardware& cell, double sigma,
                           double correlation) {
  const InputMoments inputs = on.met(cell);
  if (!cell.law().weightsOnPhases) return inputs.sumSquares * on.weightSquare() * cosineVariance(sigma);
  return squaresOfSymbolErrors(on, cell) * sineVariance(sigma) *
         (1 + 2 * correlation * inputs.correlationAt(1));
}

double mixedSlotsVariance(const LayerOnCell& on, const CellHardware& cell) {
  const double signal = on.inputs.sumSquares * on.weightSquare();
  const double weights = signal * tapError(cell.weightTaps, on.inputs);
  if (cell.law().sumsSines) return weights + mixedPhasesVariance(on, cell);
  return weights + signal * tapError(cell.axonTaps, on.inputs);
}

double responseVariance(const LayerOnCell& on, const CellHardware& cell) {
  const auto& r = cell.weightResponse;
  const double w2 = on.weightSquare();
  const bool inverted =
      cell.law().slots == 2 || (on.layer.signedInput && cell.signedInput == SignedInput::TwoSlots);
  const InputMoments inputs = on.met(cell);
  const double even = inverted ? 0 : square(r[1] * w2) * (inputs.squareOfSum + 2 * inputs.sumSquares);
  return square(r[0] - 1 + 3 * r[2] * w2) * on.inputs.meanSquareOutput + even +
         6 * square(r[2]) * w2 * w2 * w2 * inputs.sumSquares;
}

// k is the number of slots in which that light meets an upright or inverted weight. What stands at rest only
// a calibration knows.
double residueSquare(const LayerOnCell& on, const CellHardware& cell) {
  if (cell.axonResidue == 0 || !cell.law().weightsOnPhases) return 0;
  const double slots = on.layer.slots, atRest = std::sqrt(std::max(0.0, cell.weightQuadrature[0]));
  const double ofWeights = slots * (atRest - std::sqrt(besideWeights(on, cell)));
  const double copies = on.rails() == 2 ? 0 : cell.slotsPerSymbol(on.layer.signedInput);
  const double perDeficit = atRest - ofWeights / slots,
               mean = copies * (ofWeights - (cell.offsetCalibrated ? 0 : slots * atRest));
  double sum = square(perDeficit) * on.inputs.squareOfDeficits + square(mean);
  if (on.rails() != 2) sum += 2 * perDeficit * mean * on.inputs.sumDeficits;
  return square(cell.axonResidue) * sum;
}

double staticPhaseVariance(const LayerOnCell& on, const CellHardware& cell) {
  // Of the light at x = 0 what the weights as they are asked for would bring is taken off.
  const double floor = on.layer.signedInput ? 0 : square(cell.axonFloor) * on.layer.slots * on.weightSquare();
  return on.overLinks(cell, [&](std::size_t i) {
    const double lost = cell.gain[i] == 0 ? 1 : 0;
    const double gainError = (1 - lost) * std::cos(cell.phase[i]) - 1;
    const double leak = (1 - lost) * std::sin(cell.phase[i]);
    return square(gainError) * (on.inputs.meanSquareOutput + floor) +
           square(leak) * squaresOfCommonError(on, cell);
  });
}

ElectronSpread electronSpread(const LayerOnCell& on, double inverseSignal, double rails) {
  if (inverseSignal == 0) return {};
  const double variance = std::max(0.0, on.inputs.meanSquareOutput - square(on.inputs.meanOutput));
  return {on.inputs.meanOutput / inverseSignal / rails,
          std::sqrt(variance / rails) / std::fabs(inverseSignal)};
}

}  // namespace lightloom::imperfections
