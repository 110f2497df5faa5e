#include "photonic/bench.h"

#include <algorithm>
#include <cmath>

#include "laser/single_pole.h"

namespace lightloom {
namespace {

PartView partOf(const Design& design, const std::string& id) {
  const ComponentPtr component = findComponent(design, id);
  LL_CHECK(component != nullptr);
  return viewOf(*component, *findKind(component->kind));
}

bool contains(const std::vector<std::string>& sources, std::string_view key) {
  return std::find(sources.begin(), sources.end(), key) != sources.end();
}

std::vector<std::string> enabledSources(const Design& design) {
  std::vector<std::string> out;
  if (!settingSwitch(design, "noise.all")) return out;
  for (const std::string& key : noiseSources())
    if (settingSwitch(design, "noise." + key)) out.push_back(key);
  return out;
}

/// Everything about one cell that turns its links into flat arrays.
struct CellCompiler {
  const Bench& bench;
  const Cell& cell;
  const std::vector<std::string>& sources;

  bool on(std::string_view key) const { return contains(sources, key); }
  PartView axon() const { return partOf(bench.design, cell.axonId); }
  PartView synapse() const { return partOf(bench.design, cell.synapseId); }
  const ArrayLock& lockOf(const std::string& id) const {
    return *std::find_if(bench.locks.begin(), bench.locks.end(),
                         [&](const ArrayLock& l) { return l.id == id; });
  }

