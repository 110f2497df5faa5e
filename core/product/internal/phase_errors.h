#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "product/internal/product_plan.h"
#include "rooms.h"

namespace lightloom::product {

/// The independent streams of normals that one product draws, mixed into its key.
enum class NoiseStream : std::uint64_t { ReadOut = 1, Axon = 2, Synapse = 3, Leader = 4 };

/// State of the normals of one stream.
std::uint64_t noiseState(const RandomKey& key, NoiseStream stream);

/// The inputs of one product as phase errors meet them.
struct PhaseErrorInputs {
  int slots = 0;
  int samples = 0;
  const float* x = nullptr;              ///< slots × samples
  const float* magnitudes = nullptr;     ///< of x, where signed x goes in two slots
  const float* sumX2 = nullptr;          ///< samples
  const float* sumNeighbours = nullptr;  ///< samples: Σ x_j x_{j+1}; read with one correlation ≠ 0 only
};

/// Phase errors of the lasers of one product (model.md 3.6, 4.3), first order: an axon's is common to its
/// pixels, one normal per sample and pass of neurons; a synapse's to the samples of a pass, one vector of
/// correlated normals per neuron and pass, its covariance the Gram matrix of the samples; the leader's is one
/// such vector per pass, the same for all its neurons. Standard deviations are those of sin δφ. All buffers
/// are sized once; drawing allocates nothing.
class PhaseErrors {
 public:
  PhaseErrors() = default;
  /// Sizes all buffers for products of up to so many slots and samples.
  PhaseErrors(const CellHardware& cell, const ProductPlan& plan, const ProductShape& largest);

  void draw(const RandomKey& key, const PhaseErrorInputs& inputs);

  /// plan.passes × samples, the leader's with them; null without any.
  const float* ofAxons() const { return m_axonErrors.empty() ? nullptr : m_axonErrors.data(); }
  /// neurons × samples; null without any.
  const float* ofSynapses() const { return m_synapseErrors.empty() ? nullptr : m_synapseErrors.data(); }

 private:
  struct Lasers;
  void drawAxons(const RandomKey& key, const PhaseErrorInputs& inputs);
  void drawShared(std::uint64_t state, const PhaseErrorInputs& inputs, const Lasers& lasers);
  void correlatePass(const PhaseErrorInputs& inputs, const Lasers& lasers, int first, int count);
  void fillGram(int slots, const float* x, int count, double correlation, float* matrix);

  ProductPlan m_plan;
  double m_axonCorrelation = 0, m_synapseCorrelation = 0, m_leaderCorrelation = 0;
  std::vector<float> m_axonErrors, m_synapseErrors, m_leaderErrors, m_synapseNormals, m_leaderNormals;
  std::vector<float> m_neighbourhood, m_gram, m_otherGram;
};

}  // namespace lightloom::product
