#include "validation/internal/reference_product.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace lightloom::validation {
namespace {

std::size_t at(int row, int column, int rows) {
  return static_cast<std::size_t>(column) * static_cast<std::size_t>(rows) + static_cast<std::size_t>(row);
}

// The nearest of 2^bits levels, the first at `low` and the last at `high`.
double nearestLevel(double value, double low, double high, int bits) {
  const double held = std::min(std::max(value, low), high);
  if (bits == 0) return held;
  const double last = std::exp2(bits) - 1;
  return low + (high - low) * std::nearbyint((held - low) / (high - low) * last) / last;
}

std::vector<double> interfere(const std::vector<double>& symbols, const std::vector<float>& taps) {
  std::vector<double> out(symbols.size(), 0.0);
  for (std::size_t j = 0; j < symbols.size(); ++j)
    for (std::size_t k = 0; k < taps.size() && k <= j; ++k)
      out[j] += static_cast<double>(taps[k]) * symbols[j - k];
  return out;
}

std::vector<double> autoregressive(std::size_t count, double sigma, double correlation, KeyedRandom& random) {
  std::vector<double> out(count, 0.0);
  if (sigma == 0) return out;
  const double fresh = std::sqrt(1 - correlation * correlation);
  double state = random.normal();
  for (double& value : out) {
    value = sigma * state;
    state = correlation * state + fresh * random.normal();
  }
  return out;
}

std::vector<double> sum(std::vector<double> a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

std::vector<double> scaled(std::vector<double> values, double factor) {
  for (double& value : values) value *= factor;
  return values;
}

std::vector<double> white(std::size_t count, double variance, KeyedRandom& random) {
  return autoregressive(count, std::sqrt(variance), 0, random);
}

// Shuffles values and gives them random signs.
std::vector<double> shuffled(std::vector<double> values, KeyedRandom& random) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
  for (double& value : values) value = random.below(2) == 0 ? value : -value;
  return values;
}

// Symbols of one laser in the order in which it sends them, which begins again after the last.
void heatInTurn(const SlowHeat& heat, const std::vector<std::vector<double>*>& inTurn) {
  std::vector<double> heats;
  for (const std::vector<double>* sequence : inTurn)
    for (const double v : *sequence) heats.push_back(heat.heat[0] + heat.heat[1] * v + heat.heat[2] * v * v);
  if (heats.empty()) return;
  double mean = 0;
  for (const double h : heats) mean += h / static_cast<double>(heats.size());
  std::vector<double> detunings(heats.size());
  for (std::size_t j = 0; j < heats.size(); ++j) {
    if (heat.centred) heats[j] -= mean;
    detunings[j] = heat.direct * heats[j];
  }
  for (const SlowHeat::Pole& pole : heat.poles) {
    double y = 0;
    for (const double h : heats) y = pole.keep * y + pole.charge * h;
    y /= 1 - std::pow(pole.keep, static_cast<double>(heats.size()));
    for (std::size_t j = 0; j < heats.size(); ++j) {
      detunings[j] += y;
      y = pole.keep * y + pole.charge * heats[j];
    }
  }
  std::size_t j = 0;
  for (std::vector<double>* sequence : inTurn)
    for (double& v : *sequence) {
      const double e = detunings[j++];
      const double answer = v + e * (heat.linear[0] + heat.linear[1] * v + heat.linear[2] * v * v) +
                            e * e * (heat.square[0] + heat.square[1] * v);
      v = std::min(std::max(answer, heat.low), heat.high);
    }
}

double responseTo(const CellHardware& cell, double asked) {
  const auto& r = cell.weightResponse;
  return r[0] * asked + r[1] * asked * asked + r[2] * asked * asked * asked;
}

double quadratureOf(const CellHardware& cell, double w) {
  const auto& q = cell.weightQuadrature;
  return std::sqrt(std::max(0.0, q[0] + q[1] * w + q[2] * w * w));
}

// Calls visit(other, m, b) for the light of other links on the pixels of an output, whose neuron and sample
// run in the same pass.
template <typename Visit>
void forEachCrossed(const CellHardware& cell, const ProductShape& shape, int neuron, int sample,
                    const Visit& visit) {
  const int link = neuron % cell.synapses * cell.axons + sample % cell.axons;
  for (const CrossedLink& other : cell.crossed) {
    const int m = neuron - neuron % cell.synapses + other.synapse,
              b = sample - sample % cell.axons + other.axon;
    if (other.link == link && m < shape.neurons && b < shape.samples) visit(other, m, b);
  }
}

// What the mean of an output keeps under the phase errors of its lasers.
double damping(const CellHardware& cell) {
  return std::exp(-(cell.weightPhaseSigma * cell.weightPhaseSigma +
                    cell.axonPhaseSigma * cell.axonPhaseSigma +
                    cell.leaderPhaseSigma * cell.leaderPhaseSigma) /
                  2);
}

}  // namespace

