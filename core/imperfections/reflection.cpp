#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"vcsel_array", "facet_reflectance"}};

void onLasers(const CellLight&, CellDraft& draft) {
  draft.reflections = true;
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  return responseVariance(on, cell);
}

}  // namespace

constinit const Imperfection kReflection = {
    .key = "reflection",
    .formula = LL_TEXT("z = A e^{iφ} − √(R P_inc/P) of the free-running field, R the facet's, P in W"),
    .citation = "steady state of the rate equations, leader light off the facet",
    .places = kPlaces,
    .electronNoise = ElectronNoise::Factor,
    .countedOn = CountedOn::Alone,
    .actsOnWeights = true,
    .onLasers = onLasers,
    .variance = variance};

}  // namespace lightloom::imperfections
