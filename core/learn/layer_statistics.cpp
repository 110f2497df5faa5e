#include "learn/layer_statistics.h"

#include <cmath>

#include "learn/forward_pass.h"

namespace lightloom::learn {

std::vector<LayerStatistics> layerStatistics(const Network& network, const TrainerSettings& settings,
                                             const Hardware& hardware) {
  std::vector<LayerStatistics> all;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const int cell = cellOfLayer(settings, hardware, l);
    const CellHardware& hardwareOfLayer = hardware.cells[static_cast<std::size_t>(cell)];
    const bool phases = hardwareOfLayer.law().sumsSines;
    const double largest = static_cast<double>(weightMaximum(layer));
    LayerStatistics one;
    one.cell = cell;
    one.slots = layer.slots;
    one.neurons = layer.neurons;
    one.signedInput = layer.signedInput;
    one.activationScale = layer.activationScale;
    one.weightScale = largest > 0 && !phases ? largest / hardwareOfLayer.weightLimit : 1.0;
    one.weightRms = weightRms(layer) / one.weightScale;
    one.weightFourth = weightFourth(layer) / std::pow(one.weightScale, 4);
    one.adcFullScale = layer.adcFullScale;
    all.push_back(one);
  }
  return all;
}

}  // namespace lightloom::learn
