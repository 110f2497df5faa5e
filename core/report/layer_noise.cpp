#include "report/layer_noise.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace lightloom {
namespace {

double square(double x) {
  return x * x;
}

struct LayerContext {
  const Bench& bench;
  const LayerStatistics& layer;
  const InputFigures& inputs;

  bool on(const std::string& key) const {
    return settingSwitch(bench.design, "noise.all") && settingSwitch(bench.design, "noise." + key);
  }
  /// The cell with only these sources, as far as they are enabled.
  CellHardware cellWith(const std::vector<std::string>& keys) const {
    std::vector<std::string> enabled;
    for (const std::string& key : keys)
      if (on(key)) enabled.push_back(key);
    return hardwareWith(bench, enabled)->cells[static_cast<std::size_t>(layer.cell)];
  }
  const CellHardware& full() const { return bench.hardware->cells[static_cast<std::size_t>(layer.cell)]; }
  double slots() const { return layer.slots * full().slotsPerSymbol(layer.signedInput); }
  /// Slots that an axon shines, weighted by its power.
  double axonSlots() const { return axonWritesPhase(full().encoding) ? slots() : inputs.sumSquares; }

  /// Mean of value(link) over the outputs of the layer: neuron m is on synapse channel m mod F, samples take
  /// all axon channels in turn.
  template <typename Value>
  double overLinks(const CellHardware& cell, const Value& value) const {
    double sum = 0;
    for (int s = 0; s < std::min(cell.synapses, layer.neurons); ++s) {
      double row = 0;
      for (int a = 0; a < cell.axons; ++a) row += value(static_cast<std::size_t>(cell.link(s, a)));
      sum += row * (layer.neurons / cell.synapses + (s < layer.neurons % cell.synapses ? 1 : 0));
    }
    return sum / (static_cast<double>(cell.axons) * layer.neurons);
  }
};

double weightLight(const LayerContext& c, const CellHardware& cell) {
  const bool amplitude = cell.encoding == Encoding::AmplitudeAmplitude;
  return c.slots() * (amplitude ? square(c.layer.weightRms) : 1.0);
}

double shotVariance(const LayerContext& c, const CellHardware& cell) {
  const double weights = weightLight(c, cell);
  return c.overLinks(cell, [&](std::size_t i) {
    return cell.shotScale * (weights * cell.electronsSynapse[i] + c.axonSlots() * cell.electronsAxon[i]) *
           square(cell.inverseSignal[i]);
  });
}

double darkVariance(const LayerContext& c, const CellHardware& cell) {
  return c.overLinks(cell, [&](std::size_t i) {
    return cell.shotScale * c.slots() * cell.darkElectrons[i] * square(cell.inverseSignal[i]);
  });
}

double readVariance(const LayerContext& c, const CellHardware& cell) {
  const double readOuts = cell.readOuts(c.layer.signedInput);
  return c.overLinks(
      cell, [&](std::size_t i) { return readOuts * cell.readVariance * square(cell.inverseSignal[i]); });
}

double amplifierVariance(const LayerContext& c, const CellHardware& cell) {
  return c.overLinks(cell, [&](std::size_t i) {
    return c.slots() * cell.readVariancePerSlot * square(cell.inverseSignal[i]);
  });
}

double additive(const LayerContext& c, const CellHardware& cell) {
  return shotVariance(c, cell) + darkVariance(c, cell) + readVariance(c, cell);
}

// Σ_k Σ_l g_k g_l r_|k−l| with g = taps − (1, 0, …): mean square of what a tap list adds to the inputs, over
// their own.
double tapError(const std::vector<float>& taps, const InputFigures& inputs) {
  const auto error = [&](std::size_t k) { return static_cast<double>(taps[k]) - (k == 0 ? 1 : 0); };
  double sum = 0;
  for (std::size_t k = 0; k < taps.size(); ++k)
    for (std::size_t l = 0; l < taps.size(); ++l)
      sum += error(k) * error(l) * inputs.correlationAt(k > l ? k - l : l - k);
  return sum;
}

// Mean square of the light beside the weights, which a phase error mixes in: 1 − w² on a circle.
double slopeSquare(const LayerContext& c, const CellHardware& cell) {
  if (cell.encoding == Encoding::AmplitudeAmplitude) return 0;
  return std::max(0.0, cell.weightQuadrature[0] + cell.weightQuadrature[2] * square(c.layer.weightRms));
}

// Of phases × phases the light that is always on: mixed slots delay the inputs by a share of a slot, and
// narrow the spread σ of φ_w, on which the mean of cos φ_w depends, e^{−σ²/2}.
double edgeVariance(const LayerContext& c, const CellHardware& cell) {
  const double sigma2 = square(c.layer.weightRms);
  double kept = 0, later = 0;
  for (const float tap : cell.weightTaps) kept += square(tap);
  for (std::size_t k = 1; k < cell.axonTaps.size(); ++k) later += static_cast<double>(cell.axonTaps[k]);
  const double delay = later * std::exp(-sigma2 / 2);
  const double narrowed = std::exp(-kept * sigma2 / 2) - std::exp(-sigma2 / 2);
  return square(delay) * c.inputs.delaySquare + 2 * delay * narrowed * c.inputs.delaySine +
         square(narrowed) * c.inputs.sineSquare;
}

// Weights taken as white: what taps do to them, Σ_j x_j Σ_k g_k w_{j−k} = Σ_i w_i Σ_k g_k x_{i+k}, knows the
// inputs' neighbours as well as what taps do to the inputs.
double intersymbolVariance(const LayerContext& c, const CellHardware& cell) {
  const double signal = c.inputs.sumSquares * square(c.layer.weightRms);
  const double weights = signal * tapError(cell.weightTaps, c.inputs);
  if (cell.encoding == Encoding::PhasePhase) return weights + edgeVariance(c, cell);
  return weights + signal * tapError(cell.axonTaps, c.inputs);
}

// Variance of sin δ of a Gaussian δ.
double sineVariance(double sigma) {
  return 0.5 * (1 - std::exp(-2 * sigma * sigma));
}

// Σ of the squares that a phase error δ of every slot adds, per sin²δ: Σ w² sin²φ_x/x_max² of two-slot
// phases, where x stands beside w as well; elsewhere c beside x.
double besideSquares(const LayerContext& c, const CellHardware& cell) {
  const double w2 = square(c.layer.weightRms);
  return std::max(0.0, w2 * (c.layer.slots / square(cell.axonLimit) - c.inputs.sumSquares));
}

// The same of errors that every symbol has anew; both slots of a symbol have their own.
double symbolSquares(const LayerContext& c, const CellHardware& cell) {
  const double met = slopeSquare(c, cell) * c.inputs.sumSquares;
  return cell.encoding == Encoding::TwoSlotPhase ? (met + besideSquares(c, cell)) / 2 : met;
}

// Of an error that all slots share, which adds up over them where the light beside w does.
double commonSquares(const LayerContext& c, const CellHardware& cell) {
  if (cell.encoding == Encoding::TwoSlotPhase) return c.inputs.besideSquare;
  return slopeSquare(c, cell) * c.inputs.squareOfSum;
}

// The axons of a pass share the leader's error, but each output has its own sum over the slots.
double leaderVariance(const LayerContext& c, const CellHardware& cell) {
  return symbolSquares(c, cell) * sineVariance(cell.leaderPhaseSigma) *
         (1 + 2 * cell.leaderPhaseCorrelation * c.inputs.correlationAt(1));
}

// What an uncalibrated drive makes of normally distributed weights: the gain error of the first power, with
// what the third adds to it; the second has a mean, which adds up over the slots. A second slot with inverted
// weights leaves it out.
double responseVariance(const LayerContext& c, const CellHardware& cell) {
  const auto& r = cell.weightResponse;
  const double w2 = square(c.layer.weightRms);
  const bool inverted = cell.encoding == Encoding::TwoSlotPhase ||
                        (c.layer.signedInput && cell.signedInput == SignedInput::TwoSlots);
  const double even = inverted ? 0 : square(r[1] * w2) * (c.inputs.squareOfSum + 2 * c.inputs.sumSquares);
  return square(r[0] - 1 + 3 * r[2] * w2) * c.inputs.meanSquareOutput + even +
         6 * square(r[2]) * w2 * w2 * w2 * c.inputs.sumSquares;
}

double symbolPhaseVariance(const LayerContext& c, const CellHardware& cell) {
  const double rho = c.inputs.correlationAt(1);
  const double axon = sineVariance(cell.axonPhaseSigma) * (1 + 2 * cell.axonPhaseCorrelation * rho);
  const double weight = sineVariance(cell.weightPhaseSigma) * (1 + 2 * cell.weightPhaseCorrelation * rho);
  return symbolSquares(c, cell) * (axon + weight);
}

// Gain error cos ψ − 1 (−1 without a lock) and the leak −sin ψ Σ √(1 − w²) x, which adds up over the slots.
double staticVariance(const LayerContext& c, const CellHardware& cell) {
  return c.overLinks(cell, [&](std::size_t i) {
    const double lost = cell.gain[i] == 0 ? 1 : 0;
    const double gainError = (1 - lost) * std::cos(cell.phase[i]) - 1;
    const double leak = (1 - lost) * std::sin(cell.phase[i]);
    return square(gainError) * c.inputs.meanSquareOutput + square(leak) * commonSquares(c, cell);
  });
}

// Outputs on which no axon meets a synapse read 0.
double missingVariance(const LayerContext& c, const CellHardware& cell) {
  return c.overLinks(cell, [&](std::size_t i) { return cell.gain[i] == 0 ? c.inputs.meanSquareOutput : 0; });
}

double dacVariance(const LayerContext& c, const CellHardware& cell) {
  const auto step = [](double range, int bits) { return bits > 0 ? range / (std::pow(2.0, bits) - 1) : 0; };
  const double weightStep = step(2 * cell.weightLimit, cell.weightBits);
  const bool signedPhase = axonWritesPhase(cell.encoding) && c.layer.signedInput;
  const double inputStep = step(signedPhase ? 2 : 1, cell.axonBits);
  if (cell.encoding == Encoding::PhasePhase)
    return square(weightStep) / 12 * c.inputs.sumSquares +
           square((signedPhase ? 1 : 2) * cell.axonLimit * inputStep) / 12 * c.layer.slots *
               slopeSquare(c, cell);
  return square(weightStep) / 12 * c.inputs.sumSquares +
         square(inputStep) / 12 * c.layer.slots * square(c.layer.weightRms);
}

/// Electrons of D that one link's outputs spread over, taken as Gaussian; of one of `rails`.
struct Spread {
  double mean, sigma;
};

Spread spreadOf(const LayerContext& c, double inverseSignal, double rails) {
  if (inverseSignal == 0) return {0, 0};
  const double variance = std::max(0.0, c.inputs.meanSquareOutput - square(c.inputs.meanOutput));
  return {c.inputs.meanOutput / inverseSignal / rails,
          std::sqrt(variance / rails) / std::fabs(inverseSignal)};
}

// Mean square of error(D).
template <typename Error>
double meanSquare(const Spread& d, const Error& error) {
  constexpr double kReach = 8, kStep = 1.0 / 16;  // sigmas
  double sum = 0, weights = 0;
  for (double z = -kReach; z <= kReach; z += kStep) {
    const double weight = std::exp(-0.5 * z * z);
    sum += weight * square(error(d.mean + z * d.sigma));
    weights += weight;
  }
  return sum / weights;
}

double beyond(double value, double most) {
  return std::max(0.0, value - most);
}

double adcVariance(const LayerContext& c, const CellHardware& cell) {
  if (cell.adcBits == 0) return 0;
  const double step = 2 * c.layer.adcFullScale / (std::pow(2.0, cell.adcBits) - 1);
  return c.overLinks(cell, [&](std::size_t i) {
    const Spread all = spreadOf(c, cell.inverseSignal[i], 1);
    const double clipped =
        meanSquare(all, [&](double d) { return beyond(std::fabs(d), c.layer.adcFullScale); });
    return square(cell.inverseSignal[i]) * (square(step) / 12 + clipped);
  });
}

double offsetVariance(const LayerContext& c, const CellHardware& cell) {
  if (cell.encoding == Encoding::TwoSlotPhase) return 0;
  const double pedestal = cell.offsetCalibrated ? 0 : weightLight(c, cell);
  const double light = axonWritesPhase(cell.encoding) && cell.offsetCalibrated ? 0 : c.axonSlots();
  return c.overLinks(cell, [&](std::size_t i) {
    return square(cell.offsetPerSquare[i] * light + cell.offsetPerSlot[i] * pedestal);
  });
}

// What unequal lines leave of the lasers' intensity noise. An axon's goes with Σ x⁴, here for evenly lit
// slots: (Σ x²)²/N.
double intensityVariance(const LayerContext& c, const CellHardware& cell) {
  const double slots = c.slots();
  const bool rails = cell.readOuts(c.layer.signedInput) == 2;
  const double weightLight =
      rails ? 0 : slots * (cell.encoding == Encoding::AmplitudeAmplitude ? square(c.layer.weightRms) : 1.0);
  return c.overLinks(cell, [&](std::size_t i) {
    const double weight = cell.offsetPerSlot[i] * weightLight;
    const double axon = cell.offsetPerSquare[i] * c.axonSlots();
    const double common = cell.weightLeaderGain * weight + cell.axonLeaderGain * axon;
    return (cell.weightIntensityVariance * square(weight) + cell.axonIntensityVariance * square(axon) +
            cell.leaderIntensityVariance * square(common)) /
           slots;
  });
}

double servoVariance(const LayerContext& c, const CellHardware& cell) {
  return commonSquares(c, cell) * sineVariance(cell.servoSigma);
}

double crosstalkVariance(const LayerContext& c, const CellHardware& cell) {
  const double product = c.inputs.sumSquares * square(c.layer.weightRms);
  return c.overLinks(cell, [&](std::size_t i) { return square(cell.gain[i]) * cell.crosstalk[i]; }) * product;
}

// Rails have capacitors of their own, and share the light.
double wellVariance(const LayerContext& c, const CellHardware& cell) {
  const double most = cell.wellElectrons, rails = cell.readOuts(c.layer.signedInput);
  if (most == 0) return 0;
  const double weights = weightLight(c, cell);
  return c.overLinks(cell, [&](std::size_t i) {
    const Spread d = spreadOf(c, cell.inverseSignal[i], rails);
    const double pedestal = (weights * cell.electronsSynapse[i] + c.slots() * cell.darkElectrons[i]) / rails;
    const double total = pedestal + c.axonSlots() * cell.electronsAxon[i] / rails;
    return rails * square(cell.inverseSignal[i]) * meanSquare(d, [&](double electrons) {
             switch (cell.wellHolds) {
               case WellHolds::Difference:
                 return beyond(std::fabs(electrons), most);
               case WellHolds::EachLine:
                 return beyond((total + electrons) / 2, most) - beyond((total - electrons) / 2, most);
               case WellHolds::OneLine:
                 break;
             }
             return beyond(electrons, most - pedestal);
           });
  });
}

// What the ADC reads in: the signal as far as links pass it on, and the noise before it.
double detectedRms(const LayerContext& c, const CellHardware& cell) {
  const double noise = additive(c, cell) + amplifierVariance(c, cell) + leaderVariance(c, cell) +
                       symbolPhaseVariance(c, cell) + servoVariance(c, cell) + crosstalkVariance(c, cell);
  return std::sqrt(c.overLinks(cell, [&](std::size_t i) {
    if (cell.inverseSignal[i] == 0) return 0.0;
    const double passed = square(cell.gain[i] * std::cos(cell.phase[i])) * c.inputs.meanSquareOutput;
    return (passed + noise) / square(cell.inverseSignal[i]);
  }));
}

double gainSpread(const LayerContext& c, const CellHardware& cell) {
  return c.overLinks(cell, [&](std::size_t i) { return cell.gain[i] == 0 ? 0 : square(cell.gain[i] - 1); }) *
         c.inputs.meanSquareOutput;
}

// A source that brings light, as locked lasers that are brighter do, takes away from the noise of electrons
// and from what other sources have added to it.
void creditGains(LayerNoise& noise) {
  constexpr std::string_view kOfElectrons[] = {"shot",       "dark",
                                               "ktc",        "reflection",
                                               "crosstalk",  "residual_amplitude",
                                               "visibility", "fan_out_uniformity"};
  const auto ofElectrons = [&](const auto& row) {
    return std::find(std::begin(kOfElectrons), std::end(kOfElectrons), row.first) != std::end(kOfElectrons);
  };
  double gain = 0, electrons = 0;
  for (auto& row : noise.variances) {
    if (row.second < 0) gain -= std::exchange(row.second, 0.0);
    if (ofElectrons(row)) electrons += row.second;
  }
  if (gain <= 0 || electrons <= 0) return;
  for (auto& row : noise.variances)
    if (ofElectrons(row)) row.second *= std::max(0.0, 1 - gain / electrons);
}

}  // namespace

