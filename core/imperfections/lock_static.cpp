#include <cmath>
#include <complex>

#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"vcsel_array", "detuning_spread"}, {"vcsel_array", "detuning"}};

constexpr double kDark = 1e-9;  // of the free-running field

// An angle of up to two turns as −π … π.
double withinTurn(double angle) {
  return std::fabs(angle) <= constants::kPi ? angle : std::remainder(angle, 2 * constants::kPi);
}

// A laser that is not locked has no fringe, and one that oscillates a weaker one.
LaserError errorOf(const LaserLock& laser, const CellDraft& draft) {
  const std::complex<double> calibrated =
      draft.lightOf(laser.biasAmplitude, laser.biasPhaseRad, laser.reflected);
  if (laser.fringe == 0 || std::norm(calibrated) <= kDark * kDark) return {0, 0};
  const double undone = draft.drifted ? 0 : 1;
  const std::complex<double> now = draft.lightOf(laser.amplitude - undone * laser.driftAmplitude,
                                                 laser.phaseRad - undone * laser.driftRad, laser.reflected);
  return {laser.fringe * std::sqrt(std::norm(now) / std::norm(calibrated)),
          std::arg(now * std::conj(calibrated))};
}

void onLasers(const CellLight& light, CellDraft& draft) {
  for (const LaserLock& laser : light.axonLock.lasers) draft.axonErrors.push_back(errorOf(laser, draft));
  for (const LaserLock& laser : light.synapseLock.lasers)
    draft.synapseErrors.push_back(errorOf(laser, draft));
}

void onLink(const CellLight&, const CellDraft& draft, const Link& link, LinkDraft& out) {
  const LaserError& axon = draft.axonErrors[static_cast<std::size_t>(link.axonChannel)];
  const LaserError& synapse = draft.synapseErrors[static_cast<std::size_t>(link.synapseChannel)];
  out.gain = axon.size * synapse.size;
  if (out.gain != 0) out.phaseRad += withinTurn(axon.phaseRad - synapse.phaseRad);
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  return staticPhaseVariance(on, cell);
}

}  // namespace

constinit const Imperfection kLockStatic = {
    .key = "lock_static",
    .formula =
        LL_TEXT("w cos δ − √(1 − w²) sin δ, δ in rad from the detuning of each laser; a laser without a lock "
                "gives 0"),
    .citation = "steady state of the rate equations",
    .places = kPlaces,
    .countedOn = CountedOn::Alone,
    .actsOnWeights = true,
    .onLasers = onLasers,
    .onLink = onLink,
    .variance = variance};

}  // namespace lightloom::imperfections
