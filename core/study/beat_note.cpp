#include "study/beat_note.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>

namespace lightloom::study {
namespace {

double meanOfTrace(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

double BeatTrace::loudness() const {
  if (current.empty()) return 0;
  const double mean = meanOfTrace(current);
  double squares = 0;
  for (const double value : current) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(current.size()));
}

double BeatTrace::frequencyHz() const {
  if (current.empty()) return 0;
  const double mean = meanOfTrace(current);
  std::vector<std::size_t> crossings;
  for (std::size_t i = 1; i < current.size(); ++i)
    if ((current[i - 1] < mean) != (current[i] < mean)) crossings.push_back(i);
  if (crossings.size() < 3) return 0;
  const double halves = static_cast<double>(crossings.size() - 1);
  return halves / (2 * stepS * static_cast<double>(crossings.back() - crossings.front()));
}

BeatTrace beatOf(const LockView& view, const LaserTrail& trail) {
  BeatTrace out;
  out.stepS = view.stepS * LockSimulation::kTrailSteps;
  for (const std::complex<float>& point : trail.points)
    out.current.push_back(0.5 * std::norm(1.0 + std::complex<double>(point)));
  return out;
}

BeatTrace beatOfAll(const LockView& view) {
  BeatTrace out;
  // A laser that comes newly into view has no trail yet.
  std::size_t shortest = view.trails.empty() ? 0 : view.trails.front().points.size();
  for (const LaserTrail& trail : view.trails) shortest = std::min(shortest, trail.points.size());
  out.current.assign(shortest, 0.0);
  for (const LaserTrail& trail : view.trails) {
    const BeatTrace one = beatOf(view, trail);
    out.stepS = one.stepS;
    for (std::size_t i = 0; i < shortest; ++i)
      out.current[i] +=
          one.current[one.current.size() - shortest + i] / static_cast<double>(view.trails.size());
  }
  return out;
}

}  // namespace lightloom::study
