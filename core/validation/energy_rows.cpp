#include <algorithm>
#include <cmath>
#include <vector>

#include "locks/array_drive.h"
#include "report/digital_processors.h"
#include "report/energy.h"
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

// A small network on two mini-batches, the last one ragged, whose layers fill neither their last pass of
// neurons nor of samples. The second layer has signed inputs in two slots, the third on two rails.
std::vector<EnergyLayer> raggedLayers() {
  std::vector<EnergyLayer> layers(3);
  const int widths[] = {31, 12, 9, 4};
  for (std::size_t l = 0; l < layers.size(); ++l) {
    layers[l].slots = widths[l];
    layers[l].neurons = widths[l + 1];
    layers[l].batch = 8;
    layers[l].samples = 13;
  }
  layers[1].slotCopies = 2;
  layers[2].slotCopies = layers[2].outputCopies = 2;
  return layers;
}

// Joules per operation of what is paid like this, paid symbol by symbol as the bench runs: every channel that
// is on, every read-out that is used, every slot that passes.
double countedEnergy(const EnergyInputs& inputs, const CostItem& item,
                     const std::vector<EnergyLayer>& layers) {
  double joules = 0, operations = 0;
  for (const EnergyLayer& layer : layers)
    for (int done = 0; done < layer.samples; done += static_cast<int>(layer.batch)) {
      const int batch = std::min(static_cast<int>(layer.batch), static_cast<int>(layer.samples) - done);
      for (int sample = 0; sample < batch; sample += static_cast<int>(inputs.weightFanOut))
        for (int neuron = 0; neuron < layer.neurons; neuron += static_cast<int>(inputs.fanOut)) {
          for (int slot = 0; slot < layer.slots * layer.slotCopies; ++slot) {
            if (item.per == CostPer::WeightSymbol)
              for (int synapse = 0; synapse < inputs.fanOut; ++synapse) joules += item.cost;
            if (item.per == CostPer::AxonSymbol)
              for (int axon = 0; axon < inputs.weightFanOut; ++axon) joules += item.cost;
            if (item.per == CostPer::Time) joules += item.cost / inputs.symbolRateHz;
          }
          for (int m = neuron; m < neuron + inputs.fanOut && m < layer.neurons; ++m)
            for (int b = sample; b < sample + inputs.weightFanOut && b < batch; ++b) {
              if (item.per == CostPer::Output) joules += item.cost * layer.outputCopies;
              operations += 2 * layer.slots;
            }
        }
    }
  return joules / operations;
}

// The ledger's line of one cost over the count, five synapses and three axons.
double ledgerOverCount(ValidationContext& context, CostPer per) {
  CostItem item;
  item.per = per;
  item.cost = 1e-12;
  EnergyInputs inputs;
  inputs.fanOut = 5;
  inputs.weightFanOut = 3;
  inputs.costs.push_back(item);
  const std::vector<EnergyLayer> layers = raggedLayers();
  return context.laws().energy(inputs, layers).totalJoulesPerOp / countedEnergy(inputs, item, layers);
}

// 2 f_s/A of one column of lasers that a single axon feeds, pixels and optics apart.
double laserDensity(double symbolRateHz, double laserAreaM2) {
  DensityInputs inputs;
  inputs.symbolRateHz = symbolRateHz;
  inputs.fanOut = 1e6;
  inputs.laserAreaM2 = laserAreaM2;
  return computeDensity(inputs).opsPerSPerM2;
}

