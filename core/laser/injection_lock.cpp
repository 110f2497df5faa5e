#include "laser/injection_lock.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "laser/driven_laser.h"

namespace lightloom::laser {
namespace {

using constants::kPi;

constexpr double kEdgeMargin = 1e-6;
constexpr int kWorstSamples = 25;

double clampedShare(double share) {
  return std::clamp(share, kEdgeMargin, 1 - kEdgeMargin);
}

double betweenShares(double low, double high, double share) {
  return low + clampedShare(share) * (high - low);
}

double weightLimitOf(double span) {
  return std::sin(0.5 * std::min(span, kPi));
}

double largerMagnitude(double a, double b) {
  return std::abs(b) > std::abs(a) ? b : a;
}

void keepWorst(LockDynamics& worst, const LockDynamics& here) {
  worst.relaxationRatePerS = std::min(worst.relaxationRatePerS, here.relaxationRatePerS);
  worst.settlingResidue = largerMagnitude(worst.settlingResidue, here.settlingResidue);
  worst.settlingAverage = largerMagnitude(worst.settlingAverage, here.settlingAverage);
  worst.phaseVariance = std::max(worst.phaseVariance, here.phaseVariance);
  worst.slotPhaseSigma = std::max(worst.slotPhaseSigma, here.slotPhaseSigma);
  worst.neighbourCorrelation = largerMagnitude(worst.neighbourCorrelation, here.neighbourCorrelation);
}

// The worst of `dynamics(phase)` over the usable range, starting from the one at the working point.
template <typename Dynamics>
LockDynamics worstOver(const LockSolution& solution, Dynamics dynamics) {
  LockDynamics worst = solution.dynamics;
  for (int i = 0; i < kWorstSamples; ++i) {
    const double share = static_cast<double>(i) / (kWorstSamples - 1);
    keepWorst(worst, dynamics(solution.usableLow.phase - share * solution.usableSpan));
  }
  return worst;
}

void solveAdler(LockSolution& solution, LockScope scope) {
  const LaserParameters& laser = solution.inputs.laser;
  const double half = solution.staticHalfRangeHz, shift = std::atan(laser.alpha);
  const auto atShare = [&](double share) {
    return FixedPoint{half * (2 * share - 1), -std::asin(2 * share - 1) - shift, 1, 1};
  };
  const auto dynamics = [&](double phase) {
    return adlerDynamics(2 * kPi * half * std::cos(phase + shift), solution.inputs);
  };
  solution.locked = true;
  solution.bandLow = solution.lockedLow = atShare(0);
  solution.bandHigh = solution.lockedHigh = atShare(1);
  solution.usableLow = atShare(clampedShare(laser.usableLow));
  solution.usableHigh = atShare(clampedShare(laser.usableHigh));
  solution.usableSpan = solution.usableLow.phase - solution.usableHigh.phase;
  const double middle = 0.5 * (solution.usableLow.phase + solution.usableHigh.phase);
  solution.working = {-half * std::sin(middle + shift), middle, 1, 1};
  solution.dynamics = dynamics(middle);
  if (scope == LockScope::WorkingPoint) return;
  solution.worst = worstOver(solution, dynamics);
  solution.taps = tapsFromResidues(adlerSlotResidues(solution.dynamics.relaxationRatePerS, solution.inputs));
}

void solveRateEquations(LockSolution& solution, LockScope scope) {
  const LaserParameters& laser = solution.inputs.laser;
  const LockBranch branch(laser, solution.inputs.injectionRatio);
  const std::optional<StableBand> band = findStableBand(branch);
  if (!band) {
    solution.failure = LockFailure::NoStableBand;
    return;
  }
  const double low = branch.at(band->phaseAtLow).detuning, high = branch.at(band->phaseAtHigh).detuning;
  const auto atPhase = [&](double phase) { return branch.physical(branch.at(phase)); };
  const auto atShare = [&](double share) {
    return atPhase(
        phaseAtDetuning(branch, band->phaseAtHigh, band->phaseAtLow, betweenShares(low, high, share)));
  };
  const auto dynamics = [&](double phase) { return lockDynamics(branch, branch.at(phase), solution.inputs); };
  solution.locked = true;
  solution.bandLow = atPhase(band->phaseAtLow);
  solution.bandHigh = atPhase(band->phaseAtHigh);
  solution.lockedLow = atPhase(band->lockedPhaseAtLow);
  solution.lockedHigh = atPhase(band->lockedPhaseAtHigh);
  solution.usableLow = atShare(laser.usableLow);
  solution.usableHigh = atShare(laser.usableHigh);
  solution.usableSpan = solution.usableLow.phase - solution.usableHigh.phase;
  const double middle = 0.5 * (solution.usableLow.phase + solution.usableHigh.phase);
  solution.working = atPhase(middle);
  solution.dynamics = dynamics(middle);
  if (scope == LockScope::WorkingPoint) return;
  solution.worst = worstOver(solution, dynamics);
  solution.taps = tapsFromResidues(slotResidues(branch, branch.at(middle), solution.inputs));
}

/// A usable range that the current writes, and the dynamics in it.
struct DrivenRange {
  DetuningRange band, usable;
  double lowPhase = 0, highPhase = 0;  ///< at the ends of the usable range
  double span() const { return lowPhase - highPhase; }
};

std::optional<DrivenRange> drivenRange(const LockInputs& inputs, const DrivenLaser& laser, double reachHz) {
  const std::optional<DetuningRange> band = drivenBand(laser, reachHz);
  if (!band || !(band->highHz > band->lowHz)) return std::nullopt;
  DrivenRange out{*band,
                  {betweenShares(band->lowHz, band->highHz, inputs.laser.usableLow),
                   betweenShares(band->lowHz, band->highHz, inputs.laser.usableHigh)}};
  const std::optional<FixedPoint> low = laser.at(out.usable.lowHz), high = laser.at(out.usable.highHz);
  if (!low || !high || !(low->phase > high->phase)) return std::nullopt;
  out.lowPhase = low->phase;
  out.highPhase = high->phase;
  return out;
}

/// A search for the bias: where the pump is the laser's own, in the middle of the phase that is used about
/// it.
struct BiasFinder {
  const LockInputs& inputs;
  double reach = 0;  ///< Hz, of the band at a constant pump

