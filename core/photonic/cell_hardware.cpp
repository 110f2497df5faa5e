#include "photonic/cell_hardware.h"

#include <algorithm>
#include <cmath>
#include <complex>

#include "laser/delayed_phase.h"
#include "laser/lock_dynamics.h"
#include "laser/pre_emphasis.h"
#include "laser/single_pole.h"
#include "laser/weight_locus.h"

namespace lightloom {
namespace {

// rad; less phase noise than this is not worth a draw.
constexpr double kNegligibleSigma = 1e-6;
constexpr double kDark = 1e-9;  // of the free-running field

// What differs by rounding alone is equal: else products would take care of errors that are none.
double imbalance(double plus, double minus) {
  constexpr double kEqual = 1e-9;
  return std::fabs(plus - minus) <= kEqual * (plus + minus) ? 0 : plus - minus;
}

// An angle of up to two turns as −π … π.
double withinTurn(double angle) {
  return std::fabs(angle) <= constants::kPi ? angle : std::remainder(angle, 2 * constants::kPi);
}

bool contains(const std::vector<std::string>& sources, std::string_view key) {
  return std::find(sources.begin(), sources.end(), key) != sources.end();
}

/// What the pixels of a detector line make of light, by pixel where one has values of its own.
struct LineResponse {
  double light = 0, dark = 0;  ///< electrons per slot: per watt, weighed by the line's gain; without signal
  std::vector<double> lightOfPixel, darkOfPixel;  ///< empty where all are alike

  double lightAt(int pixel) const { return at(lightOfPixel, light, pixel); }
  double darkAt(int pixel) const { return at(darkOfPixel, dark, pixel); }

 private:
  static double at(const std::vector<double>& own, double common, int pixel) {
    return own.empty() || pixel < 0 ? common : own[static_cast<std::size_t>(pixel)];
  }
};

/// Everything about one cell that turns its links into flat arrays.
/// How electrons divide between the lines of a pair.
struct PlusShare {
  double plus = 0, all = 0;
  void add(double onPlus, double onMinus) {
    plus += onPlus;
    all += onPlus + onMinus;
  }
  double value() const { return all > 0 ? plus / all : 0.5; }
};
struct PlusShares {
  PlusShare axon, synapse, dark;
};

struct CellCompiler {
  const Bench& bench;
  const Cell& cell;
  const std::vector<std::string>& sources;
  bool amplitudes = on("residual_amplitude"), reflections = on("reflection");

  bool on(std::string_view key) const { return contains(sources, key); }
  PartView axon() const { return viewOf(bench.design, cell.axonId); }
  PartView detector() const { return viewOf(bench.design, cell.plusId.empty() ? cell.minusId : cell.plusId); }
  PartView synapse() const { return viewOf(bench.design, cell.synapseId); }
  const ArrayLock& lockOf(const std::string& id) const {
    return *std::find_if(bench.locks.begin(), bench.locks.end(),
                         [&](const ArrayLock& l) { return l.id == id; });
  }

