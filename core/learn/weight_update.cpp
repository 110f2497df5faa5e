#include "learn/internal/weight_update.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/kernel_table.h"

namespace lightloom::learn {
namespace {

constexpr double kBeta2 = 0.999;
constexpr float kEpsilon = 1e-8f;

}  // namespace

WeightUpdate::WeightUpdate(const TrainerSettings& settings, const Network& network)
    : m_optimiser(settings.optimiser),
      m_rate(static_cast<float>(settings.learningRate)),
      m_momentum(static_cast<float>(settings.momentum)),
      m_decay(static_cast<float>(settings.weightDecay)),
      m_clip(settings.weightClip),
      m_beta1(settings.momentum),
      m_power1(settings.momentum),
      m_power2(kBeta2),
      m_limits(network.layers.size(), std::numeric_limits<double>::infinity()),
      m_squares(network.layers.size()) {
  for (const Layer& layer : network.layers) {
    m_first.emplace_back(layer.weights.size(), 0.0f);
    m_second.emplace_back(m_optimiser == Optimiser::Adam ? layer.weights.size() : 0, 0.0f);
  }
}

// Returns Σ W² after the update.
double WeightUpdate::descend(std::size_t l, const std::vector<float>& gradient, float limit, Layer& layer) {
  if (m_optimiser == Optimiser::Sgd) {
    SgdPass pass{layer.weights.size(),
                 layer.weights.data(),
                 m_first[l].data(),
                 gradient.data(),
                 m_rate,
                 m_momentum,
                 m_decay,
                 limit,
                 0};
    kernels().sgd(&pass);
    return pass.sumSquares;
  }
  AdamPass pass;
  pass.count = layer.weights.size();
  pass.weights = layer.weights.data();
  pass.first = m_first[l].data();
  pass.second = m_second[l].data();
  pass.gradient = gradient.data();
  pass.learningRate = m_rate;
  pass.beta1 = m_momentum;
  pass.beta2 = static_cast<float>(kBeta2);
  pass.inverseCorrection1 = static_cast<float>(1 / (1 - m_power1));
  pass.inverseCorrection2 = static_cast<float>(1 / (1 - m_power2));
  pass.epsilon = kEpsilon;
  pass.decay = m_decay;
  pass.limit = limit;
  kernels().adam(&pass);
  return pass.sumSquares;
}

void WeightUpdate::setLimit(std::size_t l, double limit) {
  m_limits[l] = limit;
  m_squares[l].reset();
}

void WeightUpdate::apply(std::size_t l, const std::vector<float>& gradient, Layer& layer) {
  std::optional<double>& squares = m_squares[l];
  if (!squares) squares = kernels().sumSquares(layer.weights.size(), layer.weights.data());
  const double rms = std::sqrt(*squares / static_cast<double>(layer.weights.size()));
  squares = descend(l, gradient, static_cast<float>(std::min(m_clip * rms, m_limits[l])), layer);
}

void WeightUpdate::endStep() {
  m_power1 *= m_beta1;
  m_power2 *= kBeta2;
}

void WeightUpdate::save(TrainerState& state) const {
  for (std::size_t l = 0; l < state.layers.size(); ++l) {
    state.layers[l].first = m_first[l];
    state.layers[l].second = m_second[l];
    state.layers[l].weightSquares = m_squares[l];
  }
  state.power1 = m_power1;
  state.power2 = m_power2;
}

void WeightUpdate::resume(const TrainerState& state) {
  for (std::size_t l = 0; l < state.layers.size(); ++l) {
    m_first[l] = state.layers[l].first;
    m_second[l] = state.layers[l].second;
    m_squares[l] = state.layers[l].weightSquares;
  }
  m_power1 = state.power1;
  m_power2 = state.power2;
}

}  // namespace lightloom::learn
