#include "learn/internal/backward_pass.h"

#include "base/area.h"
#include "base/check.h"
#include "kernels/kernel_table.h"

namespace lightloom::learn {
namespace {

constexpr double kRunningShare = 0.01;

ProductEngine makeEngine(const CellHardware& cell, bool onHardware, const ProductShape& shape, Drive drive) {
  if (onHardware) return ProductEngine(cell, shape, drive);
  return ProductEngine(idealCell(cell.synapses, cell.axons), shape, drive);
}

float largestOr1(const std::vector<float>& values, std::size_t count) {
  const float largest = kernels().largestMagnitude(count, values.data());
  return largest > 0 ? largest : 1.0f;
}

}  // namespace

double nextFullScale(double fullScale, double rmsElectrons) {
  const double wanted = kFullScaleSigmas * rmsElectrons;
  return fullScale > 0 ? fullScale + kRunningShare * (wanted - fullScale) : wanted;
}

BackwardPass::BackwardPass(const Network& network, const TrainerSettings& settings, const Hardware& hardware,
                           int largestBatch) {
  const bool errorsOnHardware = settings.hardware != HardwareUse::Forward;
  const bool gradientsOnHardware = settings.hardware == HardwareUse::All;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const CellHardware& cell = hardware.cells[static_cast<std::size_t>(cellOfLayer(settings, hardware, l))];
    LayerErrors errors{std::nullopt,
                       makeEngine(cell, gradientsOnHardware, {layer.neurons, largestBatch, layer.slots},
                                  layer.signedInput ? Drive::Signed : Drive::Unsigned),
                       std::nullopt,
                       std::vector<float>(area(layer.neurons, largestBatch)),
                       std::vector<float>(layer.weights.size()),
                       {},
                       {}};
    if (cell.law().sumsSines) {
      LL_CHECK(settings.hardware == HardwareUse::Forward);
      errors.phases.emplace(layer, cell.axonLimit, largestBatch);
    }
    if (l > 0)
      errors.toInputs =
          makeEngine(cell, errorsOnHardware, {layer.inputs, layer.neurons, largestBatch}, Drive::Signed);
    m_layers.push_back(std::move(errors));
  }
}

void BackwardPass::gradientOf(const Network& network, const ForwardPass& forward, std::size_t l,
                              double fullScale, const NoiseDraw& draw) {
  const Layer& layer = network.layers[l];
  LayerErrors& errors = m_layers[l];
  const int samples = forward.samples();
  if (errors.phases)
    return errors.phases->toWeights(layer, forward.layer(l).drive.data(), errors.error.data(), samples,
                                    errors.gradient.data());
  ProductEngine& engine = errors.toWeights;
  const float scale =
      engine.exact() ? 1.0f : largestOr1(errors.error, area(layer.neurons, samples)) / engine.weightLimit();
  engine.setWeights({errors.error.data(), layer.neurons, samples, false}, 1.0f / scale);
  ReadOut readOut;
  readOut.key = layerKey(draw, l);
  readOut.adcFullScale = fullScale;
  readOut.outputFactor = scale * static_cast<float>(layer.activationScale);
  errors.gradientReadOut = engine.multiply({forward.layer(l).drive.data(), layer.slots, samples, true},
                                           readOut, errors.gradient.data());
}

void BackwardPass::propagate(const Network& network, const ForwardPass& forward, std::size_t l,
                             double fullScale, const NoiseDraw& draw) {
  const Layer& layer = network.layers[l];
  LayerErrors& errors = m_layers[l];
  const LayerRun& run = forward.layer(l);
  const int samples = forward.samples();
  float* const below = m_layers[l - 1].error.data();
  if (errors.phases)
    errors.phases->toInputs(layer, errors.error.data(), samples, below);
  else
    multiplyBack(layer, run, samples, fullScale, layerKey(draw, l), errors, below);
  ActivationBackPass pass;
  pass.kind = network.activation;
  pass.gain = static_cast<float>(network.gain);
  pass.rows = layer.inputs;
  pass.columns = samples;
  pass.z = forward.layer(l - 1).preActivation.data();
  pass.x = run.drive.data();
  pass.xStride = layer.slots;
  pass.low = layer.signedInput ? -1.0f : 0.0f;
  pass.d = below;
  kernels().activateBack(&pass);
}

// dX = Wᵀ·dZ.
void BackwardPass::multiplyBack(const Layer& layer, const LayerRun& run, int samples, double fullScale,
                                const RandomKey& key, LayerErrors& errors, float* below) {
  ProductEngine& engine = *errors.toInputs;
  const float errorScale = engine.exact() ? 1.0f : largestOr1(errors.error, area(layer.neurons, samples));
  const float weightScale = engine.exact() ? 1.0f : static_cast<float>(run.weightScale);
  engine.setWeights({layer.weights.data(), layer.neurons, layer.inputs, true}, 1.0f / weightScale);
  ReadOut readOut;
  readOut.key = key;
  readOut.adcFullScale = fullScale;
  readOut.inputFactor = 1.0f / errorScale;
  readOut.outputFactor = weightScale * errorScale;
  errors.errorReadOut = engine.multiply({errors.error.data(), layer.neurons, samples, false}, readOut, below);
}

void BackwardPass::run(const Network& network, const ForwardPass& forward,
                       const std::vector<BackwardScales>& scales, std::uint64_t noiseSeed, std::uint64_t step,
                       std::uint32_t shard) {
  for (std::size_t l = m_layers.size(); l-- > 0;) {
    gradientOf(network, forward, l, scales[l].gradient, {noiseSeed, Stream::GradientNoise, step, shard});
    if (l > 0)
      propagate(network, forward, l, scales[l].errors, {noiseSeed, Stream::BackwardNoise, step, shard});
  }
}

}  // namespace lightloom::learn
