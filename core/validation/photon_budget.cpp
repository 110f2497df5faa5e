#include "validation/internal/photon_budget.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "validation/internal/reference_product.h"

namespace lightloom::validation {
namespace {

double squares(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value) * static_cast<double>(value);
  return sum;
}

std::vector<double> widened(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

}  // namespace

CellHardware shotNoiseCell(int synapses, int axons, Encoding encoding, double electronsAxon,
                           double electronsSynapse) {
  CellHardware cell = idealCell(synapses, axons, encoding);
  std::fill(cell.electronsAxon.begin(), cell.electronsAxon.end(), static_cast<float>(electronsAxon));
  std::fill(cell.electronsSynapse.begin(), cell.electronsSynapse.end(), static_cast<float>(electronsSynapse));
  std::fill(cell.inverseSignal.begin(), cell.inverseSignal.end(),
            static_cast<float>(1 / (2 * std::sqrt(electronsAxon * electronsSynapse))));
  cell.shotScale = 1;
  return cell;
}

std::vector<float> evenNumbers(std::size_t count, double low, double high, std::uint64_t seed) {
  KeyedRandom random({seed, Stream::DataGenerate, 0, 0, 0});
  std::vector<float> out(count);
  for (float& value : out) value = static_cast<float>(low + (high - low) * random.uniform());
  return out;
}

PhotonBudget drawPhotonBudget(const Laws& laws, double photons, int matrices, int drawsEach,
                              std::uint64_t firstSeed) {
  const ProductShape shape{20, 100, 1};
  const std::size_t outputs = 20;
  double signal = 0, noise = 0, limit = 0;
  for (int matrix = 0; matrix < matrices; ++matrix) {
    const std::uint64_t seed = firstSeed + 2 * static_cast<std::uint64_t>(matrix);
    const std::vector<float> w = evenNumbers(2000, -1, 1, seed), x = evenNumbers(100, 0, 1, seed + 1);
    const double light = 1000 * photons;  // of either beam, all slots and outputs
    const CellHardware cell =
        shotNoiseCell(20, 1, Encoding::AmplitudeAmplitude, light / (20 * squares(x)), light / squares(w));
    ProductEngine engine = laws.engine(cell, shape, Drive::Unsigned);
    engine.setWeights({w.data(), shape.neurons, shape.slots, false}, 1.0f);
    const std::vector<double> exact = exactProduct(shape, widened(w), widened(x));
    std::vector<float> y(outputs);
    for (int draw = 0; draw < drawsEach; ++draw) {
      ReadOut readOut;
      readOut.key = {seed, Stream::ForwardNoise, static_cast<std::uint64_t>(draw), 0, 0};
      engine.multiply({x.data(), shape.slots, shape.samples, false}, readOut, y.data());
      for (std::size_t i = 0; i < outputs; ++i) noise += std::pow(static_cast<double>(y[i]) - exact[i], 2);
    }
    for (const double value : exact) signal += value * value * drawsEach;
    limit += squares(w) * squares(x) / (2000 * photons) * 20 * drawsEach;
  }
  return {signal / noise, std::sqrt(noise / limit)};
}

}  // namespace lightloom::validation
