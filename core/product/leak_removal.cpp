#include "product/internal/leak_removal.h"

#include <algorithm>

#include "base/area.h"
#include "kernels/kernel_table.h"

namespace lightloom::product {
namespace {

// mean = average of the columns.
void averageColumns(int rows, int columns, const float* values, float* mean) {
  std::fill_n(mean, rows, 0.0f);
  for (int b = 0; b < columns; ++b) {
    const float* const column = values + area(rows, b);
    for (int i = 0; i < rows; ++i) mean[i] += column[i];
  }
  kernels().scale(static_cast<std::size_t>(rows), 1.0f / static_cast<float>(columns), mean);
}

}  // namespace

LeakRemoval::LeakRemoval(const ProductPlan& plan, const ProductShape& largest) : m_plan(plan) {
  if (!plan.calibratesLeak()) return;
  const int rows = plan.inner(largest.slots), parts = plan.law->operandRows;
  m_means.resize(static_cast<std::size_t>(rows));
  m_offsets.resize(static_cast<std::size_t>(plan.neurons));
  m_centre.resize(area(plan.neurons, plan.axons));
  if (!withSums()) return;
  m_blocks.resize(area(rows, parts));
  m_weightMeans.resize(area(plan.neurons, parts));
  m_sums.resize(area(parts, largest.samples));
  m_meanSums.resize(static_cast<std::size_t>(parts));
}

// The mean of c over the slots of each neuron, and Σ q of each sample and of the means.
void LeakRemoval::sumUp(const BesideOperands& beside, const float* means) {
  const KernelTable& k = kernels();
  const int parts = m_plan.law->operandRows;
  std::fill_n(m_blocks.begin(), area(m_rows, parts), 0.0f);
  for (int part = 0; part < parts; ++part)
    std::fill_n(m_blocks.data() + area(m_rows, part) + area(beside.slots, part), beside.slots, 1.0f);
  k.gemm(GemmForm::Plain, m_plan.neurons, m_rows, parts, beside.weights, m_blocks.data(),
         m_weightMeans.data());
  k.scale(area(m_plan.neurons, parts), 1.0f / static_cast<float>(beside.slots), m_weightMeans.data());
  k.gemm(GemmForm::LeftTransposed, parts, m_rows, beside.samples, m_blocks.data(), beside.inputs,
         m_sums.data());
  k.gemm(GemmForm::LeftTransposed, parts, m_rows, 1, m_blocks.data(), means, m_meanSums.data());
}

void LeakRemoval::prepare(const BesideOperands& beside, const LinkTables& tables, const CrossedLight& crossed,
                          const float* given) {
  const int neurons = m_plan.neurons;
  m_rows = m_plan.inner(beside.slots);
  averageColumns(m_rows, beside.samples, beside.inputs, m_means.data());
  const float* const means = given ? given : m_means.data();
  kernels().gemm(GemmForm::Plain, neurons, m_rows, 1, beside.weights, means, m_offsets.data());
  for (std::size_t i = 0; i < m_centre.size(); ++i)
    m_centre[i] = tables.leak[i] * tables.signal[i] * m_offsets[i % static_cast<std::size_t>(neurons)];
  crossed.forEachNeuron([&](const CrossedLight::Entry& entry, int m, int other) {
    if (entry.axon >= m_plan.axons) return;
    const std::size_t at = area(neurons, entry.axon) + static_cast<std::size_t>(m);
    m_centre[at] -= entry.quadrature * tables.signal[at] * m_offsets[static_cast<std::size_t>(other)];
  });
  if (withSums()) sumUp(beside, means);
}

void LeakRemoval::addSums(const LinkTables& tables, const CrossedLight& crossed, float factor, int samples,
                          float* outputs) const {
  if (!withSums()) return;
  const int neurons = m_plan.neurons, parts = m_plan.law->operandRows;
  for (int b = 0; b < samples; ++b) {
    float* const y = outputs + area(neurons, b);
    const float* const leak = tables.leak.data() + area(neurons, b % m_plan.axons);
    for (int part = 0; part < parts; ++part) {
      const std::size_t p = static_cast<std::size_t>(part);
      const float beyond = factor * (m_sums[area(parts, b) + p] - m_meanSums[p]);
      const float* const weightMeans = m_weightMeans.data() + area(neurons, part);
      for (int m = 0; m < neurons; ++m) y[m] += beyond * leak[m] * weightMeans[m];
    }
  }
  crossed.forEachNeuron([&](const CrossedLight::Entry& entry, int m, int other) {
    crossed.forEachSample(entry, samples, [&](int b, int otherSample) {
      float beyond = 0;
      for (int part = 0; part < parts; ++part) {
        const std::size_t p = static_cast<std::size_t>(part);
        beyond += m_weightMeans[area(neurons, part) + static_cast<std::size_t>(other)] *
                  (m_sums[area(parts, otherSample) + p] - m_meanSums[p]);
      }
      outputs[area(neurons, b) + static_cast<std::size_t>(m)] -= factor * entry.quadrature * beyond;
    });
  });
}

}  // namespace lightloom::product
