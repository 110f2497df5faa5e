#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "all_rooms.h"
#include "base/random.h"
#include "product/hardware.h"

namespace lightloom::testing {

/// A cell with shot noise of n electrons per slot in each beam, visibility γ at an even split.
inline CellHardware shotCell(int synapses, int axons, double electrons, double visibility,
                             Encoding encoding = Encoding::AmplitudePhase) {
  CellHardware cell = idealCell(synapses, axons, encoding);
  for (float& n : cell.electronsAxon) n = static_cast<float>(electrons);
  for (float& n : cell.electronsSynapse) n = static_cast<float>(electrons);
  for (float& inverse : cell.inverseSignal) inverse = static_cast<float>(1 / (2 * visibility * electrons));
  cell.shotScale = 1;
  return cell;
}

/// Bench A of model.md 6: 10 GS/s, 25 axons × 25 synapses, two capacitors of 1 pF.
inline CellHardware benchA() {
  CellHardware cell = shotCell(25, 25, 3913, 0.9);
  cell.id = "combiner";
  cell.symbolRateHz = 10e9;
  cell.weightLimit = 0.45;
  cell.readVariance = 2 * 1.380649e-23 * 300 * 1e-12 / std::pow(1.602176634e-19, 2);
  cell.weightPhaseSigma = cell.axonPhaseSigma = 0.018;
  cell.weightPhaseCorrelation = cell.axonPhaseCorrelation = 0.02;
  cell.weightTaps = {0.911f, 0.088f, 0.001f};
  cell.weightBits = cell.axonBits = 8;
  cell.adcBits = 6;
  return cell;
}

/// Values drawn evenly from low … high, the same for the same seed.
inline std::vector<float> uniform(std::size_t count, double low, double high, std::uint64_t seed) {
  KeyedRandom random({seed, Stream::DataGenerate, 0, 0, 0});
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(low + (high - low) * random.uniform());
  return values;
}

inline std::vector<double> widen(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

}  // namespace lightloom::testing
