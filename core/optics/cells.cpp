#include "optics/cells.h"

#include <algorithm>
#include <map>

#include "optics/internal/cell_links.h"
#include "optics/internal/optics_checks.h"

namespace lightloom::optics {
namespace {

// An axon and a synapse beam that meet at a combiner and travel on together to the same line.
struct Meeting {
  int combiner = -1;
  int axonSource = -1, synapseSource = -1;
  int line = -1;
  bool axonReflected = false;
  const Arrival* axon = nullptr;
  const Arrival* synapse = nullptr;
  double powerW = 0;
};

double powerOf(const Arrival& arrival) {
  return arrival.powerW.total();
}

EmitterRole roleOf(const Trace& trace, const Arrival& arrival) {
  return trace.sources[static_cast<std::size_t>(arrival.source)].role;
}

const Scattering* combinerAt(const Layout& layout, int face) {
  const auto* scattering = std::get_if<Scattering>(&layout.faces[static_cast<std::size_t>(face)].action);
  return scattering && scattering->twoInputs ? scattering : nullptr;
}

// The last face that both passed, one by reflection and the other by transmission, with the same way from
// there on.
const Passage* lastCommon(const Layout& layout, const Arrival& axon, const Arrival& synapse) {
  auto a = axon.passages.rbegin();
  auto s = synapse.passages.rbegin();
  while (a != axon.passages.rend() && s != synapse.passages.rend() && a->face == s->face) {
    if (a->reflected != s->reflected) return combinerAt(layout, a->face) ? &*a : nullptr;
    ++a;
    ++s;
  }
  return nullptr;
}

struct ArrivalPower {
  const Arrival* arrival = nullptr;
  double powerW = 0;
};

// Meetings by combiner. Of each source the tracer keeps a bounded number of arrivals on a line.
std::map<int, std::vector<Meeting>> meetingsOf(const Layout& layout, const Trace& trace) {
  std::map<int, std::vector<ArrivalPower>> synapses;  // by line
  for (const Arrival& arrival : trace.arrivals)
    if (roleOf(trace, arrival) == EmitterRole::Synapse)
      synapses[arrival.face].push_back({&arrival, powerOf(arrival)});
  std::map<int, std::vector<Meeting>> meetings;
  for (const Arrival& axon : trace.arrivals) {
    const auto line = synapses.find(axon.face);
    if (roleOf(trace, axon) != EmitterRole::Axon || line == synapses.end()) continue;
    const double axonW = powerOf(axon);
    for (const auto& [synapse, synapseW] : line->second) {
      const Passage* common = lastCommon(layout, axon, *synapse);
      if (!common) continue;
      meetings[common->face].push_back({common->face, axon.source, synapse->source, axon.face,
                                        common->reflected, &axon, synapse, axonW + synapseW});
    }
  }
  return meetings;
}

// The brightest pair of arrays among all meetings at one combiner, with its brightest line to each side.
struct Combination {
  const Meeting* plus = nullptr;
  const Meeting* minus = nullptr;
  const Meeting* any() const { return plus ? plus : minus; }
};

bool samePair(const Meeting& a, const Meeting& b) {
  return a.axonSource == b.axonSource && a.synapseSource == b.synapseSource;
}

Combination combinationOf(const std::vector<Meeting>& meetings) {
  const Meeting* brightest = nullptr;
  for (const Meeting& meeting : meetings) {
    if (!brightest || meeting.powerW > brightest->powerW) brightest = &meeting;
  }
  Combination found;
  for (const Meeting& meeting : meetings) {
    if (!samePair(meeting, *brightest)) continue;
    const Meeting*& side = meeting.axonReflected ? found.plus : found.minus;
    if (!side || meeting.powerW > side->powerW) side = &meeting;
  }
  return found;
}

ScatteringSide sideSeenBy(const Layout& layout, const Arrival& arrival, int combiner) {
  const auto& scattering = std::get<Scattering>(layout.faces[static_cast<std::size_t>(combiner)].action);
  const auto isCombiner = [combiner](const Passage& passage) { return passage.face == combiner; };
  const auto last = std::find_if(arrival.passages.rbegin(), arrival.passages.rend(), isCombiner);
  return last->onFront ? scattering.front : scattering.back;
}

std::vector<int> wayOf(const Trace& trace, const Arrival& arrival) {
  std::vector<int> way;
  const int face = trace.sources[static_cast<std::size_t>(arrival.source)].face;
  if (const Injection* injection = trace.injectionOf(face)) {
    for (const Passage& passage : injection->passages) way.push_back(passage.face);
  }
  for (const Passage& passage : arrival.passages) way.push_back(passage.face);
  return way;
}

// A phase shifter in one arm only rules the phase of the cell; one that both arms share does not.
void setLoop(const Layout& layout, const Trace& trace, const Meeting& meeting, Cell& cell) {
  const std::vector<int> axon = wayOf(trace, *meeting.axon), synapse = wayOf(trace, *meeting.synapse);
  const auto consider = [&](const std::vector<int>& way, const std::vector<int>& other) {
    for (int face : way) {
      const auto* scattering = std::get_if<Scattering>(&layout.faces[static_cast<std::size_t>(face)].action);
      if (!scattering || !scattering->phaseShifter || std::count(other.begin(), other.end(), face) > 0)
        continue;
      if (cell.loop == PhaseLoop::Closed) return;
      cell.loop = scattering->servo ? PhaseLoop::Closed : PhaseLoop::Open;
      cell.phaseShifterId = layout.partOf(face);
    }
  };
  consider(axon, synapse);
  consider(synapse, axon);
}

Cell makeCell(const Layout& layout, const Trace& trace, const Combination& found,
              std::vector<Check>& checks) {
  const Meeting& meeting = *found.any();
  const LightSource& axon = trace.sources[static_cast<std::size_t>(meeting.axonSource)];
  const LightSource& synapse = trace.sources[static_cast<std::size_t>(meeting.synapseSource)];
  Cell cell;
  cell.id = layout.partOf(meeting.combiner);
  cell.axonId = layout.partOf(axon.face);
  cell.synapseId = layout.partOf(synapse.face);
  cell.combinerFace = meeting.combiner;
  cell.axonSource = meeting.axonSource;
  cell.synapseSource = meeting.synapseSource;
  cell.axonChannels = axon.rows * axon.columns;
  cell.synapseChannels = synapse.rows * synapse.columns;
  cell.axonSide = sideSeenBy(layout, *meeting.axon, meeting.combiner);
  cell.synapseSide = sideSeenBy(layout, *meeting.synapse, meeting.combiner);
  setLoop(layout, trace, meeting, cell);

  std::optional<LineReader> plus, minus;
  if (found.plus) {
    cell.plusFace = found.plus->line;
    cell.plusId = layout.partOf(cell.plusFace);
    plus.emplace(trace, readLine(layout, trace, cell.plusFace, *found.plus->axon, *found.plus->synapse), true,
                 cell.combinerFace);
    checkLine(layout, trace, plus->light(), checks);
  }
  if (found.minus) {
    cell.minusFace = found.minus->line;
    cell.minusId = layout.partOf(cell.minusFace);
    minus.emplace(trace, readLine(layout, trace, cell.minusFace, *found.minus->axon, *found.minus->synapse),
                  false, cell.combinerFace);
    checkLine(layout, trace, minus->light(), checks);
  }
  fillLinks(trace, std::move(plus), std::move(minus), cell);
  checkCell(layout, trace, cell, checks);
  return cell;
}

}  // namespace

VisibilitySummary visibilityOf(const CellSet& set) {
  VisibilitySummary out;
  double pairs = 0;
  for (const Cell& cell : set.cells) {
    const double own = static_cast<double>(cell.axonChannels) * cell.synapseChannels;
    out.mean += own * cell.meanVisibility;
    out.least = pairs > 0 ? std::min(out.least, cell.minVisibility) : cell.minVisibility;
    pairs += own;
  }
  if (pairs > 0) out.mean /= pairs;
  return out;
}

CellSet findCells(const Layout& layout, const Trace& trace) {
  CellSet set;
  const std::map<int, std::vector<Meeting>> meetings = meetingsOf(layout, trace);
  for (const auto& [combiner, own] : meetings)
    set.cells.push_back(makeCell(layout, trace, combinationOf(own), set.checks));
  checkBench(layout, trace, set.cells, set.checks);
  std::stable_sort(set.checks.begin(), set.checks.end(),
                   [](const Check& a, const Check& b) { return a.severity > b.severity; });
  return set;
}

}  // namespace lightloom::optics
