#include "laser/delayed_phase.h"

#include <algorithm>
#include <cmath>

namespace lightloom::laser {
namespace {

double cube(double x) {
  return std::fabs(x * x * x);
}

// ∫ h(t) h(t − s) dt of h = box(a) * box(b): two boxes convolved.
double trapezoidCorrelation(double a, double b, double s) {
  return (cube(s + a + b) + cube(s - a - b) + cube(s + a - b) + cube(s - a + b) - 2 * cube(s + a) -
          2 * cube(s - a) - 2 * cube(s + b) - 2 * cube(s - b) + 4 * cube(s)) /
         12;
}

// Below this ratio of the delay to the integration, neighbouring slots share nothing that could be told.
constexpr double kShortDelay = 1e-3;

}  // namespace

DelayedPhaseNoise delayedPhaseNoise(Frequency linewidth, Time delay, Time slot, double gate) {
  const double tau = std::fabs(delay.seconds()), window = gate * slot.seconds();
  const double diffusion = linewidth.angular();
  const double a = std::min(tau, window), b = std::max(tau, window);
  const double power = a * a * (b - a / 3);
  DelayedPhaseNoise out;
  out.instantSigma = std::sqrt(diffusion * tau);
  out.sigma = std::sqrt(diffusion * power) / window;
  if (tau > kShortDelay * window)
    out.neighbourCorrelation =
        std::clamp(trapezoidCorrelation(tau, window, slot.seconds()) / power, 0.0, 1.0);
  return out;
}

}  // namespace lightloom::laser
