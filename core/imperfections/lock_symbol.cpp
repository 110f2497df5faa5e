#include <cmath>

#include "imperfections/layer_on_cell.h"
#include "laser/injection_lock.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"vcsel_array", "linewidth"}, {"vcsel_array", "alpha"}};

// What the phase noise of an array does to its light, which it turns only as far as it is the lasers' own.
struct TurnedLight {
  double sigma = 0, correlation = 0;
};

// Weights lie about zero, and noise is taken there, which is not at the bias where amplitude and reflection
// shift it.
TurnedLight aboutZero(const CellDraft& draft, const ArrayLock& lock, const WeightLocus& locus) {
  const WrittenRange& range = draft.rangeOf(lock);
  if (range.usable.empty()) return {};
  const LockDynamics there = dynamicsAt(range.inputs, range.biasHz, locus.zeroPoint);
  return {there.slotPhaseSigma * std::fabs(locus.phaseGain), there.neighbourCorrelation};
}

TurnedLight atRest(const ArrayLock& lock, const RestingLight& rest) {
  return {lock.noiseSigmaRad * std::fabs(rest.phaseGain), lock.noiseCorrelation};
}

void onCell(const CellLight& light, const CellDraft& draft, CellHardware& out) {
  const auto turned = [&](bool onPhases, const ArrayLock& lock, const WeightLocus& locus,
                          const RestingLight& rest) {
    return onPhases ? aboutZero(draft, lock, locus) : atRest(lock, rest);
  };
  const TurnedLight weights =
      turned(out.law().weightsOnPhases, light.synapseLock, draft.synapseLocus, draft.synapseRest);
  const bool phaseAxons = out.law().inputsOnPhases || draft.modulator.kind == ModulatorKind::PushPull;
  const TurnedLight axons = turned(phaseAxons, light.axonLock, draft.axonLocus, draft.axonRest);
  out.weightPhaseSigma = weights.sigma;
  out.weightPhaseCorrelation = weights.correlation;
  out.axonPhaseSigma = axons.sigma;
  out.axonPhaseCorrelation = axons.correlation;
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  return symbolErrorVariance(on, cell, cell.axonPhaseSigma, cell.axonPhaseCorrelation) +
         symbolErrorVariance(on, cell, cell.weightPhaseSigma, cell.weightPhaseCorrelation);
}

}  // namespace

constinit const Imperfection kLockSymbol = {
    .key = "lock_symbol",
    .formula = LL_TEXT(
        "σ² = (2/T²) e₂ᵀJ⁻²(e^{JT} − 1 − JT)P e₂ rad² of each laser, JP + PJᵀ + diag(1, A⁻², 0)·2πδν/(1 + "
        "α²) = 0, A over the free-running field, δν in Hz"),
    .citation = "Lyapunov equation of the locked laser with spontaneous light",
    .places = kPlaces,
    .scattersReadOut = true,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
