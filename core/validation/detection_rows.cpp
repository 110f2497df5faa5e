#include <cmath>

#include "learn/phase_gradient.h"
#include "product/product_engine.h"
#include "validation/internal/photon_budget.h"
#include "validation/internal/receiver.h"
#include "validation/internal/reference_product.h"
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

// Rms current that shot noise of a mean current leaves in one slot T = 1/2B.
double shotCurrent(double currentA, double bandwidthHz) {
  const double slot = 1 / (2 * bandwidthHz), electrons = currentA * slot / kElementaryCharge;
  const CellHardware cell = shotNoiseCell(1, 1, Encoding::AmplitudePhase, electrons / 2, electrons / 2);
  const double sigma = shotNoiseSigma(cell, 0, 1, 1, 0, Drive::Unsigned);
  return sigma / static_cast<double>(cell.inverseSignal[0]) * kElementaryCharge / slot;
}

// Draws of one product on the engine: mean and variance of y.
struct Moments {
  double mean = 0, variance = 0;
};

Moments drawn(const CellHardware& cell, float w, float x, int products, int samples = 1000) {
  const ProductShape shape{1, 1, samples};
  ProductEngine engine(cell, shape, Drive::Unsigned);
  engine.setWeights({&w, 1, 1, false}, 1.0f);
  const std::vector<float> inputs(static_cast<std::size_t>(samples), x);
  std::vector<float> y(inputs.size());
  double sum = 0, square = 0;
  for (int product = 0; product < products; ++product) {
    ReadOut readOut;
    readOut.key = {7, Stream::ForwardNoise, static_cast<std::uint64_t>(product), 0, 0};
    engine.multiply({inputs.data(), 1, samples, false}, readOut, y.data());
    for (const float value : y) {
      sum += static_cast<double>(value);
      square += static_cast<double>(value) * static_cast<double>(value);
    }
  }
  const double count = static_cast<double>(samples) * products, mean = sum / count;
  return {mean, square / count - mean * mean};
}

