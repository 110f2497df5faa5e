#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"detector_line", "dark_current"}, {"detector_line", "background"}};

void onLink(const CellLight& light, const CellDraft&, const Link& link, LinkDraft& out) {
  out.plus.darkElectrons = light.plus.darkElectrons(link.plus.pixel);
  out.minus.darkElectrons = light.minus.darkElectrons(link.minus.pixel);
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  return on.overLinks(cell, [&](std::size_t i) {
    return cell.shotScale * on.slots() * cell.darkElectrons[i] * square(cell.inverseSignal[i]);
  });
}

}  // namespace

constinit const Imperfection kDark = {
    .key = "dark",
    .formula = LL_TEXT("√(N T (I_d/q + η P_b/hν)) electrons per line; I_d in A, P_b in W, T in s"),
    .citation = "Poisson statistics",
    .places = kPlaces,
    .electronNoise = ElectronNoise::Part,
    .countedOn = CountedOn::Factors,
    .onLink = onLink,
    .variance = variance};

}  // namespace lightloom::imperfections
