#include "product/internal/phase_errors.h"

#include <algorithm>
#include <cmath>

#include "kernels/kernel_table.h"

namespace lightloom::product {
namespace {

constexpr float kGramRidge = 1e-5f;  // of the mean diagonal; above the rounding of a float Gram matrix

// Variance of Σ x_j δ_j per unit variance of δ: Σ x² + 2ρ Σ x_j x_{j+1}, not below 0.
double normSquared(const PhaseErrorInputs& inputs, int sample, double correlation) {
  const double square = static_cast<double>(inputs.sumX2[sample]);
  if (correlation == 0) return square;
  return std::max(0.0, square + 2 * correlation * static_cast<double>(inputs.sumNeighbours[sample]));
}

}  // namespace

/// Lasers whose errors all samples of a pass share: rows of normals in, rows of errors out.
struct PhaseErrors::Lasers {
  double sine;  // standard deviation of sin δφ
  double correlation;
  int rows;
  float* normals;
  float* errors;
};

std::uint64_t noiseState(const RandomKey& key, NoiseStream stream) {
  return mixKey(key) ^ (static_cast<std::uint64_t>(stream) * 0xD6E8FEB86659FD93ULL);
}

PhaseErrors::PhaseErrors(const CellHardware& cell, const ProductPlan& plan, const ProductShape& largest)
    : m_plan(plan),
      m_axonCorrelation(cell.axonPhaseCorrelation),
      m_synapseCorrelation(cell.weightPhaseCorrelation),
      m_leaderCorrelation(cell.leaderPhaseCorrelation) {
  const std::size_t outputs = area(largest.neurons, largest.samples);
  const std::size_t passes = area(plan.passes, largest.samples);
  if (plan.axonSine > 0 || plan.leaderSine > 0) m_axonErrors.resize(passes);
  if (plan.leaderSine > 0) m_leaderErrors.resize(passes);
  if (plan.synapseSine > 0) m_synapseErrors.resize(outputs);
  if (plan.axons == 1 || (plan.synapseSine == 0 && plan.leaderSine == 0)) return;
  if (plan.leaderSine > 0) m_leaderNormals.resize(passes);
  if (plan.synapseSine > 0) m_synapseNormals.resize(outputs);
  m_gram.resize(area(plan.axons, plan.axons));
  if (plan.twoSlots()) m_otherGram.resize(area(plan.axons, plan.axons));
  if (m_synapseCorrelation != 0 || m_leaderCorrelation != 0)
    m_neighbourhood.resize(area(largest.slots, plan.axons));
}

void PhaseErrors::draw(const RandomKey& key, const PhaseErrorInputs& inputs) {
  if (m_plan.axonSine > 0) drawAxons(key, inputs);
  if (m_plan.leaderSine > 0) {
    const Lasers leader{m_plan.leaderSine, m_leaderCorrelation, m_plan.passes, m_leaderNormals.data(),
                        m_leaderErrors.data()};
    drawShared(noiseState(key, NoiseStream::Leader), inputs, leader);
    // An axon's error and the leader's act on the same pixels in the same way, so they add up.
    for (std::size_t i = 0; i < area(leader.rows, inputs.samples); ++i)
      m_axonErrors[i] = m_plan.axonSine > 0 ? m_axonErrors[i] + m_leaderErrors[i] : m_leaderErrors[i];
  }
  if (m_plan.synapseSine > 0)
    drawShared(noiseState(key, NoiseStream::Synapse), inputs,
               {m_plan.synapseSine, m_synapseCorrelation, m_plan.neurons, m_synapseNormals.data(),
                m_synapseErrors.data()});
}

void PhaseErrors::drawAxons(const RandomKey& key, const PhaseErrorInputs& inputs) {
  const KernelTable& k = kernels();
  const std::size_t groups = static_cast<std::size_t>(m_plan.passes);
  k.normals(noiseState(key, NoiseStream::Axon), groups * static_cast<std::size_t>(inputs.samples),
            m_axonErrors.data());
  for (int b = 0; b < inputs.samples; ++b)
    k.scale(groups,
            static_cast<float>(m_plan.axonSine * std::sqrt(normSquared(inputs, b, m_axonCorrelation))),
            m_axonErrors.data() + groups * static_cast<std::size_t>(b));
}

// Errors of lasers that all axons of a pass meet: one vector of correlated normals per row and pass.
void PhaseErrors::drawShared(std::uint64_t state, const PhaseErrorInputs& inputs, const Lasers& lasers) {
  const KernelTable& k = kernels();
  const std::size_t rows = static_cast<std::size_t>(lasers.rows);
  const std::size_t count = rows * static_cast<std::size_t>(inputs.samples);
  if (m_plan.axons > 1) {
    k.normals(state, count, lasers.normals);
    for (int first = 0; first < inputs.samples; first += m_plan.axons)
      correlatePass(inputs, lasers, first, std::min(m_plan.axons, inputs.samples - first));
    return;
  }
  k.normals(state, count, lasers.errors);
  for (int b = 0; b < inputs.samples; ++b)
    k.scale(rows, static_cast<float>(lasers.sine * std::sqrt(normSquared(inputs, b, lasers.correlation))),
            lasers.errors + rows * static_cast<std::size_t>(b));
}

// Xᵀ(X + ρ·neighbours) of `count` samples.
void PhaseErrors::fillGram(int slots, const float* x, int count, double correlation, float* matrix) {
  const KernelTable& k = kernels();
  const float* near = x;
  if (correlation != 0) {
    k.neighbourSum(slots, count, static_cast<float>(correlation), x, m_neighbourhood.data());
    near = m_neighbourhood.data();
  }
  k.gram(slots, count, x, near, matrix);
}

// Errors of the samples first … first + count − 1, which share every laser's error. In two slots only
// products of equal sign meet the same error: x⁺x⁺ + x⁻x⁻ = ½(xx + |x||x|).
void PhaseErrors::correlatePass(const PhaseErrorInputs& inputs, const Lasers& lasers, int first, int count) {
  const KernelTable& k = kernels();
  const std::size_t from = area(inputs.slots, first);
  fillGram(inputs.slots, inputs.x + from, count, lasers.correlation, m_gram.data());
  if (m_plan.twoSlots()) {
    fillGram(inputs.slots, inputs.magnitudes + from, count, lasers.correlation, m_otherGram.data());
    for (std::size_t i = 0; i < area(count, count); ++i) m_gram[i] = 0.5f * (m_gram[i] + m_otherGram[i]);
  }
  k.scale(area(count, count), static_cast<float>(lasers.sine * lasers.sine), m_gram.data());
  k.cholesky(count, kGramRidge, m_gram.data());
  k.gemm(GemmForm::RightTransposed, lasers.rows, count, count, lasers.normals + area(lasers.rows, first),
         m_gram.data(), lasers.errors + area(lasers.rows, first));
}

}  // namespace lightloom::product
