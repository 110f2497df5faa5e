#include "document/check_fixes.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "bench/fringe_twist.h"
#include "bench/next_step.h"
#include "design/grating_profile.h"
#include "design/templates.h"
#include "document/part_edits.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

// An edit, or nothing where the bench has changed since.
using Maker = std::optional<CheckFix> (*)(const Bench&, const Check&);

QString text(const char* source) {
  return QCoreApplication::translate("CheckFix", source);
}

struct Assignment {
  std::string part, key;
  Value value;
};

std::optional<CheckFix> assign(const Bench& bench, const QString& label,
                               const std::vector<Assignment>& list) {
  Design after = bench.design;
  for (const Assignment& one : list) after = apply(after, setParameter(after, one.part, one.key, one.value));
  CheckFix fix{label, difference(bench.design, after)};
  fix.edit.label = asMessage(label.toStdString());
  return fix.edit.empty() ? std::nullopt : std::optional(fix);
}

const Cell* cellOf(const Bench& bench, const std::string& part) {
  const auto& cells = bench.cells.cells;
  const auto found = std::find_if(cells.begin(), cells.end(), [&](const Cell& cell) {
    return cell.id == part || cell.axonId == part || cell.synapseId == part;
  });
  return found == cells.end() ? nullptr : &*found;
}

std::optional<CheckFix> setBothRates(const Bench& bench, const Cell& cell, double rate) {
  return assign(
      bench,
      text(QT_TRANSLATE_NOOP("CheckFix", "Run both arrays at %1")).arg(shownQuantity(rate, Unit::Gigasample)),
      {{cell.axonId, "symbol_rate", rate}, {cell.synapseId, "symbol_rate", rate}});
}

std::optional<CheckFix> equalRates(const Bench& bench, const Check& check) {
  const Cell* cell = cellOf(bench, check.component);
  if (!cell) return std::nullopt;
  return setBothRates(bench, *cell,
                      std::min(viewOf(bench.design, cell->axonId).real("symbol_rate"),
                               viewOf(bench.design, cell->synapseId).real("symbol_rate")));
}

std::optional<CheckFix> slowerRates(const Bench& bench, const Check& check) {
  const Cell* cell = cellOf(bench, check.component);
  if (!cell) return std::nullopt;
  return setBothRates(bench, *cell, viewOf(bench.design, cell->synapseId).real("symbol_rate") / 2);
}

std::optional<CheckFix> sineMapping(const Bench& bench, const Check& check) {
  return assign(bench, text(QT_TRANSLATE_NOOP("CheckFix", "Use a lens that keeps the sine condition")),
                {{check.component, "mapping", Enumerator{"sine"}}});
}

// Room for the outermost beam to twice its radius: a loss of 3e-4.
std::optional<CheckFix> widerAperture(const Bench& bench, const Check& check) {
  const ComponentPtr part = findComponent(bench.design, check.component);
  const Kind* kind = part ? findKind(part->kind) : nullptr;
  if (!kind || !viewOf(*part, *kind).has("aperture")) return std::nullopt;
  double reach = 0;
  for (const Crossing& crossing : bench.trace.crossings)
    if (bench.layout.partOf(crossing.face) == check.component && crossing.worstClip > 0.01)
      reach = std::max(reach, std::hypot(std::fabs(crossing.u) + crossing.bundleHalfU,
                                         std::fabs(crossing.v) + crossing.bundleHalfV) +
                                  2 * std::max(crossing.radiusU, crossing.radiusV));
  const double aperture = std::ceil(2 * reach * 1e4) * 1e-4;
  return assign(bench,
                text(QT_TRANSLATE_NOOP("CheckFix", "Widen the aperture to %1"))
                    .arg(shownQuantity(aperture, Unit::Millimetre)),
                {{check.component, "aperture", aperture}});
}

