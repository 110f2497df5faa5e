#include "photonic/product_engine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "photonic/electron_counts.h"
#include "photonic/kernels/kernel_table.h"
#include "photonic/phase_operands.h"
#include "photonic/shared_errors.h"

namespace lightloom {
namespace {

// Static phases that differ by less between axons move a product by less than its rounding to float.
constexpr float kSamePhase = 1e-5f;
constexpr std::array<double, 3> kAsAsked{1, 0, 0};  // weight response of a calibrated drive
// Tell the keys of counts and of errors that outputs share from that of the normals.
constexpr std::uint64_t kCountsStep = 1ULL << 63, kSharedStep = 1ULL << 62;
constexpr double kMostSigmas = 10;
constexpr float kGramRidge = 1e-5f;  // of the mean diagonal; above the rounding of a float Gram matrix

/// The independent sources of one product, mixed into its key.
enum class Source : std::uint64_t { ReadOut = 1, Axon = 2, Synapse = 3, Leader = 4 };

std::uint64_t noiseState(const RandomKey& key, Source source) {
  return mixKey(key) ^ (static_cast<std::uint64_t>(source) * 0xD6E8FEB86659FD93ULL);
}

std::size_t area(int rows, int columns) {
  return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
}

bool allEqual(const std::vector<float>& values, float expected) {
  return std::all_of(values.begin(), values.end(), [expected](float v) { return v == expected; });
}

double least(const std::vector<float>& values) {
  return static_cast<double>(*std::min_element(values.begin(), values.end()));
}

bool neutralTaps(const std::vector<float>& taps) {
  return !taps.empty() && taps[0] == 1.0f &&
         std::all_of(taps.begin() + 1, taps.end(), [](float h) { return h == 0; });
}

bool noisy(const CellHardware& cell) {
  const bool shot =
      cell.shotScale > 0 && (!allEqual(cell.darkElectrons, 0) || !allEqual(cell.electronsAxon, 0) ||
                             !allEqual(cell.electronsSynapse, 0));
  return shot || cell.readVariance > 0 || cell.readVariancePerSlot > 0;
}

bool isExact(const CellHardware& cell) {
  // The product of phases is no plain product even without any imperfection.
  return cell.encoding != Encoding::PhasePhase && allEqual(cell.gain, 1) && allEqual(cell.phase, 0) &&
         allEqual(cell.offsetPerSquare, 0) && !noisy(cell) && cell.weightPhaseSigma == 0 &&
         cell.axonPhaseSigma == 0 && cell.leaderPhaseSigma == 0 && !sharesErrors(cell) &&
         allEqual(cell.crosstalk, 0) && cell.wellElectrons == 0 && cell.weightResponse == kAsAsked &&
         neutralTaps(cell.weightTaps) && neutralTaps(cell.axonTaps) && cell.weightBits == 0 &&
         cell.axonBits == 0 && cell.adcBits == 0;
}

float largestPhase(const CellHardware& cell) {
  float largest = 0;
  for (const float phase : cell.phase) largest = std::max(largest, std::abs(phase));
  return largest;
}

// Largest difference between the static phases of two axons on one synapse.
float phaseSpreadOverAxons(const CellHardware& cell) {
  float spread = 0;
  for (int s = 0; s < cell.synapses; ++s) {
    const auto first = cell.phase.begin() + cell.link(s, 0);
    const auto [low, high] = std::minmax_element(first, first + cell.axons);
    spread = std::max(spread, *high - *low);
  }
  return spread;
}

float levelSpacing(double range, int bits) {
  return bits > 0 ? static_cast<float>(range / (std::ldexp(1.0, bits) - 1)) : 0.0f;
}

void checkCell(const CellHardware& cell) {
  LL_CHECK(cell.synapses >= 1 && cell.axons >= 1);
  const std::size_t links = static_cast<std::size_t>(cell.links());
  LL_CHECK(cell.gain.size() == links && cell.inverseSignal.size() == links &&
           cell.electronsAxon.size() == links);
  LL_CHECK(cell.darkElectrons.size() == links);
  LL_CHECK(cell.electronsSynapse.size() == links && cell.offsetPerSquare.size() == links);
  LL_CHECK(cell.offsetPerSlot.size() == links && cell.crosstalk.size() == links);
  LL_CHECK(cell.phase.size() == links && !cell.weightTaps.empty() && !cell.axonTaps.empty());
  LL_CHECK(cell.axonLimit > 0 && (cell.encoding != Encoding::TwoSlotPhase || cell.axonLimit <= 1));
  LL_CHECK(cell.weightLimit > 0 && cell.weightBits <= 20 && cell.axonBits <= 20 && cell.adcBits <= 20);
}

// Variance of sin δ of one laser where the other's error damps it (both Gaussian, independent).
double sineVariance(double sigma, double otherSigma) {
  return -0.5 * std::expm1(-2 * sigma * sigma) * std::exp(-otherSigma * otherSigma);
}

double cosineVariance(double sigmaSquared) {
  const double loss = -std::expm1(-sigmaSquared);
  return 0.5 * loss * loss;
}

/// Per-link numbers spread to the neurons and axons of one product: neurons × axons, column-major.
struct LinkTables {
  std::vector<float> gain;          ///< of the in-phase product
  std::vector<float> gainSine;      ///< of the quadrature product
  std::vector<float> slopeGain;     ///< gain with the sign of cosψ
  std::vector<float> cosine, sine;  ///< of ψ
  std::vector<float> offset;
  std::vector<float> variancePerSlot, readPerSlot, varianceFixed, varianceX, varianceW, varianceWX;
  std::vector<float> signal, inverseSignal;
  std::vector<float> wellFixed, wellPerX2, wellPerW2;  ///< electrons; only where wells may fill
};

}  // namespace

/// Lasers whose errors all samples of a pass share: rows of normals in, rows of errors out.
struct LaserErrors {
  double sine;  // standard deviation of sin δφ
  double correlation;
  int rows;
  float* normals;
  float* errors;
};

struct ProductEngine::State {
  State(const CellHardware& source, const ProductShape& largest, Drive inputDrive);
  void fillTables();
  void fillRotation();
  void takeCommonPhase();
  void fillLink(std::size_t entry, int link);
  void reserveNoise();
  void setSlots(int count);
  void updateSlopes();
  void loadInputs(const MatrixView& inputs, float factor);
  void drawPhaseErrors(const RandomKey& key);
  void drawAxonErrors(const RandomKey& key);
  void drawSharedErrors(std::uint64_t state, const LaserErrors& lasers);
  void correlatePass(const LaserErrors& lasers, int first, int count);
  void fillGram(const float* x, int count, double correlation, float* matrix);
  int passesOfNeurons() const { return (largest.neurons + synapses - 1) / synapses; }
  double normSquared(int sample, double correlation) const;
  ReadOutPass readOutPass(float* outputs);
  bool faint() const;
  bool wellsMayFill();
  double mostElectrons(std::size_t link) const;
  void fillWells();
  void prepareSharedSums();
  void addShared(const RandomKey& key, float* outputs);
  bool carefully() const { return shared || mayFill || faint(); }
  int copies() const { return cell.slotsPerSymbol(drive == Drive::Signed); }
  int beamSlots() const { return slots * copies(); }
  int inner(int slotCount) const { return kernel ? 2 * slotCount : slotCount; }
  bool twoRails() const { return cell.readOuts(drive == Drive::Signed) == 2; }
  void fillPhases(const RandomKey& key);
  const float* quadratureOperand() const {
    if (phaseAxons) return quadratureInputs.data();
    return twoSlots ? inputMagnitudes.data() : inputs.data();
  }
  KeyedRandom sharedRandom(const RandomKey& key) const;
  double slotDraws() const { return cell.encoding == Encoding::TwoSlotPhase ? 2 : 1; }
  ReadOutStatistics readOutputs(const ReadOut& readOut, float* outputs);
  void multiplyExactly(const MatrixView& inputs, const ReadOut& readOut, float* outputs);

