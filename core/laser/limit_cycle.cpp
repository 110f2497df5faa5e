#include "laser/limit_cycle.h"

#include <algorithm>
#include <cmath>

#include "laser/laser_steps.h"

namespace lightloom::laser {
namespace {

constexpr double kPeriods = 20;
constexpr int kStepsPerSample = 4;
constexpr int kLargestStepCount = 400000;  // of slow carriers: then fewer periods
constexpr double kNudge = 0.05;            // rad, off the unstable fixed point
constexpr double kSettled = 0.05;          // of the rms field, between halves of the averaged time

Time stepFor(LaserParameters laser, const std::vector<UnstableLaser>& lasers) {
  Time step = Time::seconds(INFINITY);
  for (const UnstableLaser& one : lasers) {
    laser.alpha = one.alpha;
    step = std::min(step, longestStep(laser, one.injectionRatio));
  }
  return step;
}

int stepsOfPeriods(const LaserParameters& laser, Time step) {
  const double period = 1 / std::max(1.0, relaxationOscillation(laser).frequencyHz);
  return static_cast<int>(std::min<double>(kLargestStepCount, kPeriods * period / step.seconds())) + 1;
}

}  // namespace

std::vector<LimitCycle> followLimitCycles(LaserParameters laser, const std::vector<UnstableLaser>& lasers) {
  std::vector<LimitCycle> out(lasers.size());
  if (lasers.empty()) return out;
  laser.linewidthHz = 0;
  const Time step = stepFor(laser, lasers);
  const int steps = stepsOfPeriods(laser, step);
  std::vector<double> alphas;
  for (const UnstableLaser& one : lasers) alphas.push_back(one.alpha);
  LaserArray array(laser, alphas, step, 0);
  for (int i = 0; i < array.count(); ++i) {
    const UnstableLaser& one = lasers[static_cast<std::size_t>(i)];
    array.drive(i, {one.detuningHz, one.injectionRatio});
    array.place(i, {one.phase + kNudge, 0, 1, 1});
  }
  array.step(steps);
  std::vector<std::int64_t> slips;
  for (int i = 0; i < array.count(); ++i) slips.push_back(array.at(i).slips);
  for (LimitCycle& cycle : out) cycle.meanPower = 0;
  std::vector<std::complex<double>> firstHalf(out.size());
  const int samples = std::max(1, steps / kStepsPerSample);
  for (int s = 0; s < samples; ++s) {
    if (s == samples / 2)
      for (std::size_t i = 0; i < out.size(); ++i) firstHalf[i] = out[i].meanField;
    array.step(kStepsPerSample);
    for (int i = 0; i < array.count(); ++i) {
      const LaserMoment moment = array.at(i);
      LimitCycle& cycle = out[static_cast<std::size_t>(i)];
      cycle.meanField += std::polar(moment.amplitude, moment.phase) / static_cast<double>(samples);
      cycle.meanPower += moment.amplitude * moment.amplitude / samples;
    }
  }
  for (int i = 0; i < array.count(); ++i) {
    LimitCycle& cycle = out[static_cast<std::size_t>(i)];
    cycle.bounded = std::llabs(array.at(i).slips - slips[static_cast<std::size_t>(i)]) <= 1;
    const double half = static_cast<double>(samples / 2) / samples;
    const std::complex<double> before = firstHalf[static_cast<std::size_t>(i)];
    if (half > 0)
      cycle.settled = std::abs(before / half - (cycle.meanField - before) / (1 - half)) <=
                      kSettled * std::sqrt(cycle.meanPower);
    if (!cycle.bounded) cycle.meanField = 0;
  }
  return out;
}

}  // namespace lightloom::laser
