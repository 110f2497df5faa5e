#include "product/internal/well_tables.h"

#include <algorithm>
#include <cmath>

namespace lightloom::product {
namespace {

constexpr double kMostSigmas = 10;  // a count is never so far above its mean

// The largest count that full drive may bring to one capacitor of a link; `fringe` is the largest |sin|.
double mostElectrons(const CellHardware& cell, std::size_t link, double lightSlots, int slots,
                     double fringe) {
  const double input = static_cast<double>(cell.electronsAxon[link]);
  if (cell.wellHolds != WellHolds::Difference)
    return lightSlots * static_cast<double>(cell.darkElectrons[link] + cell.electronsSynapse[link]) +
           slots * input;
  const double inverse = std::fabs(static_cast<double>(cell.inverseSignal[link]));
  if (inverse == 0) return 0;
  const double offsets = std::fabs(static_cast<double>(cell.offsetPerSquare[link])) +
                         std::fabs(static_cast<double>(cell.offsetPerSlot[link]));
  return lightSlots * (fringe + offsets) / inverse;
}

}  // namespace

WellTables makeWellTables(const CellHardware& cell, const ProductPlan& plan) {
  WellTables tables;
  if (cell.wellElectrons == 0) return tables;
  for (std::vector<float>* table : {&tables.fixed, &tables.perX2, &tables.perW2, &tables.offset,
                                    &tables.offsetPerX2, &tables.offsetPerW2, &tables.imbalance})
    table->resize(area(plan.neurons, plan.axons));
  return tables;
}

namespace {

// Two slots that are read out with opposite signs have nothing left of what is common to both.
void fillOffsets(const CellHardware& cell, const ProductPlan& plan, std::size_t link, std::size_t entry,
                 double lightSlots, int slots, WellTables& tables) {
  tables.imbalance[entry] = cell.fringeImbalance[link];
  const double inverse = static_cast<double>(cell.inverseSignal[link]);
  if (inverse == 0 || plan.law->slots == 2) return;
  const double weight = static_cast<double>(cell.offsetPerSlot[link]) / inverse,
               input = static_cast<double>(cell.offsetPerSquare[link]) / inverse;
  double steady = 0;
  if (plan.law->weightsOnPhases)
    steady += weight;
  else
    tables.offsetPerW2[entry] = static_cast<float>(weight * lightSlots / slots);
  if (plan.law->inputsOnPhases)
    steady += input;
  else
    tables.offsetPerX2[entry] = static_cast<float>(input);
  tables.offset[entry] = static_cast<float>(lightSlots * steady);
}

}  // namespace

bool fillWells(const CellHardware& cell, const ProductPlan& plan, int slots, WellTables& tables) {
  if (cell.wellElectrons == 0) return false;
  const double lightSlots = slots * plan.copies;
  const double slotsOfOne = lightSlots / plan.readOuts;  // rails have capacitors of their own
  const double fringe = std::min(1.0, cell.weightLimit + std::sin(std::min(largestPhase(cell), 1.5f)));
  double most = 0;
  for (int axon = 0; axon < plan.axons; ++axon)
    for (int neuron = 0; neuron < plan.neurons; ++neuron) {
      const std::size_t entry = area(plan.neurons, axon) + static_cast<std::size_t>(neuron);
      const std::size_t link = static_cast<std::size_t>(cell.link(neuron % cell.synapses, axon));
      const double weight = static_cast<double>(cell.electronsSynapse[link]);
      const double input = plan.law->inputsOnPhases ? static_cast<double>(cell.electronsAxon[link]) : 0;
      const double steady =
          static_cast<double>(cell.darkElectrons[link]) + (plan.law->weightsOnPhases ? weight : 0) + input;
      tables.fixed[entry] = static_cast<float>(lightSlots * steady);
      tables.perX2[entry] =
          plan.law->inputsOnPhases || cell.wellHolds == WellHolds::OneLine ? 0.0f : cell.electronsAxon[link];
      tables.perW2[entry] = static_cast<float>(weight * lightSlots / slots);
      fillOffsets(cell, plan, link, entry, lightSlots, slots, tables);
      most = std::max(most, mostElectrons(cell, link, slotsOfOne, slots, fringe));
    }
  const double spread = std::sqrt(most + cell.readVariance + slotsOfOne * cell.readVariancePerSlot);
  return most + kMostSigmas * spread > cell.wellElectrons;
}

}  // namespace lightloom::product
