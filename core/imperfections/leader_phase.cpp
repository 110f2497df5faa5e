#include <algorithm>
#include <cmath>
#include <complex>

#include "imperfections/layer_on_cell.h"
#include "laser/delayed_phase.h"
#include "laser/injection_lock.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"leader_laser", "linewidth"}};

// rad; less than this makes a noise a million times smaller than any product, and is not worth a draw.
constexpr double kNegligibleSigma = 1e-4;

// The nominal laser of an array at weight zero, or at rest.
PhaseFollower followerOf(const CellDraft& draft, const ArrayLock& lock, bool onPhases,
                         const WeightLocus& locus) {
  const WrittenRange& range = draft.rangeOf(lock);
  const FixedPoint& point = onPhases ? locus.zeroPoint : range.usable[range.usable.size() / 2];
  PhaseFollower out{dynamicsAt(range.inputs, range.biasHz, point).jacobianPerS};
  const std::complex<double> all = draft.lightOf(point.amplitude, point.phase, lock.reflected);
  if (all == 0.0) return out;
  const std::complex<double> own = draft.lightOf(point.amplitude, point.phase, 0) / all;
  out.ofPhase = own.real();
  out.ofAmplitude = draft.amplitudes ? own.imag() : 0;
  return out;
}

// Where both arms are locked the leader's phase reaches a pixel through either, each way with the delay of
// its own and through lasers that follow in a time of their own. Three delays stand for those of the links,
// with their mean and variance, and for a normal distribution of them to the fifth order (Gauss and Hermite).
void onCell(const CellLight& light, const CellDraft& draft, CellHardware& out) {
  if (light.cell.links.empty() || light.axonLock.leaderLinewidthHz <= 0) return;
  if (draft.rangeOf(light.synapseLock).usable.empty() || draft.rangeOf(light.axonLock).usable.empty()) return;
  const PhaseFollower weights =
                          followerOf(draft, light.synapseLock, out.law().weightsOnPhases, draft.synapseLocus),
                      axons = followerOf(draft, light.axonLock, out.law().inputsOnPhases, draft.axonLocus);
  constexpr double kSameTime = 1e-15;  // s
  const double count = static_cast<double>(light.cell.links.size()), mean = draft.leaderDelays / count;
  const double spread = std::sqrt(std::max(0.0, draft.leaderDelaySquares / count - mean * mean));
  double variance = 0, neighbours = 0;
  const auto add = [&](double delay, double share) {
    const DelayedPhaseNoise noise = delayedPhaseNoise(
        Frequency::hertz(light.axonLock.leaderLinewidthHz), weights, axons, Time::seconds(delay),
        Time::seconds(1 / light.symbolRateHz), light.detector.real("gate"));
    variance += share * noise.variance;
    neighbours += share * noise.neighbourCovariance;
  };
  if (spread < kSameTime) {
    add(mean, 1);
  } else {
    add(mean, 2.0 / 3);
    for (const double side : {-1.0, 1.0}) add(mean + side * std::sqrt(3.0) * spread, 1.0 / 6);
  }
  if (variance < kNegligibleSigma * kNegligibleSigma) return;
  out.leaderPhaseSigma = std::sqrt(variance);
  out.leaderPhaseCorrelation = std::clamp(neighbours / variance, -1.0, 1.0);
}

// The axons of a pass share the leader's error, but each output has its own sum over the slots.
double variance(const LayerOnCell& on, const CellHardware& cell) {
  return symbolErrorVariance(on, cell, cell.leaderPhaseSigma, cell.leaderPhaseCorrelation);
}

}  // namespace

constinit const Imperfection kLeaderPhase = {
    .key = "leader_phase",
    .formula = LL_TEXT(
        "σ² = 2π δν ∫[s_w(t − Δτ) − s_x(t)]² dt rad², s the mean over a slot of how a laser follows a "
        "step of the leader's phase; δν in Hz, Δτ in s between the arms"),
    .citation = "a Lorentzian line against itself through two locked lasers",
    .places = kPlaces,
    .scattersReadOut = true,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
