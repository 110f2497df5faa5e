#include "validation/claims.h"

#include <algorithm>
#include <cmath>

#include "design/edit.h"
#include "report/digital_processors.h"
#include "train/settings.h"
#include "train/simulate.h"

namespace lightloom::validation {
namespace {

constexpr std::string_view kJournal = "Chen et al., Nat. Photon. 17, 723 (2023), abstract";
constexpr std::string_view kPreprint = "Chen et al., arXiv:2207.05329 (2022), abstract";
constexpr std::string_view kPress = "news on Chen et al. (2023): ainews247.org/story/16106";
constexpr std::string_view kJournalBench = "chen-2023.loom", kPreprintBench = "chen-2022-preprint.loom";

/// What a bench gives of a claim.
struct Reading {
  std::optional<double> here = {};
  std::optional<double> low = {}, high = {};
  std::optional<Message> missing = {};  ///< why there is none
};

/// What a number may leave out, so that it is asked what it is worth with it.
enum class Granted { Nothing, Memory, Area };

struct ReadClaim {
  Claim said;
  Granted granted = Granted::Nothing;
  Reading (*read)(const Simulation& simulation) = nullptr;
};

const ArrayLock* synapsesOf(const Bench& bench) {
  for (const ArrayLock& lock : bench.locks)
    if (lock.role == EmitterRole::Synapse) return &lock;
  return nullptr;
}

Reading energyLead(const Simulation& simulation, std::string_view processor) {
  const double digital = findDigitalProcessor(processor)->joulesPerOp();
  const EnergyReport& energy = simulation.report.energy;
  return {digital / energy.totalJoulesPerOp, digital / energy.highJoulesPerOp,
          digital / energy.lowJoulesPerOp};
}

Reading densityLead(const Simulation& simulation, std::string_view processor) {
  return {simulation.report.density.opsPerSPerM2 / findDigitalProcessor(processor)->opsPerSPerM2()};
}

Reading energyPerOp(const Simulation& simulation) {
  const EnergyReport& energy = simulation.report.energy;
  return {energy.totalJoulesPerOp, energy.lowJoulesPerOp, energy.highJoulesPerOp};
}

Reading density(const Simulation& simulation) {
  return {simulation.report.density.opsPerSPerM2};
}

Reading modulation(const Simulation& simulation) {
  for (const EnergyRow& row : simulation.report.energy.rows)
    if (row.key == "synapse_modulation") return {row.cost};
  return {.missing = Message{
              "claims.no-modulation", LL_TEXT("No synapse of this bench is modulated by its current."), {}}};
}

Reading halfWaveVoltage(const Simulation& simulation) {
  const ArrayLock* lock = synapsesOf(*simulation.bench);
  if (lock && lock->hasBand) return {lock->drive.vPiFastV};
  return {.missing = Message{"claims.no-band", LL_TEXT("No synapse of this bench is locked."), {}}};
}

Reading clockRate(const Simulation& simulation) {
  return {simulation.bench->hardware->cells.front().symbolRateHz};
}

Reading productsPerLaser(const Simulation& simulation) {
  double products = 0, lasers = 0;
  for (const CellHardware& cell : simulation.bench->hardware->cells) {
    products += static_cast<double>(cell.axons) * cell.synapses;
    lasers += cell.axons + cell.synapses;
  }
  return {products / lasers};
}

// What is lost behind the lasers, over what they take.
Reading lossOnTheWay(const Simulation& simulation) {
  const LightBudget& light = simulation.report.light;
  if (light.suppliedW <= 0)
    return {.missing = Message{"claims.no-light", LL_TEXT("No laser of this bench is on."), {}}};
  return {(light.emittedW - light.electronsW) / (light.suppliedW - light.emittedW)};
}

Reading footprint(const Simulation& simulation) {
  for (const AreaItem& item : simulation.report.density.items)
    if (item.key == "synapse_lasers") return {item.eachM2};
  return {.missing = Message{"claims.no-facet", LL_TEXT("No synapse of this bench takes area."), {}}};
}

// 1 where shot noise is all there is.
Reading quantumNoise(const Simulation& simulation) {
  const Report& report = simulation.report;
  if (std::isfinite(report.snr) && std::isfinite(report.snrShot) && report.snrShot > 0)
    return {report.snr / report.snrShot};
  return {.missing = Message{"claims.no-noise", LL_TEXT("Every noise source is off."), {}}};
}

// Operations of a training step that run on light over all of them: forward is a third.
Reading trainingOnLight(const Simulation& simulation) {
  double onLight = 0, all = 0;
  for (const EnergyProduct& product : simulation.report.energy.products) {
    onLight += product.operations;
    if (product.kind == ProductKind::Forward) all += (product.layer > 0 ? 3 : 2) * product.operations;
  }
  if (all <= 0)
    return {.missing = Message{"claims.preset", LL_TEXT("A preset is arithmetic: no product runs."), {}}};
  // Biases have no gradient by their input, which makes the sum a little less than whole.
  if (settingText(simulation.bench->design, "training.hardware") == "all") return {1};
  return {onLight / all};
}

const std::vector<ReadClaim>& table() {
  constexpr std::string_view kLessEnergy = LL_TEXT("A hundred times less energy");
  constexpr std::string_view kDenser =
      LL_TEXT("Compute density two orders above Nvidia, Google and Graphcore");
  constexpr std::string_view kOverProcessor =
      LL_TEXT("Compute density over that of the processor at its dense peak");
  static const std::vector<ReadClaim> claims{
      {{"energy", LL_TEXT("Full-system energy of 7 fJ/OP"), kLessEnergy, 7e-15, false, Unit::FemtojoulePerOp,
        kJournal, LL_TEXT("Total of the energy ledger of the running network, leader and padding included"),
        kJournalBench},
       Granted::Memory,
       energyPerOp},
      {{"energy_lead", LL_TEXT("A hundred times less energy than a digital processor (H100, BF16)"),
        kLessEnergy, 100, true, Unit::None, kJournal,
        LL_TEXT("700 W over 989.4 TOP/s, 707 fJ/OP at the dense peak, over the ledger's total"),
        kJournalBench},
       Granted::Memory,
       [](const Simulation& simulation) { return energyLead(simulation, "h100"); }},
      {{"density", LL_TEXT("Compute density of 6 TOP/s/mm²"), kDenser, publishedMarks()[0].opsPerSPerM2, true,
        Unit::TeraOpsPerSecondSquareMillimetre, kJournal,
        LL_TEXT("2 F B f_s over the slots of a product, over the area that the design counts"),
        kJournalBench},
       Granted::Area,
       density},
      {{"density_lead", LL_TEXT("Twenty times the density of a digital processor (GC200)"), kDenser, 20, true,
        Unit::None, kJournal, kOverProcessor, kJournalBench},
       Granted::Area,
       [](const Simulation& simulation) { return densityLead(simulation, "gc200"); }},
      {{"density_orders", LL_TEXT("Two orders above the density of a digital processor (H100, BF16)"),
        kDenser, 100, true, Unit::None, kPreprint, kOverProcessor, kPreprintBench},
       Granted::Area,
       [](const Simulation& simulation) { return densityLead(simulation, "h100"); }},
      {{"training", LL_TEXT("Training, and not only inference, on light"),
        LL_TEXT("Training of models larger than those of supercomputers"), 1, true, Unit::Percent, kPreprint,
        LL_TEXT("Operations of a training step that run on light, over those of all three products"),
        kPreprintBench},
       Granted::Nothing,
       trainingOnLight},
      {{"clock", LL_TEXT("Symbols at 10 GS/s and more"), LL_TEXT("A clock of 10 GHz"), 10e9, true,
        Unit::Gigasample, kPress, LL_TEXT("Symbol rate of the first cell"), kJournalBench},
       Granted::Nothing,
       clockRate},
      {{"parallelism", LL_TEXT("Connections in three dimensions: more products at once than lasers"),
        LL_TEXT("Parallel as only light is"), 1, true, Unit::None, kJournal,
        LL_TEXT("Pixels, F B of each cell, over its F + B lasers"), "mnist-5x5.loom"},
       Granted::Nothing,
       productsPerLaser},
      {{"transport", LL_TEXT("Light loses less on its way than the lasers that make it"),
        LL_TEXT("Data go by light, without loss"), 1, false, Unit::None, kPress,
        LL_TEXT("Light that makes no electron, over the heat of lasers and leader"), "mnist-5x5.loom"},
       Granted::Nothing,
       lossOnTheWay},
      {{"modulation", LL_TEXT("Less than 5 aJ a symbol for the modulation of a laser"),
        LL_TEXT("Several attojoule for a conversion"), 5e-18, false, Unit::Attojoule, kJournal,
        LL_TEXT("V_rms² (C + 1/(R f_s)) of the synapses over their usable drive at the symbol rate"),
        kJournalBench},
       Granted::Nothing,
       modulation},
      {{"half_wave_voltage", LL_TEXT("Half-wave voltage of 4 mV, at the symbol rate"),
        LL_TEXT("Modulators better by five orders of magnitude"), 4e-3, false, Unit::Millivolt, kJournal,
        LL_TEXT("Stable band over the tuning of the synapses at half the symbol rate, times their "
                "resistance"),
        kJournalBench},
       Granted::Nothing,
       halfWaveVoltage},
      {{"footprint", LL_TEXT("Less than 0.01 mm² a device"),
        LL_TEXT("Four hundred lasers on a square centimetre"), 0.01e-6, false, Unit::SquareMillimetre,
        kJournal, LL_TEXT("Facet area of the synapses"), kJournalBench},
       Granted::Nothing,
       footprint},
      {{"quantum_noise", LL_TEXT("Products at the limit of quantum noise (within a factor of two)"),
        LL_TEXT("The limit of quantum noise"), 0.5, true, Unit::None, kJournal,
        LL_TEXT("Signal to noise with all sources that are on, over that with shot noise alone"),
        kJournalBench},
       Granted::Nothing,
       quantumNoise},
  };
  return claims;
}

/// A design, what it gives, and what it would give if less were granted.
struct ClaimContext {
  Simulation now;
  std::optional<Simulation> withMemory;  ///< words from HBM
  std::optional<Simulation> withArea;    ///< lasers, pixels, optics and cooling counted
  bool isPreset = false;                 ///< of a reference operating point
};

std::optional<Simulation> simulated(const Design& design, const Dataset& data,
                                    std::initializer_list<std::string_view> changes) {
  Design changed = design;
  for (const std::string_view change : changes) {
    Result<Design> next = applyAssignment(changed, change);
    if (!next) return std::nullopt;
    changed = std::move(next).value();
  }
  Result<Simulation> simulation = simulateDesign(changed, data);
  return simulation ? std::optional(std::move(simulation).value()) : std::nullopt;
}

bool reaches(double value, const Claim& claim) {
  return claim.atLeast ? value >= claim.published : value <= claim.published;
}

// What it is worth with less granted, and the words for that.
void question(ClaimRow& row, const ReadClaim& claim, const ClaimContext& context) {
  const auto unless = [&](const std::optional<double>& value, Message what) {
    if (value && !reaches(*value, row)) row.assumptions.push_back(std::move(what));
  };
  unless(row.atLeast ? row.low : row.high,
         {"claims.worse-end", LL_TEXT("The costs are not at the worse end of their ranges."), {}});
  if (claim.granted == Granted::Memory && context.withMemory)
    unless(
        claim.read(*context.withMemory).here,
        {"claims.memory", LL_TEXT("Weights and activations come from nowhere: memory is not counted."), {}});
  if (claim.granted == Granted::Memory && context.isPreset)
    row.assumptions.push_back(
        {"claims.arithmetic",
         LL_TEXT("Costs are those of a reference operating point without a leader: arithmetic, no bench."),
         {}});
  if (claim.granted == Granted::Area && context.withArea)
    unless(claim.read(*context.withArea).here,
           {"claims.area", LL_TEXT("Optics and cooling take no area."), {}});
}

ClaimRow rowOf(const ReadClaim& claim, const ClaimContext& context) {
  ClaimRow row{claim.said};
  Reading reading = claim.read(context.now);
  row.here = reading.here;
  row.low = reading.low;
  row.high = reading.high;
  if (reading.missing) row.assumptions.push_back(std::move(*reading.missing));
  if (!row.here || !reaches(*row.here, row)) return row;
  question(row, claim, context);
  row.verdict = row.assumptions.empty() ? ClaimVerdict::Holds : ClaimVerdict::HoldsIf;
  return row;
}

// Red checks speak against every claim.
void addUnbuildable(std::vector<ClaimRow>& rows, const Simulation& now) {
  const std::vector<Check> checks = allChecks(*now.bench, now.report);
  const auto red = std::find_if(checks.begin(), checks.end(), [](const Check& check) {
    return check.unbuildable || check.severity == Severity::Error;
  });
  if (red == checks.end()) return;
  for (ClaimRow& row : rows) {
    row.assumptions.push_back(Message{
        "claims.unbuildable", LL_TEXT("The bench can be built, although: %1"), {english(red->message)}});
    if (row.verdict == ClaimVerdict::Holds) row.verdict = ClaimVerdict::HoldsIf;
  }
}

}  // namespace

std::string_view claimVerdictKey(ClaimVerdict verdict) {
  constexpr std::string_view kKeys[] = {"holds", "holds_if", "does_not"};
  return kKeys[static_cast<int>(verdict)];
}

std::span<const Claim> allClaims() {
  static const std::vector<Claim> claims = [] {
    std::vector<Claim> out;
    for (const ReadClaim& claim : table()) out.push_back(claim.said);
    return out;
  }();
  return claims;
}

Result<std::vector<ClaimRow>> claimsOf(const Design& design, const Dataset& data) {
  Result<Simulation> now = simulateDesign(design, data);
  if (!now) return now.error();
  if (now.value().report.cannotCompute) return *now.value().report.cannotCompute;
  ClaimContext context{std::move(now).value(), {}, {}, false};
  if (settingText(design, "energy.memory") == "off")
    context.withMemory = simulated(design, data, {"energy.memory=hbm"});
  context.withArea = simulated(design, data,
                               {"energy.laser_footprint=on", "energy.pixel_footprint=on",
                                "energy.optics_footprint=on", "energy.cooling=on"});
  context.isPreset = settingText(design, "energy.preset") != "off";
  std::vector<ClaimRow> out;
  for (const ReadClaim& claim : table()) out.push_back(rowOf(claim, context));
  addUnbuildable(out, context.now);
  return out;
}

}  // namespace lightloom::validation
