#include "laser/stable_band.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "laser/internal/sign_change.h"

namespace lightloom::laser {
namespace {

using constants::kPi;

struct Sample {
  double phase, saddleNode, hopf;
};

// Golden-section search for the least value in [low, high], to about 1e-8 of the interval.
template <typename Function>
double leastNear(double low, double high, Function value) {
  constexpr double kShare = 0.6180339887498949;
  double left = high - kShare * (high - low), right = low + kShare * (high - low);
  double atLeft = value(left), atRight = value(right);
  for (int i = 0; i < 38; ++i) {
    if (atLeft < atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - kShare * (high - low);
      atLeft = value(left);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + kShare * (high - low);
      atRight = value(right);
    }
  }
  return atLeft < atRight ? left : right;
}

// Samples in ascending phase over the whole branch; a closed one ends with a second sample of its second
// phase, so that triples around the joint are seen.
std::vector<Sample> sampleBranch(const LockBranch& branch) {
  const double alpha = branch.alpha();
  const auto sampleOf = [alpha](const LockBranch::Point& point) {
    return Sample{point.phase, point.saddleNode(alpha), point.hopf(alpha)};
  };
  const std::vector<LockBranch::Point> half = branch.samples();
  std::vector<Sample> samples(2 * half.size() - 1);
  for (std::size_t i = 0; i < half.size(); ++i) {
    samples[half.size() - 1 - i] = sampleOf(half[i].mirrored(alpha));
    samples[half.size() - 1 + i] = sampleOf(half[i]);
  }
  if (branch.closed()) samples.push_back(sampleOf(branch.at(samples[1].phase + 2 * kPi)));
  return samples;
}

// All phases where a function of the branch changes sign. `sampled` is the member of Sample, `value` the
// function.
template <typename Function>
std::vector<double> signChanges(const std::vector<Sample>& samples, double Sample::*sampled, Function value) {
  std::vector<double> roots;
  const auto refine = [&](double low, double high) { roots.push_back(signChange(low, high, value)); };
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const double before = samples[i - 1].*sampled, here = samples[i].*sampled;
    if ((before > 0) != (here > 0)) refine(samples[i - 1].phase, samples[i].phase);
    if (i + 1 == samples.size()) break;
    const double after = samples[i + 1].*sampled;
    const bool positive = here > 0;
    const bool turns = positive == (before > 0) && positive == (after > 0) &&
                       std::abs(here) <= std::abs(before) && std::abs(here) <= std::abs(after);
    if (!turns) continue;
    const double sign = positive ? 1 : -1;
    const double low = samples[i - 1].phase, high = samples[i + 1].phase;
    const double turn = leastNear(low, high, [&](double phase) { return sign * value(phase); });
    if ((value(turn) > 0) == positive) continue;
    refine(low, turn);
    refine(turn, high);
  }
  return roots;
}

// A closed branch repeats: keep one turn of phases and add the first one again after it.
void closeTurn(std::vector<double>& phases) {
  for (double& phase : phases) phase = std::remainder(phase, 2 * kPi);
  std::sort(phases.begin(), phases.end());
  // The joint is sampled twice, so a root beside it comes twice, equal but for rounding.
  phases.erase(std::unique(phases.begin(), phases.end(), [](double a, double b) { return b - a < 1e-13; }),
               phases.end());
  if (!phases.empty()) phases.push_back(phases.front() + 2 * kPi);
}

void addEnds(std::vector<double>& phases, double limit) {
  phases.push_back(-limit);
  phases.push_back(limit);
  std::sort(phases.begin(), phases.end());
}

// The ends around `phase` among sorted ends of a branch.
std::pair<double, double> endsAround(const std::vector<double>& ends, double phase, bool closed) {
  auto above = std::upper_bound(ends.begin(), ends.end(), phase);
  double turn = 0;
  if (closed && above == ends.begin()) {
    turn = -2 * kPi;
    above = std::upper_bound(ends.begin(), ends.end(), phase - turn);
  }
  if (above == ends.begin() || above == ends.end()) return {phase, phase};
  return {*(above - 1) + turn, *above + turn};
}

}  // namespace

std::optional<StableBand> findStableBand(const LockBranch& branch) {
  const double alpha = branch.alpha();
  const std::vector<Sample> samples = sampleBranch(branch);
  std::vector<double> saddles = signChanges(samples, &Sample::saddleNode,
                                            [&](double phase) { return branch.at(phase).saddleNode(alpha); });
  std::vector<double> edges =
      signChanges(samples, &Sample::hopf, [&](double phase) { return branch.at(phase).hopf(alpha); });
  edges.insert(edges.end(), saddles.begin(), saddles.end());
  for (std::vector<double>* phases : {&edges, &saddles}) {
    branch.closed() ? closeTurn(*phases) : addEnds(*phases, branch.phaseLimit());
  }
  std::optional<StableBand> best;
  double longest = 0;
  for (std::size_t i = 1; i < edges.size(); ++i) {
    const double low = edges[i - 1], high = edges[i];
    if (!branch.at(0.5 * (low + high)).stable(alpha)) continue;
    const double width = branch.at(low).detuning - branch.at(high).detuning;
    if (!(width > longest)) continue;
    longest = width;
    const std::pair<double, double> ends = endsAround(saddles, 0.5 * (low + high), branch.closed());
    best = StableBand{high, low, std::max(high, ends.second), std::min(low, ends.first)};
  }
  return best;
}

double phaseAtDetuning(const LockBranch& branch, double phaseAtHigh, double phaseAtLow, double detuning) {
  return signChange(phaseAtHigh, phaseAtLow,
                    [&](double phase) { return branch.at(phase).detuning - detuning; });
}

}  // namespace lightloom::laser