/// The light that the channels send, slot by slot; one sequence per neuron and per sample and rail.
struct ReferenceProduct::Sequences {
  ProductShape shape;
  int axons = 1;
  std::vector<std::vector<std::vector<double>>> weights;  // of a neuron, in each pass of the samples
  std::vector<std::vector<double>> inputs;       // x, or x⁺ then x⁻ in two slots, or x⁺ of two rails
  std::vector<std::vector<double>> otherInputs;  // x⁻ of two rails
  std::vector<double> floors;  // of each neuron what is taken off for the light at x = 0; empty: nothing

  const std::vector<double>& weightsOf(int neuron, int sample) const {
    return weights[static_cast<std::size_t>(neuron)][static_cast<std::size_t>(sample / axons)];
  }
};

std::vector<double> exactProduct(const ProductShape& shape, const std::vector<double>& w,
                                 const std::vector<double>& x) {
  std::vector<double> y(static_cast<std::size_t>(shape.neurons) * static_cast<std::size_t>(shape.samples),
                        0.0);
  for (int b = 0; b < shape.samples; ++b)
    for (int j = 0; j < shape.slots; ++j)
      for (int m = 0; m < shape.neurons; ++m)
        y[at(m, b, shape.neurons)] += w[at(m, j, shape.neurons)] * x[at(j, b, shape.slots)];
  return y;
}

ReferenceProduct::ReferenceProduct(const CellHardware& cell, Drive inputDrive, double adcFullScale)
    : m_cell(cell), m_drive(inputDrive), m_fullScale(adcFullScale) {}

ReferenceProduct::Sequences ReferenceProduct::drive(const ProductShape& shape, const std::vector<double>& w,
                                                    const std::vector<double>& x) const {
  Sequences out;
  out.shape = shape;
  out.axons = m_cell.axons;
  if (m_cell.law().inputsOnPhases) return drivePhases(shape, w, x);
  const bool twoSlots = m_drive == Drive::Signed && m_cell.signedInput == SignedInput::TwoSlots;
  const bool twoRails = m_drive == Drive::Signed && !twoSlots;
  for (int m = 0; m < shape.neurons; ++m) {
    std::vector<double> symbols;
    for (int half = 0; half < (twoSlots ? 2 : 1); ++half)
      for (int j = 0; j < shape.slots; ++j) {
        const double level = nearestLevel(w[at(m, j, shape.neurons)], -m_cell.weightLimit, m_cell.weightLimit,
                                          m_cell.weightBits);
        symbols.push_back(half == 0 ? level : -level);
      }
    std::vector<double> weights = interfere(symbols, m_cell.weightTaps);
    for (double& symbol : weights) symbol = responseTo(m_cell, symbol);
    out.weights.emplace_back(passesOf(shape), weights);
  }
  for (int b = 0; b < shape.samples; ++b) {
    std::vector<double> positive, negative;
    for (int j = 0; j < shape.slots; ++j) {
      const double value = x[at(j, b, shape.slots)];
      positive.push_back(nearestLevel(value, 0, 1, m_cell.axonBits));
      negative.push_back(nearestLevel(-value, 0, 1, m_cell.axonBits));
    }
    if (twoSlots) positive.insert(positive.end(), negative.begin(), negative.end());
    const auto lit = [&](const std::vector<double>& symbols) {
      std::vector<double> light = interfere(symbols, m_cell.axonTaps);
      for (double& symbol : light) symbol += m_cell.axonFloor;
      return light;
    };
    out.inputs.push_back(lit(positive));
    if (twoRails) out.otherInputs.push_back(lit(negative));
  }
  if (m_drive == Drive::Unsigned && m_cell.axonFloor > 0)
    for (int m = 0; m < shape.neurons; ++m) {
      double sum = 0;
      for (int j = 0; j < shape.slots; ++j)
        sum += nearestLevel(w[at(m, j, shape.neurons)], -m_cell.weightLimit, m_cell.weightLimit,
                            m_cell.weightBits);
      out.floors.push_back(m_cell.axonFloor * sum);
    }
  heatWeights(out);
  return out;
}

