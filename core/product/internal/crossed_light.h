#pragma once

#include <cstddef>
#include <vector>

#include "product/internal/product_plan.h"
#include "rooms.h"

namespace lightloom::product {

/// The links of a cell that fall on each other's pixels, spread over the outputs of a product: light of
/// neuron m′ and sample b′ on the pixels of m and b, which run in the same pass.
class CrossedLight {
 public:
  /// One other link: channels of the pixels and of the light.
  struct Entry {
    int synapse, axon;
    int otherSynapse, otherAxon;
    float inPhase, quadrature;  ///< gain of the pixels and damping by phase noise included
  };

  CrossedLight() = default;
  CrossedLight(const CellHardware& cell, const ProductPlan& plan, const ProductShape& largest);

  /// The light of others on all outputs (neurons × samples), from products and, where there are any, products
  /// in quadrature. Valid until the next call.
  const float* mix(const float* products, const float* quadrature, int samples);

  /// Calls visit(entry, m, m′) for every pair of neurons of a pass.
  template <typename Visit>
  void forEachNeuron(const Visit& visit) const {
    for (const Entry& entry : m_entries)
      for (int first = 0; first < m_plan.neurons; first += m_synapses) {
        const int m = first + entry.synapse, other = first + entry.otherSynapse;
        if (m < m_plan.neurons && other < m_plan.neurons) visit(entry, m, other);
      }
  }
  /// Calls visit(b, b′) for every pair of samples of a pass that an entry joins.
  template <typename Visit>
  void forEachSample(const Entry& entry, int samples, const Visit& visit) const {
    for (int first = 0; first < samples; first += m_axons) {
      const int b = first + entry.axon, other = first + entry.otherAxon;
      if (b < samples && other < samples) visit(b, other);
    }
  }
  /// Calls visit(entry, m′, b′) for every link whose light falls on the output of neuron m and sample b.
  template <typename Visit>
  void forEachOther(int m, int b, int samples, const Visit& visit) const {
    for (const Entry& entry : m_entries) {
      if (entry.synapse != m % m_synapses || entry.axon != b % m_axons) continue;
      const int other = m - entry.synapse + entry.otherSynapse, sample = b - entry.axon + entry.otherAxon;
      if (other < m_plan.neurons && sample < samples) visit(entry, other, sample);
    }
  }

 private:
  ProductPlan m_plan;
  int m_synapses = 1, m_axons = 1;  ///< of the cell
  std::vector<Entry> m_entries;
  std::vector<float> m_sum;
};

}  // namespace lightloom::product
