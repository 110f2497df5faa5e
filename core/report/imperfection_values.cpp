#include "report/imperfection_values.h"

#include <algorithm>

#include "base/check.h"

namespace lightloom::report {
namespace {

std::vector<std::string_view> partsOfCells(const Bench& bench) {
  std::vector<std::string_view> out;
  for (const Cell& cell : bench.cells.cells)
    for (const std::string* id :
         {&cell.id, &cell.axonId, &cell.synapseId, &cell.plusId, &cell.minusId, &cell.phaseShifterId})
      out.emplace_back(*id);
  return out;
}

}  // namespace

std::vector<ImperfectionValue> imperfectionValues(const Bench& bench, const Imperfection& imperfection) {
  const std::vector<std::string_view> inCells = partsOfCells(bench);
  const auto plays = [&](const ComponentPtr& part) {
    return std::find(inCells.begin(), inCells.end(), part->id) != inCells.end();
  };
  std::vector<ImperfectionValue> out;
  for (const ParameterPlace& place : imperfection.places) {
    std::vector<ComponentPtr> parts;
    for (const ComponentPtr& part : bench.design.components)
      if (part->kind == place.kind) parts.push_back(part);
    const bool some = std::any_of(parts.begin(), parts.end(), plays);
    for (const ComponentPtr& part : parts) {
      if (some && !plays(part)) continue;
      const Kind& kind = *findKind(part->kind);
      const Parameter* parameter = findParameter(parametersOf(kind), place.key);
      LL_CHECK(parameter != nullptr);
      out.push_back({part->id, parameter, viewOf(*part, kind).value(place.key)});
    }
  }
  return out;
}

}  // namespace lightloom::report
