#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"vcsel_array", "alpha"}, {"vcsel_array", "pump"}};

void onLasers(const CellLight&, CellDraft& draft) {
  draft.amplitudes = true;
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  return responseVariance(on, cell);
}

}  // namespace

constinit const Imperfection kResidualAmplitude = {
    .key = "residual_amplitude",
    .formula = LL_TEXT("A(φ) e^{iφ} along the fixed points, A over the free-running field, φ in rad"),
    .citation = "steady state of the rate equations",
    .places = kPlaces,
    .electronNoise = ElectronNoise::Factor,
    .countedOn = CountedOn::Alone,
    .actsOnWeights = true,
    .onLasers = onLasers,
    .variance = variance};

}  // namespace lightloom::imperfections
