#include "photonic/product_engine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "photonic/electron_counts.h"
#include "photonic/kernels/kernel_table.h"
#include "photonic/link_tables.h"
#include "photonic/phase_errors.h"
#include "photonic/phase_operands.h"
#include "photonic/product_plan.h"
#include "photonic/shared_errors.h"
#include "photonic/well_tables.h"

namespace lightloom {
namespace {

// Tell the keys of counts, of errors that outputs share, and of the servo's turn of input phases from that of
// the normals.
constexpr std::uint64_t kCountsStep = 1ULL << 63, kSharedStep = 1ULL << 62, kTurnStep = 1ULL << 61;

double least(const std::vector<float>& values) {
  return static_cast<double>(*std::min_element(values.begin(), values.end()));
}

float levelSpacing(double range, int bits) {
  return bits > 0 ? static_cast<float>(range / (std::ldexp(1.0, bits) - 1)) : 0.0f;
}

KeyedRandom randomOf(RandomKey key, std::uint64_t step) {
  key.step ^= step;
  return KeyedRandom(key);
}

}  // namespace

/// A product goes through it in this order: weights and inputs through drive and DAC, the matrix product (and
/// one in quadrature), phase errors, and the read-out with the noise of its electrons.
struct ProductEngine::State {
  State(const CellHardware& source, const ProductShape& largest, Drive drive);
  void reserveOperands();
  void fillRotation();

  void setSlots(int count);
  void loadWeights(const MatrixView& view, float factor);
  void updateSlopes();

  void loadInputs(const MatrixView& view, float factor);
  void loadPhases(const RandomKey& key);
  void multiply(float* outputs);
  void multiplyExactly(const MatrixView& view, const ReadOut& readOut, float* outputs);
  PhaseErrorInputs phaseErrorInputs() const;

  ReadOutStatistics readOutputs(const ReadOut& readOut, float* outputs);
  ReadOutPass readOutPass(float* outputs);
  bool faint() const;
  void sumRails();
  void prepareSharedSums();
  void addShared(const RandomKey& key, float* outputs);

  CellHardware cell;
  ProductShape largest;
  ProductPlan plan;
  LinkTables tables;
  WellTables wells;
  PhaseErrors phaseErrors;
  int slots = 0;
  int samples = 0;
  bool mayFill = false;  ///< capacitors, with the present number of slots
  MatrixView exactWeights;
  float exactFactor = 1;
  double leastElectronsAxon = 0, leastElectronsSynapse = 0, leastDark = 0;  ///< of all links, per slot

