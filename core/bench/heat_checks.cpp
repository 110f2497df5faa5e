#include "bench/internal/heat_checks.h"

#include "imperfections/heating.h"

namespace lightloom::bench {
namespace {

// Of the usable range, rms: what costs a network of 784 inputs half a point of accuracy (model.md 3.10).
constexpr double kBites = 0.01;

Message remedy(const PartView& array, const HeatWander& wander) {
  if (!array.flag("thermal_equaliser"))
    return {"heat.wander.fix",
            LL_TEXT("Let the driver drive against it (thermal_equaliser), or write complement slots "
                    "(balanced_code), which takes twice the time."),
            {}};
  return {
      "heat.wander.fix",
      LL_TEXT("Measure the thermal corner more exactly (thermal_mismatch; without the equaliser it would be "
              "%1), or write complement slots (balanced_code), which takes twice the time."),
      {Quantity{wander.bareHz, Unit::Gigahertz}}};
}

void addWander(const PartView& array, const HeatWander& wander, std::vector<Check>& out) {
  if (wander.usableHz <= 0 || wander.rmsHz <= kBites * wander.usableHz) return;
  const std::string& id = array.component().id;
  out.push_back(
      {Severity::Warning,
       id,
       {"heat.wander",
        LL_TEXT("%1: the symbols heat their lasers and detune those that follow by %2 rms, of %3 that "
                "symbols have."),
        {id, Quantity{wander.rmsHz, Unit::Gigahertz}, Quantity{wander.usableHz, Unit::Gigahertz}}},
       remedy(array, wander)});
}

}  // namespace

std::vector<Check> heatChecks(const Bench& bench) {
  std::vector<Check> out;
  if (!enabledImperfections(bench.design).has(kSelfHeating)) return out;
  for (std::size_t c = 0; c < bench.cells.cells.size(); ++c) {
    const CellLight light = cellLight(bench, c);
    addWander(light.axons, axonWander(light), out);
    addWander(light.synapses, weightWander(light), out);
  }
  return out;
}

}  // namespace lightloom::bench
