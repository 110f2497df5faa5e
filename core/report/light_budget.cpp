#include "report/light_budget.h"

#include <algorithm>
#include <map>

#include "base/units.h"

namespace lightloom::report {
namespace {

constexpr std::string_view kWallPlug = "wall_plug", kHeat = "laser_heat", kOutsideGate = "outside_gate",
                           kNoElectron = "quantum_efficiency", kElectrons = "electrons";

std::string_view wordsOf(LossCause cause) {
  switch (cause) {
    case LossCause::WrongPort:
      return LL_TEXT("Goes the wrong way");
    case LossCause::Clipped:
      return LL_TEXT("Clipped by an aperture");
    case LossCause::MissedPixel:
      return LL_TEXT("Falls beside the pixels");
    case LossCause::Coating:
      return LL_TEXT("Absorbed");
    case LossCause::GratingOrders:
      return LL_TEXT("Other orders of the grating");
    case LossCause::IntoFacet:
      return LL_TEXT("Into the facets of lasers");
    case LossCause::Isolator:
      return LL_TEXT("Held back by the isolator");
    case LossCause::BeamStop:
      return LL_TEXT("Ends on the beam stop");
    case LossCause::LeftBench:
      return LL_TEXT("Leaves the bench");
    case LossCause::Evanescent:
      return LL_TEXT("Evanescent behind a grating");
    case LossCause::BelowCutoff:
      return LL_TEXT("Too faint to be followed");
  }
  return {};
}

LightStep stepOf(LightStepKind kind, std::string part, std::string_view cause, std::string_view words,
                 double powerW) {
  LightStep out;
  out.kind = kind;
  out.part = std::move(part);
  out.cause = cause;
  out.label = {"light." + out.cause, std::string(words), {}};
  out.powerW = powerW;
  return out;
}

// Electrical power of the lasers of a part; of several lasers to a channel all of them.
double electricalOf(const Bench& bench, const std::string& part) {
  const ComponentPtr component = findComponent(bench.design, part);
  const Kind& kind = *findKind(component->kind);
  double sum = 0;
  if (kind.ledger)
    for (const LedgerRow& row : kind.ledger(viewOf(*component, kind)))
      if (row.use == LedgerUse::LeaderLaser || row.use == LedgerUse::AxonLaser ||
          row.use == LedgerUse::SynapseLaser)
        sum += row.powerW * row.devices;
  return sum;
}

// Light on the pixels of a line that belong to a link, by pixel.
std::map<int, double> lightOnPixels(const Bench& bench, const std::string& line) {
  std::map<int, double> out;
  for (const Cell& cell : bench.cells.cells) {
    if (cell.plusId != line && cell.minusId != line) continue;
    for (const Link& link : cell.links) {
      const LinkLine& light = cell.plusId == line ? link.plus : link.minus;
      if (light.pixel >= 0)
        out[light.pixel] += light.axonW + light.synapseW + light.unwantedAxonW + light.unwantedSynapseW;
    }
  }
  return out;
}

// Electrons per photon of a line: where pixels differ, weighed by their light.
double efficiencyOf(const Bench& bench, const PartView& line) {
  double sum = 0, all = 0;
  if (!line.component().overrides.empty())
    for (const auto& [pixel, power] : lightOnPixels(bench, line.component().id)) {
      sum += power * line.real("quantum_efficiency", pixel);
      all += power;
    }
  return all > 0 ? sum / all : line.real("quantum_efficiency");
}

void addSupplies(LightBudget& out, const Bench& bench) {
  std::vector<LightStep> heat;
  for (const LightSource& source : bench.trace.sources) {
    const std::string& part = bench.layout.partOf(source.face);
    const double electrical = electricalOf(bench, part);
    if (electrical <= 0 && source.emittedW <= 0) continue;
    out.suppliedW += electrical;
    out.steps.push_back(
        stepOf(LightStepKind::Supply, part, kWallPlug, LL_TEXT("From the wall plug"), electrical));
    heat.push_back(
        stepOf(LightStepKind::Loss, part, kHeat, LL_TEXT("Heat in the laser"), electrical - source.emittedW));
  }
  out.steps.insert(out.steps.end(), heat.begin(), heat.end());
}

void addLosses(LightBudget& out, const Bench& bench) {
  const auto first = static_cast<std::ptrdiff_t>(out.steps.size());
  for (const LostLight& loss : bench.trace.losses)
    out.steps.push_back(
        stepOf(LightStepKind::Loss,
               loss.part >= 0 ? bench.layout.parts[static_cast<std::size_t>(loss.part)] : std::string(),
               lossCauseKey(loss.cause), wordsOf(loss.cause), loss.powerW));
  std::stable_sort(out.steps.begin() + first, out.steps.end(),
                   [](const LightStep& a, const LightStep& b) { return a.powerW > b.powerW; });
}

void addPixels(LightBudget& out, const Bench& bench) {
  struct Line {
    double powerW = 0, photonsPerS = 0;
  };
  std::map<int, Line> lines;  // by face
  for (const DetectedLight& light : bench.trace.detected) {
    Line& line = lines[light.face];
    line.powerW += light.powerW;
    line.photonsPerS +=
        light.powerW / photonEnergyJ(bench.trace.sources[static_cast<std::size_t>(light.source)].wavelength);
  }
  std::vector<LightStep> electrons;
  for (const auto& [face, light] : lines) {
    const std::string& part = bench.layout.partOf(face);
    const PartView line = viewOf(bench.design, part);
    const double gate = line.real("gate"), gated = gate * light.powerW,
                 efficiency = efficiencyOf(bench, line);
    out.steps.push_back(stepOf(LightStepKind::Loss, part, kOutsideGate,
                               LL_TEXT("Comes outside the gate of the pixels"), light.powerW - gated));
    out.steps.push_back(stepOf(LightStepKind::Loss, part, kNoElectron,
                               LL_TEXT("Makes no electron in the pixels"), gated * (1 - efficiency)));
    electrons.push_back(
        stepOf(LightStepKind::Electrons, part, kElectrons, LL_TEXT("Makes electrons"), gated * efficiency));
    electrons.back().perSecond = gate * efficiency * light.photonsPerS;
    out.electronsW += gated * efficiency;
  }
  out.steps.insert(out.steps.end(), electrons.begin(), electrons.end());
}

}  // namespace

std::string_view lightStepKey(LightStepKind kind) {
  constexpr std::string_view kKeys[] = {"supply", "loss", "electrons"};
  return kKeys[static_cast<int>(kind)];
}

int LightBudget::largestLoss() const {
  int out = -1;
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (steps[i].kind == LightStepKind::Loss &&
        (out < 0 || steps[i].powerW > steps[static_cast<std::size_t>(out)].powerW))
      out = static_cast<int>(i);
  return out;
}

LightBudget lightBudget(const Bench& bench) {
  LightBudget out;
  addSupplies(out, bench);
  addLosses(out, bench);
  addPixels(out, bench);
  out.emittedW = bench.trace.emittedW;
  out.detectedW = bench.trace.detectedW;
  if (!bench.trace.sources.empty()) out.wavelengthM = bench.trace.sources.front().wavelength;
  out.steps.erase(std::remove_if(out.steps.begin(), out.steps.end(),
                                 [](const LightStep& step) {
                                   return step.kind == LightStepKind::Loss && step.powerW == 0;
                                 }),
                  out.steps.end());
  double left = 0;
  for (LightStep& step : out.steps) {
    left += step.kind == LightStepKind::Supply ? step.powerW : -step.powerW;
    step.leftW = left;
    step.share = out.suppliedW > 0 ? step.powerW / out.suppliedW : 0;
  }
  return out;
}

}  // namespace lightloom::report
