#include <cmath>

#include "imperfections/layer_on_cell.h"
#include "laser/delayed_phase.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"leader_laser", "linewidth"}};

constexpr double kNegligibleSigma = 1e-6;  // rad; less phase noise than this is not worth a draw

// The leader's phase reaches a pixel later through the synapses, on the way and in the lasers, which follow a
// slow leader with a lag: by the rms of that time over the links it meets itself.
void onCell(const CellLight& light, const CellDraft& draft, CellHardware& out) {
  const double count = static_cast<double>(light.cell.links.size());
  const double delay = light.cell.links.empty() ? 0 : std::sqrt(draft.leaderDelaySquares / count);
  const DelayedPhaseNoise noise =
      delayedPhaseNoise(Frequency::hertz(light.axonLock.leaderLinewidthHz), Time::seconds(delay),
                        Time::seconds(1 / light.symbolRateHz), light.detector.real("gate"));
  if (noise.sigma < kNegligibleSigma) return;
  out.leaderPhaseSigma = noise.sigma;
  out.leaderPhaseCorrelation = noise.neighbourCorrelation;
}

// The axons of a pass share the leader's error, but each output has its own sum over the slots.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  return symbolErrorVariance(on, cell, cell.leaderPhaseSigma, cell.leaderPhaseCorrelation);
}

}  // namespace

constinit const Imperfection kLeaderPhase = {
    .key = "leader_phase",
    .formula =
        LL_TEXT("√(2π δν |Δτ|) rad before the mean over the slot; δν in Hz, Δτ in s between the arms, locks "
                "included"),
    .citation = "phase noise of a Lorentzian line against itself after a delay",
    .places = kPlaces,
    .scattersReadOut = true,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