// Drives weights and inputs as phases. Two-slot phase sends all slots once more with inverted weights.
ReferenceProduct::Sequences ReferenceProduct::drivePhases(const ProductShape& shape,
                                                          const std::vector<double>& w,
                                                          const std::vector<double>& x) const {
  const bool twoSlots = m_cell.law().slots == 2, isSigned = m_drive == Drive::Signed;
  Sequences out;
  out.shape = shape;
  out.axons = m_cell.axons;
  for (int m = 0; m < shape.neurons; ++m) {
    std::vector<double> symbols;
    for (int half = 0; half < (twoSlots ? 2 : 1); ++half)
      for (int j = 0; j < shape.slots; ++j) {
        const double level = nearestLevel(w[at(m, j, shape.neurons)], -m_cell.weightLimit, m_cell.weightLimit,
                                          m_cell.weightBits);
        symbols.push_back(half == 0 ? level : -level);
      }
    std::vector<double> weights = interfere(symbols, m_cell.weightTaps);
    if (twoSlots)
      for (double& symbol : weights) symbol = responseTo(m_cell, symbol);
    out.weights.emplace_back(passesOf(shape), weights);
  }
  for (int b = 0; b < shape.samples; ++b) {
    std::vector<double> symbols;
    for (int half = 0; half < (twoSlots ? 2 : 1); ++half)
      for (int j = 0; j < shape.slots; ++j)
        symbols.push_back(nearestLevel(x[at(j, b, shape.slots)], isSigned ? -1 : 0, 1, m_cell.axonBits));
    out.inputs.push_back(interfere(symbols, m_cell.axonTaps));
    // About the middle of the range, where heat is counted from.
    for (double& symbol : out.inputs.back())
      symbol = m_cell.axonLimit * (twoSlots || isSigned ? symbol : 2 * symbol - 1);
  }
  heatWeights(out);
  heatInputs(out);
  for (std::vector<double>& sequence : out.inputs)
    for (double& symbol : sequence)
      symbol = twoSlots ? std::acos(symbol) : symbol + (isSigned ? 0 : m_cell.axonLimit);
  if (twoSlots)
    for (auto& passes : out.weights)
      for (std::vector<double>& sequence : passes)
        for (double& symbol : sequence) symbol = std::asin(symbol);
  return out;
}

std::size_t ReferenceProduct::passesOf(const ProductShape& shape) const {
  return static_cast<std::size_t>((shape.samples + m_cell.axons - 1) / m_cell.axons);
}

void ReferenceProduct::heatWeights(Sequences& sequences) const {
  if (!m_cell.weightHeat.heats()) return;
  const std::size_t synapses = static_cast<std::size_t>(m_cell.synapses);
  for (std::size_t s = 0; s < synapses; ++s) {
    std::vector<std::vector<double>*> inTurn;
    for (std::size_t m = s; m < sequences.weights.size(); m += synapses)
      for (std::vector<double>& pass : sequences.weights[m]) inTurn.push_back(&pass);
    heatInTurn(m_cell.weightHeat, inTurn);
  }
}

void ReferenceProduct::heatInputs(Sequences& sequences) const {
  if (!m_cell.axonHeat.heats()) return;
  for (std::size_t a = 0; a < static_cast<std::size_t>(m_cell.axons); ++a) {
    std::vector<std::vector<double>*> inTurn;
    for (std::size_t b = a; b < sequences.inputs.size(); b += static_cast<std::size_t>(m_cell.axons))
      inTurn.push_back(&sequences.inputs[b]);
    heatInTurn(m_cell.axonHeat, inTurn);
  }
}

