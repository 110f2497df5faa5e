#include <cmath>
#include <complex>

#include "validation/internal/photon_budget.h"
#include "validation/internal/receiver.h"
#include "validation/internal/row_tables.h"
#include "validation/internal/validation_context.h"

namespace lightloom::validation {
namespace {

using constants::kElementaryCharge;

constexpr const char* kHamerly = "Hamerly et al., PRX 9, 021032 (2019); derived again";
constexpr const char* kFirstLight = "first-light.loom";

// One link of a drawn bench without any imperfection: electrons per slot and pair, light before the pixels,
// and what one unit of x·w makes of them.
struct BareLink {
  double signal = 0, electronsAxon = 0, electronsSynapse = 0, axonW = 0, synapseW = 0, quantumEfficiency = 1,
         symbolRateHz = 1;
};

Result<BareLink> bareLink(ValidationContext& context) {
  const auto bench = context.bench(kFirstLight, {"noise.all=off"});
  if (!bench) return bench.error();
  const Cell& cell = bench.value()->cells.cells.at(0);
  const CellHardware& hardware = bench.value()->hardware->cells.at(0);
  BareLink out;
  for (const Link& link : cell.links) {
    out.axonW += link.axonW() / static_cast<double>(cell.links.size());
    out.synapseW += link.synapseW() / static_cast<double>(cell.links.size());
  }
  out.signal = 1 / static_cast<double>(hardware.inverseSignal[0]);
  out.electronsAxon = static_cast<double>(hardware.electronsAxon[0]);
  out.electronsSynapse = static_cast<double>(hardware.electronsSynapse[0]);
  out.quantumEfficiency = viewOf(bench.value()->design, cell.plusId).real("quantum_efficiency");
  out.symbolRateHz = hardware.symbolRateHz;
  return out;
}

// Currents for 100 µW in each beam on perfect pixels: currents go with √(P_x P_w), or with P_x + P_w.
Result<double> balancedCurrent(ValidationContext& context, bool difference) {
  const Result<BareLink> link = bareLink(context);
  if (!link) return link.error();
  const BareLink& l = link.value();
  const double ampere = kElementaryCharge * l.symbolRateHz / l.quantumEfficiency;
  if (difference) return l.signal * ampere * 100e-6 / std::sqrt(l.axonW * l.synapseW);
  return (l.electronsAxon + l.electronsSynapse) * ampere * 200e-6 / (l.axonW + l.synapseW);
}

// Rms current of a mean current from the engine's noise in one slot T = 1/2B: in law, and drawn.
CellHardware slotOf(double currentA, double bandwidthHz) {
  const double electrons = currentA / (2 * bandwidthHz) / kElementaryCharge;
  return shotNoiseCell(1, 1, Encoding::AmplitudePhase, electrons / 2, electrons / 2);
}

double currentOf(double sigma, const CellHardware& cell, double bandwidthHz) {
  return sigma / static_cast<double>(cell.inverseSignal[0]) * kElementaryCharge * 2 * bandwidthHz;
}

// Draws of one product on the engine: mean and variance of y.
struct Moments {
  double mean = 0, variance = 0;
};

// Sums of `slots` equal symbols; neurons and samples of other products than the first are other draws.
Moments drawn(ValidationContext& context, std::string_view row, const CellHardware& cell, float w, float x,
              int products, int samples = 1000, int slots = 1) {
  const ProductShape shape{1, slots, samples};
  ProductEngine engine = context.laws().engine(cell, shape, Drive::Unsigned);
  const std::vector<float> weights(static_cast<std::size_t>(slots), w);
  engine.setWeights({weights.data(), 1, slots, false}, 1.0f);
  const std::vector<float> inputs(static_cast<std::size_t>(samples) * static_cast<std::size_t>(slots), x);
  std::vector<float> y(static_cast<std::size_t>(samples));
  // About the first value, so that a large mean takes no digits of the variance.
  double origin = 0, sum = 0, square = 0;
  for (int product = 0; product < products; ++product) {
    ReadOut readOut;
    readOut.key = {seedOf(row), Stream::ForwardNoise, static_cast<std::uint64_t>(product), 0, 0};
    engine.multiply({inputs.data(), slots, samples, false}, readOut, y.data());
    if (product == 0) origin = static_cast<double>(y[0]);
    for (const float value : y) {
      const double away = static_cast<double>(value) - origin;
      sum += away;
      square += away * away;
    }
  }
  const double count = static_cast<double>(samples) * products, mean = sum / count;
  return {origin + mean, square / count - mean * mean};
}

CellHardware strongBeam() {
  return shotNoiseCell(1, 1, Encoding::AmplitudeAmplitude, 5, 1e6);
}

// A phase error of 0.1 rad rms, shared by both lasers.
CellHardware unsteadyCell(Encoding encoding) {
  CellHardware cell = idealCell(1, 1, encoding);
  cell.weightPhaseSigma = 0.08;
  cell.axonPhaseSigma = 0.06;
  return cell;
}

Result<double> readElectrons(ValidationContext& context, const char* capacitance) {
  const auto bench = context.bench(
      kFirstLight, {std::string("detector_line1.capacitance=") + capacitance,
                    std::string("detector_line2.capacitance=") + capacitance,
                    "detector_line1.temperature=300 K", "detector_line2.temperature=300 K",
                    "detector_line1.integration=differential", "detector_line2.integration=differential"});
  if (!bench) return bench.error();
  return std::sqrt(bench.value()->hardware->cells.at(0).readVariance);
}

// Rms current of the amplifier whose noise is that of a resistor, through the receiver of a bench with slots
// of 1/2B.
Result<double> thermalCurrent(ValidationContext& context, double resistanceOhm) {
  const double density = thermalCurrentDensity(300, resistanceOhm);
  std::vector<std::string> assignments{"vcsel_array1.symbol_rate=2 GHz", "vcsel_array2.symbol_rate=2 GHz"};
  for (const char* line : {"detector_line1", "detector_line2"}) {
    assignments.push_back(std::string(line) + ".receiver=transimpedance");
    assignments.push_back(std::string(line) + ".integration=differential");
    assignments.push_back(std::string(line) + ".tia_noise=" + shortestNumber(density));
  }
  const auto bench = context.bench(kFirstLight, assignments);
  if (!bench) return bench.error();
  return std::sqrt(bench.value()->hardware->cells.at(0).readVariancePerSlot) * kElementaryCharge * 2e9;
}

// Common light that a pair of lines of gains 1 and 0.99 leaves, over the mean of both.
Result<double> commonLight(ValidationContext& context) {
  const auto bench =
      context.bench(kFirstLight, {"detector_line1.gain_error=-0.01", "noise.fan_out_uniformity=off"});
  if (!bench) return bench.error();
  const CellHardware& cell = bench.value()->hardware->cells.at(0);
  const double difference =
      static_cast<double>(cell.offsetPerSquare[0]) / static_cast<double>(cell.inverseSignal[0]);
  return std::fabs(difference) / (0.5 * static_cast<double>(cell.electronsAxon[0]));
}

// D over 2√(P_x P_w) of two fields that a 50:50 splitter mixes and two pixels count.
double fringe(double weightPhase, double axonPhase) {
  const std::complex<double> weight = std::polar(1.0, weightPhase), axon = std::polar(1.0, axonPhase),
                             i(0, 1);
  const double plus = std::norm((weight + i * axon) * std::sqrt(0.5));
  const double minus = std::norm((i * weight + axon) * std::sqrt(0.5));
  return (plus - minus) / 2;
}

// The engine's noiseless product of one symbol.
double product(ValidationContext& context, const CellHardware& cell, Drive drive, float w, float x) {
  ProductEngine engine = context.laws().engine(cell, {1, 1, 1}, drive);
  engine.setWeights({&w, 1, 1, false}, 1.0f);
  ReadOut readOut;
  float y = 0;
  engine.multiply({&x, 1, 1, false}, readOut, &y);
  return static_cast<double>(y);
}

constexpr double kReach = 1.5;  // of phases to both sides, rad

template <typename Error>
double worstOfPhases(const Error& error) {
  double worst = 0;
  for (int i = -4; i <= 4; ++i)
    for (int j = -4; j <= 4; ++j)
      worst = std::max(worst, std::fabs(error(0.3f * static_cast<float>(i), 0.25f * static_cast<float>(j))));
  return worst;
}

// The kernel on the engine against the fringe of two fields; phases w and kReach·x.
double worstKernelError(ValidationContext& context) {
  CellHardware cell = idealCell(1, 1, Encoding::PhasePhase);
  cell.weightLimit = cell.axonLimit = kReach;
  return worstOfPhases([&](float w, float x) {
    return product(context, cell, Drive::Signed, w, x) -
           fringe(static_cast<double>(w), kReach * static_cast<double>(x));
  });
}

// The two-slot product w·x on the engine against both fringes of w = sin φ_w and x = cos φ_x.
double worstTwoSlotError(ValidationContext& context) {
  const CellHardware cell = idealCell(1, 1, Encoding::TwoSlotPhase);
  return worstOfPhases([&](float w, float x) {
    const float weight = w / 1.25f;
    const double phase = std::asin(static_cast<double>(weight)), axon = std::acos(static_cast<double>(x));
    return product(context, cell, Drive::Signed, weight, x) -
           (fringe(phase, axon) - fringe(-phase, axon)) / 2;
  });
}

// The slope that training uses, against differences of the fringe.
double worstSlopeError(ValidationContext& context) {
  constexpr double kStep = 1e-4;
  return worstOfPhases([&](float w, float x) {
    Layer layer;
    layer.inputs = layer.neurons = layer.slots = 1;
    layer.signedInput = true;
    layer.weights = {w};
    const double weight = static_cast<double>(w), axon = kReach * static_cast<double>(x);
    return static_cast<double>(context.laws().phaseSlope(layer, kReach, x)) -
           (fringe(weight + kStep, axon) - fringe(weight - kStep, axon)) / (2 * kStep);
  });
}

// n_W = n_X = 5, γ = 0.9.
CellHardware testPair(Encoding encoding = Encoding::AmplitudePhase) {
  CellHardware cell = shotNoiseCell(1, 1, encoding, 5, 5);
  cell.inverseSignal[0] /= lawOf(encoding).slots == 2 ? 1.8f : 0.9f;
  return cell;
}

// Intensity noise of the weight beam alone on a bench whose lines differ, as the engine draws it, over what
// the light says: g n_W √(RIN/2T)/2.
Result<double> intensityResidue(ValidationContext& context) {
  const auto bench = context.bench(
      kFirstLight, {"noise.all=on", "detector_line1.gain_error=-0.01", "vcsel_array2.rin=-130"});
  if (!bench) return bench.error();
  const CellHardware cell = hardwareWith(*bench.value(), {&kRin, &kGainMismatch})->cells.at(0);
  const std::size_t link = 0;
  const double electrons = std::sqrt(drawn(context, "rin.residue", cell, 0, 0, 60000, 1).variance) /
                           static_cast<double>(cell.inverseSignal[link]);
  const double share = std::sqrt(1e-13 * cell.symbolRateHz / 2);
  return electrons / (0.01 / 0.995 * static_cast<double>(cell.electronsSynapse[link]) * share / 2);
}

#define LL_BUDGET_ROW(ID, PHOTONS, TITLE)                                                                   \
  {                                                                                                         \
    .id = ID, .group = "hamerly_2019", .title = TITLE, .expected = PHOTONS, .tolerance = 0.031 * (PHOTONS), \
    .standardErrors = 4.5, .failsWhen = kMoreNoise, .source = kHamerly, .note = kBudget,                    \
    .example = "hamerly-2019.loom", .compute = [](ValidationContext& context) -> Result<double> {           \
      return drawPhotonBudget(context.laws(), PHOTONS, 3200, 2, seedOf(ID)).snr;                            \
    }                                                                                                       \
  }
#define LL_CHARGE_ROW(ID, TITLE, CAPACITANCE, ELECTRONS, HALF)                                \
  {                                                                                           \
    .id = ID, .group = "detection", .title = TITLE, .expected = ELECTRONS, .tolerance = HALF, \
    .toleranceFrom = kLastDigit, .failsWhen = kCharge, .source = "√(kTC)/q",                  \
    .compute = [](ValidationContext& context) { return readElectrons(context, CAPACITANCE); } \
  }
#define LL_DRAWN_SIGMA_ROW(ID, GROUP, TITLE, EXPECTED, SOURCE, CELL, W, X)                            \
  {                                                                                                   \
    .id = ID, .group = GROUP, .title = TITLE, .expected = EXPECTED, .tolerance = 0.0051 * (EXPECTED), \
    .standardErrors = 4.5, .failsWhen = kWrongLaw, .source = SOURCE,                                  \
    .compute = [](ValidationContext& context) -> Result<double> {                                     \
      return std::sqrt(drawn(context, ID, CELL, W, X, 400, 1000, 100).variance);                      \
    }                                                                                                 \
  }

constexpr const char* kBudget =
    LL_TEXT("Both beams counted, amplitude × amplitude; other encodings have other laws.");
constexpr const char* kMoreNoise = LL_TEXT(
    "An engine whose noise is not that of all electrons on the pair, or light that is not split as the "
    "formula wants it, fails it.");
constexpr const char* kWrongLaw =
    LL_TEXT("An engine that draws the noise of another encoding, or half of the light's, fails it.");
constexpr const char* kResponsivity = LL_TEXT(
    "The reference rounds the responsivity of a perfect pixel at "
    "974 nm to 0.786 A/W and writes 157.2 µA; it is "
    "0.78558 A/W.");
constexpr const char* kFloats =
    LL_TEXT("Rounding of the single-precision numbers in which the engine works.");
constexpr const char* kBothPublished =
    LL_TEXT("Energy and photons are published, and the wavelength is the one that joins them.");
constexpr const char* kCharge =
    LL_TEXT("Charge noise of a bench that does not go as the root of capacitance and temperature fails it.");

const ValidationRow kRows[] = {
    LL_BUDGET_ROW("V2.0.1", 0.1, LL_TEXT("SNR of a sum at 0.1 photons per multiplication")),
    LL_BUDGET_ROW("V2.1", 1.0, LL_TEXT("SNR of a sum at 1 photon per multiplication")),
    LL_BUDGET_ROW("V2.10", 10.0, LL_TEXT("SNR of a sum at 10 photons per multiplication")),
    LL_BUDGET_ROW("V2.100", 100.0, LL_TEXT("SNR of a sum at 100 photons per multiplication")),
    {.id = "V3",
     .group = "hamerly_2019",
     .title = LL_TEXT("Noise of a layer over ‖A‖‖x‖/√(N N′ n)"),
     .expected = 1,
     .tolerance = 0.009,
     .standardErrors = 4.5,
     .failsWhen = kMoreNoise,
     .source = kHamerly,
     .example = "hamerly-2019.loom",
     .compute = [](ValidationContext& context) -> Result<double> {
       return drawPhotonBudget(context.laws(), 10, 3200, 2, seedOf("V3")).noiseOverLimit;
     }},
    {.id = "V4.snr",
     .group = "hamerly_2019",
     .title = LL_TEXT("SNR of 5 photons against a beam of a million"),
     .expected = 20,
     .tolerance = 0.2,
     .standardErrors = 4.5,
     .failsWhen = LL_TEXT("A signal that does not grow with the root of the strong beam, or noise beyond its "
                          "shot noise, fails it."),
     .source = "4 n_x",
     .compute = [](ValidationContext& context) -> Result<double> {
       const Moments moments = drawn(context, "V4.snr", strongBeam(), 1, 1, 400);
       return moments.mean * moments.mean / moments.variance;
     }},
    {.id = "V4.variance",
     .group = "hamerly_2019",
     .title = LL_TEXT("Variance of its electrons over their number"),
     .expected = 1,
     .tolerance = 0.01,
     .standardErrors = 4.5,
     .failsWhen = LL_TEXT("Counts that are not those of independent electrons fail it."),
     .source = "Poisson",
     .compute = [](ValidationContext& context) -> Result<double> {
       return drawn(context, "V4.variance", strongBeam(), 1, 1, 400).variance * 4 * 5e6 / (1e6 + 5);
     }},
    {.id = "hamerly.photons",
     .group = "hamerly_2019",
     .title = LL_TEXT("Photons in 50 zJ at 1550 nm"),
     .kind = RowKind::Illustration,
     .expected = 0.39,
     .source = "Hamerly et al., abstract",
     .note = LL_TEXT("A conversion of units: 50 zJ are published, the photons are that energy again."),
     .example = "hamerly-2019.loom",
     .compute = [](ValidationContext&) -> Result<double> { return 50e-21 / photonEnergyJ(1550e-9); }},
    {.id = "hamerly.photons-974",
     .group = "hamerly_2019",
     .title = LL_TEXT("Photons in 50 zJ at 974 nm"),
     .kind = RowKind::Illustration,
     .expected = 0.25,
     .source = "Hamerly et al., abstract",
     .note = LL_TEXT("The same conversion at the wavelength of these benches."),
     .compute = [](ValidationContext&) -> Result<double> { return 50e-21 / photonEnergyJ(974e-9); }},
    {.id = "wang.energy",
     .group = "wang_2022",
     .title = LL_TEXT("Light of 0.64 photons at 532 nm"),
     .kind = RowKind::Illustration,
     .unit = Unit::Attojoule,
     .expected = 2.4e-19,
     .source = "Wang et al., abstract",
     .note = kBothPublished,
     .example = "wang-2022.loom",
     .compute = [](ValidationContext&) -> Result<double> { return 0.64 * photonEnergyJ(532e-9); }},

    {.id = "V1.difference",
     .group = "detection",
     .title = LL_TEXT("Balanced current of two beams of 100 µW, full fringe"),
     .unit = Unit::Milliampere,
     .expected = 157.1168e-6,
     .tolerance = 0.00007e-6,
     .toleranceFrom = kLastDigit,
     .failsWhen = LL_TEXT("Beams that overlap less than wholly, a splitter that is not 50:50 or a wrong "
                          "responsivity fails it."),
     .source = "2 R √(P_x P_w)",
     .note = kResponsivity,
     .example = kFirstLight,
     .compute = [](ValidationContext& context) { return balancedCurrent(context, true); }},
    {.id = "V1.sum",
     .group = "detection",
     .title = LL_TEXT("Sum of both currents"),
     .unit = Unit::Milliampere,
     .expected = 157.1168e-6,
     .tolerance = 0.00007e-6,
     .toleranceFrom = kLastDigit,
     .failsWhen =
         LL_TEXT("Light that one line counts twice or not at all, or a wrong responsivity, fails it."),
     .source = "R (P_x + P_w)",
     .note = kResponsivity,
     .example = kFirstLight,
     .compute = [](ValidationContext& context) { return balancedCurrent(context, false); }},
    {.id = "V5",
     .group = "detection",
     .title = LL_TEXT("Shot noise of 100 µA in 1 GHz"),
     .unit = Unit::Nanoampere,
     .expected = 179.0e-9,
     .tolerance = 0.91e-9,
     .standardErrors = 4.5,
     .failsWhen =
         LL_TEXT("Draws of the engine that are not as wide as the electrons of a slot are many fail it."),
     .source = "√(2 q I B)",
     .compute = [](ValidationContext& context) -> Result<double> {
       const CellHardware cell = slotOf(100e-6, 1e9);
       return currentOf(std::sqrt(drawn(context, "V5", cell, 0.5, 1, 400).variance), cell, 1e9);
     }},
    {.id = "V6",
     .group = "detection",
     .title = LL_TEXT("Thermal noise of 5 kΩ at 300 K in 1 GHz"),
     .unit = Unit::Nanoampere,
     .expected = 57.6e-9,
     .tolerance = 0.05e-9,
     .toleranceFrom = kLastDigit,
     .failsWhen =
         LL_TEXT("An amplifier whose noise is integrated over another band than that of its slot fails "
                 "it."),
     .source = "√(4 k T B/R)",
     .compute = [](ValidationContext& context) { return thermalCurrent(context, 5e3); }},
    LL_CHARGE_ROW("V7.1fF", LL_TEXT("Charge noise of 1 fF at 300 K, electrons"), "1 fF", 12.7, 0.05),
    LL_CHARGE_ROW("V7.100fF", LL_TEXT("Charge noise of 100 fF, electrons"), "100 fF", 127, 0.5),
    LL_CHARGE_ROW("V7.1pF", LL_TEXT("Charge noise of 1 pF, electrons"), "1 pF", 402, 0.5),
    LL_CHARGE_ROW("V7.10pF", LL_TEXT("Charge noise of 10 pF, electrons"), "10 pF", 1270, 5),
    {.id = "detection.shot-1mA",
     .group = "detection",
     .title = LL_TEXT("Shot noise of 1 mA in 30 GHz, A²"),
     .expected = 9.6131e-12,
     .tolerance = 5e-17,
     .toleranceFrom = kLastDigit,
     .failsWhen = LL_TEXT("A law of shot noise that leaves out a beam, or a factor of two, fails it."),
     .source = "OptiCommPy, photodiode",
     .compute = [](ValidationContext& context) -> Result<double> {
       const CellHardware cell = slotOf(1e-3 + 5e-9, 30e9);
       const double rms =
           currentOf(context.laws().shotNoiseSigma(cell, 0, 1, 1, 0, Drive::Unsigned), cell, 30e9);
       return rms * rms;
     }},
    {.id = "detection.thermal-50ohm",
     .group = "detection",
     .title = LL_TEXT("Thermal noise of 50 Ω at 25 °C in 30 GHz, A²"),
     .kind = RowKind::Illustration,
     .expected = 9.8794e-12,
     .source = "OptiCommPy, photodiode",
     .note = LL_TEXT("4kTB/R on either side; benches take the noise of their amplifier as it is stated."),
     .compute = [](ValidationContext&) -> Result<double> {
       const double density = thermalCurrentDensity(298.15, 50);
       return density * density * 30e9;
     }},
    {.id = "V31.peak",
     .group = "detection",
     .title = LL_TEXT("Mean at the peak of a fringe, 0.1 rad rms phase error"),
     .expected = 0.995012,
     .tolerance = 5.8e-5,
     .standardErrors = 4.5,
     .failsWhen = LL_TEXT("Phase errors that leave the mean as it is, or those of one laser only, fail it."),
     .source = "exp(−σ²/2)",
     .compute = [](ValidationContext& context) -> Result<double> {
       return drawn(context, "V31.peak", unsteadyCell(Encoding::AmplitudeAmplitude), 1, 1, 300).mean;
     }},
    {.id = "V31.slope",
     .group = "detection",
     .title = LL_TEXT("Its rms error on the slope"),
     .expected = 0.099503,
     .tolerance = 0.00058,
     .standardErrors = 4.5,
     .failsWhen = LL_TEXT("Phase errors that add up as numbers in place of squares fail it."),
     .source = "√((1 − exp(−2σ²))/2)",
     .compute = [](ValidationContext& context) -> Result<double> {
       return std::sqrt(
           drawn(context, "V31.slope", unsteadyCell(Encoding::AmplitudePhase), 0, 1, 300).variance);
     }},
    {.id = "V32.decibel",
     .group = "detection",
     .title = LL_TEXT("Common-mode rejection of gains 1.00 and 0.99"),
     .unit = Unit::Decibel,
     .expected = -39.96,
     .tolerance = 0.005,
     .toleranceFrom = kLastDigit,
     .failsWhen = LL_TEXT("A bench whose unequal lines leave another share of their common light fails it."),
     .source = "Koheron (2017)",
     .example = kFirstLight,
     .compute = [](ValidationContext& context) -> Result<double> {
       const Result<double> left = commonLight(context);
       if (!left) return left.error();
       return 20 * std::log10(left.value());
     }},
    {.id = "rin.residue",
     .group = "detection",
     .title = LL_TEXT("Intensity noise that unequal lines leave, over its law"),
     .expected = 1,
     .tolerance = 0.013,
     .standardErrors = 4.5,
     .failsWhen =
         LL_TEXT("Intensity noise in another bandwidth than 1/2T, or on the mean of the gains in place "
                 "of their difference, fails it."),
     .source = "½ g n_W √(RIN/2T), g = |G₊ − G₋|/mean",
     .note = LL_TEXT("Drawn by the engine on the bench, −130 dB/Hz, gains 1 and 0.99."),
     .example = kFirstLight,
     .compute = [](ValidationContext& context) { return intensityResidue(context); }},
    {.id = "servo.slope",
     .group = "detection",
     .title = LL_TEXT("Rms error on the slope, a servo that leaves 0.1 rad"),
     .expected = 0.099503,
     .tolerance = 0.001,
     .standardErrors = 4.5,
     .failsWhen = LL_TEXT("A servo whose phase is drawn anew for every symbol or sample fails it."),
     .source = "√((1 − exp(−2σ²))/2), one phase for a whole product",
     .compute = [](ValidationContext& context) -> Result<double> {
       CellHardware cell = idealCell(1, 1);
       cell.servoSigma = 0.1;
       return std::sqrt(drawn(context, "servo.slope", cell, 0, 1, 100000, 1).variance);
     }},

    {.id = "V33",
     .group = "phases",
     .title = LL_TEXT("Kernel of the engine against two fields on two pixels, worst error"),
     .expected = 5e-7,
     .toleranceFrom = kFloats,
     .failsWhen = LL_TEXT("A kernel with a sign, a quadrature or a factor that two interfering fields do not "
                          "have fails it."),
     .bound = Bound::AtMost,
     .source = "|(E_w + iE_x)/√2|² − |(iE_w + E_x)/√2|²",
     .compute = [](ValidationContext& context) -> Result<double> { return worstKernelError(context); }},
    {.id = "V33.encoding",
     .group = "phases",
     .title = LL_TEXT("Two-slot product of the engine against both fringes, worst error"),
     .expected = 5e-7,
     .toleranceFrom = kFloats,
     .failsWhen = LL_TEXT("A second slot that is not inverted, or added in place of subtracted, fails it."),
     .bound = Bound::AtMost,
     .source = "the same of φ_w and −φ_w, w = sin φ_w, x = cos φ_x",
     .compute = [](ValidationContext& context) -> Result<double> { return worstTwoSlotError(context); }},
    {.id = "V34",
     .group = "phases",
     .title = LL_TEXT("Slope that trains phases against differences of the fringe, worst error"),
     .expected = 5e-7,
     .toleranceFrom = kFloats,
     .failsWhen = LL_TEXT("A gradient of another function than the fringe of two fields fails it."),
     .bound = Bound::AtMost,
     .source = "∂y/∂φ_w by differences of 1e-4 rad",
     .compute = [](ValidationContext& context) -> Result<double> { return worstSlopeError(context); }},
    LL_DRAWN_SIGMA_ROW("model.pair", "model", LL_TEXT("Shot noise of the test pair, ‖x‖² = 100/3"), 2.8689,
                       "√(500 + 5‖x‖²)/9", testPair(), 0.2f, 0.57735027f),
    LL_DRAWN_SIGMA_ROW("model.kernel", "phases", LL_TEXT("Shot noise of a phase × phase sum of 100"), 3.5136,
                       "√1000/9", testPair(Encoding::PhasePhase), 0.2f, 0.3f),
    LL_DRAWN_SIGMA_ROW("model.two-slot", "phases", LL_TEXT("Shot noise of a two-slot sum of 100"), 2.4845,
                       "√(2N(n_W + n_X))/(4γ√(n_W n_X))", testPair(Encoding::TwoSlotPhase), 0.2f, 0.3f),
};

#undef LL_DRAWN_SIGMA_ROW
#undef LL_BUDGET_ROW
#undef LL_CHARGE_ROW

}  // namespace

std::span<const ValidationRow> detectionRows() {
  return kRows;
}

}  // namespace lightloom::validation
