#include <cmath>

#include "base/units.h"
#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"detector_line", "full_well"}, {"detector_line", "capacitance"}};

// Transimpedance receivers store nothing.
void onCell(const CellLight& light, const CellDraft&, CellHardware& out) {
  const PartView& line = light.detector;
  if (line.text("receiver") == "transimpedance") return;
  out.wellElectrons = line.real("capacitance") * line.real("full_well") / constants::kElementaryCharge;
  if (!light.cell.balanced())
    out.wellHolds = WellHolds::OneLine;
  else if (line.text("integration") == "separate")
    out.wellHolds = WellHolds::EachLine;
}

// Mean square of the charge that is cut off. Rails have capacitors of their own, and share the light.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  const double most = cell.wellElectrons, rails = on.rails();
  if (most == 0) return 0;
  return on.overLinks(cell, [&](std::size_t i) {
    const ElectronSpread d = electronSpread(on, cell.inverseSignal[i], rails);
    const double pedestal =
        (on.synapseSlots() * cell.electronsSynapse[i] + on.slots() * cell.darkElectrons[i]) / rails;
    const double total = pedestal + on.axonSlots(cell) * cell.electronsAxon[i] / rails;
    // Of unequal lines each has its own light and its own part of the fringe.
    const double offset =
        cell.inverseSignal[i] == 0 || cell.law().slots == 2
            ? 0
            : (on.synapseSlots() * cell.offsetPerSlot[i] + on.axonSlots(cell) * cell.offsetPerSquare[i]) /
                  cell.inverseSignal[i] / rails;
    const double more = cell.fringeImbalance[i];
    return rails * square(cell.inverseSignal[i]) * meanSquareOver(d, [&](double electrons) {
             switch (cell.wellHolds) {
               case WellHolds::Difference:
                 return beyond(std::fabs(electrons), most);
               case WellHolds::EachLine:
                 return beyond((total + offset + (1 + more) * electrons) / 2, most) -
                        beyond((total - offset - (1 - more) * electrons) / 2, most);
               case WellHolds::OneLine:
                 break;
             }
             return beyond(electrons, most - pedestal);
           });
  });
}

}  // namespace

constinit const Imperfection kFullWell = {
    .key = "full_well",
    .formula = LL_TEXT(
        "charge clipped at C V/q electrons, C in F, V in V; of the difference, or of each line with its "
        "pedestal"),
    .citation = "a Gaussian difference beyond C V/q",
    .places = kPlaces,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
