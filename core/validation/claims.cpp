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
constexpr std::string_view kPreprintAbstract = "Chen et al., arXiv:2207.05329 (2022), abstract";
constexpr std::string_view kPress = "news on Chen et al. (2023): ainews247.org/story/16106";
constexpr double kFemtojoule = 1e-15, kAttojoule = 1e-18;

/// A design, what it gives, and what it would give if less were granted.
struct ClaimContext {
  const Design& design;
  Simulation now;
  std::optional<Report> withMemory;  ///< words from HBM
  std::optional<Report> withAll;     ///< lasers, pixels, optics and cooling counted

  const Report& report() const { return now.report; }
};

Message memoryIsFree() {
  return {"claims.memory", LL_TEXT("Weights and activations come from nowhere: memory is not counted."), {}};
}

Message ideallyFull() {
  return {"claims.worse-end", LL_TEXT("The costs are not at the worse end of their ranges."), {}};
}

Message chipsAlone() {
  return {"claims.area", LL_TEXT("Optics and cooling take no area."), {}};
}

std::optional<Report> reportWith(const Design& design, const Dataset& data,
                                 std::initializer_list<std::string_view> changes) {
  Design changed = design;
  for (const std::string_view change : changes) {
    Result<Design> next = applyAssignment(changed, change);
    if (!next) return std::nullopt;
    changed = std::move(next).value();
  }
  Result<Simulation> simulation = simulateDesign(changed, data);
  return simulation ? std::optional(std::move(simulation).value().report) : std::nullopt;
}

// Whether a number that must be at least (or at most) another is.
bool reaches(double here, double published, bool atLeast) {
  return atLeast ? here >= published : here <= published;
}

const ArrayLock* synapsesOf(const Bench& bench) {
  for (const ArrayLock& lock : bench.locks)
    if (lock.role == EmitterRole::Synapse) return &lock;
  return nullptr;
}

// The verdict from the number, its range and what it is worth with less granted.
void judge(ClaimRow& row, bool atLeast,
           std::initializer_list<std::pair<std::optional<double>, Message>> less) {
  if (!row.here || !row.published) return;
  if (!reaches(*row.here, *row.published, atLeast)) {
    row.verdict = ClaimVerdict::DoesNot;
    return;
  }
  const std::optional<double> worse = atLeast ? row.low : row.high;
  if (worse && !reaches(*worse, *row.published, atLeast)) row.assumptions.push_back(ideallyFull());
  for (const auto& [value, what] : less)
    if (value && !reaches(*value, *row.published, atLeast)) row.assumptions.push_back(what);
  row.verdict = row.assumptions.empty() ? ClaimVerdict::Holds : ClaimVerdict::HoldsIf;
}

std::optional<double> energyOf(const std::optional<Report>& report) {
  if (!report || report->energy.rows.empty()) return std::nullopt;
  return report->energy.totalJoulesPerOp;
}

std::optional<double> densityOf(const std::optional<Report>& report) {
  if (!report || report->density.areaM2 <= 0) return std::nullopt;
  return report->density.opsPerSPerM2;
}

std::optional<double> over(double above, const std::optional<double>& below) {
  return below ? std::optional(above / *below) : std::nullopt;
}

ClaimRow energyClaim(const ClaimContext& context) {
  ClaimRow row;
  row.id = "energy";
  row.claim = LL_TEXT("Full-system energy of 7 fJ/OP");
  row.news = LL_TEXT("A hundred times less energy");
  row.published = 7 * kFemtojoule;
  row.publishedSource = kJournal;
  row.unit = Unit::FemtojoulePerOp;
  row.source = "total of the energy ledger of the running network, leader and padding included";
  const EnergyReport& energy = context.report().energy;
  row.here = energy.totalJoulesPerOp;
  row.low = energy.lowJoulesPerOp;
  row.high = energy.highJoulesPerOp;
  judge(row, false, {{energyOf(context.withMemory), memoryIsFree()}});
  return row;
}