// Whether light of other axons (else synapses) falls on pixels of a cell.
bool strays(const Cell& cell, bool ofAxons) {
  constexpr std::size_t kMostLinks = std::size_t{1} << 16;
  for (std::size_t i = 0; i < std::min(cell.links.size(), kMostLinks); ++i) {
    const Link link = cell.links.at(i);
    const double watts = ofAxons ? link.plus.unwantedAxonW + link.minus.unwantedAxonW
                                 : link.plus.unwantedSynapseW + link.minus.unwantedSynapseW;
    if (watts > 0) return true;
  }
  return false;
}

// Parts with a grating that the light of an array passes on its way to a line.
std::vector<std::string> gratingsBetween(const Bench& bench, const std::string& array,
                                         const std::string& line) {
  std::vector<std::string> parts;
  for (const Arrival& arrival : bench.trace.arrivals) {
    const LightSource& source = bench.trace.sources[static_cast<std::size_t>(arrival.source)];
    if (bench.layout.partOf(arrival.face) != line || bench.layout.partOf(source.face) != array) continue;
    for (const Passage& passage : arrival.passages)
      if (std::holds_alternative<Grating>(bench.layout.faces[static_cast<std::size_t>(passage.face)].action))
        parts.push_back(bench.layout.partOf(passage.face));
  }
  return parts;
}

// Gratings whose stray orders fall on pixels get a profile that is dark there, and so do those of equal
// orders: that of the leader, for then the phases of both cancel on every pixel.
std::optional<CheckFix> suppressStray(const Bench& bench, const Check& check) {
  const auto shapeOf = [&](const std::string& id) {
    const PartView part = viewOf(bench.design, id);
    return std::array{part.real("orders_x"), part.real("orders_y"), part.real("period_x"),
                      part.real("period_y")};
  };
  std::set<std::array<double, 4>> stray;
  for (const Cell& cell : bench.cells.cells) {
    if (check.component != cell.plusId && check.component != cell.minusId) continue;
    for (const std::string& array : {cell.axonId, cell.synapseId})
      if (strays(cell, array == cell.axonId))
        for (const std::string& grating : gratingsBetween(bench, array, check.component))
          stray.insert(shapeOf(grating));
  }
  std::vector<Assignment> list;
  for (const ComponentPtr& part : bench.design.components) {
    const PartView view = viewOf(bench.design, part->id);
    if (!view.has("profile_x") || !stray.contains(shapeOf(part->id))) continue;
    for (const auto& [orders, profile] :
         {std::pair{"orders_x", "profile_x"}, std::pair{"orders_y", "profile_y"}})
      if (view.integer(orders) > 1) list.push_back({part->id, profile, usualProfile(view.integer(orders))});
  }
  return assign(bench, text(QT_TRANSLATE_NOOP("CheckFix", "Use gratings that suppress unused orders")), list);
}

std::optional<CheckFix> autoBias(const Bench& bench, const Check& check) {
  if (viewOf(bench.design, check.component).flag("auto_bias")) return std::nullopt;
  return assign(bench, text(QT_TRANSLATE_NOOP("CheckFix", "Let auto-bias tune every laser")),
                {{check.component, "auto_bias", true}});
}

// Puts an isolator into the leader's first stretch, as far behind the leader as there is room.
std::optional<CheckFix> isolatedLeader(const Bench& bench, const Check&) {
  const auto& segments = bench.trace.segments;
  const auto first = std::find_if(segments.begin(), segments.end(), [](const BeamSegment& segment) {
    return segment.role == EmitterRole::Leader && segment.pathM < 1e-9;
  });
  if (first == segments.end()) return std::nullopt;
  const double dx = first->to[0] - first->from[0], dy = first->to[1] - first->from[1];
  const double length = std::hypot(dx, dy);
  constexpr double kBehindLeader = 40e-3;
  if (length < 25e-3) return std::nullopt;
  const double share = std::min(kBehindLeader, length / 2) / length;
  const QString label = text(QT_TRANSLATE_NOOP("CheckFix", "Put an isolator behind the leader"));
  CheckFix fix{
      label, placePart(bench.design, kOneWayKind, {first->from[0] + share * dx, first->from[1] + share * dy},
                       std::atan2(dy, dx))};
  fix.edit.label = asMessage(label.toStdString());
  return fix;
}

