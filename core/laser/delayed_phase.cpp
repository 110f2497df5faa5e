#include "laser/delayed_phase.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <vector>

namespace lightloom::laser {
namespace {

using Complex = std::complex<double>;

constexpr int kModes = 3;  // of a follower

/// A follower in its own modes: s(t) = 1 − Σ share·e^{rate·t}.
struct Modes {
  Eigen::Vector3cd rates, shares;
};

Modes modesOf(const PhaseFollower& follower, const Eigen::Matrix3d& jacobianPerS) {
  const Eigen::EigenSolver<Eigen::Matrix3d> solver(jacobianPerS);
  const Eigen::Matrix3cd vectors = solver.eigenvectors();
  const Eigen::Vector3cd step = vectors.partialPivLu().solve(Eigen::Vector3cd::Unit(1));
  const Eigen::RowVector3cd seen = follower.ofAmplitude * vectors.row(0) + follower.ofPhase * vectors.row(1);
  return {solver.eigenvalues(), seen.transpose().cwiseProduct(step)};
}

// Modes that fall together have no directions of their own: then those of a laser whose rates are a millionth
// off.
Modes modesOf(const PhaseFollower& follower) {
  constexpr double kMostShare = 1e5, kApart = 1e-6;
  const Modes modes = modesOf(follower, follower.jacobianPerS);
  if (modes.shares.cwiseAbs().maxCoeff() < kMostShare) return modes;
  Eigen::Matrix3d other = follower.jacobianPerS;
  const double apart = kApart * other.norm();
  other(0, 0) -= apart;
  other(2, 2) += apart / 2;
  return modesOf(follower, other);
}

/// p + q·x + Σ c·e^{rate·x} from the start of a stretch of time on, x in s; the rates are those of both
/// followers.
struct Stretch {
  double constant = 0, slope = 0;
  std::array<Complex, 2 * kModes> ofModes{};
};

/// The weight of a leader's step at each time in the average of a slot: of ∫s dt of both followers, each once
/// from its step on and once less from a window later on.
class Weight {
 public:
  Weight(const PhaseFollower& late, const PhaseFollower& early, double delay, double window)
      : m_followers{modesOf(late), modesOf(early)}, m_window(window) {
    const double lateAt = std::max(0.0, delay), earlyAt = std::max(0.0, -delay);
    m_starts = {Start{0, 1, lateAt}, Start{1, -1, earlyAt}, Start{0, -1, lateAt + window},
                Start{1, 1, earlyAt + window}};
    for (std::size_t f = 0; f < m_followers.size(); ++f)
      for (int k = 0; k < kModes; ++k)
        m_rates[f * kModes + static_cast<std::size_t>(k)] = m_followers[f].rates(k);
  }

  const std::array<Complex, 2 * kModes>& rates() const { return m_rates; }
  double slowest() const {
    double out = -m_rates[0].real();
    for (const Complex& rate : m_rates) out = std::min(out, -rate.real());
    return out;
  }

  void addTimes(double shift, std::vector<double>& out) const {
    for (const Start& start : m_starts) out.push_back(start.time + shift);
  }

  // The stretch that begins at a time; `within`: any time in it, which rounding does not put before a step.
  Stretch from(double time, double within) const {
    Stretch out;
    for (const Start& start : m_starts) {
      if (start.time > within) continue;
      const Modes& modes = m_followers[start.follower];
      const double sign = start.sign / m_window;
      out.constant += sign * (time - start.time);
      out.slope += sign;
      for (int k = 0; k < kModes; ++k) {
        const Complex integral = modes.shares(k) / modes.rates(k);
        out.constant += sign * integral.real();
        out.ofModes[start.follower * kModes + static_cast<std::size_t>(k)] -=
            sign * integral * std::exp(modes.rates(k) * (time - start.time));
      }
    }
    return out;
  }

 private:
  struct Start {
    std::size_t follower;
    double sign, time;
  };
  std::array<Modes, 2> m_followers;
  std::array<Start, 4> m_starts;
  std::array<Complex, 2 * kModes> m_rates;
  double m_window;
};

// ∫ a·b over the `length` of a stretch.
double productOver(double length, const Stretch& a, const Stretch& b,
                   const std::array<Complex, 2 * kModes>& rates) {
  double sum =
      length * (a.constant * b.constant + length * ((a.constant * b.slope + a.slope * b.constant) / 2 +
                                                    length * a.slope * b.slope / 3));
  std::array<Complex, 2 * kModes> ends;
  for (std::size_t i = 0; i < rates.size(); ++i) ends[i] = std::exp(rates[i] * length);
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const Complex flat = (ends[i] - 1.0) / rates[i], rising = (length * ends[i] - flat) / rates[i];
    sum += (a.ofModes[i] * (b.constant * flat + b.slope * rising) +
            b.ofModes[i] * (a.constant * flat + a.slope * rising))
               .real();
    for (std::size_t k = 0; k < rates.size(); ++k)
      sum += (a.ofModes[i] * b.ofModes[k] * (ends[i] * ends[k] - 1.0) / (rates[i] + rates[k])).real();
  }
  return sum;
}

// The same from the start of a stretch for ever, where constants and slopes of all steps have cancelled.
double productBeyond(const Stretch& a, const Stretch& b, const std::array<Complex, 2 * kModes>& rates) {
  double sum = 0;
  for (std::size_t i = 0; i < rates.size(); ++i)
    for (std::size_t k = 0; k < rates.size(); ++k)
      sum -= (a.ofModes[i] * b.ofModes[k] / (rates[i] + rates[k])).real();
  return sum;
}

// ∫ weight(t)·weight(t − lag) dt.
double covariance(const Weight& weight, double lag) {
  std::vector<double> times;
  weight.addTimes(0, times);
  weight.addTimes(lag, times);
  std::sort(times.begin(), times.end());
  double sum = 0;
  for (std::size_t i = 0; i + 1 < times.size(); ++i) {
    const double length = times[i + 1] - times[i], middle = times[i] + length / 2;
    if (length > 0)
      sum += productOver(length, weight.from(times[i], middle), weight.from(times[i] - lag, middle - lag),
                         weight.rates());
  }
  constexpr double kEver = std::numeric_limits<double>::infinity();
  return sum + productBeyond(weight.from(times.back(), kEver), weight.from(times.back() - lag, kEver),
                             weight.rates());
}

}  // namespace

DelayedPhaseNoise delayedPhaseNoise(Frequency linewidth, const PhaseFollower& late,
                                    const PhaseFollower& early, Time delay, Time slot, double gate) {
  if (linewidth.hertz() <= 0) return {};
  const Weight weight(late, early, delay.seconds(), gate * slot.seconds());
  if (!(weight.slowest() > 0)) return {};
  return {std::max(0.0, linewidth.angular() * covariance(weight, 0)),
          linewidth.angular() * covariance(weight, slot.seconds())};
}

}  // namespace lightloom::laser
