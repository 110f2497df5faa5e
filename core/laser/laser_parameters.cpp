#include "laser/laser_parameters.h"

#include <algorithm>
#include <cmath>

namespace lightloom::laser {
namespace {

constexpr double kSmallestRatio = 1e-15;
constexpr double kLargestRatio = 1e6;
constexpr double kRateSpan = 1e9;

bool within(double value, double low, double high) {
  return value >= low && value <= high;
}

bool validLaser(const LaserParameters& laser) {
  const double k = laser.fieldDecayRatePerS;
  return within(k, 1e3, 1e18) && within(laser.carrierDecayRatePerS / k, 1 / kRateSpan, kRateSpan) &&
         within(laser.couplingRatePerS / k, 1 / kRateSpan, kRateSpan) && within(laser.alpha, -100, 100) &&
         within(laser.pump, 1 + 1e-6, 1e6) && within(laser.linewidthHz, 0, 1e15) &&
         within(laser.usableLow, 0, 1) && within(laser.usableHigh, 0, 1) &&
         laser.usableLow < laser.usableHigh;
}

}  // namespace

LockFailure checkLockInputs(const LockInputs& inputs) {
  if (inputs.laser.pump <= 1) return LockFailure::BelowThreshold;
  const bool dark = inputs.injectionRatio >= 0 && inputs.injectionRatio < kSmallestRatio;
  if (dark || inputs.laser.couplingRatePerS == 0) return LockFailure::NoInjection;
  const bool valid = validLaser(inputs.laser) &&
                     within(inputs.injectionRatio, kSmallestRatio, kLargestRatio) &&
                     within(inputs.slot.seconds(), 1e-15, 1e3) && within(inputs.gate, 1e-6, 1) &&
                     std::isfinite(inputs.current.pumpPerHz) && std::isfinite(inputs.current.floor);
  return valid ? LockFailure::None : LockFailure::InvalidParameters;
}

std::optional<Message> lockFailureMessage(LockFailure failure) {
  switch (failure) {
    case LockFailure::None:
      return std::nullopt;
    case LockFailure::NoInjection:
      return Message{
          "lock.no-injection",
          LL_TEXT("No leader light reaches this laser. Check the path from the leader to its facet."),
          {}};
    case LockFailure::BelowThreshold:
      return Message{"lock.below-threshold",
                     LL_TEXT("The laser is pumped below its threshold. Raise its bias current or power."),
                     {}};
    case LockFailure::InvalidParameters:
      return Message{"lock.invalid-parameters",
                     LL_TEXT("A laser parameter is outside its range. Reset the rates of this laser."),
                     {}};
    case LockFailure::NoStableBand:
      return Message{
          "lock.no-stable-band",
          LL_TEXT("No detuning gives a stable lock. Change the injected power or the laser's rates."),
          {}};
  }
  return std::nullopt;
}

RelaxationOscillation relaxationOscillation(const LaserParameters& laser) {
  const double excess = std::max(0.0, laser.pump - 1);
  const double angular = std::sqrt(2 * laser.fieldDecayRatePerS * laser.carrierDecayRatePerS * excess);
  return {angular / (2 * constants::kPi), laser.carrierDecayRatePerS * laser.pump};
}

double staticHalfRangeHz(const LaserParameters& laser, double injectionRatio) {
  if (!(injectionRatio > 0)) return 0;
  return laser.couplingRatePerS * std::sqrt(injectionRatio) * std::hypot(1.0, laser.alpha) /
         (2 * constants::kPi);
}

}  // namespace lightloom::laser
