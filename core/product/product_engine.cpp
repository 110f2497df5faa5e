#include "product/product_engine.h"

#include <cmath>
#include <utility>
#include <vector>

#include "base/check.h"
#include "kernels/kernel_table.h"
#include "product/internal/read_out_stage.h"

namespace lightloom::product {

/// A product goes through it in this order: weights and inputs through drive and DAC to operands, and the
/// read-out of their product. Of an exact cell only the last three are there.
struct ProductEngine::State {
  State(CellHardware cell, const ProductShape& shape, Drive drive)
      : largest(shape), plan(planProducts(cell, shape, drive)), weightLimit(cell.weightLimit) {
    if (plan.exact) return;
    weights = WeightOperands(cell, plan, shape);
    inputs = InputOperands(cell, plan, shape);
    readOut = ReadOutStage(std::move(cell), plan, shape);
  }

  void setSlots(int count) {
    LL_CHECK(count >= 1 && count <= largest.slots);
    if (count != slots && !plan.exact) readOut.setSlots(count);
    slots = count;
  }

  void multiplyExactly(const MatrixView& view, const ReadOut& how, int samples, float* outputs) const {
    const KernelTable& k = kernels();
    LL_CHECK(!(exactWeights.transposed && view.transposed));
    const GemmForm form = exactWeights.transposed ? GemmForm::LeftTransposed
                          : view.transposed       ? GemmForm::RightTransposed
                                                  : GemmForm::Plain;
    k.gemm(form, largest.neurons, slots, samples, exactWeights.data, view.data, outputs);
    const float factor = exactFactor * how.inputFactor * how.outputFactor;
    if (factor != 1.0f) k.scale(area(largest.neurons, samples), factor, outputs);
  }

  // Its units are those of the output: there are no electrons.
  void watchExactly(const MatrixView& view, const ReadOut& how, const float* outputs, int neuron, int sample,
                    WatchedOutput& out) const {
    const auto at = [](const MatrixView& matrix, int row, int column) {
      const std::size_t index = matrix.transposed ? area(matrix.rows, row) + static_cast<std::size_t>(column)
                                                  : area(matrix.rows, column) + static_cast<std::size_t>(row);
      return static_cast<double>(matrix.data[index]);
    };
    for (int j = 0; j < slots; ++j) {
      WatchedSlot slot;
      slot.sentX = static_cast<double>(how.inputFactor) * at(view, j, sample);
      slot.sentW = static_cast<double>(exactFactor) * at(exactWeights, neuron, j);
      slot.signal = static_cast<double>(how.outputFactor) * slot.sentX * slot.sentW;
      out.slots.push_back(slot);
    }
    out.output = outputs[area(largest.neurons, sample) + static_cast<std::size_t>(neuron)];
    out.electrons = static_cast<double>(out.output);
  }

