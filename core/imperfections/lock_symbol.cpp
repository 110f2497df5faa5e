#include <cmath>

#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"vcsel_array", "linewidth"}, {"vcsel_array", "alpha"}};

// Phase noise of the lasers turns their own light only, not what their facets reflect.
void onCell(const CellLight& light, const CellDraft& draft, CellHardware& out) {
  const double axonGain = out.law().inputsOnPhases ? draft.axonLocus.phaseGain : draft.axonRest.phaseGain;
  out.weightPhaseSigma = light.synapseLock.noiseSigmaRad * std::fabs(draft.synapseLocus.phaseGain);
  out.weightPhaseCorrelation = light.synapseLock.noiseCorrelation;
  out.axonPhaseSigma = light.axonLock.noiseSigmaRad * std::fabs(axonGain);
  out.axonPhaseCorrelation = light.axonLock.noiseCorrelation;
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  return symbolErrorVariance(on, cell, cell.axonPhaseSigma, cell.axonPhaseCorrelation) +
         symbolErrorVariance(on, cell, cell.weightPhaseSigma, cell.weightPhaseCorrelation);
}

}  // namespace

constinit const Imperfection kLockSymbol = {
    .key = "lock_symbol",
    .formula = LL_TEXT(
        "σ² = (2/T²) e₂ᵀJ⁻²(e^{JT} − 1 − JT)P e₂ rad² of each laser, JP + PJᵀ + diag(A², 1, 0)·2πδν/(1 + "
        "α²) = 0, δν in Hz"),
    .citation = "Lyapunov equation of the locked laser with white frequency noise",
    .places = kPlaces,
    .scattersReadOut = true,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
