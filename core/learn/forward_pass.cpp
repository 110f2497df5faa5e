#include "learn/forward_pass.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/area.h"
#include "base/check.h"
#include "kernels/kernel_table.h"

namespace lightloom::learn {
namespace {

LayerRun makeRun(const Layer& layer, const CellHardware& cell, int batch) {
  const Drive drive = layer.signedInput ? Drive::Signed : Drive::Unsigned;
  LayerRun run{ProductEngine(cell, {layer.neurons, layer.slots, batch}, drive),
               cell.law().sumsSines,
               cell.phasePerInput(layer.signedInput),
               {},
               {},
               1,
               0,
               {}};
  run.drive.assign(area(layer.slots, batch), 1.0f);
  run.preActivation.resize(area(layer.neurons, batch));
  return run;
}

}  // namespace

RandomKey layerKey(const NoiseDraw& draw, std::size_t layer) {
  return {draw.seed, draw.stream, draw.step, draw.shard, static_cast<std::uint32_t>(layer)};
}

double inputRms(const Layer& layer, double inputSquares, int samples) {
  return std::sqrt(inputSquares / static_cast<double>(area(layer.inputs, samples)));
}

int cellOfLayer(const TrainerSettings& settings, const Hardware& hardware, std::size_t layer) {
  const int count = static_cast<int>(hardware.cells.size());
  LL_CHECK(count >= 1);
  if (settings.cells.empty()) return static_cast<int>(layer) % count;
  LL_CHECK(layer < settings.cells.size() && settings.cells[layer] >= 0 && settings.cells[layer] < count);
  return settings.cells[layer];
}

ForwardPass::ForwardPass(const Network& network, const TrainerSettings& settings, const Hardware& hardware,
                         int largestBatch) {
  LL_CHECK(largestBatch >= 1 && !hardware.cannotCompute);
  m_layers.reserve(network.layers.size());
  m_onCell.resize(hardware.cells.size());
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const std::size_t cell = static_cast<std::size_t>(cellOfLayer(settings, hardware, l));
    m_layers.push_back(makeRun(network.layers[l], hardware.cells[cell], largestBatch));
    if (m_layers.back().engine.heats()) m_onCell[cell].push_back(&m_layers.back().engine);
  }
}

void ForwardPass::loadWeights(const Network& network) {
  for (std::size_t l = 0; l < m_layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    LayerRun& run = m_layers[l];
    // An exact cell takes weights of any size as they are, a product of phases has no scale.
    const double largest = run.engine.exact() || run.phases ? 0 : static_cast<double>(weightMaximum(layer));
    run.weightScale = largest > 0 ? largest / static_cast<double>(run.engine.weightLimit()) : 1.0;
    run.engine.setWeights({layer.weights.data(), layer.neurons, layer.slots, false},
                          static_cast<float>(1 / run.weightScale));
  }
  for (const std::vector<ProductEngine*>& engines : m_onCell)
    if (!engines.empty()) ProductEngine::heatInTurn(engines);
}

void ForwardPass::start(const Network& network, const Dataset& data, const std::uint32_t* index, int count) {
  LL_CHECK(network.layers[0].inputs == data.features);
  m_samples = count;
  gatherInputs(data, index, count, m_layers[0].drive.data(), network.layers[0].slots);
}

ReadOut ForwardPass::readOutOf(const Network& network, std::size_t l, double fullScale,
                               const NoiseDraw& draw) const {
  const Layer& layer = network.layers[l];
  const LayerRun& run = m_layers[l];
  ReadOut readOut;
  readOut.key = layerKey(draw, l);
  readOut.adcFullScale = fullScale;
  readOut.outputFactor = run.phases ? 1.0f : static_cast<float>(run.weightScale * layer.activationScale);
  if (run.engine.besideRows() == layer.besideMeans.size() && !layer.besideMeans.empty())
    readOut.besideMeans = layer.besideMeans.data();
  return readOut;
}

void ForwardPass::product(const Network& network, std::size_t l, double fullScale, const NoiseDraw& draw) {
  LayerRun& run = m_layers[l];
  run.readOut = run.engine.multiply({run.drive.data(), network.layers[l].slots, m_samples, false},
                                    readOutOf(network, l, fullScale, draw), run.preActivation.data());
}

