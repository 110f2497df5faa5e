#include <cmath>

#include "locks/array_drive.h"
#include "report/energy.h"
#include "validation/internal/digital_processors.h"
#include "validation/internal/row_tables.h"
#include "validation/internal/validation_context.h"

namespace lightloom::validation {
namespace {

constexpr const char* kChen = "Chen et al., Nat. Photon. 17, 723 (2023), abstract";
constexpr const char* kReconstruction = "reconstruction of the 7 fJ/OP operating point, arithmetic";
constexpr double kFemto = 1e-15, kTeraPerSquareMillimetre = 1e18;

double presetEnergy(std::string_view id) {
  const EnergyPreset& preset = *findEnergyPreset(id);
  return fullLayerEnergy(presetInputs(preset), preset.slots).totalJoulesPerOp;
}

double sharedBy(const EnergyReport& report, std::string_view what) {
  double sum = 0;
  for (const EnergyRow& row : report.rows)
    if (row.amortisedOver == what) sum += row.joulesPerOp;
  return sum;
}

enum class Doubled { F, B, N };

// The term that doubling F, B or N shares out, after over before; less what the other terms have changed.
double amortisation(Doubled doubled) {
  const EnergyPreset& preset = *findEnergyPreset("s3");
  EnergyInputs inputs = presetInputs(preset);
  const EnergyReport once = fullLayerEnergy(inputs, preset.slots);
  if (doubled == Doubled::F) inputs.fanOut *= 2;
  if (doubled == Doubled::B) inputs.weightFanOut *= 2;
  const EnergyReport twice = fullLayerEnergy(inputs, preset.slots * (doubled == Doubled::N ? 2 : 1));
  const std::string_view terms[] = {"F", "B", "N"};
  double ratio = 0, strayed = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double change = sharedBy(twice, terms[i]) / sharedBy(once, terms[i]);
    if (i == static_cast<std::size_t>(doubled))
      ratio = change;
    else
      strayed += std::fabs(change - 1);
  }
  return ratio + strayed;
}

// 2 f_s/A of one column of lasers that a single axon feeds, pixels and optics apart.
double laserDensity(double symbolRateHz, double laserAreaM2) {
  DensityInputs inputs;
  inputs.symbolRateHz = symbolRateHz;
  inputs.fanOut = 1e6;
  inputs.laserAreaM2 = laserAreaM2;
  return computeDensity(inputs).opsPerSPerM2;
}

double photonsPerSymbol(double symbolRateHz) {
  return 100e-6 / photonEnergyJ(974e-9) / symbolRateHz;
}

// The voltage of the example's lasers over their whole band, from an injection that makes it as wide as this.
Result<double> halfWaveVoltage(ValidationContext& context, double bandHz) {
  const auto bench = context.bench("chen-2023.loom");
  if (!bench) return bench.error();
  for (const ArrayLock& lock : bench.value()->locks) {
    if (lock.role != EmitterRole::Synapse) continue;
    LockInputs inputs = lock.nominal;
    const double half = staticHalfRangeHz(inputs.laser, 1);
    inputs.injectionRatio = std::pow(bandHz / 2 / half, 2);
    return arrayDrive(viewOf(bench.value()->design, lock.id), solveLock(inputs)).vPiV;
  }
  return NAN;
}

Result<double> energyRow(ValidationContext& context, const char* example, std::string_view key) {
  const auto simulation = context.simulation(example);
  if (!simulation) return simulation.error();
  for (const EnergyRow& row : simulation.value()->report.energy.rows)
    if (row.key == key) return row.joulesPerOp;
  return NAN;
}

#define LL_PRESET_ROW(ID, PRESET, TITLE, FEMTOJOULES)                                                      \
  {                                                                                                        \
    .id = ID, .group = "chen_2023", .title = TITLE, .unit = Unit::FemtojoulePerOp,                         \
    .expected = (FEMTOJOULES)*kFemto, .tolerance = 1e-3 * (FEMTOJOULES)*kFemto, .source = kReconstruction, \
    .compute = [](ValidationContext&) -> Result<double> { return presetEnergy(PRESET); }                   \
  }

constexpr const char* kMemory =
    LL_TEXT("Memory is a visible switch: fetching weights from HBM costs fifty times the light.");

const ValidationRow kRows[] = {
    LL_PRESET_ROW("V22.s1", "s1", LL_TEXT("Energy, 1 GS/s, 25 copies (S1)"), 469.28),
    LL_PRESET_ROW("V22.s2", "s2", LL_TEXT("Energy, 25 GS/s, lasers only (S2)"), 8.56),
    LL_PRESET_ROW("V22.s3", "s3", LL_TEXT("Energy, 100 × 100 crossed (S3)"), 6.16),
    LL_PRESET_ROW("V22.s4", "s4", LL_TEXT("Energy, 25 × 25 crossed, 10 GS/s (S4)"), 6.88),
    {.id = "V22.s5",
     .group = "chen_2023",
     .title = LL_TEXT("Energy, S3 with weights from HBM (S5)"),
     .unit = Unit::FemtojoulePerOp,
     .expected = 326.2 * kFemto,
     .tolerance = 0.33 * kFemto,
     .source = kReconstruction,
     .note = kMemory,
     .compute = [](ValidationContext&) -> Result<double> { return presetEnergy("s5"); }},
    {.id = "V23.energy",
     .group = "chen_2023",
     .title = LL_TEXT("Energy of 350 µW lasers at 25 GS/s, all else shared out"),
     .unit = Unit::FemtojoulePerOp,
     .expected = 7.0 * kFemto,
     .tolerance = 7e-3 * kFemto,
     .source = kChen,
     .example = "chen-2023.loom",
     .compute = [](ValidationContext&) -> Result<double> { return presetEnergy("s2inf"); }},
    {.id = "V23.density",
     .group = "chen_2023",
     .title = LL_TEXT("Compute density at 25 GS/s, 8.33e-3 mm² a laser"),
     .unit = Unit::TeraOpsPerSecondSquareMillimetre,
     .expected = 6.0 * kTeraPerSquareMillimetre,
     .tolerance = 6e-3 * kTeraPerSquareMillimetre,
     .source = kChen,
     .example = "chen-2023.loom",
     .compute = [](ValidationContext&) -> Result<double> { return laserDensity(25e9, 8.33e-9); }},
    {.id = "V23.heat",
     .group = "chen_2023",
     .title = LL_TEXT("Heat on the chip in W/m², from both"),
     .expected = 42e3,
     .tolerance = 84,
     .source = kReconstruction,
     .compute = [](ValidationContext&) -> Result<double> {
       return laserDensity(25e9, 8.33e-9) * presetEnergy("s2inf");
     }},
    {.id = "V24",
     .group = "chen_2023",
     .title = LL_TEXT("Modulation energy, C V² of 0.3125 pF and 4 mV"),
     .unit = Unit::Attojoule,
     .expected = 5e-18,
     .tolerance = 5e-30,
     .source = kChen,
     .note = LL_TEXT("The capacitance is the one that makes both published numbers agree."),
     .compute = [](ValidationContext&) -> Result<double> {
       return modulationEnergyJ(4e-3 * 4e-3, 0.3125e-12, HUGE_VAL, 25e9);
     }},
    {.id = "V25.axons",
     .group = "chen_2023",
     .title = LL_TEXT("Axon energy when the fan-out doubles"),
     .expected = 0.5,
     .tolerance = 1e-15,
     .source = kReconstruction,
     .compute = [](ValidationContext&) -> Result<double> { return amortisation(Doubled::F); }},
    {.id = "V25.weights",
     .group = "chen_2023",
     .title = LL_TEXT("Weight energy when weights serve twice as many axons"),
     .expected = 0.5,
     .tolerance = 1e-15,
     .source = kReconstruction,
     .compute = [](ValidationContext&) -> Result<double> { return amortisation(Doubled::B); }},
    {.id = "V25.outputs",
     .group = "chen_2023",
     .title = LL_TEXT("Read-out energy when sums are twice as long"),
     .expected = 0.5,
     .tolerance = 1e-15,
     .source = kReconstruction,
     .compute = [](ValidationContext&) -> Result<double> { return amortisation(Doubled::N); }},
    {.id = "V26.slow",
     .group = "chen_2023",
     .title = LL_TEXT("Photons of 100 µW per symbol, 974 nm, 1 GS/s"),
     .expected = 4.903e5,
     .tolerance = 490,
     .source = "P T λ/(h c)",
     .compute = [](ValidationContext&) -> Result<double> { return photonsPerSymbol(1e9); }},
    {.id = "V26.fast",
     .group = "chen_2023",
     .title = LL_TEXT("The same at 25 GS/s"),
     .expected = 1.961e4,
     .tolerance = 19.6,
     .source = "P T λ/(h c)",
     .compute = [](ValidationContext&) -> Result<double> { return photonsPerSymbol(25e9); }},
    {.id = "chen.half-wave-voltage",
     .group = "chen_2023",
     .title = LL_TEXT("Half-wave voltage at rest where the band is 2.66 GHz wide"),
     .unit = Unit::Millivolt,
     .expected = 4e-3,
     .tolerance = 8e-5,
     .source = kChen,
     .note =
         LL_TEXT("The abstract does not say at what speed 4 mV holds. Quasi-static tuning of −113 GHz/mA in "
                 "170 Ω makes it a band of 2.7 GHz; at gigahertz rates only the fast tuning is left and the "
                 "voltage is a hundred times larger: see the drive figures of the bench."),
     .example = "chen-2023.loom",
     .compute = [](ValidationContext& context) { return halfWaveVoltage(context, 2.66e9); }},
    {.id = "chen.bench-energy",
     .group = "chen_2023",
     .title = LL_TEXT("Synapse lasers of the bench, running 784-100-10"),
     .unit = Unit::FemtojoulePerOp,
     .expected = 7.0 * kFemto,
     .tolerance = 0.21 * kFemto,
     .source = kChen,
     .note = LL_TEXT(
         "Within 3 %: in the output layer 15 of the 25 lasers burn for nothing. Leader, converters and "
         "axon come on top; the publication does not itemise its figure."),
     .example = "chen-2023.loom",
     .compute =
         [](ValidationContext& context) { return energyRow(context, "chen-2023.loom", "synapse_laser"); }},
    {.id = "chen.accuracy",
     .group = "chen_2023",
     .title = LL_TEXT("93.1 % right of MNIST, 95.1 % digital"),
     .unit = Unit::Percent,
     .source = "quoted from memory, not verified",
     .note = LL_TEXT(
         "Does not apply: neither the number nor the network behind it could be verified. Train the bench "
         "to see what it reaches."),
     .example = "chen-2023.loom"},
    {.id = "chen.preprint-density",
     .group = "chen_2022",
     .title = LL_TEXT("Compute density at 25 GS/s, 2.0e-3 mm² a laser"),
     .unit = Unit::TeraOpsPerSecondSquareMillimetre,
     .expected = 25 * kTeraPerSquareMillimetre,
     .tolerance = 0.025 * kTeraPerSquareMillimetre,
     .source = "Chen et al., arXiv:2207.05329 (2022), abstract",
     .note = LL_TEXT(
         "Four times the density of the journal at the same rate: a pitch of 45 µm in place of 91 µm. "
         "Why it fell is not said."),
     .example = "chen-2022-preprint.loom",
     .compute = [](ValidationContext&) -> Result<double> { return laserDensity(25e9, 2.0e-9); }},
    {.id = "chen.preprint-bench-energy",
     .group = "chen_2022",
     .title = LL_TEXT("Synapse lasers of the bench, running 784-100-10"),
     .unit = Unit::FemtojoulePerOp,
     .expected = 7.0 * kFemto,
     .tolerance = 0.21 * kFemto,
     .source = "Chen et al., arXiv:2207.05329 (2022), abstract",
     .example = "chen-2022-preprint.loom",
     .compute =
         [](ValidationContext& context) {
           return energyRow(context, "chen-2022-preprint.loom", "synapse_laser");
         }},
    {.id = "V27.a100-energy",
     .group = "digital",
     .title = LL_TEXT("Nvidia A100, BF16: energy"),
     .unit = Unit::FemtojoulePerOp,
     .expected = 1282 * kFemto,
     .tolerance = 6.4 * kFemto,
     .source = "312 TOP/s at 400 W",
     .compute = [](ValidationContext&) -> Result<double> {
       return findDigitalProcessor("a100")->joulesPerOp();
     }},
    {.id = "V27.h100-energy",
     .group = "digital",
     .title = LL_TEXT("Nvidia H100, BF16: energy"),
     .unit = Unit::FemtojoulePerOp,
     .expected = 707 * kFemto,
     .tolerance = 3.5 * kFemto,
     .source = "989.4 TOP/s at 700 W",
     .compute = [](ValidationContext&) -> Result<double> {
       return findDigitalProcessor("h100")->joulesPerOp();
     }},
    {.id = "V27.gc200-energy",
     .group = "digital",
     .title = LL_TEXT("Graphcore GC200, FP16: energy"),
     .unit = Unit::FemtojoulePerOp,
     .source = "power quoted from memory as 150–300 W",
     .note = LL_TEXT("Does not apply: no data sheet with its power could be read.")},
    {.id = "V27.a100-density",
     .group = "digital",
     .title = LL_TEXT("Nvidia A100, BF16: density"),
     .unit = Unit::TeraOpsPerSecondSquareMillimetre,
     .expected = 0.378 * kTeraPerSquareMillimetre,
     .tolerance = 0.0019 * kTeraPerSquareMillimetre,
     .source = "312 TOP/s on 826 mm²",
     .compute = [](ValidationContext&) -> Result<double> {
       return findDigitalProcessor("a100")->opsPerSPerM2();
     }},
    {.id = "V27.h100-density",
     .group = "digital",
     .title = LL_TEXT("Nvidia H100, BF16: density"),
     .unit = Unit::TeraOpsPerSecondSquareMillimetre,
     .expected = 1.215 * kTeraPerSquareMillimetre,
     .tolerance = 0.006 * kTeraPerSquareMillimetre,
     .source = "989.4 TOP/s on 814 mm²",
     .compute = [](ValidationContext&) -> Result<double> {
       return findDigitalProcessor("h100")->opsPerSPerM2();
     }},
    {.id = "V27.gc200-density",
     .group = "digital",
     .title = LL_TEXT("Graphcore GC200, FP16: density"),
     .unit = Unit::TeraOpsPerSecondSquareMillimetre,
     .expected = 0.304 * kTeraPerSquareMillimetre,
     .tolerance = 0.0015 * kTeraPerSquareMillimetre,
     .source = "250 TOP/s on 823 mm²",
     .compute = [](ValidationContext&) -> Result<double> {
       return findDigitalProcessor("gc200")->opsPerSPerM2();
     }},
    {.id = "V28",
     .group = "digital",
     .title = LL_TEXT("Training GPT-3 (3.14e23 operations) at 7 fJ/OP, in J"),
     .unit = Unit::Joule,
     .expected = 0.611e6 * 3600,
     .tolerance = 0.003e6 * 3600,
     .source = "6 · 175e9 · 300e9 operations; arithmetic alone",
     .note = LL_TEXT("0.611 MWh. No memory, host or cooling; the light is busy all the time."),
     .compute = [](ValidationContext&) -> Result<double> { return computationEnergyJ(3.14e23, 7e-15); }},
};

#undef LL_PRESET_ROW

}  // namespace

std::span<const ValidationRow> energyRows() {
  return kRows;
}

}  // namespace lightloom::validation
