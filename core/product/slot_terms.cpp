#include "product/internal/slot_terms.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <vector>

namespace lightloom::product {
namespace {

double wide(float value) {
  return static_cast<double>(value);
}

/// The product of one pair of operands in one slot: of the fringe, and in quadrature.
struct SlotProduct {
  double inPhase = 0, quadrature = 0;
};

/// One output of the product.
class Terms {
 public:
  Terms(const ReadProduct& product, int neuron, int sample)
      : m_p(product),
        m_neuron(neuron),
        m_sample(sample),
        m_table(area(product.plan.neurons, sample % product.plan.axons) + static_cast<std::size_t>(neuron)) {}

  double of(const std::vector<float>& table) const { return wide(table[m_table]); }
  double electronsPerUnit() const { return of(m_p.tables.signal); }

  // The drive's x, which of sums of sines is no operand.
  double sentX(int slot) const {
    return wide(m_p.inputs.sent()[area(m_p.slots, m_sample) + static_cast<std::size_t>(slot)]);
  }
  double sentW(int slot) const {
    const double first = weight(m_neuron, slot);
    return m_p.plan.law->sumsSines ? std::atan2(first, weight(m_neuron, slot + m_p.slots)) : first;
  }
  double phase(double w) const {
    if (m_p.plan.law->sumsSines) return w;
    if (!m_p.plan.law->weightsOnPhases) return w < 0 ? std::numbers::pi : 0;
    return std::asin(std::clamp(w, -1.0, 1.0));
  }

  // Mean in units of x·w.
  double mean(int slot) const {
    const LinkTables& t = m_p.tables;
    const SlotProduct own = product(m_neuron, m_sample, slot);
    double out = of(t.gain) * (own.inPhase + residue(slot)) - of(t.gainSine) * own.quadrature;
    m_p.crossed.forEachOther(m_neuron, m_sample, m_p.samples, [&](const auto& entry, int other, int b) {
      const SlotProduct light = product(other, b, slot);
      out += wide(entry.inPhase) * light.inPhase + wide(entry.quadrature) * light.quadrature;
    });
    return out;
  }
  // Σ x² as unequal lines meet it.
  double offset(int slot) const {
    if (m_p.plan.law->inputsOnPhases) return 0;
    const double x = sentX(slot);
    return of(m_p.tables.offset) * (m_p.plan.twoRails() ? x * std::abs(x) : x * x);
  }
  // What the calibration gives back of the light beside the weights, before the ADC.
  double centre(int slot) const {
    if (!m_p.plan.calibratesLeak()) return 0;
    double out = of(m_p.tables.leak) * besideMean(m_neuron, slot);
    m_p.crossed.forEachOther(m_neuron, m_sample, m_p.samples, [&](const auto& entry, int other, int) {
      out -= wide(entry.quadrature) * besideMean(other, slot);
    });
    return out;
  }
  // What modulators leave beside x and meets the light beside w, as the engine sums it up: see
  // `ReadOutStage::addResidue`.
  double residue(int slot) const {
    if (!m_p.plan.residue) return 0;
    const double x = sentX(slot), atRest = m_p.weights.besideAtRest(), missing = atRest - beside(slot);
    const double deficit = 1 - std::sqrt(std::max(0.0, 1 - x * x));
    const double slots = m_p.plan.twoRails() ? 0 : m_p.plan.copies;
    const double known = m_p.cell.offsetCalibrated ? 0 : atRest;
    return m_p.cell.axonResidue *
           (atRest * (m_p.plan.twoRails() ? std::copysign(deficit, x) : deficit) - slots * known +
            missing * (slots - wide(m_p.inputs.besideDeficit()[m_sample]) / m_p.slots));
  }
  // Behind it, in units of the output: of what axons shine at x = 0, and what goes with the sums of the
  // inputs.
  double digital(int slot) {
    double out = 0;
    if (m_p.plan.floats && m_p.plan.drive == Drive::Unsigned)
      out -= m_p.outputFactor * m_p.cell.axonFloor * sentW(slot);
    if (m_p.plan.leak != LeakCalibration::OffsetAndSums) return out;
    out += m_p.outputFactor * of(m_p.tables.leak) * beyondMeans(m_neuron, m_sample, slot);
    m_p.crossed.forEachOther(m_neuron, m_sample, m_p.samples, [&](const auto& entry, int other, int b) {
      out -= m_p.outputFactor * wide(entry.quadrature) * beyondMeans(other, b, slot);
    });
    return out;
  }

  double lightVariance(int slot) const {
    const LinkTables& t = m_p.tables;
    const double x = sentX(slot), w = m_p.plan.law->weightsOnPhases ? 0 : sentW(slot);
    return std::max(0.0, of(t.variancePerSlot) +
                             of(t.varianceX) * (m_p.plan.law->inputsOnPhases ? 0 : x * x) +
                             (of(t.varianceW) - of(t.pairVariance)) * w * w);
  }
  double otherVariance(int slot) const {
    const ProductPlan& plan = m_p.plan;
    const double slope = of(m_p.tables.slopeGain) * beside(slot) * met(slot);
    const double phases = plan.axonSine * plan.axonSine + plan.synapseSine * plan.synapseSine +
                          plan.leaderSine * plan.leaderSine;
    const double w = sentW(slot), x = sentX(slot);
    const double crosstalk = plan.mixes ? std::abs(of(m_p.tables.varianceWX)) * w * w * x * x : 0;
    return of(m_p.tables.readPerSlot) + slope * slope * phases + crosstalk;
  }

