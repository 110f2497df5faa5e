#include "bench/bench.h"

#include <algorithm>

#include "bench/internal/bench_checks.h"
#include "bench/internal/fringe_checks.h"
#include "bench/internal/heat_checks.h"
#include "bench/next_step.h"
#include "design/kept_fields.h"
#include "imperfections/cell_hardware.h"
#include "locks/leader_feedback.h"

namespace lightloom::bench {
namespace {

bool hasSignal(const CellHardware& cell) {
  return std::any_of(cell.gain.begin(), cell.gain.end(), [](float gain) { return gain != 0; });
}

// A cell has a dozen numbers for each pair of an axon and a synapse.
constexpr std::int64_t kMostPairs = 20000000;

std::int64_t pairsOf(const Cell& cell) {
  return std::int64_t{cell.axonChannels} * cell.synapseChannels;
}

// An array of a role that gives no light at all, if one does.
const LightSource* darkArray(const Bench& bench) {
  for (const LightSource& source : bench.trace.sources)
    if (source.role != EmitterRole::Leader && source.emittedW <= 0) return &source;
  return nullptr;
}

std::optional<Message> whyNot(const Bench& bench, const Hardware& hardware) {
  if (const LightSource* dark = darkArray(bench); dark && bench.cells.cells.empty())
    return Message{"bench.dark-array",
                   LL_TEXT("No cell: the lasers of %1 give no light. Raise their power."),
                   {bench.layout.partOf(dark->face)}};
  if (bench.cells.cells.empty())
    return Message{"bench.no-cell",
                   LL_TEXT("No cell: an axon array and a synapse array must meet on a beam splitter in front "
                           "of a detector line. Move them, or switch on what is off; the canvas shows where "
                           "the light goes."),
                   {}};
  if (lawOf(encodingOf(bench.design)).sumsSines &&
      settingText(bench.design, "training.hardware") != "forward")
    return Message{"bench.phases-backward",
                   LL_TEXT("The kernel Σ sin(φ_w − φ_x) gives no product with the error that goes back: with "
                           "the encoding phase × phase let only the forward pass run on the hardware "
                           "(training.hardware = forward)."),
                   {}};
  for (std::size_t i = 0; i < hardware.cells.size(); ++i) {
    const Cell& cell = bench.cells.cells[i];
    if (pairsOf(cell) > kMostPairs)
      return Message{
          "bench.too-large",
          LL_TEXT("Cell %1 cannot be computed: it multiplies %2 pairs of lasers at once, and up to "
                  "%3 are possible. Give its arrays fewer rows or columns."),
          {cell.id, pairsOf(cell), kMostPairs}};
    if (cell.links.empty())
      return Message{"bench.no-links",
                     LL_TEXT("Cell %1: no pixel receives both an axon and a synapse beam. Turn or move parts "
                             "until both fall on the detector line."),
                     {cell.id}};
    if (!hasSignal(hardware.cells[i]))
      return Message{
          "bench.no-signal",
          LL_TEXT("Cell %1 gives no product: no pixel has a fringe between two locked lasers. See the checks "
                  "of its arrays: leader light, usable range, detuning and polarisation decide about it."),
          {cell.id}};
  }
  return std::nullopt;
}

Check unknownKind(const Component& component) {
  Check out{Severity::Warning,
            component.id,
            {"design.unknown-kind",
             LL_TEXT("%1 is of the kind “%2”, which this version does not know; it is kept, but not traced."),
             {component.id, component.kind}},
            {}};
  std::vector<std::string> known;
  for (const Kind* kind : allKinds()) known.emplace_back(kind->id);
  if (const std::string nearest = nearestKey(component.kind, known); !nearest.empty())
    out.fix = {"design.unknown-kind.fix", LL_TEXT("Perhaps “%1” is meant."), {nearest}};
  return out;
}

void addPartChecks(Bench& bench) {
  for (const ComponentPtr& component : bench.design.components) {
    const Kind* kind = findKind(component->kind);
    if (!kind)
      bench.checks.push_back(unknownKind(*component));
    else if (kind->check)
      kind->check(viewOf(*component, *kind), bench.checks);
  }
}

void addCellChecks(Bench& bench) {
  for (const Cell& cell : bench.cells.cells) {
    const double x = viewOf(bench.design, cell.axonId).real("symbol_rate");
    const double w = viewOf(bench.design, cell.synapseId).real("symbol_rate");
    if (x == w) continue;
    bench.checks.push_back(
        {Severity::Error,
         cell.synapseId,
         {"cell.symbol-rates",
          LL_TEXT("Axons run at %1, synapses at %2; one product needs one clock."),
          {Quantity{x, Unit::Gigasample}, Quantity{w, Unit::Gigasample}}},
         {"cell.symbol-rates.fix", LL_TEXT("Give both arrays the same symbol rate."), {}}});
  }
}

// A facet without leader light is no fault where a measured injection ratio stands in for the light.
bool concerns(const std::vector<ArrayLock>& locks, const Check& check) {
  if (check.message.id != "optics.facets-dark") return true;
  return std::any_of(locks.begin(), locks.end(),
                     [&](const ArrayLock& lock) { return lock.id == check.component && lock.dark > 0; });
}

// Phases, and amplitudes that two lasers write by theirs.
CurrentWrites currentWrites(const Design& design, const CellSet& cells) {
  const EncodingLaw& law = lawOf(encodingOf(design));
  const bool pairs = std::any_of(cells.cells.begin(), cells.cells.end(), [&](const Cell& cell) {
    return modulatorOf(viewOf(design, cell.axonId)).kind == ModulatorKind::PushPull;
  });
  return {law.weightsOnPhases, law.inputsOnPhases || pairs};
}

}  // namespace

CellLight cellLight(const Bench& bench, std::size_t cell) {
  return CellLight(bench.design, bench.trace, bench.locks, bench.cells.cells.at(cell));
}

std::shared_ptr<const Hardware> hardwareWith(const Bench& bench, const ImperfectionSet& on) {
  auto out = std::make_shared<Hardware>();
  for (std::size_t i = 0; i < bench.cells.cells.size(); ++i) {
    const Cell& cell = bench.cells.cells[i];
    // In place of a cell that is too large stands one that nobody computes with.
    out->cells.push_back(pairsOf(cell) > kMostPairs ? idealCell(1, 1)
                                                    : cellHardware(cellLight(bench, i), on));
    out->cells.back().id = cell.id;
  }
  out->cannotCompute = whyNot(bench, *out);
  return out;
}

Bench compileBench(const Design& design) {
  Bench bench;
  bench.design = design;
  bench.layout = compileLayout(design);
  bench.trace = traceBundles(bench.layout);
  bench.cells = findCells(bench.layout, bench.trace);
  const CurrentWrites writes = currentWrites(design, bench.cells);
  bench.locks = lockArrays(design, bench.layout, bench.trace, bench.cells, writes);
  bench.hardware = hardwareWith(bench, enabledImperfections(design));
  bench.checks = keptFieldChecks(design);
  addPartChecks(bench);
  addCellChecks(bench);
  for (const Check& check : bench.cells.checks)
    if (concerns(bench.locks, check)) bench.checks.push_back(check);
  for (Check& check : lockChecks(design, bench.locks, writes)) bench.checks.push_back(std::move(check));
  for (Check& check : feedbackChecks(leaderFeedback(bench.layout, bench.trace, bench.locks)))
    bench.checks.push_back(std::move(check));
  for (Check& check : fringeChecks(bench)) bench.checks.push_back(std::move(check));
  for (Check& check : heatChecks(bench)) bench.checks.push_back(std::move(check));
  for (Check& check : benchChecks(bench)) bench.checks.push_back(std::move(check));
  for (Check& check : nextStepChecks(bench)) bench.checks.push_back(std::move(check));
  std::stable_sort(bench.checks.begin(), bench.checks.end(),
                   [](const Check& a, const Check& b) { return a.severity > b.severity; });
  return bench;
}

}  // namespace lightloom::bench
