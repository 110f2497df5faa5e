#include "product/internal/read_out_stage.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/kernel_table.h"
#include "product/internal/electron_counts.h"
#include "product/internal/noise_keys.h"
#include "product/internal/shared_errors.h"

namespace lightloom::product {
namespace {

double least(const std::vector<float>& values) {
  return static_cast<double>(*std::min_element(values.begin(), values.end()));
}

}  // namespace

ReadOutStage::ReadOutStage(CellHardware cell, const ProductPlan& plan, const ProductShape& largest)
    : m_cell(std::move(cell)),
      m_plan(plan),
      m_tables(makeLinkTables(m_cell, plan)),
      m_wells(makeWellTables(m_cell, plan)),
      m_phaseErrors(m_cell, plan, largest),
      m_crossed(m_cell, plan, largest),
      m_leak(plan, largest),
      m_leastAxon(least(m_cell.electronsAxon)),
      m_leastSynapse(least(m_cell.electronsSynapse)),
      m_leastDark(least(m_cell.darkElectrons)) {
  const std::size_t outputs = area(largest.neurons, largest.samples);
  m_scratch.resize(static_cast<std::size_t>(largest.neurons));
  if (plan.residue)
    for (std::vector<float>* ofSamples : {&m_residueLevels, &m_residueSlopes})
      ofSamples->resize(static_cast<std::size_t>(largest.samples));
  if (plan.tilted()) m_quadrature.resize(outputs);
  if (plan.independentNoise) m_normals.resize(outputs);
  const bool railsFill = plan.twoRails() && m_cell.wellElectrons > 0;
  if (railsFill) m_railSums.resize(outputs);
  if (railsFill && plan.tilted()) m_railQuadrature.resize(outputs);
}

void ReadOutStage::setSlots(int slots) {
  m_slots = slots;
  lightloom::product::setSlots(m_tables, slots);
  m_mayFill = fillWells(m_cell, m_plan, slots, m_wells);
}

// The product of the operands, and where links have phases of their own the one in quadrature.
void ReadOutStage::multiply(const Product& product) {
  const KernelTable& k = kernels();
  const int inner = m_plan.inner(m_slots);
  const WeightOperands& w = product.weights;
  k.gemm(GemmForm::Plain, m_plan.neurons, inner, product.samples, w.operands(), product.inputs.operands(),
         product.outputs);
  if (m_plan.residue) addResidue(product);
  if (!m_plan.tilted()) return;
  k.gemm(GemmForm::Plain, m_plan.neurons, inner, product.samples,
         w.quadrature() ? w.quadrature() : w.operands(), product.inputs.quadrature(), m_quadrature.data());
}

// Modulators leave iε√(1 − x²) beside x, which meets c beside w: −ε Σ s c, s = √(1 − x²). With the deficits
// of its sums, D = Σ (1 − s) and C = Σ (c(0) − c), it is −ε (N c(0) − c(0) D − C + D C/N) up to how both go
// together over the slots, which is of fourth order. What does not depend on numbers the calibration knows.
void ReadOutStage::addResidue(const Product& product) {
  const double known = m_cell.offsetCalibrated ? 0 : m_slots * product.weights.besideAtRest();
  addResidue(product, m_cell.axonResidue, known, nullptr);
}

// The same, as sums that are known digitally give it, is taken off where the pixels' calibration has them.
void ReadOutStage::takeResidueSums(const Product& product) {
  addResidue(product, -static_cast<double>(product.readOut.outputFactor) * m_cell.axonResidue, 0,
             m_tables.gain.data());
}

void ReadOutStage::addResidue(const Product& product, double factor, double known, const float* gain) {
  // The second slot meets an inverted weight, whose c is the same, with s = 1; rails are subtracted.
  const double slots = m_plan.twoRails() ? 0 : m_plan.copies, atRest = product.weights.besideAtRest();
  for (int b = 0; b < product.samples; ++b) {
    const std::size_t at = static_cast<std::size_t>(b);
    const double deficit = static_cast<double>(product.inputs.besideDeficit()[b]);
    m_residueLevels[at] = static_cast<float>(factor * (atRest * deficit - slots * known));
    m_residueSlopes[at] = static_cast<float>(factor * (slots - deficit / m_slots));
  }
  const OuterPass pass{m_plan.neurons,
                       product.samples,
                       m_plan.axons,
                       product.outputs,
                       m_residueLevels.data(),
                       m_residueSlopes.data(),
                       product.weights.besideDeficit(),
                       gain};
  kernels().addOuter(&pass);
}

// What axons shine at x = 0 brings c Σ w, of which the sum of the weights as they are asked for is taken off
// digitally. Two slots or rails cancel it.
void ReadOutStage::takeFloor(const Product& product) const {
  const float factor = product.readOut.outputFactor * static_cast<float>(m_cell.axonFloor);
  const float* const sums = product.weights.sumDriven();
  for (int b = 0; b < product.samples; ++b) {
    float* const y = product.outputs + area(m_plan.neurons, b);
    for (int m = 0; m < m_plan.neurons; ++m) y[m] -= factor * sums[m];
  }
}

// Fills everything of the pass but the ADC and the units of the outputs.
ReadOutPass ReadOutStage::passOf(const Product& product) {
  ReadOutPass pass;
  pass.neurons = m_plan.neurons;
  pass.samples = product.samples;
  pass.synapses = m_plan.synapses;
  pass.axons = m_plan.axons;
  pass.y = product.outputs;
  pass.quadrature = m_plan.tilted() ? m_quadrature.data() : nullptr;
  pass.gain = m_tables.gain.data();
  pass.gainSine = m_tables.gainSine.data();
  // Light that is always on leaves only a constant offset, which addShared adds.
  const bool offsets = !m_plan.law->inputsOnPhases && !allEqual(m_cell.offsetPerSquare, 0);
  pass.offset = offsets ? m_tables.offset.data() : nullptr;
  pass.crossed = m_plan.crosses ? m_mixed : nullptr;
  pass.offsetSums = m_plan.twoRails() ? product.inputs.sumSigned() : product.inputs.sumSquares();
  pass.normals = m_plan.independentNoise ? m_normals.data() : nullptr;
  pass.variance = m_tables.variance.data();
  pass.varianceX = m_tables.varianceX.data();
  pass.sumX2 = product.inputs.sumSquares();
  const bool byWeights = !m_plan.law->weightsOnPhases || m_plan.mixes || m_plan.crossed() || m_plan.paired;
  pass.varianceW = byWeights ? m_tables.varianceW.data() : nullptr;
  // Light of other channels does not know this one's phase.
  pass.sumW2 = product.weights.sumUnturned();
  pass.varianceWX = m_tables.varianceWX.data();
  pass.inverseSlots = 1.0f / static_cast<float>(m_slots);
  pass.slope = product.weights.slopes();
  pass.axonError = m_phaseErrors.ofAxons();
  pass.synapseError = m_phaseErrors.ofSynapses();
  pass.scratch = m_scratch.data();
  pass.signal = m_tables.signal.data();
  pass.inverseSignal = m_tables.inverseSignal.data();
  pass.centre = m_plan.calibratesLeak() ? m_leak.centre() : nullptr;
  return pass;
}

// Whether some output may see fewer electrons than the normal law is good for.
bool ReadOutStage::faint(const Product& product) const {
  if (m_cell.shotScale != 1) return false;
  const double weightSquares = m_plan.law->weightsOnPhases ? m_slots : product.weights.leastSumSquares();
  const double inputSquares =
      m_plan.law->inputsOnPhases ? m_slots * m_plan.copies : product.inputs.leastSumSquares();
  return m_slots * m_leastDark + weightSquares * m_leastSynapse + inputSquares * m_leastAxon < kFewElectrons;
}

void ReadOutStage::addShared(const Product& product) {
  const InputOperands::SharedSums sums = product.inputs.sharedSums();
  SharedErrorPass pass;
  pass.neurons = m_plan.neurons;
  pass.samples = product.samples;
  pass.slots = m_slots;
  pass.copies = m_plan.copies;
  pass.oppositeRails = m_plan.twoRails();
  pass.y = product.outputs;
  pass.sumX = sums.sums;
  pass.sumX2 = sums.light;
  pass.sumX4 = sums.fourths;
  if (m_plan.law->weightsOnPhases) {
    pass.slope = product.weights.slopes();
  } else {
    pass.weightLight = product.weights.sumSquares();
    pass.weightSpread = product.weights.sumFourths();
  }
  if (m_plan.sharedCross()) pass.crossSine = std::hypot(m_plan.synapseSine, m_plan.leaderSine);
  pass.sumW2 = product.weights.sumSquares();
  pass.inputSquares = product.inputs.sumSquares();
  KeyedRandom random = randomOf(product.readOut.key, kSharedStep);
  addSharedErrors(m_cell, pass, random);
}

// The sum of the two rails without errors, of which the product holds the difference: capacitors fill by the
// sum.
void ReadOutStage::sumRails(const Product& product) {
  const KernelTable& k = kernels();
  const WeightOperands& w = product.weights;
  k.gemm(GemmForm::Plain, m_plan.neurons, m_slots, product.samples, w.operands(), product.inputs.magnitudes(),
         m_railSums.data());
  if (m_plan.tilted())
    k.gemm(GemmForm::Plain, m_plan.neurons, m_slots, product.samples, w.quadrature(),
           product.inputs.magnitudes(), m_railQuadrature.data());
  ReadOutPass pass = passOf(product);
  pass.y = m_railSums.data();
  pass.quadrature = m_plan.tilted() ? m_railQuadrature.data() : nullptr;
  pass.offsetSums = product.inputs.sumSquares();
  pass.normals = pass.axonError = pass.synapseError = pass.signal = pass.crossed = nullptr;
  k.readOut(&pass);
}

Wells ReadOutStage::wellsOf(const Product& product) const {
  return {m_mayFill ? m_cell.wellElectrons : 0,
          m_cell.wellHolds,
          m_wells.fixed.data(),
          m_wells.perX2.data(),
          m_plan.law->weightsOnPhases ? nullptr : m_wells.perW2.data(),
          m_wells.offset.data(),
          m_wells.offsetPerX2.data(),
          m_plan.law->weightsOnPhases ? nullptr : m_wells.offsetPerW2.data(),
          m_wells.imbalance.data(),
          m_cell.offsetCalibrated || m_plan.twoRails(),
          m_mayFill && m_plan.twoRails() ? m_railSums.data() : nullptr,
          product.inputs.sumSigned()};
}

// What the pass makes of an output before the ADC: the pass itself, without one and in units of electrons.
double ReadOutStage::electronsOf(const ReadOutPass& pass, std::size_t output) const {
  std::vector<float> electrons(pass.y, pass.y + area(pass.neurons, pass.samples));
  const std::vector<float> ones(m_tables.inverseSignal.size(), 1.0f);
  ReadOutPass alone = pass;
  alone.y = electrons.data();
  alone.inverseSignal = ones.data();
  alone.fullScale = 0;
  alone.outputFactor = 1;
  kernels().readOut(&alone);
  return static_cast<double>(electrons[output]);
}

ReadOutStatistics ReadOutStage::read(WeightOperands& weights, InputOperands& inputs, int samples,
                                     const ReadOut& readOut, float* outputs, const Watch& watch) {
  const Product product{weights, inputs, samples, readOut, outputs};
  const std::size_t count = area(m_plan.neurons, samples);
  multiply(product);
  if (m_plan.calibratesLeak())
    m_leak.prepare({weights.quadrature() ? weights.quadrature() : weights.operands(), inputs.quadrature(),
                    m_slots, samples},
                   m_tables, m_crossed, readOut.besideMeans);
  if (m_plan.crosses)
    m_mixed = m_crossed.mix(outputs, m_plan.tilted() ? m_quadrature.data() : nullptr, samples);
  if (m_plan.independentNoise)
    kernels().normals(noiseState(readOut.key, NoiseStream::ReadOut), count, m_normals.data());
  m_phaseErrors.draw(readOut.key, inputs.met());
  ReadOutPass pass = passOf(product);
  const bool fewElectrons = faint(product), careful = m_plan.shared || m_mayFill || fewElectrons;
  if (careful) {
    // Mean and phase errors first: they decide how many electrons each line is to expect.
    const float* const ownNormals = pass.normals;
    pass.normals = nullptr;
    pass.signal = nullptr;
    kernels().readOut(&pass);
    pass.normals = ownNormals;
    pass.signal = m_tables.signal.data();
    if (m_plan.shared) addShared(product);
    if (m_mayFill && m_plan.twoRails()) sumRails(product);
  }
  pass.fullScale = m_cell.adcBits > 0 ? static_cast<float>(readOut.adcFullScale) : 0.0f;
  pass.adcStep = levelSpacing(2 * readOut.adcFullScale, m_cell.adcBits);
  pass.outputFactor = readOut.outputFactor;
  WatchedCounts counts;
  counts.output = area(m_plan.neurons, watch.sample) + static_cast<std::size_t>(watch.neuron);
  if (careful) {
    KeyedRandom random = randomOf(readOut.key, kCountsStep);
    readCarefully(pass,
                  {m_tables.readVariance.data(), m_plan.paired ? m_tables.pairVariance.data() : nullptr},
                  fewElectrons, wellsOf(product), random, watch.out ? &counts : nullptr);
  } else {
    if (watch.out) counts.electrons = electronsOf(pass, counts.output);
    kernels().readOut(&pass);
  }
  if (m_plan.calibratesLeak()) m_leak.addSums(m_tables, m_crossed, readOut.outputFactor, samples, outputs);
  if (m_plan.residue && m_cell.leakCalibration == LeakCalibration::OffsetAndSums) takeResidueSums(product);
  if (m_plan.floats && m_plan.drive == Drive::Unsigned) takeFloor(product);
  if (watch.out) {
    WatchedOutput& out = *watch.out;
    fillSlots({m_cell, m_plan, m_tables, m_crossed, m_leak, weights, inputs, m_slots, samples,
               readOut.besideMeans, static_cast<double>(readOut.outputFactor)},
              watch.neuron, watch.sample, out);
    out.electrons = counts.electrons;
    out.counted = counts.counted;
    out.plus = counts.plus;
    out.minus = counts.minus;
    const std::size_t table =
        area(m_plan.neurons, watch.sample % m_plan.axons) + static_cast<std::size_t>(watch.neuron);
    out.reading =
        readingLawOf(pass, table, careful ? ReadingLaw::Rounding::Double : ReadingLaw::Rounding::Single);
    out.output = outputs[counts.output];
  }
  return {pass.sumSquares, pass.clipped, static_cast<std::int64_t>(count)};
}

}  // namespace lightloom::product
