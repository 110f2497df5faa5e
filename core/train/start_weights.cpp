#include "train/start_weights.h"

#include <algorithm>
#include <cmath>

#include "learn/forward_pass.h"

namespace lightloom::train {
namespace {

std::optional<Message> layerProblem(const WeightMatrix& matrix, std::size_t layer, std::size_t neurons,
                                    std::size_t slots, bool phases) {
  const auto number = static_cast<std::int64_t>(layer + 1);
  if (matrix.rows != neurons || matrix.columns != slots)
    return Message{
        "run.start-sizes",
        LL_TEXT("Layer %1 of the run has %2 neurons of %3 inputs (bias included), and layer %1 of the "
                "design has %4 of %5. Set network.hidden, network.bias and the data set as in the run."),
        {number, static_cast<std::int64_t>(matrix.rows), static_cast<std::int64_t>(matrix.columns),
         static_cast<std::int64_t>(neurons), static_cast<std::int64_t>(slots)}};
  if ((matrix.phasePerInput != 0) != phases)
    return Message{
        "run.start-encoding",
        phases ? LL_TEXT("Layer %1 of the run has amplitudes for weights, and the encoding of the design "
                         "writes phases. Choose the encoding of the run.")
               : LL_TEXT("Layer %1 of the run has phases for weights, and the encoding of the design "
                         "writes amplitudes. Choose the encoding of the run."),
        {number}};
  if (!std::all_of(matrix.data.begin(), matrix.data.end(), [](float w) { return std::isfinite(w); }))
    return Message{
        "run.start-not-finite",
        LL_TEXT("Layer %1 of the run has weights that are no numbers: its training has diverged. Choose "
                "another run."),
        {number}};
  return std::nullopt;
}

}  // namespace

Result<std::shared_ptr<const Network>> startNetwork(const std::vector<WeightMatrix>& weights,
                                                    const TrainerSettings& settings, const Dataset& data,
                                                    const Hardware& hardware) {
  if (weights.empty()) return std::shared_ptr<const Network>();
  const std::size_t layers = settings.hidden.size() + 1;
  if (weights.size() != layers)
    return Message{
        "run.start-layers",
        LL_TEXT("The run has %1 layers of weights, and the design has %2. Set network.hidden as in the run."),
        {static_cast<std::int64_t>(weights.size()), static_cast<std::int64_t>(layers)}};
  auto out = std::make_shared<Network>();
  auto inputs = static_cast<std::size_t>(data.features);
  for (std::size_t l = 0; l < layers; ++l) {
    const WeightMatrix& matrix = weights[l];
    const auto neurons = static_cast<std::size_t>(l + 1 < layers ? settings.hidden[l] : data.outputs());
    const auto cell = static_cast<std::size_t>(cellOfLayer(settings, hardware, l));
    const std::size_t slots = inputs + (settings.bias ? 1 : 0);
    if (const std::optional<Message> problem =
            layerProblem(matrix, l, neurons, slots, hardware.cells[cell].law().sumsSines))
      return *problem;
    Layer& layer = out->layers.emplace_back();
    layer.neurons = static_cast<int>(neurons);
    layer.inputs = static_cast<int>(inputs);
    layer.slots = static_cast<int>(slots);
    layer.weights.resize(matrix.data.size());
    for (std::size_t r = 0; r < matrix.rows; ++r)
      for (std::size_t c = 0; c < matrix.columns; ++c)
        layer.weights[c * matrix.rows + r] = matrix.data[r * matrix.columns + c];
    inputs = neurons;
  }
  return std::shared_ptr<const Network>(std::move(out));
}

std::vector<WeightMatrix> startWeightsOf(const RunFile& run) {
  std::vector<WeightMatrix> out;
  for (const WeightMatrix& matrix : run.weights) {
    WeightMatrix& start = out.emplace_back();
    start.rows = matrix.rows;
    start.columns = matrix.columns;
    start.data = matrix.data;
    start.phasePerInput = matrix.phasePerInput;
  }
  return out;
}

}  // namespace lightloom::train