 private:
  double weight(int neuron, int row) const {
    return wide(m_p.weights.operands()[area(m_p.plan.neurons, row) + static_cast<std::size_t>(neuron)]);
  }
  const float* quadratureWeights() const {
    return m_p.weights.quadrature() ? m_p.weights.quadrature() : m_p.weights.operands();
  }
  int rows() const { return m_p.plan.inner(m_p.slots); }
  std::size_t input(int sample, int row) const {
    return area(rows(), sample) + static_cast<std::size_t>(row);
  }
  template <typename Visit>
  void forEachRow(int slot, const Visit& visit) const {
    for (int part = 0; part < m_p.plan.law->operandRows; ++part) visit(slot + part * m_p.slots);
  }
  SlotProduct product(int neuron, int sample, int slot) const {
    SlotProduct out;
    forEachRow(slot, [&](int row) {
      out.inPhase += weight(neuron, row) * wide(m_p.inputs.operands()[input(sample, row)]);
      if (!m_p.plan.tilted()) return;
      const std::size_t at = area(m_p.plan.neurons, row) + static_cast<std::size_t>(neuron);
      out.quadrature += wide(quadratureWeights()[at]) * wide(m_p.inputs.quadrature()[input(sample, row)]);
    });
    return out;
  }
  const float* means() const { return m_p.besideMeans ? m_p.besideMeans : m_p.leak.means().data(); }
  // ⟨c⟩ (q − ⟨q⟩).
  double beyondMeans(int neuron, int sample, int slot) {
    const std::vector<double>& average = averages(neuron);
    double out = 0;
    for (int part = 0; part < m_p.plan.law->operandRows; ++part) {
      const int row = slot + part * m_p.slots;
      out += average[static_cast<std::size_t>(part)] *
             (wide(m_p.inputs.quadrature()[input(sample, row)]) - wide(means()[row]));
    }
    return out;
  }
  // Of c over the slots of a neuron, for each operand row of a slot.
  const std::vector<double>& averages(int neuron) {
    std::vector<double>& out = m_averages[neuron];
    if (!out.empty()) return out;
    for (int part = 0; part < m_p.plan.law->operandRows; ++part) {
      double sum = 0;
      for (int j = 0; j < m_p.slots; ++j)
        sum += wide(quadratureWeights()[area(m_p.plan.neurons, j + part * m_p.slots) +
                                        static_cast<std::size_t>(neuron)]);
      out.push_back(sum / m_p.slots);
    }
    return out;
  }
  double besideMean(int neuron, int slot) const {
    double out = 0;
    forEachRow(slot, [&](int row) {
      const std::size_t at = area(m_p.plan.neurons, row) + static_cast<std::size_t>(neuron);
      out += wide(quadratureWeights()[at]) * wide(means()[row]);
    });
    return out;
  }
  // The light beside the weight, and what a phase error of it meets.
  double beside(int slot) const {
    if (!m_p.plan.law->weightsOnPhases) return 0;
    return m_p.weights.beside(m_p.plan.law->sumsSines ? std::sin(sentW(slot)) : sentW(slot));
  }
  double met(int slot) const {
    const PhaseErrorInputs met = m_p.inputs.met();
    return wide(met.x[area(m_p.slots, m_sample) + static_cast<std::size_t>(slot)]);
  }

  const ReadProduct& m_p;
  int m_neuron, m_sample;
  std::size_t m_table;
  std::map<int, std::vector<double>> m_averages;
};

// Two slots of a signed x are a half of the product each: x⁺, then x⁻ with inverted weights. What is always
// on is on in both.
void splitHalves(std::vector<WatchedSlot>& slots) {
  const std::size_t count = slots.size();
  slots.resize(2 * count);
  for (std::size_t j = 0; j < count; ++j) {
    WatchedSlot &first = slots[j], &second = slots[count + j];
    second = first;
    WatchedSlot& dark = first.sentX < 0 ? first : second;
    second.sentX = -second.sentX;
    second.sentW = -second.sentW;
    second.phaseRad = -second.phaseRad;
    dark.sentX = dark.signal = dark.digital = 0;
    for (WatchedSlot* one : {&first, &second}) {
      one->lightVariance /= 2;
      one->otherVariance /= 2;
    }
  }
}

}  // namespace

void fillSlots(const ReadProduct& product, int neuron, int sample, WatchedOutput& out) {
  Terms terms(product, neuron, sample);
  const double electrons = terms.electronsPerUnit();
  out.startVariance = electrons * electrons * terms.of(product.tables.varianceFixed);
  out.slots.assign(static_cast<std::size_t>(product.slots), {});
  for (int j = 0; j < product.slots; ++j) {
    WatchedSlot& slot = out.slots[static_cast<std::size_t>(j)];
    slot.sentX = terms.sentX(j);
    slot.sentW = terms.sentW(j);
    slot.phaseRad = terms.phase(slot.sentW);
    slot.signal = electrons * (terms.mean(j) + terms.offset(j) + terms.centre(j));
    slot.lightVariance = electrons * electrons * terms.lightVariance(j);
    slot.otherVariance = electrons * electrons * terms.otherVariance(j);
    slot.digital = terms.digital(j);
  }
  if (product.plan.twoSlots()) splitHalves(out.slots);
}

}  // namespace lightloom::product