  std::array<float, 3> response{};
  std::vector<float> rotationCosine, rotationSine;  ///< per neuron
  std::vector<float> slope;                         ///< table of the weights' slopes
  std::vector<float> weights, quadratureWeights, weightRing, sumW2, sumUnturnedW2, sumCross, sumW4;
  std::vector<float> driven, cosines, quadratureInputs;  ///< of inputs that are phases
  std::vector<float> inputs, inputPadding, inputMagnitudes, sumX2, sumNeighbours, sumSigned, sumX, sumX4;
  std::vector<float> railSums, railQuadrature;  ///< of two rails whose capacitors may fill
  std::vector<float> quadrature, normals, scratch;
};

ProductEngine::State::State(const CellHardware& source, const ProductShape& shape, Drive drive)
    : cell(source), largest(shape), plan(planProducts(cell, shape, drive)) {
  if (plan.exact) return;
  tables = makeLinkTables(cell, plan);
  wells = makeWellTables(cell, plan);
  phaseErrors = PhaseErrors(cell, plan, shape);
  reserveOperands();
  if (plan.rotated) fillRotation();
  if (plan.twoSlots || cell.encoding == Encoding::TwoSlotPhase)
    cell.weightResponse[1] = cell.weightQuadrature[1] = 0;
  std::transform(cell.weightResponse.begin(), cell.weightResponse.end(), response.begin(),
                 [](double r) { return static_cast<float>(r); });
  leastElectronsAxon = least(cell.electronsAxon);
  leastElectronsSynapse = least(cell.electronsSynapse);
  leastDark = least(cell.darkElectrons);
}

void ProductEngine::State::reserveOperands() {
  const std::size_t neurons = static_cast<std::size_t>(largest.neurons);
  const std::size_t columns = static_cast<std::size_t>(largest.samples);
  const std::size_t outputs = area(largest.neurons, largest.samples);
  const std::size_t drives = area(largest.slots, largest.samples);
  const std::size_t operand = area(plan.inner(largest.slots), largest.samples);
  weights.resize(area(largest.neurons, plan.inner(largest.slots)));
  weightRing.resize(area(largest.neurons, static_cast<int>(cell.weightTaps.size())));
  slope.resize(area(plan.neurons, plan.axons));
  inputs.resize(operand);
  inputPadding.resize(static_cast<std::size_t>(largest.slots) + cell.axonTaps.size());
  for (std::vector<float>* sums : {&sumX2, &sumSigned, &sumNeighbours}) sums->resize(columns);
  for (std::vector<float>* sums : {&sumW2, &scratch}) sums->resize(neurons);
  if (plan.rotated && plan.mixes) sumUnturnedW2.resize(neurons);
  if (plan.kernel)
    for (std::vector<float>* phases : {&driven, &cosines}) phases->resize(drives);
  if (plan.shared) {
    for (std::vector<float>* sums : {&sumX, &sumX4}) sums->resize(columns);
    sumW4.resize(neurons);
  }
  if (plan.tilted) {
    if (plan.phaseAxons)
      quadratureInputs.resize(operand);
    else
      quadratureWeights.resize(area(largest.neurons, largest.slots));
    sumCross.resize(neurons);
    quadrature.resize(outputs);
  }
  if (plan.independentNoise) normals.resize(outputs);
  const bool railsFill = plan.twoRails && cell.wellElectrons > 0;
  if (railsFill) railSums.resize(outputs);
  if (railsFill && plan.tilted) railQuadrature.resize(outputs);
  if (railsFill || (plan.twoSlots && (plan.tilted || plan.synapseNoise || plan.leaderNoise)))
    inputMagnitudes.resize(drives);
}

void ProductEngine::State::fillRotation() {
  for (int neuron = 0; neuron < largest.neurons; ++neuron) {
    const float phase = cell.phase[static_cast<std::size_t>(cell.link(neuron % cell.synapses, 0))];
    rotationCosine.push_back(std::cos(phase));
    rotationSine.push_back(std::sin(phase));
  }
}

void ProductEngine::State::setSlots(int count) {
  if (count == slots) return;
  LL_CHECK(count >= 1 && count <= largest.slots);
  slots = count;
  lightloom::setSlots(tables, slots);
  mayFill = fillWells(cell, plan, slots, wells);
}

void ProductEngine::State::loadWeights(const MatrixView& view, float factor) {
  const float* source = view.data;
  if (view.transposed) {
    kernels().transpose(view.rows, view.columns, view.data, weights.data());
    source = weights.data();
  }
  const float limit = static_cast<float>(cell.weightLimit);
  WeightPass pass;
  pass.neurons = largest.neurons;
  pass.slots = slots;
  pass.in = source;
  pass.drive = {factor, -limit, limit, -limit, levelSpacing(2 * cell.weightLimit, cell.weightBits)};
  pass.taps = cell.weightTaps.data();
  pass.tapCount = static_cast<int>(cell.weightTaps.size());
  pass.ring = weightRing.data();
  pass.response = cell.weightResponse == kAsAsked ? nullptr : response.data();
  for (std::size_t i = 0; i < 3; ++i) pass.quadratureFit[i] = static_cast<float>(cell.weightQuadrature[i]);
  pass.cosine = plan.rotated ? rotationCosine.data() : nullptr;
  pass.sine = rotationSine.data();
  pass.out = weights.data();
  pass.quadrature = plan.tilted && !plan.phaseAxons ? quadratureWeights.data() : nullptr;
  pass.sumSquares = sumW2.data();
  pass.sumUnturned = sumUnturnedW2.empty() ? nullptr : sumUnturnedW2.data();
  pass.sumCross = sumCross.data();
  kernels().driveWeights(&pass);
  if (plan.kernel) splitWeightPhases(largest.neurons, slots, weights.data(), sumW2.data());
  updateSlopes();
}

void ProductEngine::State::updateSlopes() {
  if (!plan.axonNoise && !plan.synapseNoise && !plan.leaderNoise && cell.servoSigma == 0) return;
  SlopePass pass;
  pass.neurons = largest.neurons;
  pass.axons = plan.axons;
  pass.inverseSlots = 1.0f / static_cast<float>(slots);
  pass.sumSquares = sumW2.data();
  pass.quadratureFit[0] = static_cast<float>(cell.weightQuadrature[0]);
  pass.quadratureFit[1] = static_cast<float>(cell.weightQuadrature[2]);
  pass.sumCross = plan.tilted && !plan.phaseAxons ? sumCross.data() : nullptr;
  pass.gain = tables.slopeGain.data();
  pass.cosine = tables.cosine.data();
  pass.sine = tables.sine.data();
  pass.slope = slope.data();
  kernels().phaseSlopes(&pass);
}

void ProductEngine::State::loadInputs(const MatrixView& view, float factor) {
  float* const out = plan.kernel ? driven.data() : inputs.data();
  const float* source = view.data;
  if (view.transposed) {
    kernels().transpose(view.rows, view.columns, view.data, out);
    source = out;
  }
  const bool isSigned = plan.drive == Drive::Signed;
  InputPass pass;
  pass.slots = slots;
  pass.samples = samples;
  pass.in = source;
  pass.drive.factor = factor;
  pass.drive.low = isSigned ? -1.0f : 0.0f;
  // A phase takes both signs in one range of levels, an amplitude has its own for each sign.
  const bool throughZero = isSigned && plan.phaseAxons;
  pass.drive.step = levelSpacing(throughZero ? 2.0 : 1.0, cell.axonBits);
  pass.drive.origin = throughZero ? -1.0f : 0.0f;
  pass.taps = cell.axonTaps.data();
  pass.tapCount = static_cast<int>(cell.axonTaps.size());
  pass.padded = inputPadding.data();
  pass.out = out;
  pass.sumSquares = sumX2.data();
  const bool correlated = (plan.axonNoise && cell.axonPhaseCorrelation != 0) ||
                          (plan.leaderNoise && plan.axons == 1 && cell.leaderPhaseCorrelation != 0) ||
                          (plan.synapseNoise && plan.axons == 1 && cell.weightPhaseCorrelation != 0);
  pass.sumNeighbours = correlated ? sumNeighbours.data() : nullptr;
  pass.sumSigned = plan.twoRails ? sumSigned.data() : nullptr;
  pass.sameSignOnly = plan.twoSlots;
  kernels().driveInputs(&pass);
  if (!inputMagnitudes.empty())
    kernels().magnitudes(area(slots, samples), inputs.data(), inputMagnitudes.data());
}

// Inputs that are phases, the servo's with them.
void ProductEngine::State::loadPhases(const RandomKey& key) {
  PhaseInputs pass;
  pass.slots = slots;
  pass.samples = samples;
  pass.isSigned = plan.drive == Drive::Signed;
  pass.limit = cell.axonLimit;
  pass.turn = plan.commonPhase;
  if (cell.servoSigma > 0) pass.turn += cell.servoSigma * randomOf(key, kTurnStep).normal();
  pass.x = plan.kernel ? driven.data() : inputs.data();
  pass.cosines = cosines.data();
  pass.inPhase = inputs.data();
  pass.quadrature = plan.tilted ? quadratureInputs.data() : nullptr;
  if (!plan.kernel) {
    if (!plan.tilted && pass.turn == 0) return;
    fillTwoSlotInputs(pass);
  } else {
    fillPhaseInputs(pass);
  }
  const float* const met = plan.kernel ? cosines.data() : inputs.data();
  for (int b = 0; b < samples; ++b) {
    const float* const c = met + area(slots, b);
    float squares = 0, products = 0;
    for (int j = 0; j < slots; ++j) squares += c[j] * c[j];
    for (int j = 1; j < slots; ++j) products += c[j - 1] * c[j];
    sumX2[static_cast<std::size_t>(b)] = squares;
    sumNeighbours[static_cast<std::size_t>(b)] = products;
  }
}

// The product of the operands, and where links have phases of their own the one in quadrature.
void ProductEngine::State::multiply(float* outputs) {
  const KernelTable& k = kernels();
  const int inner = plan.inner(slots);
  k.gemm(GemmForm::Plain, largest.neurons, inner, samples, weights.data(), inputs.data(), outputs);
  if (!plan.tilted) return;
  const float* const left = plan.phaseAxons ? weights.data() : quadratureWeights.data();
  const float* const right = plan.phaseAxons ? quadratureInputs.data()
                             : plan.twoSlots ? inputMagnitudes.data()
                                             : inputs.data();
  k.gemm(GemmForm::Plain, largest.neurons, inner, samples, left, right, quadrature.data());
}

void ProductEngine::State::multiplyExactly(const MatrixView& view, const ReadOut& readOut, float* outputs) {
  const KernelTable& k = kernels();
  LL_CHECK(!(exactWeights.transposed && view.transposed));
  const GemmForm form = exactWeights.transposed ? GemmForm::LeftTransposed
                        : view.transposed       ? GemmForm::RightTransposed
                                                : GemmForm::Plain;
  k.gemm(form, largest.neurons, slots, samples, exactWeights.data, view.data, outputs);
  const float factor = exactFactor * readOut.inputFactor * readOut.outputFactor;
  if (factor != 1.0f) k.scale(area(largest.neurons, samples), factor, outputs);
}

PhaseErrorInputs ProductEngine::State::phaseErrorInputs() const {
  return {slots,
          samples,
          plan.kernel ? cosines.data() : inputs.data(),
          plan.twoSlots ? inputMagnitudes.data() : nullptr,
          sumX2.data(),
          sumNeighbours.data()};
}

// What a pass reads, all but ADC and units.
ReadOutPass ProductEngine::State::readOutPass(float* outputs) {
  ReadOutPass pass;
  pass.neurons = largest.neurons;
  pass.samples = samples;
  pass.synapses = plan.synapses;
  pass.axons = plan.axons;
  pass.y = outputs;
  pass.quadrature = plan.tilted ? quadrature.data() : nullptr;
  pass.gain = tables.gain.data();
  pass.gainSine = tables.gainSine.data();
  // Of light that is always on only the constant is left, see addShared.
  pass.offset = plan.phaseAxons || allEqual(cell.offsetPerSquare, 0) ? nullptr : tables.offset.data();
  pass.offsetSums = plan.twoRails ? sumSigned.data() : sumX2.data();
  pass.normals = plan.independentNoise ? normals.data() : nullptr;
  pass.variance = tables.variance.data();
  pass.varianceX = tables.varianceX.data();
  pass.sumX2 = sumX2.data();
  pass.varianceW = plan.amplitudeWeights || plan.mixes || plan.crossed ? tables.varianceW.data() : nullptr;
  // Light of other channels does not know this one's phase.
  pass.sumW2 = sumUnturnedW2.empty() ? sumW2.data() : sumUnturnedW2.data();
  pass.varianceWX = tables.varianceWX.data();
  pass.inverseSlots = 1.0f / static_cast<float>(slots);
  pass.slope = slope.data();
  pass.axonError = phaseErrors.ofAxons();
  pass.synapseError = phaseErrors.ofSynapses();
  pass.scratch = scratch.data();
  pass.signal = tables.signal.data();
  pass.inverseSignal = tables.inverseSignal.data();
  return pass;
}

// Whether some output may see fewer electrons than the normal law is good for.
bool ProductEngine::State::faint() const {
  if (cell.shotScale != 1) return false;
  const double weightSquares = plan.amplitudeWeights ? least(sumW2) : slots;
  const double inputSquares =
      plan.phaseAxons ? slots * plan.copies
                      : static_cast<double>(*std::min_element(sumX2.begin(), sumX2.begin() + samples));
  return slots * leastDark + weightSquares * leastElectronsSynapse + inputSquares * leastElectronsAxon <
         kFewElectrons;
}

// What x⁺ and x⁻ add up to on their rails, without errors.
void ProductEngine::State::sumRails() {
  const KernelTable& k = kernels();
  k.gemm(GemmForm::Plain, largest.neurons, slots, samples, weights.data(), inputMagnitudes.data(),
         railSums.data());
  if (plan.tilted)
    k.gemm(GemmForm::Plain, largest.neurons, slots, samples, quadratureWeights.data(), inputMagnitudes.data(),
           railQuadrature.data());
  ReadOutPass pass = readOutPass(railSums.data());
  pass.quadrature = plan.tilted ? railQuadrature.data() : nullptr;
  pass.offsetSums = sumX2.data();
  pass.normals = pass.axonError = pass.synapseError = pass.signal = nullptr;
  k.readOut(&pass);
}

// Σ x as a phase error meets it, Σ x⁴, and Σ w⁴ of weights that are amplitudes.
void ProductEngine::State::prepareSharedSums() {
  if (plan.phaseAxons) std::fill(sumX4.begin(), sumX4.end(), static_cast<float>(slots * plan.copies));
  for (int b = 0; b < samples && !plan.phaseAxons; ++b) {
    const float* const x = inputs.data() + area(slots, b);
    float sum = 0, fourth = 0;
    for (int j = 0; j < slots; ++j) {
      sum += plan.twoSlots ? std::fabs(x[j]) : x[j];
      fourth += x[j] * x[j] * x[j] * x[j];
    }
    sumX[static_cast<std::size_t>(b)] = sum;
    sumX4[static_cast<std::size_t>(b)] = fourth;
  }
  if (!plan.amplitudeWeights) return;
  std::fill(sumW4.begin(), sumW4.end(), 0.0f);
  for (int j = 0; j < slots; ++j)
    for (int m = 0; m < largest.neurons; ++m) {
      const float w = weights[area(largest.neurons, j) + static_cast<std::size_t>(m)];
      sumW4[static_cast<std::size_t>(m)] += w * w * w * w;
    }
}

void ProductEngine::State::addShared(const RandomKey& key, float* outputs) {
  prepareSharedSums();
  const bool rails = plan.twoRails;
  SharedErrorPass pass;
  pass.neurons = largest.neurons;
  pass.samples = samples;
  pass.slots = slots;
  pass.copies = plan.copies;
  pass.phaseAxons = plan.phaseAxons;
  pass.oppositeRails = rails;
  pass.y = outputs;
  pass.slope = plan.amplitudeWeights ? nullptr : slope.data();
  pass.sumX = sumX.data();
  pass.sumX2 = plan.phaseAxons ? sumX4.data() : rails ? sumSigned.data() : sumX2.data();
  pass.sumX4 = sumX4.data();
  pass.weightLight = plan.amplitudeWeights ? sumW2.data() : nullptr;
  pass.weightSpread = plan.amplitudeWeights ? sumW4.data() : nullptr;
  if (plan.sharedCross) pass.crossSine = std::hypot(plan.synapseSine, plan.leaderSine);
  pass.sumW2 = sumW2.data();
  pass.inputSquares = sumX2.data();
  KeyedRandom random = randomOf(key, kSharedStep);
  addSharedErrors(cell, pass, random);
}

ReadOutStatistics ProductEngine::State::readOutputs(const ReadOut& readOut, float* outputs) {
  ReadOutPass pass = readOutPass(outputs);
  const bool careful = plan.shared || mayFill || faint();
  if (careful) {
    // Mean and phase errors first: they decide how many electrons each line is to expect.
    const float* const ownNormals = pass.normals;
    pass.normals = nullptr;
    pass.signal = nullptr;
    kernels().readOut(&pass);
    pass.normals = ownNormals;
    pass.signal = tables.signal.data();
    if (plan.shared) addShared(readOut.key, outputs);
    if (mayFill && plan.twoRails) sumRails();
  }
  pass.fullScale = cell.adcBits > 0 ? static_cast<float>(readOut.adcFullScale) : 0.0f;
  pass.adcStep = levelSpacing(2 * readOut.adcFullScale, cell.adcBits);
  pass.outputFactor = readOut.outputFactor;
  if (careful) {
    KeyedRandom random = randomOf(readOut.key, kCountsStep);
    const bool rails = mayFill && plan.twoRails;
    const Wells bounds{mayFill ? cell.wellElectrons : 0,
                       cell.wellHolds,
                       wells.fixed.data(),
                       wells.perX2.data(),
                       plan.amplitudeWeights ? wells.perW2.data() : nullptr,
                       rails ? railSums.data() : nullptr,
                       sumSigned.data()};
    readCarefully(pass, tables.readVariance.data(), faint(), bounds, random);
  } else {
    kernels().readOut(&pass);
  }
  return {pass.sumSquares, pass.clipped, static_cast<std::int64_t>(area(largest.neurons, samples))};
}

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

float ProductEngine::weightLimit() const {
  return static_cast<float>(m_state->cell.weightLimit);
}

void ProductEngine::setWeights(const MatrixView& weights, float factor) {
  State& s = *m_state;
  LL_CHECK((weights.transposed ? weights.columns : weights.rows) == s.largest.neurons);
  const int slots = weights.transposed ? weights.rows : weights.columns;
  if (!s.plan.exact) {
    s.setSlots(slots);
    return s.loadWeights(weights, factor);
  }
  LL_CHECK(slots >= 1 && slots <= s.largest.slots);
  s.slots = slots;
  s.exactWeights = weights;
  s.exactFactor = factor;
}

ReadOutStatistics ProductEngine::multiply(const MatrixView& inputs, const ReadOut& readOut, float* outputs) {
  State& s = *m_state;
  LL_CHECK(s.slots > 0 && (inputs.transposed ? inputs.columns : inputs.rows) == s.slots);
  s.samples = inputs.transposed ? inputs.rows : inputs.columns;
  LL_CHECK(s.samples >= 1 && s.samples <= s.largest.samples);
  if (s.plan.exact) {
    s.multiplyExactly(inputs, readOut, outputs);
    return {};
  }
  s.loadInputs(inputs, readOut.inputFactor);
  if (s.plan.phaseAxons) s.loadPhases(readOut.key);
  s.multiply(outputs);
  if (s.plan.independentNoise)
    kernels().normals(noiseState(readOut.key, NoiseStream::ReadOut), area(s.largest.neurons, s.samples),
                      s.normals.data());
  s.phaseErrors.draw(readOut.key, s.phaseErrorInputs());
  return s.readOutputs(readOut, outputs);
}

double shotNoiseSigma(const CellHardware& cell, int link, int slots, double sumX2, double sumW2,
                      Drive drive) {
  LL_CHECK(link >= 0 && link < cell.links() && slots >= 1);
  const std::size_t i = static_cast<std::size_t>(link);
  const double halves = cell.slotsPerSymbol(drive == Drive::Signed);
  const double readOuts = cell.readOuts(drive == Drive::Signed);
  const double weightSquares = cell.encoding == Encoding::AmplitudeAmplitude ? sumW2 : slots;
  const double inputSquares = axonWritesPhase(cell.encoding) ? halves * slots : sumX2;
  const double electrons = halves * (weightSquares * static_cast<double>(cell.electronsSynapse[i]) +
                                     slots * static_cast<double>(cell.darkElectrons[i])) +
                           inputSquares * static_cast<double>(cell.electronsAxon[i]);
  return std::sqrt(cell.shotScale * electrons + readOuts * cell.readVariance +
                   halves * slots * cell.readVariancePerSlot) *
         std::abs(static_cast<double>(cell.inverseSignal[i]));
}

}  // namespace lightloom
