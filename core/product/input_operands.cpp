#include "product/internal/input_operands.h"

#include <algorithm>
#include <cmath>

#include "kernels/kernel_table.h"
#include "product/internal/noise_keys.h"
#include "product/internal/phase_inputs.h"
#include "product/internal/weight_operands.h"

namespace lightloom::product {

namespace {

// Of x as the drive takes it.
SlowHeat heatOf(const CellHardware& cell, const ProductPlan& plan) {
  if (!plan.law->inputsOnPhases || !cell.axonHeat.heats()) return {};
  if (!plan.law->sumsSines || plan.drive == Drive::Signed) return cell.axonHeat.ofSymbols(cell.axonLimit, 0);
  return cell.axonHeat.ofSymbols(2 * cell.axonLimit, -cell.axonLimit);
}

}  // namespace

InputOperands::InputOperands(const CellHardware& cell, const ProductPlan& plan, const ProductShape& largest)
    : m_plan(plan),
      m_bits(cell.axonBits),
      m_limit(cell.axonLimit),
      m_servoSigma(cell.servoSigma),
      m_floor(plan.floats ? static_cast<float>(cell.axonFloor) : 0.0f),
      m_heat(heatOf(cell, plan), {largest.samples, cell.axons, plan.law->slots, false}),
      m_taps(cell.axonTaps) {
  m_correlated = (plan.axonSine > 0 && cell.axonPhaseCorrelation != 0) ||
                 (plan.leaderSine > 0 && plan.axons == 1 && cell.leaderPhaseCorrelation != 0) ||
                 (plan.synapseSine > 0 && plan.axons == 1 && cell.weightPhaseCorrelation != 0);
  const std::size_t columns = static_cast<std::size_t>(largest.samples);
  const std::size_t drives = area(largest.slots, largest.samples);
  const std::size_t operand = area(plan.inner(largest.slots), largest.samples);
  m_inputs.resize(operand);
  m_padding.resize(static_cast<std::size_t>(largest.slots) + m_taps.size());
  for (std::vector<float>* sums : {&m_sumSquares, &m_sumSigned, &m_sumNeighbours}) sums->resize(columns);
  if (m_heat.heats()) m_turned.resize(drives);
  if (plan.law->sumsSines)
    for (std::vector<float>* phases : {&m_driven, &m_cosines}) phases->resize(drives);
  if (plan.shared)
    for (std::vector<float>* sums : {&m_sums, &m_sumFourths}) sums->resize(columns);
  if (plan.tilted() && plan.law->inputsOnPhases) m_quadrature.resize(operand);
  const bool railsFill = plan.twoRails() && cell.wellElectrons > 0;
  const bool sharedBySlots = plan.tilted() || plan.synapseSine > 0 || plan.leaderSine > 0;
  if (railsFill || (plan.twoSlots() && sharedBySlots)) m_magnitudes.resize(drives);
  if (plan.residue) m_besideDeficit.resize(columns);
  if (plan.floats && plan.twoRails()) m_metSquares.resize(columns);
}

void InputOperands::load(const MatrixView& matrix, float factor, int slots, int samples,
                         const RandomKey& key) {
  m_slots = slots;
  m_samples = samples;
  float* const out = m_driven.empty() ? m_inputs.data() : m_driven.data();
  const float* source = matrix.data;
  if (matrix.transposed) {
    kernels().transpose(matrix.rows, matrix.columns, matrix.data, out);
    source = out;
  }
  const bool isSigned = m_plan.drive == Drive::Signed;
  InputPass pass;
  pass.slots = slots;
  pass.samples = samples;
  pass.in = source;
  pass.drive.factor = factor;
  pass.drive.low = isSigned ? -1.0f : 0.0f;
  // A phase takes both signs in one range of levels, an amplitude has its own for each sign.
  const bool throughZero = isSigned && m_plan.law->inputsOnPhases;
  pass.drive.step = levelSpacing(throughZero ? 2.0 : 1.0, m_bits);
  pass.drive.origin = throughZero ? -1.0f : 0.0f;
  pass.taps = m_taps.data();
  pass.tapCount = static_cast<int>(m_taps.size());
  pass.padded = m_padding.data();
  pass.out = out;
  pass.sumSquares = m_sumSquares.data();
  pass.sumNeighbours = m_correlated ? m_sumNeighbours.data() : nullptr;
  pass.sumSigned = m_plan.twoRails() ? m_sumSigned.data() : nullptr;
  pass.sameSignOnly = m_plan.twoSlots();
  pass.floor = isSigned ? 0.0f : m_floor;
  pass.sumBeside = m_besideDeficit.empty() ? nullptr : m_besideDeficit.data();
  kernels().driveInputs(&pass);
  if (m_heat.heats()) heat(out);
  if (!m_magnitudes.empty()) kernels().magnitudes(area(slots, samples), m_inputs.data(), m_magnitudes.data());
  if (isSigned && m_floor > 0) addFloors();
  if (!m_besideDeficit.empty()) takeDeficits();
  if (m_plan.law->inputsOnPhases) toPhases(key);
}

// Both slots or rails of a signed x have the floor, so products of x and Σ x stay as they are, and sums of
// what shines do not: with m = |x| + 2c in the place of |x| they keep their form.
void InputOperands::addFloors() {
  const float c = m_floor, both = 2 * c;
  for (std::size_t i = 0; i < m_magnitudes.size() && i < area(m_slots, m_samples); ++i)
    m_magnitudes[i] += both;
  for (int b = 0; b < m_samples; ++b) {
    const float* const x = m_inputs.data() + area(m_slots, b);
    float sum = 0, magnitudes = 0;
    for (int j = 0; j < m_slots; ++j) {
      sum += x[j];
      magnitudes += std::fabs(x[j]);
    }
    const std::size_t at = static_cast<std::size_t>(b);
    const float added = both * (magnitudes + static_cast<float>(m_slots) * c);
    if (m_plan.twoRails()) {
      m_metSquares[at] = m_sumSquares[at];
      m_sumSigned[at] += both * sum;
    } else if (m_correlated) {
      m_sumNeighbours[at] += added;
    }
    m_sumSquares[at] += added;
  }
}

// The kernel gives Σ √(1 − x²), which does not know the rails.
void InputOperands::takeDeficits() {
  for (int b = 0; b < m_samples; ++b) {
    float& deficit = m_besideDeficit[static_cast<std::size_t>(b)];
    deficit = static_cast<float>(m_slots) - deficit;
    if (!m_plan.twoRails()) continue;
    const float* const x = m_inputs.data() + area(m_slots, b);
    deficit = 0;
    for (int j = 0; j < m_slots; ++j)
      deficit += std::copysign(1 - std::sqrt(std::max(0.0f, 1 - x[j] * x[j])), x[j]);
  }
}

// Samples follow each other on their axon; the heat runs over slots of many samples side by side.
void InputOperands::heat(float* x) {
  kernels().transpose(m_slots, m_samples, x, m_turned.data());
  WeightPass pass;
  pass.rows = m_samples;
  pass.slots = m_slots;
  pass.out = m_turned.data();
  pass.measured = m_heat.measure(m_slots, m_samples);
  kernels().driveWeights(&pass);
  HeatedSymbols* const alone = &m_heat;
  HeatedSymbols::settle(std::span(&alone, 1));
  pass.measured = nullptr;
  pass.heating = m_heat.heating();
  kernels().driveWeights(&pass);
  kernels().transpose(m_samples, m_slots, m_turned.data(), x);
}

// Turned by what all links share, the servo's error with it.
void InputOperands::toPhases(const RandomKey& key) {
  PhaseInputs pass;
  pass.slots = m_slots;
  pass.samples = m_samples;
  pass.isSigned = m_plan.drive == Drive::Signed;
  pass.limit = m_limit;
  pass.turn = m_plan.commonPhase;
  if (m_servoSigma > 0) pass.turn += m_servoSigma * randomOf(key, kTurnStep).normal();
  pass.x = m_driven.empty() ? m_inputs.data() : m_driven.data();
  pass.cosines = m_cosines.data();
  pass.inPhase = m_inputs.data();
  pass.quadrature = m_quadrature.empty() ? nullptr : m_quadrature.data();
  if (!m_plan.law->inputOperands(pass)) return;
  const float* const met = m_cosines.empty() ? m_inputs.data() : m_cosines.data();
  for (int b = 0; b < m_samples; ++b) {
    const float* const c = met + area(m_slots, b);
    float squares = 0, products = 0;
    for (int j = 0; j < m_slots; ++j) squares += c[j] * c[j];
    for (int j = 1; j < m_slots; ++j) products += c[j - 1] * c[j];
    m_sumSquares[static_cast<std::size_t>(b)] = squares;
    m_sumNeighbours[static_cast<std::size_t>(b)] = products;
  }
}

// In two slots the light beside an inverted weight is not inverted, so it stands beside |x|.
const float* InputOperands::quadrature() const {
  if (!m_quadrature.empty()) return m_quadrature.data();
  return m_plan.twoSlots() ? m_magnitudes.data() : m_inputs.data();
}

double InputOperands::leastSumSquares() const {
  return static_cast<double>(*std::min_element(m_sumSquares.begin(), m_sumSquares.begin() + m_samples));
}

PhaseErrorInputs InputOperands::met() const {
  return {m_slots,
          m_samples,
          m_cosines.empty() ? m_inputs.data() : m_cosines.data(),
          m_plan.twoSlots() ? m_magnitudes.data() : nullptr,
          m_metSquares.empty() ? m_sumSquares.data() : m_metSquares.data(),
          m_sumNeighbours.data()};
}

InputOperands::SharedSums InputOperands::sharedSums() {
  if (m_plan.law->inputsOnPhases) {
    std::fill(m_sumFourths.begin(), m_sumFourths.end(), static_cast<float>(m_slots * m_plan.copies));
    return {m_sums.data(), m_sumFourths.data(), m_sumFourths.data()};
  }
  const bool isSigned = m_plan.drive == Drive::Signed;
  const float rest = m_floor * m_floor * m_floor * m_floor;
  for (int b = 0; b < m_samples; ++b) {
    const float* const x = m_inputs.data() + area(m_slots, b);
    float sum = 0, fourth = 0;
    for (int j = 0; j < m_slots; ++j) {
      const float size = std::fabs(x[j]);
      sum += m_plan.twoSlots() ? size + 2 * m_floor : x[j];
      fourth += std::pow(isSigned ? size + m_floor : size, 4.0f) + (isSigned ? rest : 0.0f);
    }
    m_sums[static_cast<std::size_t>(b)] = sum;
    m_sumFourths[static_cast<std::size_t>(b)] = fourth;
  }
  return {m_sums.data(), m_plan.twoRails() ? m_sumSigned.data() : m_sumSquares.data(), m_sumFourths.data()};
}

}  // namespace lightloom::product