  CellHardware cell;
  ProductShape largest;
  Drive drive;
  bool exact;
  bool amplitudeWeights;  // amplitude × amplitude
  bool phaseAxons;        // x on phases: two-slot phase, phase × phase
  bool kernel;            // phase × phase
  bool twoSlots;  // signed x as x⁺, then x⁻ with inverted weights; the halves have errors of their own
  bool tilted = false;   // static phases ψ that need a second product, amplitude × phase
  bool rotated = false;  // static phases ψ ≠ 0 that fold into the weights
  bool independentNoise = false;
  bool axonNoise = false;
  bool synapseNoise = false;
  bool leaderNoise = false;
  bool shared = false;       // errors that outputs share: servo, light that unequal lines leave
  bool mixes = false;        // crosstalk
  bool sharedCross = false;  // the same, of synapses and leader
  bool crossed = false;      // two-slot phase: errors that do not go with x
  bool mayFill = false;      // capacitors, with the present number of slots
  int axons;                 // columns of the tables: no more than samples ever
  int synapses;              // neurons of a pass: no more than neurons ever
  int slots = 0;
  int samples = 0;
  MatrixView exactWeights;
  float exactFactor = 1;
  double leastElectronsAxon = 0, leastElectronsSynapse = 0, leastDark = 0;  // of all links, per slot
  double commonPhase = 0;                                // rad, of all links, where the inputs are phases
  double axonSine = 0, synapseSine = 0, leaderSine = 0;  // standard deviations of sin δφ