ClaimRow energyLeadClaim(const ClaimContext& context) {
  ClaimRow row;
  row.id = "energy_lead";
  row.claim = LL_TEXT("A hundred times less energy than a digital processor (H100, BF16)");
  row.news = LL_TEXT("A hundred times less energy");
  row.published = 100;
  row.publishedSource = kJournal;
  row.source = "700 W over 989.4 TOP/s, 707 fJ/OP at the dense peak, over the ledger's total";
  const double digital = findDigitalProcessor("h100")->joulesPerOp();
  const EnergyReport& energy = context.report().energy;
  row.here = digital / energy.totalJoulesPerOp;
  row.low = digital / energy.highJoulesPerOp;
  row.high = digital / energy.lowJoulesPerOp;
  judge(row, true, {{over(digital, energyOf(context.withMemory)), memoryIsFree()}});
  return row;
}

ClaimRow densityClaim(const ClaimContext& context) {
  ClaimRow row;
  row.id = "density";
  row.claim = LL_TEXT("Compute density of 6 TOP/s/mm²");
  row.news = LL_TEXT("Compute density two orders above Nvidia, Google and Graphcore");
  row.published = publishedMarks().front().opsPerSPerM2;
  row.publishedSource = kJournal;
  row.unit = Unit::TeraOpsPerSecondSquareMillimetre;
  row.source = "2 F B f_s over the slots of a product, over the area that the design counts";
  row.here = context.report().density.opsPerSPerM2;
  judge(row, true, {{densityOf(context.withAll), chipsAlone()}});
  return row;
}

ClaimRow densityLeadClaim(const ClaimContext& context, std::string_view id, std::string_view claim,
                          double lead, std::string_view processor, std::string_view source) {
  ClaimRow row;
  row.id = id;
  row.claim = claim;
  row.news = LL_TEXT("Compute density two orders above Nvidia, Google and Graphcore");
  row.published = lead;
  row.publishedSource = source;
  row.source = "compute density over that of the processor at its dense peak";
  const double digital = findDigitalProcessor(processor)->opsPerSPerM2();
  row.here = context.report().density.opsPerSPerM2 / digital;
  const std::optional<double> all = densityOf(context.withAll);
  judge(row, true, {{all ? std::optional(*all / digital) : std::nullopt, chipsAlone()}});
  return row;
}

ClaimRow modulationClaim(const ClaimContext& context) {
  ClaimRow row;
  row.id = "modulation";
  row.claim = LL_TEXT("Less than 5 aJ a symbol for the modulation of a laser");
  row.news = LL_TEXT("Several attojoule for a conversion");
  row.published = 5 * kAttojoule;
  row.publishedSource = kJournal;
  row.unit = Unit::Attojoule;
  row.source = "V_rms² (C + 1/(R f_s)) of the synapses over their usable drive at the symbol rate";
  for (const EnergyRow& each : context.report().energy.rows)
    if (each.key == "synapse_modulation") row.here = each.cost;
  if (!row.here)
    row.missing =
        Message{"claims.no-modulation", LL_TEXT("No synapse of this bench is modulated by its current."), {}};
  judge(row, false, {});
  return row;
}

ClaimRow voltageClaim(const ClaimContext& context) {
  ClaimRow row;
  row.id = "half_wave_voltage";
  row.claim = LL_TEXT("Half-wave voltage of 4 mV, at the symbol rate");
  row.news = LL_TEXT("Modulators better by five orders of magnitude");
  row.published = 4e-3;
  row.publishedSource = kJournal;
  row.unit = Unit::Millivolt;
  row.source = "stable band over the tuning of the synapses at half the symbol rate, times their resistance";
  const ArrayLock* lock = synapsesOf(*context.now.bench);
  if (lock && lock->hasBand)
    row.here = lock->drive.vPiFastV;
  else
    row.missing = Message{"claims.no-band", LL_TEXT("No synapse of this bench is locked."), {}};
  judge(row, false, {});
  return row;
}

ClaimRow clockClaim(const ClaimContext& context) {
  ClaimRow row;
  row.id = "clock";
  row.claim = LL_TEXT("Symbols at 10 GS/s and more");
  row.news = LL_TEXT("A clock of 10 GHz");
  row.published = 10e9;
  row.publishedSource = kPress;
  row.unit = Unit::Gigasample;
  row.source = "symbol rate of the first cell";
  row.here = context.now.bench->hardware->cells.front().symbolRateHz;
  judge(row, true, {});
  return row;
}

