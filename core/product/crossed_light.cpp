#include "product/internal/crossed_light.h"

#include <algorithm>
#include <cmath>

#include "base/area.h"

namespace lightloom::product {

CrossedLight::CrossedLight(const CellHardware& cell, const ProductPlan& plan, const ProductShape& largest)
    : m_plan(plan), m_synapses(cell.synapses), m_axons(cell.axons) {
  if (!plan.crosses) return;
  const double variance = cell.weightPhaseSigma * cell.weightPhaseSigma +
                          cell.axonPhaseSigma * cell.axonPhaseSigma +
                          cell.leaderPhaseSigma * cell.leaderPhaseSigma;
  for (const CrossedLink& other : cell.crossed) {
    const double gain = static_cast<double>(cell.gain[static_cast<std::size_t>(other.link)]);
    const float size = static_cast<float>(gain * std::exp(-variance / 2));
    m_entries.push_back({other.link / cell.axons, other.link % cell.axons, other.synapse, other.axon,
                         size * other.inPhase, size * other.quadrature});
  }
  m_sum.resize(area(largest.neurons, largest.samples));
}

const float* CrossedLight::mix(const float* products, const float* quadrature, int samples) {
  const int neurons = m_plan.neurons;
  std::fill_n(m_sum.begin(), area(neurons, samples), 0.0f);
  forEachNeuron([&](const Entry& entry, int m, int otherNeuron) {
    forEachSample(entry, samples, [&](int b, int otherSample) {
      const std::size_t from = area(neurons, otherSample) + static_cast<std::size_t>(otherNeuron);
      float& to = m_sum[area(neurons, b) + static_cast<std::size_t>(m)];
      to += entry.inPhase * products[from];
      if (quadrature) to += entry.quadrature * quadrature[from];
    });
  });
  return m_sum.data();
}

}  // namespace lightloom::product