std::vector<double> ReferenceProduct::measure(const ProductShape& shape, const std::vector<double>& w,
                                              const std::vector<double>& x, KeyedRandom& random) const {
  const Sequences sequences = drive(shape, w, x);
  std::vector<double> y(static_cast<std::size_t>(shape.neurons) * static_cast<std::size_t>(shape.samples));
  const Corrections corrections = correctionsOf(sequences);
  const double servo = m_cell.servoSigma * random.normal();
  for (int m = 0; m < shape.neurons; m += m_cell.synapses)
    for (int b = 0; b < shape.samples; b += m_cell.axons)
      measurePass(sequences, m, b, servo, corrections, random, y);
  return y;
}

// Σ of what sin ψ mixes into one integration, slot by slot.
double ReferenceProduct::leakSum(const std::vector<double>& w, const std::vector<double>& x) const {
  const bool inverts = m_cell.law().slots == 2;
  double sum = 0;
  for (std::size_t j = 0; j < w.size(); ++j) {
    const double sign = inverts && j >= w.size() / 2 ? -1 : 1;
    const double unit = inverts ? 1 / (2 * m_cell.axonLimit) : 1;
    sum +=
        m_cell.law().inputsOnPhases ? sign * unit * std::cos(w[j] - x[j]) : quadratureOf(m_cell, w[j]) * x[j];
  }
  return sum;
}

// What the sum of the inputs says of that: every weight has the mean of its neuron in its place.
double ReferenceProduct::predictedLeak(const Sequences& sequences, int neuron, int sample) const {
  const std::vector<double>& w = sequences.weightsOf(neuron, sample);
  const std::vector<double>& x = sequences.inputs[static_cast<std::size_t>(sample)];
  const double slots = static_cast<double>(w.size());
  double sines = 0, cosines = 0, inputSines = 0, inputCosines = 0, beside = 0, inputs = 0;
  for (std::size_t j = 0; j < w.size(); ++j) {
    const double sign = m_cell.law().slots == 2 && j >= w.size() / 2 ? -1 : 1;
    sines += sign * std::sin(w[j]) / slots;
    cosines += std::cos(w[j]) / slots;
    inputSines += std::sin(x[j]);
    inputCosines += std::cos(x[j]);
    beside += quadratureOf(m_cell, w[j]) / slots;
    inputs += x[j];
  }
  if (!sequences.otherInputs.empty())
    for (const double other : sequences.otherInputs[static_cast<std::size_t>(sample)]) inputs -= other;
  if (m_cell.law().sumsSines) return sines * inputSines + cosines * inputCosines;
  return m_cell.law().slots == 2 ? sines * inputSines / (2 * m_cell.axonLimit) : beside * inputs;
}

double ReferenceProduct::crossedLight(const Sequences& sequences, int neuron, int sample) const {
  const bool inverts = m_cell.law().slots == 2, phases = m_cell.law().inputsOnPhases;
  double sum = 0;
  forEachCrossed(m_cell, sequences.shape, neuron, sample, [&](const CrossedLink& other, int m, int b) {
    const std::vector<double>& w = sequences.weightsOf(m, b);
    const auto lightOf = [&](const std::vector<double>& x) {
      double product = 0;
      for (std::size_t j = 0; j < w.size(); ++j) {
        const double sign = inverts && j >= w.size() / 2 ? -1 : 1;
        const double unit = inverts ? 1 / (2 * m_cell.axonLimit) : 1;
        product += phases ? sign * unit * std::sin(w[j] - x[j]) : w[j] * x[j];
      }
      const double beside = m_cell.law().weightsOnPhases ? leakSum(w, x) : 0;
      return static_cast<double>(other.inPhase) * product + static_cast<double>(other.quadrature) * beside;
    };
    sum += lightOf(sequences.inputs[static_cast<std::size_t>(b)]);
    if (!sequences.otherInputs.empty()) sum -= lightOf(sequences.otherInputs[static_cast<std::size_t>(b)]);
  });
  const std::size_t link =
      static_cast<std::size_t>(neuron % m_cell.synapses * m_cell.axons + sample % m_cell.axons);
  return static_cast<double>(m_cell.gain[link]) * damping(m_cell) * sum;
}