  bool stands(double step) const { return std::fabs(step) < 1e-9 * reach; }

  // How far the middle of the phase lies from a bias; nullopt where there is no usable range about it.
  std::optional<double> stepFrom(double bias) const {
    const DrivenLaser laser(inputs, bias);
    const std::optional<DrivenRange> range = drivenRange(inputs, laser, reach);
    if (!range) return std::nullopt;
    return drivenDetuning(laser, range->usable, range->highPhase + range->span() / 2) - bias;
  }

  // Moves a bias along the chord through its last two steps, which finds it in a few. False, with the last
  // bias that has a step, where they lead nowhere or `most` of them are not enough.
  bool alongChords(double& bias, int most) const {
    constexpr double kFarthest = 0.05;  // of the reach, in one step
    double before = bias;
    std::optional<double> stepBefore = stepFrom(before);
    if (!stepBefore) return false;
    double here = before + *stepBefore;
    for (int chord = 0; chord < most; ++chord) {
      const std::optional<double> step = stepFrom(here);
      if (!step) return false;
      bias = here;
      if (stands(*step)) return true;
      const double rise = (*step - *stepBefore) / (here - before);
      before = here;
      stepBefore = step;
      here += rise < 0 ? std::clamp(-*step / rise, -kFarthest * reach, kFarthest * reach) : *step / 2;
      if (here == before) return false;
    }
    return false;
  }

  // Moves a bias by its own steps, which also finds one where ends of the band jump. nullopt where there is
  // no range on the way, else whether it stands.
  std::optional<bool> bySteps(double& bias) const {
    constexpr int kRounds = 60, kBold = 6;  // rounds, and those of whole steps
    for (int round = 0; round < kRounds; ++round) {
      const std::optional<double> step = stepFrom(bias);
      if (!step) return std::nullopt;
      if (stands(*step)) return true;
      // Two ends of a band that take turns would else keep it going to and fro.
      bias += (round < kBold ? 1 : 0.5) * *step;
    }
    return false;
  }

