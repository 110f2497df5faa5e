#include "laser/delayed_phase.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <vector>

#include "laser/lock_dynamics.h"

namespace lightloom::laser {
namespace {

constexpr double kPerSlot = 512, kMostPerSlot = 8192;  // points of a slot
constexpr double kPerTime = 16;                        // points of the shortest time of a laser
constexpr double kDecays = 10;  // of the slowest decay: e^−20 of the variance is left
constexpr double kMostPoints = 1 << 17;

// ∫ s dt from a step on, at points `step` apart: t − (a, p, 0)·t φ₁(Jt) e_φ, and 0 before the step.
class StepIntegral {
 public:
  // The first point stands `first` seconds after the step, or before it.
  StepIntegral(const PhaseFollower& follower, double first, double step)
      : m_seen(follower.ofAmplitude, follower.ofPhase, 0), m_first(first), m_step(step) {
    const MatrixPhi one = matrixPhi(follower.jacobianPerS * step);
    m_kept = one.exponential;
    m_added = step * one.first.col(1);
    if (first < 0) m_before = static_cast<std::size_t>(std::ceil(-first / step));
    const double begins = first + static_cast<double>(m_before) * step;
    m_state = begins * matrixPhi(follower.jacobianPerS * begins).first.col(1);
  }

  double next() {
    const double time = m_first + static_cast<double>(m_at) * m_step;
    if (m_at++ < m_before) return 0;
    const double value = time - m_seen.dot(m_state);
    m_state = (m_kept * m_state + m_added).eval();
    return value;
  }

 private:
  Eigen::Vector3d m_seen;
  double m_first, m_step;
  Eigen::Matrix3d m_kept;
  Eigen::Vector3d m_added, m_state;
  std::size_t m_at = 0, m_before = 0;
};

// Rates of decay of a follower's slowest and of its fastest motion, 1/s.
struct Rates {
  double slowest, fastest;
};

Rates ratesOf(const PhaseFollower& follower) {
  const Eigen::Vector3cd values = follower.jacobianPerS.eigenvalues();
  return {-values.real().maxCoeff(), values.cwiseAbs().maxCoeff()};
}

}  // namespace

DelayedPhaseNoise delayedPhaseNoise(Frequency linewidth, const PhaseFollower& late,
                                    const PhaseFollower& early, Time delay, Time slot, double gate) {
  const double tau = delay.seconds(), period = slot.seconds(), window = gate * period;
  const Rates rates[] = {ratesOf(late), ratesOf(early)};
  const double slowest = std::min(rates[0].slowest, rates[1].slowest),
               fastest = std::max(rates[0].fastest, rates[1].fastest);
  if (linewidth.hertz() <= 0 || !(slowest > 0)) return {};
  const double lasts = std::fabs(tau) + window + period + kDecays / slowest;
  double perSlot = std::clamp(std::ceil(kPerTime * period * fastest), kPerSlot, kMostPerSlot);
  perSlot = std::max(1.0, std::min(perSlot, std::floor(kMostPoints * period / lasts)));
  const double step = period / perSlot;
  const auto count = static_cast<std::size_t>(std::ceil(lasts / step)),
             lag = static_cast<std::size_t>(perSlot);

  const double lateFrom = std::min(0.0, -tau), earlyFrom = std::min(0.0, tau);
  StepIntegral lateEnd(late, lateFrom, step), lateStart(late, lateFrom - window, step);
  StepIntegral earlyEnd(early, earlyFrom, step), earlyStart(early, earlyFrom - window, step);
  std::vector<double> mean(count);
  DelayedPhaseNoise out;
  for (std::size_t i = 0; i < count; ++i) {
    mean[i] = (lateEnd.next() - earlyEnd.next() - lateStart.next() + earlyStart.next()) / window;
    out.variance += mean[i] * mean[i];
    if (i >= lag) out.neighbourCovariance += mean[i] * mean[i - lag];
  }
  out.variance *= linewidth.angular() * step;
  out.neighbourCovariance *= linewidth.angular() * step;
  return out;
}

}  // namespace lightloom::laser
