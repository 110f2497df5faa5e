#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {
    {"vcsel_array", "pump_share"}, {"vcsel_array", "threshold"}, {"vcsel_array", "tuning_fast"}};

void onLasers(const CellLight&, CellDraft& draft) {
  draft.pumped = true;
}

// It moves the reach of the weights, the light beside them and how they settle: what those come to is counted
// where it acts.
double variance(const LayerOnCell&, const CellHardware&) {
  return 0;
}

}  // namespace

constinit const Imperfection kPumpDrive = {
    .key = "pump_drive",
    .formula =
        LL_TEXT("μ(I) − 1 = c·(I/I_threshold − 1), I = I_bias − Δf/k_c in A: w_max, A(φ) and h_k are those "
                "of the branch on which pump and detuning follow one current; no variance of its own"),
    .citation = "rate equations; linear light–current curve",
    .places = kPlaces,
    .countedOn = CountedOn::Alone,
    .actsOnWeights = true,
    .onLasers = onLasers,
    .variance = variance};

}  // namespace lightloom::imperfections
