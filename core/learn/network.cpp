#include "learn/network.h"

#include <bit>
#include <cmath>
#include <cstdio>

#include "base/check.h"
#include "base/random.h"

namespace lightloom::learn {
namespace {

double initialBound(Activation activation, double gain, int inputs, int neurons) {
  const double variance = activation == Activation::Relu ? 2.0 / inputs : 2.0 / (inputs + neurons);
  return std::sqrt(3 * variance) / gain;
}

Layer makeLayer(int inputs, int neurons, bool bias, double bound, const RandomKey& key) {
  Layer layer;
  layer.inputs = inputs;
  layer.neurons = neurons;
  layer.slots = inputs + (bias ? 1 : 0);
  layer.weights.resize(static_cast<std::size_t>(neurons) * static_cast<std::size_t>(layer.slots));
  KeyedRandom random(key);
  const std::size_t drawn = static_cast<std::size_t>(neurons) * static_cast<std::size_t>(inputs);
  for (std::size_t i = 0; i < drawn; ++i)
    layer.weights[i] = static_cast<float>(bound * (2 * random.uniform() - 1));
  return layer;
}

}  // namespace

bool isSigned(Activation activation) {
  return activation != Activation::Relu && activation != Activation::Square;
}

Network makeNetwork(const std::vector<int>& widths, Activation activation, double gain, bool bias,
                    std::uint64_t seed) {
  LL_CHECK(widths.size() >= 2 && gain > 0);
  Network network;
  network.activation = activation;
  network.gain = gain;
  network.bias = bias;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    LL_CHECK(widths[l] >= 1 && widths[l + 1] >= 1);
    const bool last = l + 2 == widths.size();
    const double bound = initialBound(activation, last ? 1.0 : gain, widths[l], widths[l + 1]);
    const RandomKey key{seed, Stream::WeightInit, 0, 0, static_cast<std::uint32_t>(l)};
    network.layers.push_back(makeLayer(widths[l], widths[l + 1], bias, bound, key));
    network.layers.back().signedInput = l > 0 && isSigned(activation);
  }
  return network;
}

std::uint64_t weightsHash(const Network& network) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const Layer& layer : network.layers)
    for (const float weight : layer.weights) {
      hash = (hash ^ std::bit_cast<std::uint32_t>(weight)) * 0x9E3779B97F4A7C15ULL;
      hash ^= hash >> 32;
    }
  return hash;
}

std::string hashText(std::uint64_t hash) {
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

double weightRms(const Layer& layer) {
  return std::sqrt(kernels().sumSquares(layer.weights.size(), layer.weights.data()) /
                   static_cast<double>(layer.weights.size()));
}

float weightMaximum(const Layer& layer) {
  return kernels().largestMagnitude(layer.weights.size(), layer.weights.data());
}

double weightFourth(const Layer& layer) {
  double sum = 0;
  for (const float weight : layer.weights) {
    const double square = static_cast<double>(weight) * static_cast<double>(weight);
    sum += square * square;
  }
  return layer.weights.empty() ? 0 : sum / static_cast<double>(layer.weights.size());
}

}  // namespace lightloom::learn