ReferenceProduct::Corrections ReferenceProduct::correctionsOf(const Sequences& sequences) const {
  const ProductShape& shape = sequences.shape;
  const std::size_t outputs =
      static_cast<std::size_t>(shape.neurons) * static_cast<std::size_t>(shape.samples);
  Corrections out{std::vector<double>(outputs), std::vector<double>(outputs)};
  if (m_cell.leakCalibration == LeakCalibration::None || !m_cell.law().weightsOnPhases) return out;
  const auto leak = [&](int neuron, int sample) {
    const std::size_t b = static_cast<std::size_t>(sample);
    const std::vector<double>& w = sequences.weightsOf(neuron, sample);
    double sum = leakSum(w, sequences.inputs[b]);
    if (!sequences.otherInputs.empty()) sum -= leakSum(w, sequences.otherInputs[b]);
    return sum;
  };
  // Of each neuron: means over the samples of the leak, and of what the sums say of it.
  std::vector<double> means, predictedMeans;
  for (int m = 0; m < shape.neurons; ++m) {
    double mean = 0, predicted = 0;
    for (int b = 0; b < shape.samples; ++b) {
      mean += leak(m, b) / shape.samples;
      predicted += predictedLeak(sequences, m, b) / shape.samples;
    }
    means.push_back(mean);
    predictedMeans.push_back(predicted);
  }
  const bool sums = m_cell.leakCalibration == LeakCalibration::OffsetAndSums;
  for (int m = 0; m < shape.neurons; ++m)
    for (int b = 0; b < shape.samples; ++b) {
      const std::size_t i = at(m, b, shape.neurons);
      const std::size_t link =
          static_cast<std::size_t>(m % m_cell.synapses * m_cell.axons + b % m_cell.axons);
      const double gain = static_cast<double>(m_cell.gain[link]) * damping(m_cell);
      const auto giveBack = [&](double size, int neuron, int sample) {
        const std::size_t n = static_cast<std::size_t>(neuron);
        out.beforeAdc[i] += gain * size * means[n];
        if (sums)
          out.behindAdc[i] += gain * size * (predictedLeak(sequences, neuron, sample) - predictedMeans[n]);
      };
      giveBack(std::sin(static_cast<double>(m_cell.calibratedPhase[link])), m, b);
      forEachCrossed(m_cell, shape, m, b, [&](const CrossedLink& other, int neuron, int sample) {
        giveBack(-static_cast<double>(other.quadrature), neuron, sample);
      });
    }
  return out;
}