ClaimRow footprintClaim(const ClaimContext& context) {
  ClaimRow row;
  row.id = "footprint";
  row.claim = LL_TEXT("Less than 0.01 mm² a device");
  row.news = LL_TEXT("Four hundred lasers on a square centimetre");
  row.published = 0.01e-6;
  row.publishedSource = kJournal;
  row.unit = Unit::SquareMillimetre;
  row.source = "facet area of the synapses";
  for (const AreaItem& item : context.report().density.items)
    if (item.key == "synapse_lasers") row.here = item.eachM2;
  judge(row, false, {});
  return row;
}

// 1 where shot noise is all there is.
ClaimRow noiseClaim(const ClaimContext& context) {
  ClaimRow row;
  row.id = "quantum_noise";
  row.claim = LL_TEXT("Products at the limit of quantum noise (within a factor of two)");
  row.news = LL_TEXT("The limit of quantum noise");
  row.published = 0.5;
  row.publishedSource = kJournal;
  row.source = "signal to noise with all sources that are on, over that with shot noise alone";
  const Report& report = context.report();
  if (std::isfinite(report.snr) && std::isfinite(report.snrShot) && report.snrShot > 0)
    row.here = report.snr / report.snrShot;
  else
    row.missing = Message{"claims.no-noise", LL_TEXT("Every noise source is off."), {}};
  judge(row, true, {});
  return row;
}

// Operations of a training step that run on light over all of them: forward is a third.
ClaimRow trainingClaim(const ClaimContext& context) {
  ClaimRow row;
  row.id = "training";
  row.claim = LL_TEXT("Training, and not only inference, on light");
  row.news = LL_TEXT("Training of models larger than those of supercomputers");
  row.published = 1;
  row.publishedSource = kPreprintAbstract;
  row.unit = Unit::Percent;
  row.source = "operations of a training step that run on light, over those of all three products";
  double onLight = 0, all = 0;
  const std::vector<EnergyProduct>& products = context.report().energy.products;
  for (const EnergyProduct& product : products) {
    onLight += product.operations;
    if (product.kind == ProductKind::Forward) all += (product.layer > 0 ? 3 : 2) * product.operations;
  }
  if (all > 0)
    row.here = onLight / all;
  else
    row.missing = Message{"claims.preset", LL_TEXT("A preset is arithmetic: no product runs."), {}};
  // Biases have no gradient by their input, which makes the sum a little less than whole.
  if (row.here && settingText(context.design, "training.hardware") == "all") row.here = 1;
  judge(row, true, {});
  return row;
}

// Red checks speak against every claim.
void addUnbuildable(std::vector<ClaimRow>& rows, const ClaimContext& context) {
  const std::vector<Check> checks = allChecks(*context.now.bench, context.report());
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

Result<std::vector<ClaimRow>> claimsOf(const Design& design, const Dataset& data) {
  Result<Simulation> now = simulateDesign(design, data);
  if (!now) return now.error();
  if (now.value().report.cannotCompute) return *now.value().report.cannotCompute;
  const ClaimContext context{design, std::move(now).value(),
                             settingText(design, "energy.memory") == "off"
                                 ? reportWith(design, data, {"energy.memory=hbm"})
                                 : std::nullopt,
                             reportWith(design, data,
                                        {"energy.laser_footprint=on", "energy.pixel_footprint=on",
                                         "energy.optics_footprint=on", "energy.cooling=on"})};
  std::vector<ClaimRow> out{
      energyClaim(context),
      energyLeadClaim(context),
      densityClaim(context),
      densityLeadClaim(context, "density_lead",
                       LL_TEXT("Twenty times the density of a digital processor (GC200)"), 20, "gc200",
                       kJournal),
      densityLeadClaim(context, "density_orders",
                       LL_TEXT("Two orders above the density of a digital processor (H100, BF16)"), 100,
                       "h100", kPreprintAbstract),
      modulationClaim(context),
      voltageClaim(context),
      clockClaim(context),
      footprintClaim(context),
      noiseClaim(context),
      trainingClaim(context)};
  addUnbuildable(out, context);
  return out;
}

}  // namespace lightloom::validation