void ForwardPass::activate(const Network& network, std::size_t l) {
  const Layer& layer = network.layers[l];
  LayerRun& run = m_layers[l];
  ActivationPass pass;
  pass.kind = network.activation;
  pass.gain = static_cast<float>(network.gain);
  pass.rows = layer.inputs;
  pass.columns = m_samples;
  pass.z = m_layers[l - 1].preActivation.data();
  pass.inverseScale = static_cast<float>(1 / layer.activationScale);
  pass.low = layer.signedInput ? -1.0f : 0.0f;
  pass.x = run.drive.data();
  pass.xStride = layer.slots;
  kernels().activate(&pass);
  run.inputSquares = pass.sumSquares;
}

void ForwardPass::run(const Network& network, const Dataset& data, const std::uint32_t* index, int count,
                      const NoiseDraw& draw, const BeforeProduct* before) {
  start(network, data, index, count);
  for (std::size_t l = 0; l < m_layers.size(); ++l) {
    if (l > 0) activate(network, l);
    if (before) (*before)(l);
    product(network, l, network.layers[l].adcFullScale, draw);
  }
}

WatchedProduct ForwardPass::watch(const Network& network, const Dataset& data, const std::uint32_t* index,
                                  int count, const NoiseDraw& draw, const WatchedPlace& place) {
  start(network, data, index, count);
  for (std::size_t l = 0; l < place.layer; ++l) {
    product(network, l, network.layers[l].adcFullScale, draw);
    activate(network, l + 1);
  }
  const Layer& layer = network.layers[place.layer];
  LayerRun& run = m_layers[place.layer];
  const ReadOut readOut = readOutOf(network, place.layer, layer.adcFullScale, draw);
  WatchedProduct out;
  out.output = run.engine.watch({run.drive.data(), layer.slots, m_samples, false}, readOut, place.neuron,
                                place.sample, run.preActivation.data());
  out.scale = static_cast<double>(readOut.outputFactor);
  out.phasePerInput = run.phasePerInput;
  const auto first =
      run.preActivation.begin() + static_cast<std::ptrdiff_t>(area(layer.neurons, place.sample));
  out.outputs.assign(first, first + layer.neurons);
  out.sample = place.sample;
  out.samples = m_samples;
  const double limit = run.engine.exact() ? std::numeric_limits<double>::infinity()
                                          : static_cast<double>(run.engine.weightLimit());
  std::vector<WatchedSlot>& slots = out.output.slots;
  const std::size_t symbols = static_cast<std::size_t>(layer.slots);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const std::size_t j = i % symbols;
    const double x = static_cast<double>(run.drive[area(layer.slots, place.sample) + j]);
    const float weight =
        layer.weights[area(layer.neurons, static_cast<int>(j)) + static_cast<std::size_t>(place.neuron)];
    const double w = std::clamp(static_cast<double>(weight) / run.weightScale, -limit, limit);
    // Of a symbol in two slots x⁺ comes first, and x⁻ with the inverted weight.
    const bool halves = slots.size() > symbols, second = i >= symbols;
    slots[i].x = !halves ? x : std::max(0.0, second ? -x : x);
    slots[i].w = second ? -w : w;
  }
  return out;
}

void ForwardPass::calibrate(Network& network, double activationScale, bool activations, const Dataset& data,
                            const std::uint32_t* index, int count, const NoiseDraw& draw) {
  start(network, data, index, count);
  for (std::size_t l = 0; l < m_layers.size(); ++l) {
    Layer& layer = network.layers[l];
    if (l > 0) activate(network, l);
    if (l > 0 && activations && m_layers[l].inputSquares > 0) {
      layer.activationScale = activationScale * inputRms(layer, m_layers[l].inputSquares, m_samples);
      activate(network, l);
    }
    layer.besideMeans.clear();
    product(network, l, 0, draw);
    const std::span<const float> means = m_layers[l].engine.besideMeans();
    layer.besideMeans.assign(means.begin(), means.end());
    layer.adcFullScale = kFullScaleSigmas * m_layers[l].readOut.rmsElectrons();
  }
}

}  // namespace lightloom::learn