Moments strongBeam() {
  return drawn(shotNoiseCell(1, 1, Encoding::AmplitudeAmplitude, 5, 1e6), 1, 1, 400);
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

// The amplifier whose noise is that of a resistor, through the receiver of a bench with slots of 1/2B.
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

// sin(φ_w − φ_x) as the yardstick of the engine reads it out: the axon's phase is the static phase of the
// link.
double phaseProduct(double weightPhase, float axonPhase) {
  CellHardware cell = idealCell(1, 1);
  cell.phase[0] = axonPhase;
  KeyedRandom random({1, Stream::DataGenerate, 0, 0, 0});
  return ReferenceProduct(cell, Drive::Unsigned)
      .measure({1, 1, 1}, {std::sin(weightPhase)}, {1.0}, random)[0];
}

// The product over both slots of a symbol, as the yardstick of the engine runs them.
double twoSlotProduct(double weightPhase, double axonPhase) {
  KeyedRandom random({1, Stream::DataGenerate, 0, 0, 0});
  return ReferenceProduct(idealCell(1, 1, Encoding::TwoSlotPhase), Drive::Signed)
      .measure({1, 1, 1}, {std::sin(weightPhase)}, {std::cos(axonPhase)}, random)[0];
}

template <typename Error>
double worstOfPhases(const Error& error) {
  double worst = 0;
  for (int i = -4; i <= 4; ++i)
    for (int j = -4; j <= 4; ++j)
      worst = std::max(worst, std::fabs(error(0.3 * i, 0.375f * static_cast<float>(j))));
  return worst;
}

double worstTwoSlotError() {
  return worstOfPhases([](double w, float x) {
    return twoSlotProduct(w, static_cast<double>(x)) - std::sin(w) * std::cos(static_cast<double>(x));
  });
}

double worstKernelSum() {
  return worstOfPhases([](double w, float x) {
    return phaseProduct(w, x) + phaseProduct(w, -x) - 2 * std::sin(w) * std::cos(static_cast<double>(x));
  });
}

// The slope that training uses, against differences of what the yardstick reads.
double worstSlopeError() {
  constexpr double kStep = 1e-4;
  return worstOfPhases([](double w, float x) {
    Layer layer;
    layer.inputs = layer.neurons = layer.slots = 1;
    layer.signedInput = true;
    layer.weights = {static_cast<float>(w)};
    const float input = x / 1.5f, error = 1;
    float slope = 0;
    PhaseGradient(layer, 1.5, 1).toWeights(layer, &input, &error, 1, &slope);
    return static_cast<double>(slope) -
           (phaseProduct(w + kStep, x) - phaseProduct(w - kStep, x)) / (2 * kStep);
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
  const double electrons =
      std::sqrt(drawn(cell, 0, 0, 60000, 1).variance) / static_cast<double>(cell.inverseSignal[link]);
  const double share = std::sqrt(1e-13 * cell.symbolRateHz / 2);
  return electrons / (0.01 / 0.995 * static_cast<double>(cell.electronsSynapse[link]) * share / 2);
}

#define LL_BUDGET_ROW(ID, PHOTONS, TITLE)                                                                  \
  {                                                                                                        \
    .id = ID, .group = "hamerly_2019", .title = TITLE, .expected = PHOTONS, .tolerance = 0.05 * (PHOTONS), \
    .standardErrors = 4.5, .source = kHamerly, .note = kBudget, .example = "hamerly-2019.loom",            \
    .compute = [](ValidationContext&) -> Result<double> { return drawPhotonBudget(PHOTONS, 800, 4).snr; }  \
  }
#define LL_CHARGE_ROW(ID, TITLE, CAPACITANCE, ELECTRONS)                                                     \
  {                                                                                                          \
    .id = ID, .group = "detection", .title = TITLE, .expected = ELECTRONS, .tolerance = 0.005 * (ELECTRONS), \
    .source = "√(kTC)/q",                                                                                    \
    .compute = [](ValidationContext& context) { return readElectrons(context, CAPACITANCE); }                \
  }

constexpr const char* kBudget =
    LL_TEXT("Both beams counted, amplitude × amplitude; other encodings have other laws.");
constexpr const char* kResponsivity = LL_TEXT(
    "The reference rounds the responsivity of a perfect pixel at "
    "974 nm to 0.786 A/W and writes 157.2 µA; it is "
    "0.78558 A/W.");

const ValidationRow kRows[] = {
    LL_BUDGET_ROW("V2.0.1", 0.1, LL_TEXT("SNR of a sum at 0.1 photons per multiplication")),
    LL_BUDGET_ROW("V2.1", 1.0, LL_TEXT("SNR of a sum at 1 photon per multiplication")),
    LL_BUDGET_ROW("V2.10", 10.0, LL_TEXT("SNR of a sum at 10 photons per multiplication")),
    LL_BUDGET_ROW("V2.100", 100.0, LL_TEXT("SNR of a sum at 100 photons per multiplication")),
    {.id = "V3",
     .group = "hamerly_2019",
     .title = LL_TEXT("Noise of a layer over ‖A‖‖x‖/√(N N′ n)"),
     .expected = 1,
     .tolerance = 0.03,
     .standardErrors = 11,
     .source = kHamerly,
     .example = "hamerly-2019.loom",
     .compute = [](ValidationContext&) -> Result<double> {
       return drawPhotonBudget(10, 800, 4).noiseOverLimit;
     }},
    {.id = "V4.snr",
     .group = "hamerly_2019",
     .title = LL_TEXT("SNR of 5 photons against a beam of a million"),
     .expected = 20,
     .tolerance = 0.2,
     .standardErrors = 4.5,
     .source = "4 n_x",
     .compute = [](ValidationContext&) -> Result<double> {
       const Moments moments = strongBeam();
       return moments.mean * moments.mean / moments.variance;
     }},
    {.id = "V4.variance",
     .group = "hamerly_2019",
     .title = LL_TEXT("Variance of its electrons over their number"),
     .expected = 1,
     .tolerance = 0.01,
     .standardErrors = 4.5,
     .source = "Poisson",
     .compute = [](ValidationContext&) -> Result<double> {
       return strongBeam().variance * 4 * 5e6 / (1e6 + 5);
     }},
    {.id = "hamerly.photons",
     .group = "hamerly_2019",
     .title = LL_TEXT("Photons in 50 zJ at 1550 nm"),
     .expected = 0.39,
     .tolerance = 0.005,
     .source = "Hamerly et al., abstract",
     .example = "hamerly-2019.loom",
     .compute = [](ValidationContext&) -> Result<double> { return 50e-21 / photonEnergyJ(1550e-9); }},
    {.id = "hamerly.photons-974",
     .group = "hamerly_2019",
     .title = LL_TEXT("Photons in 50 zJ at 974 nm"),
     .expected = 0.25,
     .tolerance = 0.006,
     .source = "Hamerly et al., abstract",
     .compute = [](ValidationContext&) -> Result<double> { return 50e-21 / photonEnergyJ(974e-9); }},
    {.id = "wang.energy",
     .group = "wang_2022",
     .title = LL_TEXT("Light of 0.64 photons at 532 nm"),
     .unit = Unit::Attojoule,
     .expected = 2.4e-19,
     .tolerance = 0.05e-19,
     .source = "Wang et al., abstract",
     .note = LL_TEXT("The wavelength is chosen: it is the one that makes both published numbers agree."),
     .example = "wang-2022.loom",
     .compute = [](ValidationContext&) -> Result<double> { return 0.64 * photonEnergyJ(532e-9); }},

    {.id = "V1.difference",
     .group = "detection",
     .title = LL_TEXT("Balanced current of two beams of 100 µW, full fringe"),
     .unit = Unit::Milliampere,
     .expected = 157.1168e-6,
     .tolerance = 0.001e-6,
     .source = "2 R √(P_x P_w)",
     .note = kResponsivity,
     .example = kFirstLight,
     .compute = [](ValidationContext& context) { return balancedCurrent(context, true); }},
    {.id = "V1.sum",
     .group = "detection",
     .title = LL_TEXT("Sum of both currents"),
     .unit = Unit::Milliampere,
     .expected = 157.1168e-6,
     .tolerance = 0.001e-6,
     .source = "R (P_x + P_w)",
     .note = kResponsivity,
     .example = kFirstLight,
     .compute = [](ValidationContext& context) { return balancedCurrent(context, false); }},
    {.id = "V5",
     .group = "detection",
     .title = LL_TEXT("Shot noise of 100 µA in 1 GHz"),
     .unit = Unit::Nanoampere,
     .expected = 179.0e-9,
     .tolerance = 0.179e-9,
     .source = "√(2 q I B)",
     .compute = [](ValidationContext&) -> Result<double> { return shotCurrent(100e-6, 1e9); }},
    {.id = "V6",
     .group = "detection",
     .title = LL_TEXT("Thermal noise of 5 kΩ at 300 K in 1 GHz"),
     .unit = Unit::Nanoampere,
     .expected = 57.6e-9,
     .tolerance = 0.0576e-9,
     .source = "√(4 k T B/R)",
     .compute = [](ValidationContext& context) { return thermalCurrent(context, 5e3); }},
    LL_CHARGE_ROW("V7.1fF", LL_TEXT("Charge noise of 1 fF at 300 K, electrons"), "1 fF", 12.7),
    LL_CHARGE_ROW("V7.100fF", LL_TEXT("Charge noise of 100 fF, electrons"), "100 fF", 127),
    LL_CHARGE_ROW("V7.1pF", LL_TEXT("Charge noise of 1 pF, electrons"), "1 pF", 402),
    LL_CHARGE_ROW("V7.10pF", LL_TEXT("Charge noise of 10 pF, electrons"), "10 pF", 1270),
    {.id = "detection.shot-1mA",
     .group = "detection",
     .title = LL_TEXT("Shot noise of 1 mA in 30 GHz, A²"),
     .expected = 9.6131e-12,
     .tolerance = 9.6e-16,
     .source = "OptiCommPy, photodiode",
     .compute = [](ValidationContext&) -> Result<double> {
       const double rms = shotCurrent(1e-3 + 5e-9, 30e9);
       return rms * rms;
     }},
    {.id = "detection.thermal-50ohm",
     .group = "detection",
     .title = LL_TEXT("Thermal noise of 50 Ω at 25 °C in 30 GHz, A²"),
     .expected = 9.8794e-12,
     .tolerance = 1e-15,
     .source = "OptiCommPy, photodiode",
     .compute = [](ValidationContext&) -> Result<double> {
       const double density = thermalCurrentDensity(298.15, 50);
       return density * density * 30e9;
     }},
    {.id = "V31.peak",
     .group = "detection",
     .title = LL_TEXT("Mean at the peak of a fringe, 0.1 rad rms phase error"),
     .expected = 0.99501,
     .tolerance = 1e-4,
     .standardErrors = 8,
     .source = "exp(−σ²/2)",
     .compute = [](ValidationContext&) -> Result<double> {
       return drawn(unsteadyCell(Encoding::AmplitudeAmplitude), 1, 1, 300).mean;
     }},
    {.id = "V31.slope",
     .group = "detection",
     .title = LL_TEXT("Its rms error on the slope"),
     .expected = 0.0995,
     .tolerance = 0.000995,
     .standardErrors = 7,
     .source = "√((1 − exp(−2σ²))/2)",
     .compute = [](ValidationContext&) -> Result<double> {
       return std::sqrt(drawn(unsteadyCell(Encoding::AmplitudePhase), 0, 1, 300).variance);
     }},
    {.id = "V32.decibel",
     .group = "detection",
     .title = LL_TEXT("Common-mode rejection of gains 1.00 and 0.99"),
     .unit = Unit::Decibel,
     .expected = -39.96,
     .tolerance = 0.04,
     .source = "Koheron (2017)",
     .compute = [](ValidationContext&) -> Result<double> { return commonModeRejectionDb(1.0, 0.99); }},
    {.id = "V32.residue",
     .group = "detection",
     .title = LL_TEXT("Common light that such a pair leaves"),
     .expected = 0.01005,
     .tolerance = 0.00001,
     .source = "|G₊ − G₋|/mean",
     .compute = [](ValidationContext& context) { return commonLight(context); }},

    {.id = "rin.residue",
     .group = "detection",
     .title = LL_TEXT("Intensity noise that unequal lines leave, over its law"),
     .expected = 1,
     .tolerance = 0.015,
     .standardErrors = 5,
     .source = "½ g n_W √(RIN/2T), g = |G₊ − G₋|/mean",
     .note = LL_TEXT("Drawn by the engine on the bench, −130 dB/Hz, gains 1 and 0.99."),
     .example = kFirstLight,
     .compute = [](ValidationContext& context) { return intensityResidue(context); }},
    {.id = "servo.slope",
     .group = "detection",
     .title = LL_TEXT("Rms error on the slope, a servo that leaves 0.1 rad"),
     .expected = 0.0995,
     .tolerance = 0.0015,
     .standardErrors = 6,
     .source = "√((1 − exp(−2σ²))/2), one phase for a whole product",
     .compute = [](ValidationContext&) -> Result<double> {
       CellHardware cell = idealCell(1, 1);
       cell.servoSigma = 0.1;
       return std::sqrt(drawn(cell, 0, 1, 100000, 1).variance);
     }},

    {.id = "V33",
     .group = "phases",
     .title = LL_TEXT("Fringes of two slots against 2 sin φ_w cos φ_x, worst error"),
     .expected = 1e-12,
     .bound = Bound::AtMost,
     .source = "sin(w − x) + sin(w + x) = 2 sin w cos x",
     .compute = [](ValidationContext&) -> Result<double> { return worstKernelSum(); }},
    {.id = "V33.encoding",
     .group = "phases",
     .title = LL_TEXT("Product of the two-slot encoding against w·x, worst error"),
     .expected = 1e-12,
     .bound = Bound::AtMost,
     .source = "w = sin φ_w, x = cos φ_x",
     .compute = [](ValidationContext&) -> Result<double> { return worstTwoSlotError(); }},
    {.id = "V34",
     .group = "phases",
     .title = LL_TEXT("Slope that trains phases against differences, worst error"),
     .expected = 1e-6,
     .bound = Bound::AtMost,
     .source = "∂y/∂φ_w = cos(φ_w − φ_x)",
     .compute = [](ValidationContext&) -> Result<double> { return worstSlopeError(); }},
    {.id = "model.pair",
     .group = "model",
     .title = LL_TEXT("Shot noise of the test pair, ‖x‖² = 100/3"),
     .expected = 2.8689,
     .tolerance = 1e-4,
     .source = "√(500 + 5‖x‖²)/9",
     .compute = [](ValidationContext&) -> Result<double> {
       return shotNoiseSigma(testPair(), 0, 100, 100.0 / 3, 0, Drive::Unsigned);
     }},
    {.id = "model.kernel",
     .group = "phases",
     .title = LL_TEXT("Shot noise of a phase × phase sum of 100"),
     .expected = 3.514,
     .tolerance = 5e-4,
     .source = "√1000/9",
     .compute = [](ValidationContext&) -> Result<double> {
       return shotNoiseSigma(testPair(Encoding::PhasePhase), 0, 100, 0, 0, Drive::Unsigned);
     }},
    {.id = "model.two-slot",
     .group = "phases",
     .title = LL_TEXT("Shot noise of a two-slot sum of 100"),
     .expected = 2.4845,
     .tolerance = 5e-4,
     .source = "√(2N(n_W + n_X))/(4γ√(n_W n_X))",
     .compute = [](ValidationContext&) -> Result<double> {
       return shotNoiseSigma(testPair(Encoding::TwoSlotPhase), 0, 100, 0, 0, Drive::Signed);
     }},
};

#undef LL_BUDGET_ROW
#undef LL_CHARGE_ROW

}  // namespace

std::span<const ValidationRow> detectionRows() {
  return kRows;
}

}  // namespace lightloom::validation