  LinkTables tables;
  std::array<float, 3> response{};
  std::vector<float> rotationCosine, rotationSine;  // per neuron
  std::vector<float> variance, readVariance, slope;
  std::vector<float> weights, quadratureWeights, weightRing, sumW2, sumCross;
  std::vector<float> driven, cosines, quadratureInputs;  // of inputs that are phases
  std::vector<float> inputs, inputPadding, sumX2, sumNeighbours, sumSigned, sumX, sumX4, sumW4;
  std::vector<float> quadrature, normals, axonErrors, synapseNormals, synapseErrors, leaderNormals,
      leaderErrors, neighbourhood, inputMagnitudes, gram, otherGram, scratch;
};

ProductEngine::State::State(const CellHardware& source, const ProductShape& shape, Drive inputDrive)
    : cell(source),
      largest(shape),
      drive(inputDrive),
      exact(isExact(source)),
      amplitudeWeights(source.encoding == Encoding::AmplitudeAmplitude),
      phaseAxons(axonWritesPhase(source.encoding)),
      kernel(source.encoding == Encoding::PhasePhase),
      twoSlots(inputDrive == Drive::Signed && !phaseAxons && source.signedInput == SignedInput::TwoSlots),
      axons(std::min(source.axons, shape.samples)),
      synapses(std::min(source.synapses, shape.neurons)) {
  checkCell(cell);
  LL_CHECK(shape.neurons >= 1 && shape.slots >= 1 && shape.samples >= 1);
  if (exact) return;
  const double sigmaW = cell.weightPhaseSigma;
  const double sigmaX = cell.axonPhaseSigma;
  const double sigmaL = cell.leaderPhaseSigma;
  if (phaseAxons) takeCommonPhase();
  const bool turned = !amplitudeWeights && largestPhase(cell) > kSamePhase;
  // In two slots the weights are inverted for x⁻, and the sine of ψ then stands beside |x|.
  tilted = turned && (twoSlots || phaseAxons || phaseSpreadOverAxons(cell) > kSamePhase);
  rotated = turned && !tilted;
  sharedCross = cell.encoding == Encoding::TwoSlotPhase && sigmaW + sigmaL > 0;
  shared = sharedCross || sharesErrors(cell);
  mixes = !allEqual(cell.crosstalk, 0);
  crossed = cell.encoding == Encoding::TwoSlotPhase && sigmaX > 0;
  independentNoise = noisy(cell) || mixes || crossed || (amplitudeWeights && sigmaW + sigmaX + sigmaL > 0);
  axonNoise = !amplitudeWeights && sigmaX > 0;
  synapseNoise = !amplitudeWeights && sigmaW > 0;
  leaderNoise = !amplitudeWeights && sigmaL > 0;
  // Two slots of one symbol have errors of their own.
  axonSine = std::sqrt(sineVariance(sigmaX, std::hypot(sigmaW, sigmaL)) / slotDraws());
  synapseSine = std::sqrt(sineVariance(sigmaW, std::hypot(sigmaX, sigmaL)) / slotDraws());
  leaderSine = std::sqrt(sineVariance(sigmaL, std::hypot(sigmaW, sigmaX)) / slotDraws());
  fillTables();
  weights.resize(area(shape.neurons, inner(shape.slots)));
  weightRing.resize(area(shape.neurons, static_cast<int>(cell.weightTaps.size())));
  sumW2.resize(static_cast<std::size_t>(shape.neurons));
  inputs.resize(area(inner(shape.slots), shape.samples));
  if (kernel) {
    driven.resize(area(shape.slots, shape.samples));
    cosines.resize(area(shape.slots, shape.samples));
  }
  inputPadding.resize(static_cast<std::size_t>(shape.slots) + cell.axonTaps.size());
  sumX2.resize(static_cast<std::size_t>(shape.samples));
  sumSigned.resize(static_cast<std::size_t>(shape.samples));
  sumNeighbours.resize(static_cast<std::size_t>(shape.samples));
  scratch.resize(static_cast<std::size_t>(shape.neurons));
  if (shared) {
    sumX.resize(static_cast<std::size_t>(shape.samples));
    sumX4.resize(static_cast<std::size_t>(shape.samples));
    sumW4.resize(static_cast<std::size_t>(shape.neurons));
  }
  if (cell.wellElectrons > 0) fillWells();
  if (rotated) fillRotation();
  if (twoSlots || cell.encoding == Encoding::TwoSlotPhase)
    cell.weightResponse[1] = cell.weightQuadrature[1] = 0;
  std::transform(cell.weightResponse.begin(), cell.weightResponse.end(), response.begin(),
                 [](double r) { return static_cast<float>(r); });
  leastElectronsAxon = least(cell.electronsAxon);
  leastElectronsSynapse = least(cell.electronsSynapse);
  leastDark = least(cell.darkElectrons);
  reserveNoise();
}

// Inputs that are phases take what is common to all links; links that differ have the rest.
void ProductEngine::State::takeCommonPhase() {
  double sum = 0;
  for (const float phase : cell.phase) sum += static_cast<double>(phase);
  commonPhase = sum / static_cast<double>(cell.phase.size());
  for (float& phase : cell.phase) phase -= static_cast<float>(commonPhase);
}

void ProductEngine::State::fillRotation() {
  for (int neuron = 0; neuron < largest.neurons; ++neuron) {
    const float phase = cell.phase[static_cast<std::size_t>(cell.link(neuron % cell.synapses, 0))];
    rotationCosine.push_back(std::cos(phase));
    rotationSine.push_back(std::sin(phase));
  }
}

void ProductEngine::State::reserveNoise() {
  const std::size_t outputs = area(largest.neurons, largest.samples);
  if (tilted) {
    if (phaseAxons)
      quadratureInputs.resize(area(inner(largest.slots), largest.samples));
    else
      quadratureWeights.resize(area(largest.neurons, largest.slots));
    sumCross.resize(static_cast<std::size_t>(largest.neurons));
    quadrature.resize(outputs);
  }
  if (independentNoise) normals.resize(outputs);
  if (twoSlots && (tilted || synapseNoise || leaderNoise))
    inputMagnitudes.resize(area(largest.slots, largest.samples));
  if (axonNoise || leaderNoise) axonErrors.resize(area(passesOfNeurons(), largest.samples));
  if (leaderNoise) leaderErrors.resize(area(passesOfNeurons(), largest.samples));
  if (synapseNoise) synapseErrors.resize(outputs);
  if (axons == 1 || (!synapseNoise && !leaderNoise)) return;
  if (leaderNoise) leaderNormals.resize(area(passesOfNeurons(), largest.samples));
  if (synapseNoise) synapseNormals.resize(outputs);
  gram.resize(area(axons, axons));
  if (twoSlots) otherGram.resize(area(axons, axons));
  if (cell.weightPhaseCorrelation != 0 || cell.leaderPhaseCorrelation != 0)
    neighbourhood.resize(area(largest.slots, axons));
}

void ProductEngine::State::fillTables() {
  const std::size_t size = area(largest.neurons, axons);
  for (std::vector<float>* table :
       {&tables.gain, &tables.gainSine, &tables.slopeGain, &tables.cosine, &tables.sine, &tables.offset,
        &tables.variancePerSlot, &tables.readPerSlot, &tables.varianceFixed, &tables.varianceX,
        &tables.varianceW, &tables.varianceWX, &tables.signal, &tables.inverseSignal, &variance,
        &readVariance, &slope})
    table->resize(size);
  for (int axon = 0; axon < axons; ++axon)
    for (int neuron = 0; neuron < largest.neurons; ++neuron)
      fillLink(area(largest.neurons, axon) + static_cast<std::size_t>(neuron),
               cell.link(neuron % cell.synapses, axon));
}

void ProductEngine::State::fillLink(std::size_t entry, int link) {
  const std::size_t i = static_cast<std::size_t>(link);
  const double sigmaSquared = cell.weightPhaseSigma * cell.weightPhaseSigma +
                              cell.axonPhaseSigma * cell.axonPhaseSigma +
                              cell.leaderPhaseSigma * cell.leaderPhaseSigma;
  const double gain = static_cast<double>(cell.gain[i]);
  const double mean = gain * std::exp(-0.5 * sigmaSquared);
  const double phase = rotated ? 0.0 : static_cast<double>(cell.phase[i]);
  const double cosine = std::cos(phase);
  const double sine = std::sin(phase);
  const double inverse = static_cast<double>(cell.inverseSignal[i]);
  const double perElectron = inverse * inverse;
  const double shot = cell.shotScale * perElectron;
  const double slotsPerSymbol = copies();
  const double readOuts = cell.readOuts(drive == Drive::Signed);
  const double weightLight = static_cast<double>(cell.electronsSynapse[i]);
  const double inputLight = static_cast<double>(cell.electronsAxon[i]);
  const double background = static_cast<double>(cell.darkElectrons[i]) +
                            (amplitudeWeights ? 0.0 : weightLight) + (phaseAxons ? inputLight : 0.0);
  tables.gain[entry] = static_cast<float>(mean * cosine);
  tables.gainSine[entry] = static_cast<float>(mean * sine);
  tables.slopeGain[entry] = static_cast<float>(std::copysign(gain, gain * cosine));
  tables.cosine[entry] = static_cast<float>(cosine);
  tables.sine[entry] = static_cast<float>(sine);
  tables.offset[entry] = cell.offsetPerSquare[i];
  tables.variancePerSlot[entry] = static_cast<float>(shot * slotsPerSymbol * background);
  tables.readPerSlot[entry] = static_cast<float>(perElectron * slotsPerSymbol * cell.readVariancePerSlot);
  tables.varianceFixed[entry] = static_cast<float>(perElectron * readOuts * cell.readVariance);
  tables.varianceX[entry] = phaseAxons ? 0.0f : static_cast<float>(shot * inputLight);
  // Amplitude-written weights shine in both halves of a signed x.
  double perW2 = amplitudeWeights ? shot * slotsPerSymbol * weightLight : 0;
  double penalty = amplitudeWeights ? cosineVariance(sigmaSquared) : 0;
  if (crossed) {
    // What errors of the two slots mix in of w beside x: w² (1/x_max² − x²) of each.
    // A synapse's and the leader's are shared, see `addSharedErrors`.
    perW2 = gain * gain * axonSine * axonSine / (cell.axonLimit * cell.axonLimit);
    penalty = -axonSine * axonSine;
  }
  tables.varianceW[entry] = static_cast<float>(perW2);
  tables.varianceWX[entry] =
      static_cast<float>(gain * gain * (penalty + static_cast<double>(cell.crosstalk[i])));
  tables.inverseSignal[entry] = cell.inverseSignal[i];
  tables.signal[entry] = inverse != 0 ? static_cast<float>(1 / inverse) : 0.0f;
}

void ProductEngine::State::setSlots(int count) {
  if (count == slots) return;
  LL_CHECK(count >= 1 && count <= largest.slots);
  slots = count;
  const float n = static_cast<float>(slots);
  for (std::size_t i = 0; i < variance.size(); ++i) {
    readVariance[i] = n * tables.readPerSlot[i] + tables.varianceFixed[i];
    variance[i] = n * tables.variancePerSlot[i] + readVariance[i];
  }
  mayFill = wellsMayFill();
}

void ProductEngine::State::updateSlopes() {
  if (!axonNoise && !synapseNoise && !leaderNoise && cell.servoSigma == 0) return;
  SlopePass pass;
  pass.neurons = largest.neurons;
  pass.axons = axons;
  pass.inverseSlots = 1.0f / static_cast<float>(slots);
  pass.sumSquares = sumW2.data();
  pass.quadratureFit[0] = static_cast<float>(cell.weightQuadrature[0]);
  pass.quadratureFit[1] = static_cast<float>(cell.weightQuadrature[2]);
  pass.sumCross = tilted && !phaseAxons ? sumCross.data() : nullptr;
  pass.gain = tables.slopeGain.data();
  pass.cosine = tables.cosine.data();
  pass.sine = tables.sine.data();
  pass.slope = slope.data();
  kernels().phaseSlopes(&pass);
}

void ProductEngine::State::loadInputs(const MatrixView& view, float factor) {
  float* const out = kernel ? driven.data() : inputs.data();
  const float* source = view.data;
  if (view.transposed) {
    kernels().transpose(view.rows, view.columns, view.data, out);
    source = out;
  }
  const bool isSigned = drive == Drive::Signed;
  InputPass pass;
  pass.slots = slots;
  pass.samples = samples;
  pass.in = source;
  pass.drive.factor = factor;
  pass.drive.low = isSigned ? -1.0f : 0.0f;
  // A phase takes both signs in one range of levels, an amplitude has its own for each sign.
  const bool throughZero = isSigned && phaseAxons;
  pass.drive.step = levelSpacing(throughZero ? 2.0 : 1.0, cell.axonBits);
  pass.drive.origin = throughZero ? -1.0f : 0.0f;
  pass.taps = cell.axonTaps.data();
  pass.tapCount = static_cast<int>(cell.axonTaps.size());
  pass.padded = inputPadding.data();
  pass.out = out;
  pass.sumSquares = sumX2.data();
  const bool correlated = (axonNoise && cell.axonPhaseCorrelation != 0) ||
                          (leaderNoise && axons == 1 && cell.leaderPhaseCorrelation != 0) ||
                          (synapseNoise && axons == 1 && cell.weightPhaseCorrelation != 0);
  pass.sumNeighbours = correlated ? sumNeighbours.data() : nullptr;
  pass.sumSigned = twoRails() ? sumSigned.data() : nullptr;
  pass.sameSignOnly = twoSlots;
  kernels().driveInputs(&pass);
  if (!inputMagnitudes.empty())
    kernels().magnitudes(area(slots, samples), inputs.data(), inputMagnitudes.data());
}

// Variance of Σ x_j δ_j per unit variance of δ: Σ x² + 2ρ Σ x_j x_{j+1}, not below 0.
double ProductEngine::State::normSquared(int sample, double correlation) const {
  const std::size_t b = static_cast<std::size_t>(sample);
  const double square = static_cast<double>(sumX2[b]);
  if (correlation == 0) return square;
  return std::max(0.0, square + 2 * correlation * static_cast<double>(sumNeighbours[b]));
}

void ProductEngine::State::drawPhaseErrors(const RandomKey& key) {
  if (axonNoise) drawAxonErrors(key);
  if (leaderNoise) {
    const LaserErrors leader{leaderSine, cell.leaderPhaseCorrelation, passesOfNeurons(), leaderNormals.data(),
                             leaderErrors.data()};
    drawSharedErrors(noiseState(key, Source::Leader), leader);
    // What an axon meets with all its pixels and what all axons of a pass meet go the same way.
    for (std::size_t i = 0; i < area(leader.rows, samples); ++i)
      axonErrors[i] = axonNoise ? axonErrors[i] + leaderErrors[i] : leaderErrors[i];
  }
  if (synapseNoise)
    drawSharedErrors(noiseState(key, Source::Synapse),
                     {synapseSine, cell.weightPhaseCorrelation, largest.neurons, synapseNormals.data(),
                      synapseErrors.data()});
}

void ProductEngine::State::drawAxonErrors(const RandomKey& key) {
  const KernelTable& k = kernels();
  const std::size_t groups = static_cast<std::size_t>(passesOfNeurons());
  k.normals(noiseState(key, Source::Axon), groups * static_cast<std::size_t>(samples), axonErrors.data());
  for (int b = 0; b < samples; ++b)
    k.scale(groups, static_cast<float>(axonSine * std::sqrt(normSquared(b, cell.axonPhaseCorrelation))),
            axonErrors.data() + groups * static_cast<std::size_t>(b));
}

// Errors of lasers that all axons of a pass meet: one vector of correlated normals per row and pass.
void ProductEngine::State::drawSharedErrors(std::uint64_t state, const LaserErrors& lasers) {
  const KernelTable& k = kernels();
  const std::size_t rows = static_cast<std::size_t>(lasers.rows);
  const std::size_t count = rows * static_cast<std::size_t>(samples);
  if (axons > 1) {
    k.normals(state, count, lasers.normals);
    for (int first = 0; first < samples; first += axons)
      correlatePass(lasers, first, std::min(axons, samples - first));
    return;
  }
  k.normals(state, count, lasers.errors);
  for (int b = 0; b < samples; ++b)
    k.scale(rows, static_cast<float>(lasers.sine * std::sqrt(normSquared(b, lasers.correlation))),
            lasers.errors + rows * static_cast<std::size_t>(b));
}

// Xᵀ(X + ρ·neighbours) of `count` samples.
void ProductEngine::State::fillGram(const float* x, int count, double correlation, float* matrix) {
  const KernelTable& k = kernels();
  const float* near = x;
  if (correlation != 0) {
    k.neighbourSum(slots, count, static_cast<float>(correlation), x, neighbourhood.data());
    near = neighbourhood.data();
  }
  k.gram(slots, count, x, near, matrix);
}

// Errors of the samples first … first + count − 1, which share every laser's error. In two slots only
// products of equal sign meet the same error: x⁺x⁺ + x⁻x⁻ = ½(xx + |x||x|).
void ProductEngine::State::correlatePass(const LaserErrors& lasers, int first, int count) {
  const KernelTable& k = kernels();
  const float* const x = kernel ? cosines.data() : inputs.data();
  fillGram(x + area(slots, first), count, lasers.correlation, gram.data());
  if (twoSlots) {
    fillGram(inputMagnitudes.data() + area(slots, first), count, lasers.correlation, otherGram.data());
    for (std::size_t i = 0; i < area(count, count); ++i) gram[i] = 0.5f * (gram[i] + otherGram[i]);
  }
  k.scale(area(count, count), static_cast<float>(lasers.sine * lasers.sine), gram.data());
  k.cholesky(count, kGramRidge, gram.data());
  k.gemm(GemmForm::RightTransposed, lasers.rows, count, count, lasers.normals + area(lasers.rows, first),
         gram.data(), lasers.errors + area(lasers.rows, first));
}

// What a pass reads, all but ADC and units.
ReadOutPass ProductEngine::State::readOutPass(float* outputs) {
  ReadOutPass pass;
  pass.neurons = largest.neurons;
  pass.samples = samples;
  pass.synapses = synapses;
  pass.axons = axons;
  pass.y = outputs;
  pass.quadrature = tilted ? quadrature.data() : nullptr;
  pass.gain = tables.gain.data();
  pass.gainSine = tables.gainSine.data();
  // Of light that is always on only the constant is left, see addShared.
  pass.offset = phaseAxons || allEqual(cell.offsetPerSquare, 0) ? nullptr : tables.offset.data();
  pass.offsetSums = twoRails() ? sumSigned.data() : sumX2.data();
  pass.normals = independentNoise ? normals.data() : nullptr;
  pass.variance = variance.data();
  pass.varianceX = tables.varianceX.data();
  pass.sumX2 = sumX2.data();
  pass.varianceW = amplitudeWeights || mixes || crossed ? tables.varianceW.data() : nullptr;
  pass.sumW2 = sumW2.data();
  pass.varianceWX = tables.varianceWX.data();
  pass.inverseSlots = 1.0f / static_cast<float>(slots);
  pass.slope = slope.data();
  pass.axonError = axonNoise || leaderNoise ? axonErrors.data() : nullptr;
  pass.synapseError = synapseNoise ? synapseErrors.data() : nullptr;
  pass.scratch = scratch.data();
  pass.signal = tables.signal.data();
  pass.inverseSignal = tables.inverseSignal.data();
  return pass;
}

// Whether some output may see fewer electrons than the normal law is good for.
bool ProductEngine::State::faint() const {
  if (cell.shotScale != 1) return false;
  const double weightSquares = amplitudeWeights ? least(sumW2) : slots;
  const double inputSquares =
      phaseAxons ? beamSlots()
                 : static_cast<double>(*std::min_element(sumX2.begin(), sumX2.begin() + samples));
  return slots * leastDark + weightSquares * leastElectronsSynapse + inputSquares * leastElectronsAxon <
         kFewElectrons;
}

void ProductEngine::State::fillWells() {
  const std::size_t size = area(largest.neurons, axons);
  for (std::vector<float>* table : {&tables.wellFixed, &tables.wellPerX2, &tables.wellPerW2})
    table->resize(size);
}

// The largest count that full drive may bring to one capacitor of a link.
double ProductEngine::State::mostElectrons(std::size_t link) const {
  const double n = beamSlots(), input = static_cast<double>(cell.electronsAxon[link]);
  if (cell.wellHolds != WellHolds::Difference)
    return n * static_cast<double>(cell.darkElectrons[link] + cell.electronsSynapse[link]) + slots * input;
  const double inverse = std::fabs(static_cast<double>(cell.inverseSignal[link]));
  if (inverse == 0) return 0;
  const double fringe = std::min(1.0, cell.weightLimit + std::sin(std::min(largestPhase(cell), 1.5f)));
  const double offsets = std::fabs(static_cast<double>(cell.offsetPerSquare[link])) +
                         std::fabs(static_cast<double>(cell.offsetPerSlot[link]));
  return n * (fringe + offsets) / inverse;
}

// Whether a capacitor may fill; then also writes how the electrons on a pair come about.
bool ProductEngine::State::wellsMayFill() {
  if (cell.wellElectrons == 0) return false;
  const double n = beamSlots();
  double most = 0;
  for (int axon = 0; axon < axons; ++axon)
    for (int neuron = 0; neuron < largest.neurons; ++neuron) {
      const std::size_t entry = area(largest.neurons, axon) + static_cast<std::size_t>(neuron);
      const std::size_t link = static_cast<std::size_t>(cell.link(neuron % cell.synapses, axon));
      const double weight = static_cast<double>(cell.electronsSynapse[link]);
      const double input = phaseAxons ? static_cast<double>(cell.electronsAxon[link]) : 0;
      const double fixed =
          n * (static_cast<double>(cell.darkElectrons[link]) + (amplitudeWeights ? 0 : weight) + input);
      tables.wellFixed[entry] = static_cast<float>(fixed);
      tables.wellPerX2[entry] =
          phaseAxons || cell.wellHolds == WellHolds::OneLine ? 0.0f : cell.electronsAxon[link];
      tables.wellPerW2[entry] = static_cast<float>(weight * n / slots);
      most = std::max(most, mostElectrons(link));
    }
  // A count is never so far above its mean.
  const double spread = std::sqrt(most + cell.readVariance + n * cell.readVariancePerSlot);
  return most + kMostSigmas * spread > cell.wellElectrons;
}

// Σ x as a phase error meets it, Σ x⁴, and Σ w⁴ of weights that are amplitudes.
void ProductEngine::State::prepareSharedSums() {
  if (phaseAxons) std::fill(sumX4.begin(), sumX4.end(), static_cast<float>(beamSlots()));
  for (int b = 0; b < samples && !phaseAxons; ++b) {
    const float* const x = inputs.data() + area(slots, b);
    float sum = 0, fourth = 0;
    for (int j = 0; j < slots; ++j) {
      sum += twoSlots ? std::fabs(x[j]) : x[j];
      fourth += x[j] * x[j] * x[j] * x[j];
    }
    sumX[static_cast<std::size_t>(b)] = sum;
    sumX4[static_cast<std::size_t>(b)] = fourth;
  }
  if (!amplitudeWeights) return;
  std::fill(sumW4.begin(), sumW4.end(), 0.0f);
  for (int j = 0; j < slots; ++j)
    for (int m = 0; m < largest.neurons; ++m) {
      const float w = weights[area(largest.neurons, j) + static_cast<std::size_t>(m)];
      sumW4[static_cast<std::size_t>(m)] += w * w * w * w;
    }
}

void ProductEngine::State::addShared(const RandomKey& key, float* outputs) {
  prepareSharedSums();
  const bool rails = twoRails();
  SharedErrorPass pass;
  pass.neurons = largest.neurons;
  pass.samples = samples;
  pass.slots = slots;
  pass.copies = copies();
  pass.phaseAxons = phaseAxons;
  pass.oppositeRails = rails;
  pass.y = outputs;
  pass.slope = amplitudeWeights ? nullptr : slope.data();
  pass.sumX = sumX.data();
  pass.sumX2 = phaseAxons ? sumX4.data() : rails ? sumSigned.data() : sumX2.data();
  pass.sumX4 = sumX4.data();
  pass.weightLight = amplitudeWeights ? sumW2.data() : nullptr;
  pass.weightSpread = amplitudeWeights ? sumW4.data() : nullptr;
  if (sharedCross) pass.crossSine = std::hypot(synapseSine, leaderSine);
  pass.sumW2 = sumW2.data();
  pass.inputSquares = sumX2.data();
  KeyedRandom random = sharedRandom(key);
  addSharedErrors(cell, pass, random);
}

KeyedRandom ProductEngine::State::sharedRandom(const RandomKey& key) const {
  RandomKey shared = key;
  shared.step ^= kSharedStep;
  return KeyedRandom(shared);
}

// Inputs that are phases, the servo's with them.
void ProductEngine::State::fillPhases(const RandomKey& key) {
  PhaseInputs pass;
  pass.slots = slots;
  pass.samples = samples;
  pass.isSigned = drive == Drive::Signed;
  pass.limit = cell.axonLimit;
  pass.turn = commonPhase;
  if (cell.servoSigma > 0) pass.turn += cell.servoSigma * sharedRandom(key).normal();
  pass.x = kernel ? driven.data() : inputs.data();
  pass.cosines = cosines.data();
  pass.inPhase = inputs.data();
  pass.quadrature = tilted ? quadratureInputs.data() : nullptr;
  if (!kernel) {
    if (!tilted && pass.turn == 0) return;
    fillTwoSlotInputs(pass);
  } else {
    fillPhaseInputs(pass);
  }
  const float* const met = kernel ? cosines.data() : inputs.data();
  for (int b = 0; b < samples; ++b) {
    const float* const c = met + area(slots, b);
    float squares = 0, products = 0;
    for (int j = 0; j < slots; ++j) squares += c[j] * c[j];
    for (int j = 1; j < slots; ++j) products += c[j - 1] * c[j];
    sumX2[static_cast<std::size_t>(b)] = squares;
    sumNeighbours[static_cast<std::size_t>(b)] = products;
  }
}

ReadOutStatistics ProductEngine::State::readOutputs(const ReadOut& readOut, float* outputs) {
  ReadOutPass pass = readOutPass(outputs);
  const bool careful = carefully();
  if (careful) {
    // Mean and phase errors first: they decide how many electrons each line is to expect.
    const float* const ownNormals = pass.normals;
    pass.normals = nullptr;
    pass.signal = nullptr;
    kernels().readOut(&pass);
    pass.normals = ownNormals;
    pass.signal = tables.signal.data();
    if (shared) addShared(readOut.key, outputs);
  }
  pass.fullScale = cell.adcBits > 0 ? static_cast<float>(readOut.adcFullScale) : 0.0f;
  pass.adcStep = levelSpacing(2 * readOut.adcFullScale, cell.adcBits);
  pass.outputFactor = readOut.outputFactor;
  if (careful) {
    RandomKey key = readOut.key;
    key.step ^= kCountsStep;
    KeyedRandom random(key);
    Wells wells{mayFill ? cell.wellElectrons : 0, cell.wellHolds, tables.wellFixed.data(),
                tables.wellPerX2.data(), amplitudeWeights ? tables.wellPerW2.data() : nullptr};
    readCarefully(pass, readVariance.data(), faint(), wells, random);
  } else {
    kernels().readOut(&pass);
  }
  return {pass.sumSquares, pass.clipped, static_cast<std::int64_t>(area(largest.neurons, samples))};
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
  return m_state->exact;
}

float ProductEngine::weightLimit() const {
  return static_cast<float>(m_state->cell.weightLimit);
}

void ProductEngine::setWeights(const MatrixView& weights, float factor) {
  State& s = *m_state;
  LL_CHECK((weights.transposed ? weights.columns : weights.rows) == s.largest.neurons);
  s.setSlots(weights.transposed ? weights.rows : weights.columns);
  if (s.exact) {
    s.exactWeights = weights;
    s.exactFactor = factor;
    return;
  }
  const float* source = weights.data;
  if (weights.transposed) {
    kernels().transpose(weights.rows, weights.columns, weights.data, s.weights.data());
    source = s.weights.data();
  }
  const float limit = weightLimit();
  WeightPass pass;
  pass.neurons = s.largest.neurons;
  pass.slots = s.slots;
  pass.in = source;
  pass.drive = {factor, -limit, limit, -limit, levelSpacing(2 * s.cell.weightLimit, s.cell.weightBits)};
  pass.taps = s.cell.weightTaps.data();
  pass.tapCount = static_cast<int>(s.cell.weightTaps.size());
  pass.ring = s.weightRing.data();
  pass.response = s.cell.weightResponse == kAsAsked ? nullptr : s.response.data();
  for (std::size_t i = 0; i < 3; ++i) pass.quadratureFit[i] = static_cast<float>(s.cell.weightQuadrature[i]);
  pass.cosine = s.rotated ? s.rotationCosine.data() : nullptr;
  pass.sine = s.rotationSine.data();
  pass.out = s.weights.data();
  pass.quadrature = s.tilted && !s.phaseAxons ? s.quadratureWeights.data() : nullptr;
  pass.sumSquares = s.sumW2.data();
  pass.sumCross = s.sumCross.data();
  kernels().driveWeights(&pass);
  if (s.kernel) splitWeightPhases(s.largest.neurons, s.slots, s.weights.data(), s.sumW2.data());
  s.updateSlopes();
}

ReadOutStatistics ProductEngine::multiply(const MatrixView& inputs, const ReadOut& readOut, float* outputs) {
  State& s = *m_state;
  LL_CHECK(s.slots > 0 && (inputs.transposed ? inputs.columns : inputs.rows) == s.slots);
  s.samples = inputs.transposed ? inputs.rows : inputs.columns;
  LL_CHECK(s.samples >= 1 && s.samples <= s.largest.samples);
  if (s.exact) {
    s.multiplyExactly(inputs, readOut, outputs);
    return {};
  }
  const KernelTable& k = kernels();
  s.loadInputs(inputs, readOut.inputFactor);
  if (s.phaseAxons) s.fillPhases(readOut.key);
  const int inner = s.inner(s.slots);
  k.gemm(GemmForm::Plain, s.largest.neurons, inner, s.samples, s.weights.data(), s.inputs.data(), outputs);
  if (s.tilted)
    k.gemm(GemmForm::Plain, s.largest.neurons, inner, s.samples,
           s.phaseAxons ? s.weights.data() : s.quadratureWeights.data(), s.quadratureOperand(),
           s.quadrature.data());
  if (s.independentNoise)
    k.normals(noiseState(readOut.key, Source::ReadOut), area(s.largest.neurons, s.samples), s.normals.data());
  s.drawPhaseErrors(readOut.key);
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