void ReferenceProduct::measurePass(const Sequences& sequences, int firstNeuron, int firstSample, double servo,
                                   const Corrections& corrections, KeyedRandom& random,
                                   std::vector<double>& y) const {
  const ProductShape& shape = sequences.shape;
  const std::size_t slots = sequences.weightsOf(0, 0).size();
  const int neurons = std::min(m_cell.synapses, shape.neurons - firstNeuron);
  const int samples = std::min(m_cell.axons, shape.samples - firstSample);
  // Each rail has pairs of lasers of its own.
  Errors weightErrors, axonErrors, weightPowers, axonPowers, axonPairs, otherPairs;
  // The leader's error turns every axon of the pass alike.
  std::vector<double> leaderErrors =
      autoregressive(slots, m_cell.leaderPhaseSigma, m_cell.leaderPhaseCorrelation, random);
  for (double& error : leaderErrors) error += servo;
  const std::vector<double> leaderPower = white(slots, m_cell.leaderIntensityVariance, random);
  for (int s = 0; s < neurons; ++s) {
    weightErrors.push_back(
        autoregressive(slots, m_cell.weightPhaseSigma, m_cell.weightPhaseCorrelation, random));
    weightPowers.push_back(sum(white(slots, m_cell.weightIntensityVariance, random),
                               scaled(leaderPower, m_cell.weightLeaderGain)));
  }
  for (int a = 0; a < samples; ++a) {
    axonErrors.push_back(
        sum(autoregressive(slots, m_cell.axonPhaseSigma, m_cell.axonPhaseCorrelation, random), leaderErrors));
    axonPowers.push_back(
        sum(white(slots, m_cell.axonIntensityVariance, random), scaled(leaderPower, m_cell.axonLeaderGain)));
    for (Errors* const pairs : {&axonPairs, &otherPairs})
      pairs->push_back(white(slots, m_cell.axonPairSigma * m_cell.axonPairSigma, random));
  }
  for (int s = 0; s < neurons; ++s)
    for (int a = 0; a < samples; ++a) {
      const std::size_t b = static_cast<std::size_t>(firstSample + a);
      const Flicker flicker{weightErrors[static_cast<std::size_t>(s)],
                            axonErrors[static_cast<std::size_t>(a)],
                            weightPowers[static_cast<std::size_t>(s)],
                            axonPowers[static_cast<std::size_t>(a)], axonPairs[static_cast<std::size_t>(a)]};
      const int link = s * m_cell.axons + a;
      double electrons = readOut(sequences.weightsOf(firstNeuron + s, firstSample + a), sequences.inputs[b],
                                 flicker, link, random);
      if (!sequences.otherInputs.empty()) {
        const Flicker other{flicker.weightPhase, flicker.axonPhase, flicker.weightPower, flicker.axonPower,
                            otherPairs[static_cast<std::size_t>(a)]};
        electrons -= readOut(sequences.weightsOf(firstNeuron + s, firstSample + a), sequences.otherInputs[b],
                             other, link, random);
      }
      const std::size_t i = at(firstNeuron + s, firstSample + a, shape.neurons);
      const double unit = static_cast<double>(m_cell.inverseSignal[static_cast<std::size_t>(link)]);
      if (unit != 0) electrons += crossedLight(sequences, firstNeuron + s, firstSample + a) / unit;
      const double centre = unit != 0 ? corrections.beforeAdc[i] / unit : 0;
      y[i] = convert(electrons + centre) * unit + corrections.behindAdc[i];
      y[i] -= residueSums(sequences, firstNeuron + s, firstSample + a);
      if (!sequences.floors.empty()) y[i] -= sequences.floors[static_cast<std::size_t>(firstNeuron + s)];
    }
}

// D = n₊ − n₋ of one integration in electrons.
double ReferenceProduct::readOut(const std::vector<double>& w, const std::vector<double>& x,
                                 const Flicker& flicker, int link, KeyedRandom& random) const {
  const std::size_t i = static_cast<std::size_t>(link);
  const std::vector<double> others = shuffled(w, random);
  const double mixed = std::sqrt(2 * static_cast<double>(m_cell.crosstalk[i])) *
                       std::cos(2 * constants::kPi * random.uniform());
  const bool amplitude = !m_cell.law().weightsOnPhases;
  const bool phases = m_cell.law().inputsOnPhases;
  const bool inverts = m_cell.law().slots == 2;
  const double unit = inverts ? 1 / (2 * m_cell.axonLimit) : 1;
  const double signal = 1 / static_cast<double>(m_cell.inverseSignal[i]);
  const double phase = static_cast<double>(m_cell.phase[i]);
  double difference = 0, total = 0, inDifference = 0;
  for (std::size_t j = 0; j < w.size(); ++j) {
    const double error = flicker.weightPhase[j] - flicker.axonPhase[j] - phase;
    const double fringe =
        w[j] * std::cos(error) + (amplitude ? 0 : quadratureOf(m_cell, w[j])) * std::sin(error);
    const double field = phases ? x[j] : x[j] + pairError(x[j], flicker.axonPair[j]);
    const double square = phases ? 1 : field * field;
    const double sign = inverts && j >= w.size() / 2 ? -1 : 1;
    const double product = phases
                               ? unit * std::sin(w[j] - x[j] + error)
                               : field * (fringe + mixed * others[j]) - residueOf(x[j], w[j], error, phase);
    const double weightSquare = amplitude ? w[j] * w[j] : 1;
    difference += sign * signal *
                  (static_cast<double>(m_cell.gain[i]) * product +
                   static_cast<double>(m_cell.offsetPerSquare[i]) * square *
                       ((phases && m_cell.offsetCalibrated ? 0 : 1) + flicker.axonPower[j]) +
                   static_cast<double>(m_cell.offsetPerSlot[i]) * weightSquare *
                       ((m_cell.offsetCalibrated ? 0 : 1) + flicker.weightPower[j]));
    total += static_cast<double>(m_cell.electronsSynapse[i]) * (amplitude ? w[j] * w[j] : 1.0) +
             static_cast<double>(m_cell.electronsAxon[i]) * square +
             static_cast<double>(m_cell.darkElectrons[i]);
    if (!phases) inDifference += static_cast<double>(m_cell.electronsAxon[i]) * square;
  }
  const double pedestal = total - inDifference;
  const double read =
      std::sqrt(m_cell.readVariance + static_cast<double>(w.size()) * m_cell.readVariancePerSlot) *
      random.normal();
  if (m_cell.shotScale == 0) return stored(difference + read, total, pedestal);
  if (m_cell.shotScale == 1 && total >= std::abs(difference))
    return stored(random.poisson((total + difference) / 2) - random.poisson((total - difference) / 2) + read,
                  total, pedestal);
  return stored(difference + std::sqrt(m_cell.shotScale * total) * random.normal() + read, total, pedestal);
}

