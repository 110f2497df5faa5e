#include "train/internal/training_memory.h"

#include <algorithm>
#include <cmath>

#include "base/memory.h"

namespace lightloom::train {
namespace {

constexpr double kFloat = sizeof(float);

double copiesOfOptimiser(const TrainerSettings& settings) {
  return settings.optimiser == Optimiser::Adam ? 2 : 1;
}

// Copies of a layer's weights, or of as many numbers, that a trainer keeps. A product engine holds the driven
// weights, and once more in quadrature where light has phases.
double copiesOfWeights(const TrainerSettings& settings, double engine) {
  const double optimiser = copiesOfOptimiser(settings);
  const double gradientOnHardware = settings.hardware == HardwareUse::All ? 3 : 0;  // noise of each output
  const double shard = engine + 1 + engine + gradientOnHardware;  // forward, gradient, backward
  const double evaluation = engine;
  return 1 + optimiser + std::max(1, settings.shards) * shard + evaluation;
}

// Of everything that goes with samples: operands and outputs of both passes.
constexpr double kCopiesOfActivations = 6;

std::string listed(const std::vector<int>& widths) {
  std::string out;
  for (int width : widths) {
    if (!out.empty()) out += ',';
    out += std::to_string(width);
  }
  return out;
}

std::vector<int> scaled(const std::vector<int>& widths, double factor) {
  std::vector<int> out;
  for (int width : widths) out.push_back(std::max(1, static_cast<int>(std::floor(width * factor))));
  return out;
}

// The layers of the same proportion that fit; empty where not even one neuron each does.
std::vector<int> widestThatFits(TrainerSettings settings, const Dataset& data, double available) {
  const std::vector<int> asked = settings.hidden;
  const auto fits = [&](double factor) {
    settings.hidden = scaled(asked, factor);
    return trainingBytes(settings, data.features, data.outputs(), static_cast<int>(data.train.size())) <=
           available;
  };
  if (asked.empty() || !fits(0)) return {};
  double low = 0, high = 1;
  for (int i = 0; i < 40; ++i) (fits((low + high) / 2) ? low : high) = (low + high) / 2;
  return scaled(asked, low);
}

}  // namespace

double trainingBytes(const TrainerSettings& settings, int features, int outputs, int samples) {
  double weights = 0, activations = 0, inputs = features;
  const auto addLayer = [&](double neurons) {
    weights += (inputs + 1) * neurons;
    activations += inputs + 1 + 2 * neurons;
    inputs = neurons;
  };
  for (int width : settings.hidden) addLayer(width);
  addLayer(outputs);
  const double batch = std::min(settings.batch, samples);
  // The record, and where run and twin stand.
  const double snapshot = 1 + 2 * (1 + copiesOfOptimiser(settings));
  const double copies = copiesOfWeights(settings, 2) + copiesOfWeights(settings, 1) + snapshot;
  return kFloat * (weights * copies + 2 * kCopiesOfActivations * batch * activations);
}

std::optional<Message> memoryProblem(const TrainerSettings& settings, const Dataset& data, double available) {
  const double bytes =
      trainingBytes(settings, data.features, data.outputs(), static_cast<int>(data.train.size()));
  if (bytes <= available) return std::nullopt;
  const std::vector<int> widest = widestThatFits(settings, data, available);
  if (widest.empty())
    return Message{"run.too-large",
                   LL_TEXT("A training of this network takes %1 of memory, and %2 are free: its inputs and "
                           "outputs alone are too many. Take data with fewer columns, or a smaller batch."),
                   {shownBytes(bytes), shownBytes(available)}};
  return Message{
      "run.too-large",
      LL_TEXT("A training with network.hidden = %1 takes %2 of memory, and %3 are free. The largest "
              "such network that fits has network.hidden = %4."),
      {listed(settings.hidden), shownBytes(bytes), shownBytes(available), listed(widest)}};
}

}  // namespace lightloom::train