  LineResponse responseOf(const std::string& line) const;
  LinkLine meanLine(LinkLine Link::*line) const;
  CellHardware compile() const;
  bool calibrated() const { return axon().flag("calibrated") && synapse().flag("calibrated"); }
  std::complex<double> lightOf(double amplitude, double phaseRad, double reflected) const;
  /// Light over the free-running field, and how much of a phase error of the laser turns it.
  struct RestingLight {
    std::complex<double> light{1, 0};
    double phaseGain = 1;
  };
  RestingLight restingLight(const ArrayLock& array) const;
  /// What the state of a laser makes of its light, now over as calibrated.
  struct LaserError {
    double size = 1, phaseRad = 0;
  };
  std::vector<LaserError> errorsOf(const std::string& array) const;
  /// By which the way through the synapses is longer, over the links; s and s².
  struct LinkDelays {
    double symbols = 0;        ///< sum
    double leaderSquares = 0;  ///< sum of squares, with the lags of the lasers
  };
  void fillPhaseNoise(const LinkDelays& delays, CellHardware& out) const;
  double slotS() const { return detector().real("gate") / synapse().real("symbol_rate"); }
  void fillIntensityNoise(CellHardware& out) const;
  void fillServo(CellHardware& out) const;
  void fillWell(CellHardware& out) const;
  double linkCount() const { return static_cast<double>(cell.links.size()); }
  double skewSymbols(const LinkDelays& delays) const;
  void addSkew(const LinkDelays& delays, CellHardware& out) const;
  double leaderDelay(const LinkDelays& delays) const;
  WeightLocus locusOf(const ArrayLock& array, bool calibrated) const;
  LinkDelays fillLinks(CellHardware& out) const;
  void addCrosstalk(const Link& link, std::size_t i, CellHardware& out) const;
  void fillReadOut(CellHardware& out) const;
  void fillDrives(CellHardware& out) const;
};

// One watt on a pixel gives QE · gate · T / hν electrons a slot; lines of unequal gain weigh the outputs of a
// pair differently.
LineResponse CellCompiler::responseOf(const std::string& line) const {
  LineResponse out;
  if (line.empty()) return out;
  const PartView part = viewOf(bench.design, line);
  const double wavelength = bench.trace.sources[static_cast<std::size_t>(cell.axonSource)].wavelength;
  const double slot = part.real("gate") / synapse().real("symbol_rate");
  const auto bare = [&](int pixel) {
    return part.real("quantum_efficiency", pixel) * slot / photonEnergy(Length::metres(wavelength)).joules();
  };
  const auto light = [&](int pixel) {
    return bare(pixel) * (on("gain_mismatch") ? 1 + part.real("gain_error", pixel) : 1);
  };
  const auto dark = [&](int pixel) {
    if (!on("dark")) return 0.0;
    return part.real("dark_current", pixel) * slot / constants::kElementaryCharge +
           part.real("background", pixel) * bare(pixel);
  };
  out.light = light(-1);
  out.dark = dark(-1);
  if (part.component().overrides.empty()) return out;
  for (int pixel = 0; pixel < part.integer("rows") * part.integer("columns"); ++pixel) {
    out.lightOfPixel.push_back(light(pixel));
    out.darkOfPixel.push_back(dark(pixel));
  }
  return out;
}

// Mean powers of the links on one of their lines.
LinkLine CellCompiler::meanLine(LinkLine Link::*line) const {
  LinkLine mean;
  for (const Link& link : cell.links) {
    mean.axonW += (link.*line).axonW;
    mean.synapseW += (link.*line).synapseW;
  }
  mean.axonW /= static_cast<double>(cell.links.size());
  mean.synapseW /= static_cast<double>(cell.links.size());
  return mean;
}

// Light of a laser in units of its free-running field.
std::complex<double> CellCompiler::lightOf(double amplitude, double phaseRad, double reflected) const {
  return std::polar(amplitudes ? amplitude : 1.0, phaseRad) - (reflections ? reflected : 0.0);
}

// The nominal laser at its working point, as an axon that no weight moves.
CellCompiler::RestingLight CellCompiler::restingLight(const ArrayLock& array) const {
  if (array.usable.empty()) return {};
  const FixedPoint& point = array.usable[array.usable.size() / 2];
  const std::complex<double> light = lightOf(point.amplitude, point.phase, array.reflected);
  if (std::abs(light) < kDark) return {light, 0};
  return {light, std::real(lightOf(point.amplitude, point.phase, 0) / light)};
}

// Without `lock_static` every laser is where it was calibrated, without `drift` where it was then.
std::vector<CellCompiler::LaserError> CellCompiler::errorsOf(const std::string& array) const {
  const std::vector<LaserLock>& lasers = lockOf(array).lasers;
  std::vector<LaserError> out(lasers.size());
  if (!on("lock_static")) return out;
  const double undone = on("drift") ? 0 : 1;
  for (std::size_t i = 0; i < lasers.size(); ++i) {
    const LaserLock& laser = lasers[i];
    const std::complex<double> calibrated = lightOf(laser.biasAmplitude, laser.biasPhaseRad, laser.reflected);
    if (laser.fringe == 0 || std::norm(calibrated) <= kDark * kDark) {
      out[i].size = 0;
      continue;
    }
    const std::complex<double> now = lightOf(laser.amplitude - undone * laser.driftAmplitude,
                                             laser.phaseRad - undone * laser.driftRad, laser.reflected);
    out[i] = {laser.fringe * std::sqrt(std::norm(now) / std::norm(calibrated)),
              std::arg(now * std::conj(calibrated))};
  }
  return out;
}

WeightLocus CellCompiler::locusOf(const ArrayLock& array, bool calibrated) const {
  if (array.usable.empty()) return {};
  const bool circle = !amplitudes && !reflections;
  return weightLocus(array.usable, {amplitudes, reflections ? array.reflected : 0.0, calibrated || circle});
}

// Light is there whatever is switched off; the sources say what it does to the product. D of a link is signal
// · x·w, plus an offset where the combiner is not 50:50 (model.md 4.1). Without `visibility` every overlap is
// 1, without `fan_out_uniformity` every link has the mean power of its line. With lock_static on, the fringe
// of a laser that is not locked is gone, and that of an oscillating one weaker.
CellCompiler::LinkDelays CellCompiler::fillLinks(CellHardware& out) const {
  const LineResponse plusLine = responseOf(cell.plusId), minusLine = responseOf(cell.minusId);
  const std::vector<LaserError> axons = errorsOf(cell.axonId), synapses = errorsOf(cell.synapseId);
  const bool phaseAxons = axonWritesPhase(out.encoding);
  const double axonPower = phaseAxons ? locusOf(lockOf(cell.axonId), calibrated()).meanPower
                                      : std::norm(restingLight(lockOf(cell.axonId)).light);
  const bool phaseWeights = out.encoding != Encoding::AmplitudeAmplitude;
  const ArrayLock& synapseLock = lockOf(cell.synapseId);
  const double synapsePower = phaseWeights ? locusOf(synapseLock, calibrated()).meanPower
                                           : std::norm(restingLight(synapseLock).light);
  const bool even = !on("fan_out_uniformity"), overlaps = on("visibility");
  const bool mismatch = on("gain_mismatch"), lockStatic = on("lock_static"), crosstalk = on("crosstalk");
  const bool eachLink = calibrated();
  const LinkLine meanPlus = even ? meanLine(&Link::plus) : LinkLine{};
  const LinkLine meanMinus = even ? meanLine(&Link::minus) : LinkLine{};
  std::vector<double> signal(static_cast<std::size_t>(out.links()));
  const double lockDelay = synapseLock.lockDelayS - lockOf(cell.axonId).lockDelayS;
  double sum = 0;
  LinkDelays delays;
  PlusShares shares;
  for (const Link& link : cell.links) {
    delays.symbols += link.delay;
    delays.leaderSquares += (link.leaderDelay + lockDelay) * (link.leaderDelay + lockDelay);
    const std::size_t i = static_cast<std::size_t>(out.link(link.synapseChannel, link.axonChannel));
    const LaserError& axon = axons[static_cast<std::size_t>(link.axonChannel)];
    const LaserError& synapse = synapses[static_cast<std::size_t>(link.synapseChannel)];
    const double error = axon.size * synapse.size;
    const double plus = plusLine.lightAt(link.plus.pixel), minus = minusLine.lightAt(link.minus.pixel);
    const LinkLine& onPlus = even ? meanPlus : link.plus;
    const LinkLine& onMinus = even ? meanMinus : link.minus;
    const double xp = onPlus.axonW * plus * axonPower, xm = onMinus.axonW * minus * axonPower;
    const double wp = onPlus.synapseW * plus, wm = onMinus.synapseW * minus;
    const double overlapPlus = overlaps ? link.plus.visibility : 1;
    const double overlapMinus = overlaps ? link.minus.visibility : 1;
    signal[i] = 2 * (overlapPlus * std::sqrt(xp * wp) + overlapMinus * std::sqrt(xm * wm));
    // Where the phase writes it, a weight is given in units of the free-running field; x likewise.
    if (phaseAxons) signal[i] /= std::sqrt(axonPower);
    if (out.encoding == Encoding::TwoSlotPhase) signal[i] *= 2 * out.axonLimit;
    if (!phaseWeights) signal[i] *= std::sqrt(synapsePower);
    sum += signal[i];
    const double darkPlus = plusLine.darkAt(link.plus.pixel), darkMinus = minusLine.darkAt(link.minus.pixel);
    shares.axon.add(xp, xm);
    shares.synapse.add(wp, wm);
    shares.dark.add(darkPlus, darkMinus);
    out.darkElectrons[i] = static_cast<float>(darkPlus + darkMinus);
    out.electronsAxon[i] = static_cast<float>(xp + xm);
    out.electronsSynapse[i] = static_cast<float>((wp + wm) * synapsePower);
    out.offsetPerSquare[i] = static_cast<float>(mismatch ? imbalance(xp, xm) : 0);
    out.offsetPerSlot[i] = static_cast<float>(mismatch ? imbalance(wp, wm) * synapsePower : 0);
    if (crosstalk) addCrosstalk(link, i, out);
    out.gain[i] = static_cast<float>(error);
    if (lockStatic && error != 0)
      out.phase[i] = static_cast<float>(withinTurn(axon.phaseRad - synapse.phaseRad) - link.phaseRad);
  }
  out.plusShareAxon = shares.axon.value();
  out.plusShareSynapse = shares.synapse.value();
  out.plusShareDark = shares.dark.value();
  const double mean = cell.links.empty() ? 0 : sum / linkCount();
  for (std::size_t i = 0; i < signal.size(); ++i) {
    // A link without a fringe cannot be calibrated: its noise is shown in units of the mean link.
    const bool usable = signal[i] > 1e-9 * mean && mean > 0;
    if (!usable && overlaps) out.gain[i] = 0;
    const double reference = eachLink && usable ? signal[i] : mean;
    if (!eachLink && usable) out.gain[i] *= static_cast<float>(signal[i] / mean);
    out.inverseSignal[i] = static_cast<float>(reference > 0 ? 1 / reference : 0);
    out.offsetPerSquare[i] *= out.inverseSignal[i];
    out.offsetPerSlot[i] *= out.inverseSignal[i];
  }
  return delays;
}

// Light of other channels is coherent with the wanted light: beside a wanted beam of power P, unwanted light
// of power κP brings the product of another channel at √κ, with a phase that nothing fixes; the pixel's
// overlap of the two is taken as 1. What it adds to a weight of zero, calibration has taken out.
void CellCompiler::addCrosstalk(const Link& link, std::size_t i, CellHardware& out) const {
  const double axon = (link.plus.unwantedAxonW + link.minus.unwantedAxonW) / link.axonW(),
               synapse = (link.plus.unwantedSynapseW + link.minus.unwantedSynapseW) / link.synapseW();
  if (!std::isfinite(axon + synapse)) return;
  out.crosstalk[i] = static_cast<float>((axon + synapse) / 2);
  out.electronsAxon[i] *= static_cast<float>(1 + axon);
  out.electronsSynapse[i] *= static_cast<float>(1 + synapse);
}

// Relative variance of a laser's power in one slot, RIN/2T.
void CellCompiler::fillIntensityNoise(CellHardware& out) const {
  const auto variance = [&](double rin) { return rin / (2 * slotS()); };
  const auto own = [&](const PartView& array) { return variance(std::pow(10.0, array.real("rin") / 10)); };
  const ArrayLock& x = lockOf(cell.axonId);
  const ArrayLock& w = lockOf(cell.synapseId);
  out.axonIntensityVariance = own(axon());
  out.weightIntensityVariance = own(synapse());
  out.leaderIntensityVariance = variance(w.leaderRin);
  out.axonLeaderGain = x.leaderGain;
  out.weightLeaderGain = w.leaderGain;
}

// A random walk against a loop of one pole: drift/√(4π f).
void CellCompiler::fillServo(CellHardware& out) const {
  if (cell.loop != PhaseLoop::Closed || cell.phaseShifterId.empty()) return;
  const PartView shifter = viewOf(bench.design, cell.phaseShifterId);
  out.servoSigma = shifter.real("drift") / std::sqrt(4 * constants::kPi * shifter.real("loop_bandwidth"));
}

// Transimpedance receivers store nothing.
void CellCompiler::fillWell(CellHardware& out) const {
  const PartView line = detector();
  if (line.text("receiver") == "transimpedance") return;
  out.wellElectrons = line.real("capacitance") * line.real("full_well") / constants::kElementaryCharge;
  if (!cell.balanced())
    out.wellHolds = WellHolds::OneLine;
  else if (line.text("integration") == "separate")
    out.wellHolds = WellHolds::EachLine;
}

// Read noise in electrons²: charge noise kTC/q² of an integrating capacitor, or the current noise of an
// amplifier, i_n² T/2q² per slot; separate integration has two of either. Beside it the ADC.
void CellCompiler::fillReadOut(CellHardware& out) const {
  const PartView line = detector();
  const double charge = constants::kElementaryCharge * constants::kElementaryCharge;
  const double receivers = cell.balanced() && line.text("integration") == "separate" ? 2 : 1;
  if (line.text("receiver") == "transimpedance") {
    const double current = line.real("tia_noise");
    if (on("tia")) out.readVariancePerSlot = receivers * current * current * slotS() / (2 * charge);
  } else if (on("ktc")) {
    const double kTC = constants::kBoltzmann * line.real("temperature") * line.real("capacitance");
    out.readVariance = receivers * kTC / charge;
  }
  if (on("adc")) out.adcBits = line.integer("adc_bits");
  out.shotScale = on("shot") ? 1 : 0;
  if (on("full_well")) fillWell(out);
}

// One pole for driver and RC of an ideal amplitude modulator: reciprocal bandwidths add in squares.
std::vector<double> modulatorTaps(const PartView& array, double gate) {
  const double rc =
      array.real("capacitance") > 0
          ? rcPole(array.real("resistance"), array.real("source_impedance"), array.real("capacitance"))
                .hertz()
          : INFINITY;
  const double driver = array.isSet("driver_bandwidth") ? array.real("driver_bandwidth") : INFINITY;
  const double pole = 1 / std::sqrt(1 / (rc * rc) + 1 / (driver * driver));
  return singlePoleTaps(
      singlePole(Frequency::hertz(pole), Time::seconds(1 / array.real("symbol_rate")), gate));
}

// The taps that are left: none under a pre-emphasis that undoes them.
std::vector<float> remainingTaps(const PartView& array, const std::vector<double>& taps) {
  if (taps.empty() || (array.flag("pre_emphasis") && inverseTaps(taps))) return {1.0f};
  return {taps.begin(), taps.end()};
}

// Rms over the links of the time by which the leader's phase reaches the pixel later through the synapses:
// on the way, and in the lasers, which follow a slow leader with a lag.
double CellCompiler::leaderDelay(const LinkDelays& delays) const {
  return cell.links.empty() ? 0 : std::sqrt(delays.leaderSquares / linkCount());
}

// Phase noise of the lasers turns their own light only, not what their facets reflect.
void CellCompiler::fillPhaseNoise(const LinkDelays& delays, CellHardware& out) const {
  const ArrayLock& x = lockOf(cell.axonId);
  const ArrayLock& w = lockOf(cell.synapseId);
  if (on("lock_symbol")) {
    out.weightPhaseSigma = w.noiseSigmaRad * std::fabs(locusOf(w, calibrated()).phaseGain);
    out.weightPhaseCorrelation = w.noiseCorrelation;
    out.axonPhaseSigma =
        x.noiseSigmaRad * std::fabs(axonWritesPhase(out.encoding) ? locusOf(x, calibrated()).phaseGain
                                                                  : restingLight(x).phaseGain);
    out.axonPhaseCorrelation = x.noiseCorrelation;
  }
  if (!on("leader_phase")) return;
  const DelayedPhaseNoise noise =
      delayedPhaseNoise(Frequency::hertz(x.leaderLinewidthHz), Time::seconds(leaderDelay(delays)),
                        Time::seconds(1 / synapse().real("symbol_rate")), detector().real("gate"));
  if (noise.sigma < kNegligibleSigma) return;
  out.leaderPhaseSigma = noise.sigma;
  out.leaderPhaseCorrelation = noise.neighbourCorrelation;
}

// Slots by which the symbols of the synapses reach the pixels later than those of the axons.
double CellCompiler::skewSymbols(const LinkDelays& delays) const {
  const double onTheWay = cell.links.empty() ? 0 : delays.symbols / linkCount();
  return (onTheWay + synapse().real("delay") - axon().real("delay")) * synapse().real("symbol_rate");
}

// The pixels integrate by the clock of whichever symbols come first.
void CellCompiler::addSkew(const LinkDelays& delays, CellHardware& out) const {
  const double late = skewSymbols(delays);
  if (std::fabs(late) < kTapTolerance) return;
  std::vector<float>& taps = late > 0 ? out.weightTaps : out.axonTaps;
  const std::vector<double> both =
      convolved({taps.begin(), taps.end()}, delayTaps(std::fabs(late), detector().real("gate")));
  taps.assign(both.begin(), both.end());
}

void CellCompiler::fillDrives(CellHardware& out) const {
  const ArrayLock& w = lockOf(cell.synapseId);
  const ArrayLock& x = lockOf(cell.axonId);
  const bool phaseWeights = out.encoding != Encoding::AmplitudeAmplitude,
             phaseAxons = axonWritesPhase(out.encoding);
  if (out.encoding == Encoding::PhasePhase) {
    if (w.hasBand) out.weightLimit = w.usableSpanRad / 2;
    if (x.hasBand) out.axonLimit = x.usableSpanRad / 2;
  } else if (phaseWeights && w.hasBand) {
    const WeightLocus locus = locusOf(w, calibrated());
    if (locus.limit > 0) {
      out.weightLimit = locus.limit;
      out.weightResponse = locus.response;
      out.weightQuadrature = locus.quadrature;
    }
  }
  if (out.encoding == Encoding::TwoSlotPhase && x.hasBand)
    out.axonLimit = std::clamp(locusOf(x, calibrated()).limit, kDark, 1.0);
  if (on("rin")) fillIntensityNoise(out);
  if (on("servo")) fillServo(out);
  out.offsetCalibrated = calibrated();
  if (on("intersymbol")) {
    const double gate = detector().real("gate");
    out.axonTaps = remainingTaps(axon(), phaseAxons ? x.taps : modulatorTaps(axon(), gate));
    out.weightTaps = remainingTaps(synapse(), phaseWeights ? w.taps : modulatorTaps(synapse(), gate));
  }
  if (on("dac")) {
    out.weightBits = synapse().integer("dac_bits");
    out.axonBits = axon().integer("dac_bits");
  }
}

CellHardware CellCompiler::compile() const {
  CellHardware out = idealCell(cell.synapseChannels, cell.axonChannels, encodingOf(bench.design));
  out.id = cell.id;
  out.signedInput = settingText(bench.design, "network.signed_input") == "two_slots" ? SignedInput::TwoSlots
                                                                                     : SignedInput::TwoRails;
  out.symbolRateHz = synapse().real("symbol_rate");
  fillDrives(out);
  fillReadOut(out);
  const LinkDelays delays = fillLinks(out);
  fillPhaseNoise(delays, out);
  if (on("skew")) addSkew(delays, out);
  return out;
}

}  // namespace

CellHardware compileCell(const Bench& bench, const Cell& cell, const std::vector<std::string>& sources) {
  return CellCompiler{bench, cell, sources}.compile();
}

}  // namespace lightloom