LayerNoise layerNoise(const Bench& bench, const LayerStatistics& statistics, const InputFigures& inputs) {
  const LayerContext c{bench, statistics, inputs};
  const CellHardware& full = bench.hardware->cells[static_cast<std::size_t>(statistics.cell)];
  LayerNoise out;
  const auto add = [&](const char* key, double variance) {
    if (!c.on(key)) return;
    out.variances.emplace_back(key, variance);
    out.total += variance;
  };
  // Factors on the additive noise come one on top of the other, so that all of them add up to the whole.
  std::vector<std::string> factors;
  for (const char* key : {"shot", "dark", "ktc"}) factors.emplace_back(key);
  const CellHardware base = c.cellWith(factors);
  double sofar = additive(c, base);
  const auto addFactor = [&](const char* key, const auto& ownVariance) {
    factors.emplace_back(key);
    const CellHardware with = c.cellWith(factors);
    const double now = additive(c, with);
    add(key, now - std::exchange(sofar, now) + ownVariance(with));
  };
  const auto response = [&](const char* key) {
    return [&c, key](const CellHardware&) { return responseVariance(c, c.cellWith({key})); };
  };
  add("shot", shotVariance(c, base));
  add("dark", darkVariance(c, base));
  add("ktc", readVariance(c, base));
  const CellHardware still = c.cellWith({"lock_static"}), drifted = c.cellWith({"lock_static", "drift"});
  add("leader_phase", leaderVariance(c, full));
  addFactor("reflection", response("reflection"));
  addFactor("residual_amplitude", response("residual_amplitude"));
  add("drift", staticVariance(c, drifted) - staticVariance(c, still));
  add("lock_static", staticVariance(c, still));
  add("tia", amplifierVariance(c, full));
  add("skew", intersymbolVariance(c, c.cellWith({"skew"})));
  add("lock_symbol", symbolPhaseVariance(c, full));
  add("intersymbol", intersymbolVariance(c, c.cellWith({"intersymbol"})));
  add("gain_mismatch", offsetVariance(c, full));
  add("rin", intensityVariance(c, c.cellWith({"gain_mismatch", "rin"})));
  add("servo", servoVariance(c, full));
  addFactor("crosstalk", [&](const CellHardware&) { return crosstalkVariance(c, full); });
  add("full_well", wellVariance(c, full));
  addFactor("visibility",
            [&](const CellHardware&) { return missingVariance(c, c.cellWith({"visibility"})); });
  addFactor("fan_out_uniformity", [&](const CellHardware& cell) { return gainSpread(c, cell); });
  add("dac", dacVariance(c, full));
  add("adc", adcVariance(c, full));
  out.shotAlone = shotVariance(c, full);
  out.rmsElectrons = detectedRms(c, full);
  creditGains(out);
  return out;
}

}  // namespace lightloom