// What the errors of two lasers against each other make of x = sin φ/x_max.
double ReferenceProduct::pairError(double x, double error) const {
  if (error == 0) return 0;
  return error * std::sqrt(std::max(0.0, 1 / (m_cell.axonLimit * m_cell.axonLimit) - x * x));
}

// x Im(z e^{iδ}) less Im(z e^{iδ} (x − iε s)), s = √(1 − x²), and less what it is at rest where that is
// known.
double ReferenceProduct::residueOf(double x, double w, double error, double phase) const {
  if (m_cell.axonResidue == 0 || !m_cell.law().weightsOnPhases) return 0;
  const double beside = quadratureOf(m_cell, w) * std::cos(error) - w * std::sin(error);
  const double atRest = m_cell.offsetCalibrated ? quadratureOf(m_cell, 0) * std::cos(phase) : 0;
  return m_cell.axonResidue * (std::sqrt(std::max(0.0, 1 - x * x)) * beside - atRest);
}

// What a calibration that knows sums takes off: N c(0) − ⟨c⟩ Σ √(1 − x²), ⟨c⟩ the mean light beside the
// weights.
double ReferenceProduct::residueSums(const Sequences& sequences, int neuron, int sample) const {
  if (m_cell.axonResidue == 0 || m_cell.leakCalibration != LeakCalibration::OffsetAndSums ||
      !m_cell.law().weightsOnPhases)
    return 0;
  const std::vector<double>& w = sequences.weightsOf(neuron, sample);
  double beside = 0, deficits = 0;
  for (const double weight : w) beside += quadratureOf(m_cell, weight) / static_cast<double>(w.size());
  const auto deficitOf = [](double x) { return 1 - std::sqrt(std::max(0.0, 1 - x * x)); };
  for (const double x : sequences.inputs[static_cast<std::size_t>(sample)]) deficits += deficitOf(x);
  double ofWeights = (quadratureOf(m_cell, 0) - beside) * static_cast<double>(w.size());
  if (!sequences.otherInputs.empty()) {
    for (const double x : sequences.otherInputs[static_cast<std::size_t>(sample)]) deficits -= deficitOf(x);
    ofWeights = 0;
  }
  const std::size_t link =
      static_cast<std::size_t>(neuron % m_cell.synapses * m_cell.axons + sample % m_cell.axons);
  return static_cast<double>(m_cell.gain[link]) * damping(m_cell) * m_cell.axonResidue *
         (ofWeights + beside * deficits);
}

// The difference that capacitors of `wellElectrons` leave.
double ReferenceProduct::stored(double difference, double total, double pedestal) const {
  const double most = m_cell.wellElectrons;
  if (most == 0) return difference;
  if (m_cell.wellHolds == WellHolds::Difference) return std::min(std::max(difference, -most), most);
  if (m_cell.wellHolds == WellHolds::OneLine) return std::min(difference, most - pedestal);
  return std::min((total + difference) / 2, most) - std::min((total - difference) / 2, most);
}

double ReferenceProduct::convert(double electrons) const {
  if (m_cell.adcBits == 0 || m_fullScale <= 0) return electrons;
  return nearestLevel(electrons, -m_fullScale, m_fullScale, m_cell.adcBits);
}

}  // namespace lightloom::validation
