#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

void onCell(const CellLight&, const CellDraft&, CellHardware& out) {
  out.shotScale = 1;
}

// Each electron of either beam counts for itself.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  return on.overLinks(cell, [&](std::size_t i) {
    return cell.shotScale *
           (on.synapseSlots() * cell.electronsSynapse[i] + on.axonSlots(cell) * cell.electronsAxon[i]) *
           square(cell.inverseSignal[i]);
  });
}

}  // namespace

constinit const Imperfection kShot = {
    .key = "shot",
    .formula = LL_TEXT(
        "√(N n_W + n_X‖x‖²) electrons over the signal 2γ√(n_W n_X); n in electrons per slot and pixel "
        "pair, x on amplitudes"),
    .citation = "Poisson statistics of detection; Hamerly et al., PRX 9, 021032 (2019)",
    .electronNoise = ElectronNoise::Part,
    .countedOn = CountedOn::Factors,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
