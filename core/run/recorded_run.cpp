#include "run/recorded_run.h"

#include "learn/layer_statistics.h"
#include "report/network_figures.h"
#include "run/experiment.h"

namespace lightloom {
namespace {

Layer layerOf(const WeightMatrix& matrix, bool bias, bool signedInput) {
  Layer layer;
  layer.neurons = static_cast<int>(matrix.rows);
  layer.slots = static_cast<int>(matrix.columns);
  layer.inputs = layer.slots - (bias ? 1 : 0);
  layer.signedInput = signedInput;
  layer.activationScale = matrix.activationScale;
  layer.adcFullScale = matrix.adcFullScale;
  layer.weights.resize(matrix.data.size());
  for (std::size_t r = 0; r < matrix.rows; ++r)
    for (std::size_t c = 0; c < matrix.columns; ++c)
      layer.weights[c * matrix.rows + r] = matrix.data[r * matrix.columns + c];
  return layer;
}

bool fits(const Network& network, const TrainerSettings& settings, const Dataset& data) {
  if (network.layers.size() != settings.hidden.size() + 1) return false;
  int inputs = data.features;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const int neurons = l < settings.hidden.size() ? settings.hidden[l] : data.outputs();
    if (network.layers[l].inputs != inputs || network.layers[l].neurons != neurons) return false;
    inputs = neurons;
  }
  return true;
}

Result<Network> networkOf(const RunFile& run, const TrainerSettings& settings, const Dataset& data) {
  if (run.weights.empty())
    return Message{"run.no-weights",
                   LL_TEXT("error", "The run holds no weights. Train some mini-batches and save it again."),
                   {}};
  Network network;
  network.activation = settings.activation;
  network.gain = settings.gain;
  network.bias = settings.bias;
  for (const WeightMatrix& matrix : run.weights) {
    if (matrix.activationScale <= 0)
      return Message{
          "run.no-scales",
          LL_TEXT("error",
                  "The run was saved by an older program, without the scales of its layers. Replay "
                  "it (lightloom-cli train --replay) and use the run that this writes."),
          {}};
    const bool signedInput = !network.layers.empty() && isSigned(settings.activation);
    network.layers.push_back(layerOf(matrix, settings.bias, signedInput));
  }
  if (!fits(network, settings, data))
    return Message{
        "run.other-weights",
        LL_TEXT("error",
                "The weights of the run do not fit its network and the data set “%1”. Use the data "
                "set that the run was trained on."),
        {data.name}};
  return network;
}

}  // namespace

Design finalDesign(const RunFile& run) {
  Design design = run.first;
  for (const LoggedEdit& entry : run.log) design = apply(design, entry.edit);
  return design;
}

Result<RecordedRun> openRecordedRun(const RunFile& run, const Dataset& data) {
  RecordedRun out;
  out.bench = std::make_shared<const Bench>(compileBench(finalDesign(run)));
  if (out.bench->hardware->cannotCompute) return *out.bench->hardware->cannotCompute;
  const Result<TrainerSettings> settings = trainerSettings(out.bench->design, *out.bench->hardware);
  if (!settings) return settings.error();
  out.settings = settings.value();
  Result<Network> network = networkOf(run, out.settings, data);
  if (!network) return network.error();
  out.network = std::move(network).value();
  const Hardware& hardware = *out.bench->hardware;
  const NetworkOnBench observed = observeNetwork(out.network, out.settings, data, hardware,
                                                 layerStatistics(out.network, out.settings, hardware),
                                                 figureBatch(data, out.settings.batch));
  out.report = makeReport(*out.bench, observed);
  return out;
}

}  // namespace lightloom
