#include "product/internal/weight_operands.h"

#include <algorithm>
#include <cmath>

#include "kernels/kernel_table.h"

namespace lightloom::product {

namespace {

int passesOf(int samples, int axons) {
  return (samples + axons - 1) / axons;
}

}  // namespace

float levelSpacing(double range, int bits) {
  return bits > 0 ? static_cast<float>(range / (std::ldexp(1.0, bits) - 1)) : 0.0f;
}

WeightOperands::WeightOperands(const CellHardware& cell, const ProductPlan& plan, const ProductShape& largest)
    : m_plan(plan),
      m_limit(cell.weightLimit),
      m_bits(cell.weightBits),
      m_needsSlopes(plan.phaseErrors() || cell.servoSigma != 0),
      m_quadratureFit(cell.weightQuadrature),
      m_taps(cell.weightTaps),
      m_heat(cell.weightHeat, {largest.neurons, cell.synapses, passesOf(largest.samples, cell.axons),
                               plan.twoSlots() || plan.law->slots == 2}) {
  std::array<double, 3> response = cell.weightResponse;
  // The terms that do not turn with an inverted weight are left out.
  if (plan.twoSlots() || plan.law->slots == 2) response[1] = m_quadratureFit[1] = 0;
  m_asAsked = response == kAsAsked;
  std::transform(response.begin(), response.end(), m_response.begin(),
                 [](double r) { return static_cast<float>(r); });
  const std::size_t neurons = static_cast<std::size_t>(largest.neurons);
  m_weights.resize(area(largest.neurons, plan.inner(largest.slots)));
  m_waiting.resize(area(largest.neurons, static_cast<int>(m_taps.size())));
  m_slopes.resize(area(plan.neurons, plan.axons));
  m_sumSquares.resize(neurons);
  if (plan.rotated() && plan.mixes) m_sumUnturned.resize(neurons);
  if (plan.shared) m_sumFourths.resize(neurons);
  if (plan.floats) m_sumDriven.resize(neurons);
  if (plan.residue) m_besideDeficit.resize(neurons);
  if (plan.tilted()) m_sumCross.resize(neurons);
  if (plan.tilted() && !plan.law->inputsOnPhases) m_quadrature.resize(area(largest.neurons, largest.slots));
  for (int neuron = 0; plan.rotated() && neuron < largest.neurons; ++neuron) {
    const float phase = cell.phase[static_cast<std::size_t>(cell.link(neuron % cell.synapses, 0))];
    m_rotationCosine.push_back(std::cos(phase));
    m_rotationSine.push_back(std::sin(phase));
  }
}

WeightPass WeightOperands::passOver(int slots) {
  const float limit = static_cast<float>(m_limit);
  WeightPass pass;
  pass.rows = m_plan.neurons;
  pass.slots = slots;
  pass.drive = {1, -limit, limit, -limit, levelSpacing(2 * m_limit, m_bits)};
  pass.taps = m_taps.data();
  pass.tapCount = static_cast<int>(m_taps.size());
  pass.waiting = m_waiting.data();
  pass.response = m_asAsked ? nullptr : m_response.data();
  for (std::size_t i = 0; i < 3; ++i) pass.quadratureFit[i] = static_cast<float>(m_quadratureFit[i]);
  pass.out = m_weights.data();
  pass.sumSquares = m_sumSquares.data();
  return pass;
}

void WeightOperands::load(const MatrixView& matrix, float factor, int slots, const LinkTables& tables) {
  m_slots = slots;
  WeightPass pass = passOver(slots);
  pass.in = matrix.data;
  pass.drive.factor = factor;
  pass.sumDriven = m_sumDriven.empty() ? nullptr : m_sumDriven.data();
  if (matrix.transposed) {
    kernels().transpose(matrix.rows, matrix.columns, matrix.data, m_weights.data());
    pass.in = m_weights.data();
  }
  m_unfinished = m_heat.heats();
  if (!m_unfinished) return drive(pass, tables);
  pass.measured = m_heat.measure(slots, m_plan.neurons);
  kernels().driveWeights(&pass);
}

void WeightOperands::finish(const LinkTables& tables) {
  m_unfinished = false;
  WeightPass pass = passOver(m_slots);
  pass.heating = m_heat.heating();
  drive(pass, tables);
}

void WeightOperands::drive(WeightPass& pass, const LinkTables& tables) {
  pass.cosine = m_plan.rotated() ? m_rotationCosine.data() : nullptr;
  pass.sine = m_rotationSine.data();
  pass.quadrature = m_quadrature.empty() ? nullptr : m_quadrature.data();
  pass.sumUnturned = m_sumUnturned.empty() ? nullptr : m_sumUnturned.data();
  pass.sumCross = m_quadrature.empty() ? nullptr : m_sumCross.data();
  pass.sumBeside = m_besideDeficit.empty() ? nullptr : m_besideDeficit.data();
  kernels().driveWeights(&pass);
  const float atRest = static_cast<float>(m_slots * besideAtRest());
  for (float& deficit : m_besideDeficit) deficit = atRest - deficit;
  if (m_plan.law->weightOperands)
    m_plan.law->weightOperands(m_plan.neurons, m_slots, m_weights.data(), m_sumSquares.data());
  if (m_needsSlopes) updateSlopes(tables);
}

void WeightOperands::updateSlopes(const LinkTables& tables) {
  SlopePass pass;
  pass.neurons = m_plan.neurons;
  pass.axons = m_plan.axons;
  pass.inverseSlots = 1.0f / static_cast<float>(m_slots);
  pass.sumSquares = m_sumSquares.data();
  pass.quadratureFit[0] = static_cast<float>(m_quadratureFit[0]);
  pass.quadratureFit[1] = static_cast<float>(m_quadratureFit[2]);
  pass.sumCross = m_quadrature.empty() ? nullptr : m_sumCross.data();
  pass.gain = tables.slopeGain.data();
  pass.cosine = tables.cosine.data();
  pass.sine = tables.sine.data();
  pass.slope = m_slopes.data();
  kernels().phaseSlopes(&pass);
}

double WeightOperands::leastSumSquares() const {
  return static_cast<double>(*std::min_element(m_sumSquares.begin(), m_sumSquares.end()));
}

const float* WeightOperands::sumFourths() {
  std::fill(m_sumFourths.begin(), m_sumFourths.end(), 0.0f);
  for (int j = 0; j < m_slots; ++j)
    for (int m = 0; m < m_plan.neurons; ++m) {
      const float w = m_weights[area(m_plan.neurons, j) + static_cast<std::size_t>(m)];
      m_sumFourths[static_cast<std::size_t>(m)] += w * w * w * w;
    }
  return m_sumFourths.data();
}

}  // namespace lightloom::product
