#include "report/publication.h"

#include <algorithm>

#include "base/units.h"

namespace lightloom::report {
namespace {

using Number = std::optional<double>;

constexpr const char* kChen = "Chen et al., Nat. Photon. 17, 723 (2023), abstract";
constexpr const char* kPreprint = "Chen et al., arXiv:2207.05329 (2022), abstract";
constexpr const char* kHamerly = "Hamerly et al., PRX 9, 021032 (2019), abstract";
constexpr const char* kWang = "Wang et al., Nat. Commun. 13, 123 (2022), abstract";
constexpr double kFemto = 1e-15, kTeraPerSquareMillimetre = 1e18;

Number synapseLasers(const Bench&, const Report& report) {
  for (const EnergyRow& row : report.energy.rows)
    if (row.key == "synapse_laser") return row.joulesPerOp;
  return {};
}

Number wholeEnergy(const Bench&, const Report& report) {
  if (report.energy.rows.empty()) return {};
  return report.energy.totalJoulesPerOp;
}

const ArrayLock* synapses(const Bench& bench) {
  for (const ArrayLock& lock : bench.locks)
    if (lock.role == EmitterRole::Synapse) return &lock;
  return nullptr;
}

// 2 f_s over the area of a laser: as if each did nothing but multiply.
Number densityOfLasers(const Bench& bench, const Report&) {
  const ArrayLock* lock = synapses(bench);
  if (!lock) return {};
  const PartView part = viewOf(bench.design, lock->id);
  const double area = part.real("facet_area");
  if (area <= 0) return {};
  return 2 * part.real("symbol_rate") / area;
}

Number wholeDensity(const Bench&, const Report& report) {
  if (report.density.areaM2 <= 0) return {};
  return report.density.opsPerSPerM2;
}

Number halfWaveAtRest(const Bench& bench, const Report&) {
  const ArrayLock* lock = synapses(bench);
  if (!lock || !lock->hasBand) return {};
  return lock->drive.vPiV;
}

Number halfWaveAtRate(const Bench& bench, const Report&) {
  const ArrayLock* lock = synapses(bench);
  if (!lock || !lock->hasBand) return {};
  return lock->drive.vPiFastV;
}

Number symbolRate(const Bench& bench, const Report&) {
  const ArrayLock* lock = synapses(bench);
  if (!lock) return {};
  return viewOf(bench.design, lock->id).real("symbol_rate");
}

// What follows a step of the detuning within a slot, at the worst of the usable range.
Number settledShare(const Bench& bench, const Report&) {
  const ArrayLock* lock = synapses(bench);
  if (!lock || !lock->hasBand) return {};
  return 1 - lock->worstSettlingAverage;
}

Number photonsPerMac(const Bench&, const Report& report) {
  if (report.layers.empty()) return {};
  return report.photonsPerMac;
}

// The light on the pixels that makes the electrons of a multiplication.
Number opticalJoulesPerMac(const Bench& bench, const Report& report) {
  if (report.layers.empty() || bench.cells.cells.empty()) return {};
  const Cell& cell = bench.cells.cells.front();
  const double wavelength = bench.trace.sources[static_cast<std::size_t>(cell.axonSource)].wavelength;
  const std::string& line = cell.plusId.empty() ? cell.minusId : cell.plusId;
  return report.photonsPerMac / viewOf(bench.design, line).real("quantum_efficiency") *
         photonEnergyJ(wavelength);
}

Number wholeJoulesPerMac(const Bench& bench, const Report& report) {
  const Number perOp = wholeEnergy(bench, report);
  if (!perOp) return {};
  return 2 * *perOp;
}

Number lockedLasers(const Bench& bench, const Report&) {
  const ArrayLock* lock = synapses(bench);
  if (!lock) return {};
  return static_cast<double>(std::count_if(lock->lasers.begin(), lock->lasers.end(),
                                           [](const LaserLock& laser) { return laser.stable; }));
}

constexpr std::string_view kLaserPower = "power wall_plug_efficiency";

constexpr PublishedNumber ofEnergy(const char* source) {
  return {.title = LL_TEXT("Energy per operation"),
          .unit = Unit::FemtojoulePerOp,
          .published = 7 * kFemto,
          .source = source,
          .chosen = kLaserPower,
          .partTitle = LL_TEXT("synapse lasers alone"),
          .part = synapseLasers,
          .wholeTitle = LL_TEXT("leader, converters, read-out and axons with them"),
          .whole = wholeEnergy};
}

constexpr PublishedNumber ofDensity(const char* source, double teraOps) {
  return {.title = LL_TEXT("Compute density"),
          .unit = Unit::TeraOpsPerSecondSquareMillimetre,
          .published = teraOps * kTeraPerSquareMillimetre,
          .source = source,
          .chosen = "facet_area",
          .partTitle = LL_TEXT("two operations a symbol on the area of a laser"),
          .part = densityOfLasers,
          .wholeTitle = LL_TEXT("lasers of both arrays and their pixels"),
          .whole = wholeDensity};
}

constexpr PublishedNumber ofVoltage(const char* source) {
  return {.title = LL_TEXT("Half-wave voltage"),
          .unit = Unit::Millivolt,
          .published = 4e-3,
          .source = source,
          .partTitle = LL_TEXT("tuned slowly, by heat"),
          .part = halfWaveAtRest,
          .wholeTitle = LL_TEXT("at the symbol rate, by carriers"),
          .whole = halfWaveAtRate};
}

constexpr PublishedNumber ofRate(const char* source) {
  return {.title = LL_TEXT("Symbol rate"),
          .unit = Unit::Gigasample,
          .published = 25e9,
          .source = source,
          .chosen = "symbol_rate",
          .partTitle = LL_TEXT("driven"),
          .part = symbolRate};
}

constexpr PublishedNumber ofSettling(const char* source) {
  return {.title = LL_TEXT("Weights that change from symbol to symbol"),
          .unit = Unit::Percent,
          .source = source,
          .wholeTitle = LL_TEXT("of a step, mean over its slot, at the end of the usable range"),
          .whole = settledShare};
}

constexpr PublishedNumber kChenNumbers[] = {ofEnergy(kChen), ofDensity(kChen, 6), ofVoltage(kChen),
                                            ofRate(kPreprint), ofSettling(kChen)};
constexpr PublishedNumber kPreprintNumbers[] = {ofEnergy(kPreprint), ofDensity(kPreprint, 25),
                                                ofRate(kPreprint), ofSettling(kPreprint)};

constexpr PublishedNumber kHamerlyNumbers[] = {{.title = LL_TEXT("Energy of a multiplication"),
                                                .unit = Unit::Attojoule,
                                                .published = 50e-21,
                                                .source = kHamerly,
                                                .partTitle = LL_TEXT("light that makes its electrons"),
                                                .part = opticalJoulesPerMac,
                                                .wholeTitle = LL_TEXT("electrical, of the whole bench"),
                                                .whole = wholeJoulesPerMac}};

constexpr PublishedNumber kWangNumbers[] = {
    {.title = LL_TEXT("Detected photons per multiplication, 99 % right there"),
     .published = 3.2,
     .source = kWang,
     .wholeTitle = LL_TEXT("of both beams, as this bench stands"),
     .whole = photonsPerMac},
    {.title = LL_TEXT("Energy of a multiplication, 90 % right there"),
     .unit = Unit::Attojoule,
     .published = 0.24e-18,
     .source = kWang,
     .partTitle = LL_TEXT("light of both beams that makes its electrons, as this bench stands"),
     .part = opticalJoulesPerMac,
     .wholeTitle = LL_TEXT("electrical, of the whole bench"),
     .whole = wholeJoulesPerMac}};

constexpr PublishedNumber kGaoNumbers[] = {
    {.title = LL_TEXT("Lasers that lock"),
     .source = "Gao et al., arXiv:2604.13450 (2026), abstract: which lasers lock is asked, no number given",
     .chosen = "alpha carrier_decay_rate coupling_rate field_decay_rate pump",
     .wholeTitle = LL_TEXT("of the array, at detunings that are chosen here"),
     .whole = lockedLasers}};

constexpr Publication kPublications[] = {
    {"chen_2023", LL_TEXT("Chen 2023"), "Chen et al., Nat. Photon. 17, 723 (2023)", "chen-2023.loom",
     kChenNumbers},
    {"chen_2022", LL_TEXT("Chen 2022, preprint"), "Chen et al., arXiv:2207.05329 (2022)",
     "chen-2022-preprint.loom", kPreprintNumbers},
    {"hamerly_2019", LL_TEXT("Hamerly 2019"), "Hamerly et al., PRX 9, 021032 (2019)", "hamerly-2019.loom",
     kHamerlyNumbers},
    {"wang_2022", LL_TEXT("Wang 2022"), "Wang et al., Nat. Commun. 13, 123 (2022)", "wang-2022.loom",
     kWangNumbers},
    {"gao_2026", LL_TEXT("Gao 2026"), "Gao et al., arXiv:2604.13450 (2026)", "gao-lock-map.loom",
     kGaoNumbers},
};

// A value of the synapses as it stands in the design; nothing where they are not there.
std::optional<ChosenValue> chosenAt(const Bench& bench, std::string_view key) {
  const ArrayLock* const lock = synapses(bench);
  if (!lock) return {};
  const PartView view = viewOf(bench.design, lock->id);
  const Parameter* const row = findParameter(parametersOf(*findKind(view.component().kind)), key);
  LL_CHECK(row != nullptr && row->type == ValueType::Real);
  if (!view.isSet(key)) return {};
  return ChosenValue{lock->id + "." + std::string(key), readableQuantity(view.real(key), row->unit, 4)};
}

}  // namespace

std::span<const Publication> publications() {
  return kPublications;
}

const Publication* publicationOf(const Design& design) {
  const std::string key = settingText(design, "publication.after");
  const auto found = std::find_if(std::begin(kPublications), std::end(kPublications),
                                  [&](const Publication& publication) { return publication.key == key; });
  return found == std::end(kPublications) ? nullptr : found;
}

std::vector<NumberBeside> besidePublication(const Bench& bench, const Report& report) {
  std::vector<NumberBeside> out;
  const Publication* const publication = publicationOf(bench.design);
  if (!publication) return out;
  for (const PublishedNumber& number : publication->numbers) {
    NumberBeside row{&number, {}, {}, {}};
    for (std::string_view rest = number.chosen; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      if (auto chosen = chosenAt(bench, rest.substr(0, end))) row.chosen.push_back(std::move(*chosen));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (number.part) row.part = number.part(bench, report);
    if (number.whole) row.whole = number.whole(bench, report);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace lightloom::report