  ProductShape largest;
  ProductPlan plan;
  double weightLimit;
  WeightOperands weights;
  InputOperands inputs;
  ReadOutStage readOut;
  std::vector<HeatedSymbols*> inTurn;  ///< kept between calls, so that only the first allocates
  int slots = 0;
  MatrixView exactWeights;
  float exactFactor = 1;
};

double ReadOutStatistics::rmsElectrons() const {
  return outputs > 0 ? std::sqrt(sumSquares / static_cast<double>(outputs)) : 0.0;
}

double ReadOutStatistics::clippedShare() const {
  return outputs > 0 ? static_cast<double>(clipped) / static_cast<double>(outputs) : 0.0;
}

ReadOutStatistics& ReadOutStatistics::operator+=(const ReadOutStatistics& other) {
  sumSquares += other.sumSquares;
  clipped += other.clipped;
  outputs += other.outputs;
  return *this;
}

ProductEngine::ProductEngine(const CellHardware& cell, const ProductShape& largest, Drive drive)
    : m_state(std::make_unique<State>(cell, largest, drive)) {}
ProductEngine::~ProductEngine() = default;
ProductEngine::ProductEngine(ProductEngine&&) noexcept = default;
ProductEngine& ProductEngine::operator=(ProductEngine&&) noexcept = default;

bool ProductEngine::exact() const {
  return m_state->plan.exact;
}

std::span<const float> ProductEngine::besideMeans() const {
  if (besideRows() == 0) return {};
  return m_state->readOut.besideMeans();
}

std::size_t ProductEngine::besideRows() const {
  const State& s = *m_state;
  return s.plan.calibratesLeak() ? static_cast<std::size_t>(s.plan.inner(s.slots)) : 0;
}

float ProductEngine::weightLimit() const {
  return static_cast<float>(m_state->weightLimit);
}

void ProductEngine::setWeights(const MatrixView& weights, float factor) {
  State& s = *m_state;
  LL_CHECK((weights.transposed ? weights.columns : weights.rows) == s.largest.neurons);
  s.setSlots(weights.transposed ? weights.rows : weights.columns);
  if (!s.plan.exact) return s.weights.load(weights, factor, s.slots, s.readOut.tables());
  s.exactWeights = weights;
  s.exactFactor = factor;
}

ReadOutStatistics ProductEngine::multiply(const MatrixView& inputs, const ReadOut& readOut, float* outputs) {
  return multiply(inputs, readOut, outputs, 0, 0, nullptr);
}

WatchedOutput ProductEngine::watch(const MatrixView& inputs, const ReadOut& readOut, int neuron, int sample,
                                   float* outputs) {
  LL_CHECK(neuron >= 0 && neuron < m_state->largest.neurons && sample >= 0);
  WatchedOutput out;
  multiply(inputs, readOut, outputs, neuron, sample, &out);
  return out;
}

ReadOutStatistics ProductEngine::multiply(const MatrixView& inputs, const ReadOut& readOut, float* outputs,
                                          int neuron, int sample, WatchedOutput* watched) {
  State& s = *m_state;
  LL_CHECK(s.slots > 0 && (inputs.transposed ? inputs.columns : inputs.rows) == s.slots);
  const int samples = inputs.transposed ? inputs.rows : inputs.columns;
  LL_CHECK(samples >= 1 && samples <= s.largest.samples && sample < samples);
  if (s.plan.exact) {
    s.multiplyExactly(inputs, readOut, samples, outputs);
    if (watched) s.watchExactly(inputs, readOut, outputs, neuron, sample, *watched);
    return {};
  }
  if (ProductEngine* const self = this; s.weights.unfinished()) heatInTurn(std::span(&self, 1));
  s.inputs.load(inputs, readOut.inputFactor, s.slots, samples, readOut.key);
  return s.readOut.read(s.weights, s.inputs, samples, readOut, outputs, {neuron, sample, watched});
}

bool ProductEngine::heats() const {
  return m_state->weights.heat().heats();
}

void ProductEngine::heatInTurn(std::span<ProductEngine* const> inTurn) {
  std::vector<HeatedSymbols*>& heats = inTurn.front()->m_state->inTurn;
  heats.clear();
  for (ProductEngine* engine : inTurn)
    if (engine->m_state->weights.unfinished()) heats.push_back(&engine->m_state->weights.heat());
  if (heats.empty()) return;
  HeatedSymbols::settle(heats);
  for (ProductEngine* engine : inTurn)
    if (engine->m_state->weights.unfinished())
      engine->m_state->weights.finish(engine->m_state->readOut.tables());
}

double shotNoiseSigma(const CellHardware& cell, int link, int slots, double sumX2, double sumW2,
                      Drive drive) {
  LL_CHECK(link >= 0 && link < cell.links() && slots >= 1);
  const std::size_t i = static_cast<std::size_t>(link);
  const bool isSigned = drive == Drive::Signed;
  const double copies = cell.slotsPerSymbol(isSigned);
  const LinkNoise noise = cell.law().noise({.shot = cell.shotScale,
                                            .copies = copies,
                                            .weight = static_cast<double>(cell.electronsSynapse[i]),
                                            .input = static_cast<double>(cell.electronsAxon[i]),
                                            .dark = static_cast<double>(cell.darkElectrons[i])});
  return std::sqrt(slots * noise.perSlot + sumX2 * noise.perX2 + sumW2 * noise.perW2 +
                   cell.readOuts(isSigned) * cell.readVariance + copies * slots * cell.readVariancePerSlot) *
         std::abs(static_cast<double>(cell.inverseSignal[i]));
}

}  // namespace lightloom::product