  // nullopt where no bias has a range, else whether the bias stands.
  std::optional<bool> find(double& bias) const {
    constexpr int kFirstChords = 12, kChords = 40;
    double quick = bias;
    if (alongChords(quick, kFirstChords)) {
      bias = quick;
      return true;
    }
    const std::optional<bool> settled = bySteps(bias);
    return settled ? *settled || alongChords(bias, kChords) : settled;
  }
};

// Without a bias the laser is taken as if its pump stayed.
void writeByCurrent(LockSolution& solution, LockScope scope) {
  const LockInputs& inputs = solution.inputs;
  const double reach = solution.bandHigh.detuningHz - solution.bandLow.detuningHz;
  double bias = solution.working.detuningHz;
  solution.biasSearch = BiasSearch::NoRange;
  const std::optional<bool> settled = BiasFinder{inputs, reach}.find(bias);
  if (!settled) return;
  const DrivenLaser laser(inputs, bias);
  const std::optional<FixedPoint> working = laser.at(bias);
  const std::optional<DrivenRange> range = drivenRange(inputs, laser, reach);
  if (!range || !working) return;
  solution.driven = true;
  solution.biasSearch = *settled ? BiasSearch::Found : BiasSearch::Unsettled;
  solution.working = *working;
  solution.usableLow = *laser.at(range->usable.lowHz);
  solution.usableHigh = *laser.at(range->usable.highHz);
  solution.usableSpan = range->span();
  solution.drivenLow = *laser.at(range->band.lowHz);
  solution.drivenHigh = *laser.at(range->band.highHz);
  solution.dynamics = lockDynamics(laser.branchAt(bias), laser.pointOf(*working), inputs);
  if (scope == LockScope::WorkingPoint) return;
  solution.worst = worstOver(solution, [&](double phase) {
    const double detuning = drivenDetuning(laser, range->usable, phase);
    // A gap that is narrower than a step of the search for the band has no dynamics of its own.
    const FixedPoint point = laser.at(detuning).value_or(*working);
    return lockDynamics(laser.branchAt(point.detuningHz), laser.pointOf(point), inputs);
  });
  solution.taps = tapsFromResidues(slotResidues(laser.branchAt(bias), laser.pointOf(*working), inputs));
}

std::vector<FixedPoint> pointsBetween(const LockSolution& solution, const FixedPoint& low,
                                      const FixedPoint& high, int count) {
  std::vector<FixedPoint> out;
  const double step = (low.phase - high.phase) / (count - 1);
  const DrivenLaser laser(solution.inputs, solution.working.detuningHz);
  for (int i = 0; i < count; ++i) {
    const double phase = high.phase + step * i;
    if (!solution.driven) {
      out.push_back(pointAtPhase(solution, phase));
      continue;
    }
    const bool isEnd = i == 0 || i == count - 1;
    const std::optional<FixedPoint> point =
        laser.at(drivenDetuning(laser, {low.detuningHz, high.detuningHz}, phase));
    out.push_back(isEnd || !point ? (2 * i < count ? high : low) : *point);
  }
  return out;
}

bool allFinite(const LockDynamics& d) {
  const double sum = d.relaxationRatePerS + d.settlingResidue + d.settlingAverage + d.phaseVariance +
                     d.slotPhaseSigma + d.neighbourCorrelation;
  return std::isfinite(sum);
}

bool allFinite(const LockSolution& solution) {
  double sum = solution.staticHalfRangeHz + solution.usableSpan + solution.weightLimit;
  for (const FixedPoint* point :
       {&solution.bandLow, &solution.bandHigh, &solution.lockedLow, &solution.lockedHigh, &solution.usableLow,
        &solution.usableHigh, &solution.working}) {
    sum += point->detuningHz + point->phase + point->amplitude + point->carriers;
  }
  for (double tap : solution.taps) sum += tap;
  return std::isfinite(sum) && allFinite(solution.dynamics) && allFinite(solution.worst);
}

LockSolution failed(const LockInputs& inputs, LockFailure failure, double halfRangeHz) {
  LockSolution solution;
  solution.inputs = inputs;
  solution.failure = failure;
  solution.staticHalfRangeHz = std::isfinite(halfRangeHz) ? halfRangeHz : 0;
  return solution;
}

}  // namespace

LockDynamics dynamicsAt(const LockInputs& inputs, double biasHz, const FixedPoint& point) {
  if (inputs.laser.model == LockModel::Adler) {
    const double half = staticHalfRangeHz(inputs.laser, inputs.injectionRatio);
    return adlerDynamics(2 * kPi * half * std::cos(point.phase + std::atan(inputs.laser.alpha)), inputs);
  }
  if (inputs.current.pumpPerHz != 0) {
    const DrivenLaser laser(inputs, biasHz);
    return lockDynamics(laser.branchAt(point.detuningHz), laser.pointOf(point), inputs);
  }
  const LockBranch branch(inputs.laser, inputs.injectionRatio);
  return lockDynamics(branch, branch.at(point.phase), inputs);
}

LockSolution solveLock(const LockInputs& inputs, LockScope scope) {
  const double halfRangeHz = staticHalfRangeHz(inputs.laser, inputs.injectionRatio);
  LockSolution solution = failed(inputs, checkLockInputs(inputs), halfRangeHz);
  if (solution.failure != LockFailure::None) return solution;
  // First as a laser whose pump stays, which is what it is taken for where the current finds no range.
  solution.inputs.current = {};
  inputs.laser.model == LockModel::Adler ? solveAdler(solution, scope) : solveRateEquations(solution, scope);
  solution.inputs = inputs;
  if (solution.locked && inputs.laser.model == LockModel::RateEquations && inputs.current.pumpPerHz != 0)
    writeByCurrent(solution, scope);
  solution.weightLimit = weightLimitOf(solution.usableSpan);
  if (!allFinite(solution)) return failed(inputs, LockFailure::InvalidParameters, halfRangeHz);
  return solution;
}

LaserState laserAtDetuning(const LockSolution& solution, double detuningHz) {
  LaserState state;
  state.point.detuningHz = std::isfinite(detuningHz) ? detuningHz : 0;
  if (!solution.locked || !std::isfinite(detuningHz)) return state;
  const LockInputs& inputs = solution.inputs;
  state.locked = detuningHz >= solution.lockedLow.detuningHz && detuningHz <= solution.lockedHigh.detuningHz;
  state.inBand = detuningHz >= solution.bandLow.detuningHz && detuningHz <= solution.bandHigh.detuningHz;
  if (inputs.laser.model == LockModel::Adler) {
    const double share = std::clamp(detuningHz / solution.staticHalfRangeHz, -1.0, 1.0);
    state.point.phase = -std::asin(share) - std::atan(inputs.laser.alpha);
    state.stable = state.inBand;
    return state;
  }
  const LockBranch branch(inputs.laser, inputs.injectionRatio);
  const double phase = phaseAtDetuning(branch, solution.lockedHigh.phase, solution.lockedLow.phase,
                                       2 * kPi * detuningHz / branch.rate());
  const LockBranch::Point point = branch.at(phase);
  state.point = branch.physical(point);
  state.point.detuningHz = detuningHz;
  state.stable = state.locked && (state.inBand || point.stable(inputs.laser.alpha));
  return state;
}

FixedPoint pointAtPhase(const LockSolution& solution, double phase) {
  if (!solution.locked) return {};
  const double kept = std::clamp(phase, solution.lockedHigh.phase, solution.lockedLow.phase);
  const LockInputs& inputs = solution.inputs;
  if (inputs.laser.model == LockModel::Adler) {
    return {-solution.staticHalfRangeHz * std::sin(kept + std::atan(inputs.laser.alpha)), kept, 1, 1};
  }
  const LockBranch branch(inputs.laser, inputs.injectionRatio);
  return branch.physical(branch.at(kept));
}

std::vector<FixedPoint> usablePoints(const LockSolution& solution, int count) {
  return pointsBetween(solution, solution.usableLow, solution.usableHigh, count);
}

std::vector<FixedPoint> bandPoints(const LockSolution& solution, int count) {
  return solution.driven ? pointsBetween(solution, solution.drivenLow, solution.drivenHigh, count)
                         : pointsBetween(solution, solution.bandLow, solution.bandHigh, count);
}

const LockSolution& LockMemo::solve(const LockInputs& inputs) {
  for (const LockSolution& known : m_solutions) {
    if (known.inputs == inputs) return known;
  }
  const std::size_t place = m_next % std::max<std::size_t>(1, m_capacity);
  m_next = place + 1;
  if (place >= m_solutions.size()) m_solutions.emplace_back();
  m_solutions[place] = solveLock(inputs, LockScope::WorkingPoint);
  return m_solutions[place];
}

}  // namespace lightloom::laser
