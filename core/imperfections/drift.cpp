#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr const Imperfection* kBeside[] = {&kLockStatic};
constexpr ParameterPlace kPlaces[] = {{"vcsel_array", "detuning_drift"}, {"vcsel_array", "calibration_age"}};

void onLasers(const CellLight&, CellDraft& draft) {
  draft.drifted = true;
}

// A drift is a static error that came later.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  return staticPhaseVariance(on, cell);
}

}  // namespace

constinit const Imperfection kDrift = {
    .key = "drift",
    .formula = LL_TEXT(
        "rms detuning = drift · √age, drift in Hz/√s, age in s; acts as a static lock error and counts "
        "with that source"),
    .citation = "random walk of the detuning since the last calibration",
    .places = kPlaces,
    .countedOn = CountedOn::Beside,
    .beside = kBeside,
    .actsOnWeights = true,
    .onLasers = onLasers,
    .variance = variance};

}  // namespace lightloom::imperfections