// Photons per slot of an axon beam of 100 µW on the pixels of a drawn bench, counted as electrons of perfect
// pixels.
Result<double> photonsPerSymbol(ValidationContext& context, const char* rate) {
  const auto bench = context.bench(
      "first-light.loom", {"noise.all=off", std::string("vcsel_array1.symbol_rate=") + rate,
                           std::string("vcsel_array2.symbol_rate=") + rate,
                           "detector_line1.quantum_efficiency=1", "detector_line2.quantum_efficiency=1"});
  if (!bench) return bench.error();
  const Cell& cell = bench.value()->cells.cells.at(0);
  double light = 0, electrons = 0;
  for (const Link& link : cell.links) light += link.axonW();
  for (const float value : bench.value()->hardware->cells.at(0).electronsAxon)
    electrons += static_cast<double>(value);
  return electrons / light * 100e-6;
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

#define LL_PRESET_ROW(ID, PRESET, TITLE, FEMTOJOULES)                                           \
  {                                                                                             \
    .id = ID, .group = "chen_2023", .title = TITLE, .kind = RowKind::Illustration,              \
    .unit = Unit::FemtojoulePerOp, .expected = (FEMTOJOULES)*kFemto, .source = kReconstruction, \
    .note = kArithmetic,                                                                        \
    .compute = [](ValidationContext&) -> Result<double> { return presetEnergy(PRESET); }        \
  }
#define LL_COUNT_ROW(ID, TITLE, PER)                                                                      \
  {                                                                                                       \
    .id = ID, .group = "chen_2023", .title = TITLE, .expected = 1, .tolerance = 1e-12,                    \
    .toleranceFrom = kSummed, .failsWhen = kMiscounted,                                                   \
    .source = "count of a small network, symbol by symbol; last passes are not full",                     \
    .compute = [](ValidationContext& context) -> Result<double> { return ledgerOverCount(context, PER); } \
  }
#define LL_PHOTON_ROW(ID, TITLE, RATE, PHOTONS, HALF)                                          \
  {                                                                                            \
    .id = ID, .group = "chen_2023", .title = TITLE, .expected = PHOTONS, .tolerance = HALF,    \
    .toleranceFrom = kLastDigit, .failsWhen = kSlotLight,                                      \
    .source = "P T λ/(h c), worked out by hand to four digits", .example = "first-light.loom", \
    .compute = [](ValidationContext& context) { return photonsPerSymbol(context, RATE); }      \
  }
#define LL_PROCESSOR_ROW(ID, TITLE, UNIT, EXPECTED, SOURCE, PROCESSOR, VALUE)                              \
  {                                                                                                        \
    .id = ID, .group = "digital", .title = TITLE, .kind = RowKind::Illustration, .unit = UNIT,             \
    .expected = EXPECTED, .source = SOURCE, .note = kDataSheet,                                            \
    .compute = [](ValidationContext&) -> Result<double> { return findDigitalProcessor(PROCESSOR)->VALUE; } \
  }

constexpr const char* kArithmetic = LL_TEXT(
    "An operating point that was reconstructed from the published energy: the row divides the same numbers "
    "again.");
constexpr const char* kMemory = LL_TEXT(
    "The same arithmetic again. Memory is a visible switch: fetching weights from HBM costs fifty times the "
    "light.");
constexpr const char* kDataSheet =
    LL_TEXT("Two numbers of a data sheet, divided; nothing of the bench takes part.");
constexpr const char* kSummed = LL_TEXT("Rounding of some ten thousand additions in double precision.");
constexpr const char* kMiscounted = LL_TEXT(
    "A ledger that forgets channels which burn for nothing in a pass that is not full, counts read-outs that "
    "nobody uses, or shares a cost by the wrong number fails it.");
constexpr const char* kSlotLight =
    LL_TEXT("Electrons of a bench that do not go as power, slot and wavelength fail it.");

const ValidationRow kRows[] = {
    LL_PRESET_ROW("V22.s1", "s1", LL_TEXT("Energy, 1 GS/s, 25 copies (S1)"), 469.28),
    LL_PRESET_ROW("V22.s2", "s2", LL_TEXT("Energy, 25 GS/s, lasers only (S2)"), 8.56),
    LL_PRESET_ROW("V22.s3", "s3", LL_TEXT("Energy, 100 × 100 crossed (S3)"), 6.16),
    LL_PRESET_ROW("V22.s4", "s4", LL_TEXT("Energy, 25 × 25 crossed, 10 GS/s (S4)"), 6.88),
    {.id = "V22.s5",
     .group = "chen_2023",
     .title = LL_TEXT("Energy, S3 with weights from HBM (S5)"),
     .kind = RowKind::Illustration,
     .unit = Unit::FemtojoulePerOp,
     .expected = 326.2 * kFemto,
     .source = kReconstruction,
     .note = kMemory,
     .compute = [](ValidationContext&) -> Result<double> { return presetEnergy("s5"); }},
    {.id = "V23.energy",
     .group = "chen_2023",
     .title = LL_TEXT("Energy of 350 µW lasers at 25 GS/s, all else shared out"),
     .kind = RowKind::Illustration,
     .unit = Unit::FemtojoulePerOp,
     .expected = 7.0 * kFemto,
     .source = kChen,
     .note = LL_TEXT("The 350 µW are the ones that make the published energy of the published rate."),
     .example = "chen-2023.loom",
     .compute = [](ValidationContext&) -> Result<double> { return presetEnergy("s2inf"); }},
    {.id = "V23.density",
     .group = "chen_2023",
     .title = LL_TEXT("Compute density at 25 GS/s, 8.33e-3 mm² a laser"),
     .kind = RowKind::Illustration,
     .unit = Unit::TeraOpsPerSecondSquareMillimetre,
     .expected = 6.0 * kTeraPerSquareMillimetre,
     .source = kChen,
     .note = LL_TEXT("The area is the one that makes the published density of the published rate."),
     .example = "chen-2023.loom",
     .compute = [](ValidationContext&) -> Result<double> { return laserDensity(25e9, 8.33e-9); }},
    {.id = "V23.heat",
     .group = "chen_2023",
     .title = LL_TEXT("Heat on the chip in W/m², from both"),
     .kind = RowKind::Illustration,
     .expected = 42e3,
     .source = kReconstruction,
     .note = LL_TEXT("The product of the two rows above."),
     .compute = [](ValidationContext&) -> Result<double> {
       return laserDensity(25e9, 8.33e-9) * presetEnergy("s2inf");
     }},
    {.id = "V24",
     .group = "chen_2023",
     .title = LL_TEXT("Modulation energy, C V² of 0.3125 pF and 4 mV"),
     .kind = RowKind::Illustration,
     .unit = Unit::Attojoule,
     .expected = 5e-18,
     .source = kChen,
     .note = LL_TEXT("The capacitance is the one that makes both published numbers agree."),
     .compute = [](ValidationContext&) -> Result<double> {
       return modulationEnergyJ(4e-3 * 4e-3, 0.3125e-12, HUGE_VAL, 25e9);
     }},
    LL_COUNT_ROW("V25.axons", LL_TEXT("Axon energy of a running network over its count"),
                 CostPer::AxonSymbol),
    LL_COUNT_ROW("V25.weights", LL_TEXT("Weight energy over its count"), CostPer::WeightSymbol),
    LL_COUNT_ROW("V25.outputs", LL_TEXT("Read-out energy over its count"), CostPer::Output),
    LL_COUNT_ROW("V25.leader", LL_TEXT("The leader's energy over its count"), CostPer::Time),
    LL_PHOTON_ROW("V26.slow", LL_TEXT("Photons of 100 µW per symbol, 974 nm, 1 GS/s"), "1 GHz", 4.903e5, 50),
    LL_PHOTON_ROW("V26.fast", LL_TEXT("The same at 25 GS/s"), "25 GHz", 1.961e4, 5),
    {.id = "chen.half-wave-voltage",
     .group = "chen_2023",
     .title = LL_TEXT("Half-wave voltage at rest where the band is 2.66 GHz wide"),
     .kind = RowKind::Illustration,
     .unit = Unit::Millivolt,
     .expected = 4e-3,
     .source = kChen,
     .note =
         LL_TEXT("The width of the band is the one that makes 4 mV. The abstract does not say at what speed "
                 "they hold. Quasi-static tuning of −113 GHz/mA in "
                 "170 Ω makes it a band of 2.7 GHz; at gigahertz rates only the fast tuning is left and the "
                 "voltage is a hundred times larger: see the drive figures of the bench."),
     .example = "chen-2023.loom",
     .compute = [](ValidationContext& context) { return halfWaveVoltage(context, 2.66e9); }},
    {.id = "chen.bench-energy",
     .group = "chen_2023",
     .title = LL_TEXT("Synapse lasers of the bench, running 784-100-10"),
     .kind = RowKind::Illustration,
     .unit = Unit::FemtojoulePerOp,
     .expected = 7.0 * kFemto,
     .source = kChen,
     .note = LL_TEXT(
         "The power of the bench's lasers is chosen for it. The rest is the output layer, where 15 of the 25 "
         "lasers burn for nothing. Leader, converters and "
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
     .kind = RowKind::Illustration,
     .unit = Unit::TeraOpsPerSecondSquareMillimetre,
     .expected = 25 * kTeraPerSquareMillimetre,
     .source = "Chen et al., arXiv:2207.05329 (2022), abstract",
     .note = LL_TEXT(
         "The area is the one that makes the published density. It is "
         "four times the density of the journal at the same rate: a pitch of 45 µm in place of 91 µm. "
         "Why it fell is not said."),
     .example = "chen-2022-preprint.loom",
     .compute = [](ValidationContext&) -> Result<double> { return laserDensity(25e9, 2.0e-9); }},
    {.id = "chen.preprint-bench-energy",
     .group = "chen_2022",
     .title = LL_TEXT("Synapse lasers of the bench, running 784-100-10"),
     .kind = RowKind::Illustration,
     .unit = Unit::FemtojoulePerOp,
     .expected = 7.0 * kFemto,
     .source = "Chen et al., arXiv:2207.05329 (2022), abstract",
     .note = LL_TEXT("The power of the bench's lasers is chosen for it."),
     .example = "chen-2022-preprint.loom",
     .compute =
         [](ValidationContext& context) {
           return energyRow(context, "chen-2022-preprint.loom", "synapse_laser");
         }},
    LL_PROCESSOR_ROW("V27.a100-energy", LL_TEXT("Nvidia A100, BF16: energy"), Unit::FemtojoulePerOp,
                     1282 * kFemto, "312 TOP/s at 400 W", "a100", joulesPerOp()),
    LL_PROCESSOR_ROW("V27.h100-energy", LL_TEXT("Nvidia H100, BF16: energy"), Unit::FemtojoulePerOp,
                     707 * kFemto, "989.4 TOP/s at 700 W", "h100", joulesPerOp()),
    {.id = "V27.gc200-energy",
     .group = "digital",
     .title = LL_TEXT("Graphcore GC200, FP16: energy"),
     .unit = Unit::FemtojoulePerOp,
     .source = "power quoted from memory as 150–300 W",
     .note = LL_TEXT("Does not apply: no data sheet with its power could be read.")},
    LL_PROCESSOR_ROW("V27.a100-density", LL_TEXT("Nvidia A100, BF16: density"),
                     Unit::TeraOpsPerSecondSquareMillimetre, 0.378 * kTeraPerSquareMillimetre,
                     "312 TOP/s on 826 mm²", "a100", opsPerSPerM2()),
    LL_PROCESSOR_ROW("V27.h100-density", LL_TEXT("Nvidia H100, BF16: density"),
                     Unit::TeraOpsPerSecondSquareMillimetre, 1.215 * kTeraPerSquareMillimetre,
                     "989.4 TOP/s on 814 mm²", "h100", opsPerSPerM2()),
    LL_PROCESSOR_ROW("V27.gc200-density", LL_TEXT("Graphcore GC200, FP16: density"),
                     Unit::TeraOpsPerSecondSquareMillimetre, 0.304 * kTeraPerSquareMillimetre,
                     "250 TOP/s on 823 mm²", "gc200", opsPerSPerM2()),
    {.id = "V28",
     .group = "digital",
     .title = LL_TEXT("Training GPT-3 (3.14e23 operations) at 7 fJ/OP, in J"),
     .kind = RowKind::Illustration,
     .unit = Unit::Joule,
     .expected = 0.611e6 * 3600,
     .source = "6 · 175e9 · 300e9 operations; arithmetic alone",
     .note = LL_TEXT("A product of two numbers: 0.611 MWh. No memory, host or cooling; the light is busy all "
                     "the time."),
     .compute = [](ValidationContext&) -> Result<double> { return computationEnergyJ(3.14e23, 7e-15); }},
};

#undef LL_COUNT_ROW
#undef LL_PHOTON_ROW
#undef LL_PROCESSOR_ROW
#undef LL_PRESET_ROW

}  // namespace

std::span<const ValidationRow> energyRows() {
  return kRows;
}

}  // namespace lightloom::validation