  double electronsPerWatt(const std::string& detector) const;
  double darkElectrons(const std::string& detector) const;
  LinkLine meanLine(LinkLine Link::*line) const;
  CellHardware compile() const;
  void fillLinks(CellHardware& out) const;
  void fillReadOut(CellHardware& out) const;
  void fillDrives(CellHardware& out) const;
};

// Electrons per slot for one watt on a pixel: QE · gate · T / hν.
double CellCompiler::electronsPerWatt(const std::string& detector) const {
  if (detector.empty()) return 0;
  const PartView part = partOf(bench.design, detector);
  const double wavelength = bench.trace.sources[static_cast<std::size_t>(cell.axonSource)].wavelength;
  return part.real("quantum_efficiency") * part.real("gate") / synapse().real("symbol_rate") /
         photonEnergy(Length::metres(wavelength)).joules();
}

double CellCompiler::darkElectrons(const std::string& detector) const {
  if (detector.empty()) return 0;
  const PartView part = partOf(bench.design, detector);
  const double slot = part.real("gate") / synapse().real("symbol_rate");
  return part.real("dark_current") * slot / constants::kElementaryCharge +
         part.real("background") * electronsPerWatt(detector);
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

// Light is there whatever is switched off; the sources say what it does to the product. D of a link is signal
// · x·w, plus an offset where the combiner is not 50:50 (model 4). Without `visibility` every overlap is 1,
// without `fan_out_uniformity` every link has the mean power of its line. With lock_static on, the fringe of
// a laser that is not on its stable band is gone.
void CellCompiler::fillLinks(CellHardware& out) const {
  const double plus = electronsPerWatt(cell.plusId), minus = electronsPerWatt(cell.minusId);
  const std::vector<LaserLock>& axons = lockOf(cell.axonId).lasers;
  const std::vector<LaserLock>& synapses = lockOf(cell.synapseId).lasers;
  const bool calibrated = axon().flag("calibrated") && synapse().flag("calibrated");
  const bool even = !on("fan_out_uniformity"), overlaps = on("visibility");
  const bool mismatch = on("gain_mismatch"), lockStatic = on("lock_static");
  const LinkLine meanPlus = even ? meanLine(&Link::plus) : LinkLine{};
  const LinkLine meanMinus = even ? meanLine(&Link::minus) : LinkLine{};
  std::vector<double> signal(static_cast<std::size_t>(out.links()));
  double sum = 0;
  for (const Link& link : cell.links) {
    const std::size_t i = static_cast<std::size_t>(out.link(link.synapseChannel, link.axonChannel));
    const LinkLine& onPlus = even ? meanPlus : link.plus;
    const LinkLine& onMinus = even ? meanMinus : link.minus;
    const double xp = onPlus.axonW * plus, xm = onMinus.axonW * minus;
    const double wp = onPlus.synapseW * plus, wm = onMinus.synapseW * minus;
    const double overlapPlus = overlaps ? link.plus.visibility : 1;
    const double overlapMinus = overlaps ? link.minus.visibility : 1;
    signal[i] = 2 * (overlapPlus * std::sqrt(xp * wp) + overlapMinus * std::sqrt(xm * wm));
    sum += signal[i];
    out.electronsAxon[i] = static_cast<float>(xp + xm);
    out.electronsSynapse[i] = static_cast<float>(wp + wm);
    out.offsetPerSquare[i] = static_cast<float>(mismatch ? xp - xm : 0);
    const LaserLock& x = axons[static_cast<std::size_t>(link.axonChannel)];
    const LaserLock& w = synapses[static_cast<std::size_t>(link.synapseChannel)];
    const bool coherent = !lockStatic || (x.stable && w.stable);
    out.gain[i] = coherent ? 1.0f : 0.0f;
    if (lockStatic) out.phase[i] = static_cast<float>(x.staticErrorRad - w.staticErrorRad - link.phaseRad);
  }
  const double mean = cell.links.empty() ? 0 : sum / static_cast<double>(cell.links.size());
  for (std::size_t i = 0; i < signal.size(); ++i) {
    // A link without a fringe cannot be calibrated: its noise is shown in units of the mean link.
    const bool usable = signal[i] > 1e-9 * mean && mean > 0;
    if (!usable && overlaps) out.gain[i] = 0;
    const double reference = calibrated && usable ? signal[i] : mean;
    if (!calibrated && usable) out.gain[i] *= static_cast<float>(signal[i] / mean);
    out.inverseSignal[i] = static_cast<float>(reference > 0 ? 1 / reference : 0);
    out.offsetPerSquare[i] *= out.inverseSignal[i];
  }
}

// Charge noise of the integrating capacitor, kTC/q² (separate integration has two), ADC and stray electrons.
void CellCompiler::fillReadOut(CellHardware& out) const {
  const PartView detector = partOf(bench.design, cell.plusId.empty() ? cell.minusId : cell.plusId);
  const double kTC = constants::kBoltzmann * detector.real("temperature") * detector.real("capacitance");
  const double capacitors = cell.balanced() && detector.text("integration") == "separate" ? 2 : 1;
  if (on("ktc"))
    out.readVariance = capacitors * kTC / (constants::kElementaryCharge * constants::kElementaryCharge);
  if (on("adc")) out.adcBits = detector.integer("adc_bits");
  if (on("dark")) out.darkElectrons = darkElectrons(cell.plusId) + darkElectrons(cell.minusId);
  out.shotScale = on("shot") ? 1 : 0;
}

// One pole for driver and RC of an ideal amplitude modulator: reciprocal bandwidths add in squares.
std::vector<float> modulatorTaps(const PartView& array, double gate) {
  const double rc =
      array.real("capacitance") > 0
          ? rcPole(array.real("resistance"), array.real("source_impedance"), array.real("capacitance"))
                .hertz()
          : INFINITY;
  const double driver = array.isSet("driver_bandwidth") ? array.real("driver_bandwidth") : INFINITY;
  const double pole = 1 / std::sqrt(1 / (rc * rc) + 1 / (driver * driver));
  const std::vector<double> taps =
      singlePoleTaps(singlePole(Frequency::hertz(pole), Time::seconds(1 / array.real("symbol_rate")), gate));
  return {taps.begin(), taps.end()};
}

void CellCompiler::fillDrives(CellHardware& out) const {
  const ArrayLock& x = lockOf(cell.axonId);
  const ArrayLock& w = lockOf(cell.synapseId);
  const bool phaseWeights = out.encoding == Encoding::AmplitudePhase;
  out.weightLimit = phaseWeights && w.hasBand ? w.wMax : 1;
  if (on("lock_symbol")) {
    out.weightPhaseSigma = w.noiseSigmaRad;
    out.weightPhaseCorrelation = w.noiseCorrelation;
    out.axonPhaseSigma = x.noiseSigmaRad;
    out.axonPhaseCorrelation = x.noiseCorrelation;
  }
  if (on("intersymbol")) {
    const PartView detector = partOf(bench.design, cell.plusId.empty() ? cell.minusId : cell.plusId);
    const double gate = detector.real("gate");
    out.axonTaps = modulatorTaps(axon(), gate);
    if (!phaseWeights)
      out.weightTaps = modulatorTaps(synapse(), gate);
    else if (!w.taps.empty())
      out.weightTaps.assign(w.taps.begin(), w.taps.end());
  }
  if (on("dac")) {
    out.weightBits = synapse().integer("dac_bits");
    out.axonBits = axon().integer("dac_bits");
  }
}

CellHardware CellCompiler::compile() const {
  const bool phaseWeights = settingText(bench.design, "network.encoding") == "amplitude_phase";
  CellHardware out = idealCell(cell.synapseChannels, cell.axonChannels,
                               phaseWeights ? Encoding::AmplitudePhase : Encoding::AmplitudeAmplitude);
  out.id = cell.id;
  out.signedInput = settingText(bench.design, "network.signed_input") == "two_slots" ? SignedInput::TwoSlots
                                                                                     : SignedInput::TwoRails;
  out.symbolRateHz = synapse().real("symbol_rate");
  fillDrives(out);
  fillReadOut(out);
  fillLinks(out);
  return out;
}

bool hasSignal(const CellHardware& cell) {
  return std::any_of(cell.gain.begin(), cell.gain.end(), [](float gain) { return gain != 0; });
}

std::optional<Message> whyNot(const Bench& bench, const Hardware& hardware) {
  if (bench.cells.cells.empty())
    return Message{"bench.no-cell",
                   LL_TEXT("error",
                           "No cell: an axon array and a synapse array must meet on a beam splitter in front "
                           "of a detector line."),
                   {}};
  for (std::size_t i = 0; i < hardware.cells.size(); ++i) {
    const Cell& cell = bench.cells.cells[i];
    if (cell.links.empty())
      return Message{"bench.no-links",
                     LL_TEXT("error", "Cell %1: no pixel receives both an axon and a synapse beam."),
                     {cell.id}};
    if (!hasSignal(hardware.cells[i]))
      return Message{
          "bench.no-signal",
          LL_TEXT("error", "Cell %1 gives no product: no pixel has a fringe between two locked lasers."),
          {cell.id}};
  }
  return std::nullopt;
}

void addPartChecks(Bench& bench) {
  for (const ComponentPtr& component : bench.design.components) {
    const Kind* kind = findKind(component->kind);
    if (!kind)
      bench.checks.push_back(
          {Severity::Warning,
           component->id,
           {"design.unknown-kind",
            LL_TEXT("check",
                    "%1 is of the kind “%2”, which this version does not know; it is kept, but not traced."),
            {component->id, component->kind}},
           {}});
    else if (kind->check)
      kind->check(viewOf(*component, *kind), bench.checks);
  }
}

void addCellChecks(Bench& bench) {
  for (const Cell& cell : bench.cells.cells) {
    const double x = partOf(bench.design, cell.axonId).real("symbol_rate");
    const double w = partOf(bench.design, cell.synapseId).real("symbol_rate");
    if (x == w) continue;
    bench.checks.push_back(
        {Severity::Error,
         cell.synapseId,
         {"cell.symbol-rates",
          LL_TEXT("check", "Axons run at %1, synapses at %2; one product needs one clock."),
          {Quantity{x, Unit::Gigasample}, Quantity{w, Unit::Gigasample}}},
         {"cell.symbol-rates.fix", LL_TEXT("check", "Give both arrays the same symbol_rate."), {}}});
  }
}

}  // namespace

const std::vector<std::string>& noiseSources() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> out;
    for (const SettingsGroup& group : settingsGroups())
      for (const Parameter& row : group.rows)
        if (group.id == "noise" && row.key != "all" && row.key != "seed") out.emplace_back(row.key);
    return out;
  }();
  return keys;
}

std::shared_ptr<const Hardware> hardwareWith(const Bench& bench, const std::vector<std::string>& sources) {
  auto out = std::make_shared<Hardware>();
  for (const Cell& cell : bench.cells.cells)
    out->cells.push_back(CellCompiler{bench, cell, sources}.compile());
  out->cannotCompute = whyNot(bench, *out);
  return out;
}

Bench compileBench(const Design& design) {
  Bench bench;
  bench.design = design;
  bench.layout = compileLayout(design);
  bench.trace = traceBundles(bench.layout);
  bench.cells = findCells(bench.layout, bench.trace);
  bench.locks = lockArrays(design, bench.layout, bench.trace, bench.cells);
  bench.hardware = hardwareWith(bench, enabledSources(design));
  addPartChecks(bench);
  addCellChecks(bench);
  bench.checks.insert(bench.checks.end(), bench.cells.checks.begin(), bench.cells.checks.end());
  for (Check& check : lockChecks(bench.locks)) bench.checks.push_back(std::move(check));
  std::stable_sort(bench.checks.begin(), bench.checks.end(),
                   [](const Check& a, const Check& b) { return a.severity > b.severity; });
  return bench;
}

}  // namespace lightloom