// A quarter more than the charge that comes.
std::optional<CheckFix> largerCapacitor(const Bench& bench, const Check& check) {
  const auto* share = std::get_if<Quantity>(&check.message.arguments.at(1));
  const ComponentPtr part = findComponent(bench.design, check.component);
  if (!share || !part) return std::nullopt;
  constexpr double kRoom = 1.25;
  const double wanted = viewOf(bench.design, check.component).real("capacitance") * share->si * kRoom;
  std::vector<Assignment> list;
  for (const Cell& cell : bench.cells.cells)
    for (const std::string& line : {cell.plusId, cell.minusId})
      if (cell.plusId == check.component || cell.minusId == check.component)
        if (!line.empty()) list.push_back({line, "capacitance", wanted});
  return assign(bench,
                text(QT_TRANSLATE_NOOP("CheckFix", "Use capacitors of %1"))
                    .arg(shownQuantity(wanted, Unit::Femtofarad)),
                list);
}

std::optional<CheckFix> intoStep(const Bench& bench, const Check& check) {
  for (std::size_t c = 0; c < bench.cells.cells.size(); ++c) {
    const std::optional<FringeCause> cause = fringeCause(bench, c);
    if (!cause || cause->part != check.component) continue;
    return assign(bench,
                  text(QT_TRANSLATE_NOOP("CheckFix", "Move it by %1, where the fringes are in step"))
                      .arg(shownQuantity(cause->moveM, Unit::Micrometre)),
                  {{cause->part, "x", cause->x}, {cause->part, "y", cause->y}});
  }
  return std::nullopt;
}

std::optional<CheckFix> phaseShifters(const Bench& bench, const Check& check) {
  return assign(bench, text(QT_TRANSLATE_NOOP("CheckFix", "Put a phase shifter before each laser")),
                {{check.component, "trim", Enumerator{"shifters"}}});
}

std::optional<CheckFix> againstHeat(const Bench& bench, const Check& check) {
  if (viewOf(bench.design, check.component).flag("thermal_equaliser"))
    return assign(bench, text(QT_TRANSLATE_NOOP("CheckFix", "Write complement slots")),
                  {{check.component, "balanced_code", true}});
  return assign(bench, text(QT_TRANSLATE_NOOP("CheckFix", "Switch its thermal equaliser on")),
                {{check.component, "thermal_equaliser", true}});
}

std::optional<CheckFix> nextPartOf(const Bench& bench, const Check&) {
  const std::optional<NextPart> next = nextPart(bench);
  if (!next) return std::nullopt;
  return CheckFix{shown(next->label), next->edit};
}

struct Known {
  const char* check;
  Maker make;
};

constexpr Known kKnown[] = {{"cell.symbol-rates", equalRates},
                            {"lock.slow", slowerRates},
                            {"optics.tangent-mapping", sineMapping},
                            {"optics.clipped", widerAperture},
                            {"optics.stray-orders", suppressStray},
                            {"detector.saturated", largerCapacitor},
                            {"lock.unlocked", autoBias},
                            {"lock.no-band", autoBias},
                            {"leader.feedback", isolatedLeader},
                            {"fringe.out-of-step", intoStep},
                            {"trim.out-of-reach", phaseShifters},
                            {"trim.bias", phaseShifters},
                            {"heat.wander", againstHeat},
                            {"bench.next", nextPartOf}};

}  // namespace

std::optional<CheckFix> fixFor(const Bench& bench, const Check& check) {
  for (const Known& known : kKnown)
    if (check.message.id == known.check) return known.make(bench, check);
  return std::nullopt;
}

}  // namespace lightloom::ui
