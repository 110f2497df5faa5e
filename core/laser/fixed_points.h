#pragma once

#include <optional>
#include <vector>

#include <Eigen/Core>

#include "laser/laser_parameters.h"
#include "rooms.h"

namespace lightloom::laser {

/// A locked state: a fixed point of the rate equations (or of the Adler equation, with amplitude 1 and
/// carriers 1).
struct FixedPoint {
  double detuningHz = 0;  ///< leader − free-running follower
  double phase = 0;       ///< follower − leader, rad
  double amplitude = 1;   ///< field relative to the free-running field
  double carriers = 1;    ///< N, 1 at threshold
};

/// The point at a share 0 … 1 of the way between two neighbours of a branch, by straight lines.
FixedPoint between(const FixedPoint& low, const FixedPoint& high, double share);

/// The branch of fixed points that goes on from the free-running laser (at a phase with two amplitudes the
/// larger), in units of k, as a smooth function of the phase. With c = (K|E_inj|/k) cos φ the field A is the
/// largest root of A³ − c A² − (μ−1) A − c = 0, N = μ/(1+A²) and Δω = k[α(N−1)] − (K|E_inj|/A) sin φ.
class LockBranch {
 public:
  /// One fixed point with the coefficients of its 3×3 Jacobian, all rates in units of k.
  struct Point {
    double phase;           ///< φ = phase(follower) − phase(leader), rad
    double field;           ///< A, in units in which the free-running field is √(μ−1)
    double carriers;        ///< N, 1 at threshold
    double detuning;        ///< Δω/k, leader − free-running follower
    double gain;            ///< n = N − 1 = −(r/A) cos φ
    double pull;            ///< s = (r/A) sin φ
    double exchange;        ///< G = 2 γ N A², squared relaxation oscillation
    double carrierDamping;  ///< Γ = γ (1 + A²)

    /// −det J = Γ(n²+s²) − G(n+αs): positive between the saddle-node edges.
    double saddleNode(double alpha) const;
    /// Routh–Hurwitz a₂a₁ − a₀ = −2n(n²+s²) + (Γ−2n)(G−2nΓ) + G(n+αs): changes sign at a Hopf edge.
    double hopf(double alpha) const;
    /// Whether all three eigenvalues lie in the left half-plane.
    bool stable(double alpha) const;
    /// The point at −φ: there the pull alone turns round.
    Point mirrored(double alpha) const;
  };

  /// The inputs must have passed `checkLockInputs`.
  LockBranch(const LaserParameters& laser, double injectionRatio);
  /// The same laser under another pump ≥ 0, where the leader's field and the unit of `physical` stay those of
  /// its own. Below threshold fixed points have phases of up to π/2.
  LockBranch(const LaserParameters& laser, double injectionRatio, double pump);

  /// The linewidth enhancement factor of the laser, as the functions of `Point` take it.
  double alpha() const { return m_alpha; }
  /// Largest |φ| with a fixed point; π where the branch closes upon itself.
  double phaseLimit() const { return m_phaseLimit; }
  /// Whether every phase has a fixed point: the injection is too strong for a fold.
  bool closed() const { return m_closed; }
  /// The fixed point at a phase, |φ| ≤ phaseLimit (taken at the limit beyond it; any φ where closed).
  Point at(double phase) const;
  /// The coefficients at a phase and a field that the caller has, on this branch or on the one of smaller
  /// amplitudes.
  Point pointWith(double phase, double field) const;
  /// Points at phases 0 … phaseLimit, ascending, dense enough that every quantity is smooth in between.
  std::vector<Point> samples() const;

  /// The point in Hz and in units of the free-running field.
  FixedPoint physical(const Point& point) const;
  /// k in 1/s, the unit of every rate of `Point`.
  double rate() const { return m_rate; }
  /// Its detuning in Hz, k·detuning/2π.
  double detuningHz(const Point& point) const;

 private:
  double highestField(double c) const;
  double fieldBelow(double start, double c) const;
  Point pointOf(double phase, double cosine, double field) const;
  std::vector<double> samplePhases() const;

  double m_rate, m_alpha, m_gamma, m_unit, m_excess, m_injection;
  double m_foldField, m_foldDrive;
  double m_phaseLimit;
  bool m_closed;
};

/// The fixed point at a phase (larger amplitude where there are two). nullopt where none exists or the inputs
/// are bad.
std::optional<FixedPoint> fixedPointAtPhase(const LaserParameters& laser, double injectionRatio,
                                            double phase);

/// All fixed points at a detuning, one or three (Adler: none or two), by ascending amplitude, stable or not;
/// from the cubic in |E|². Empty where there is none or the inputs are bad.
std::vector<FixedPoint> fixedPointsAtDetuning(const LaserParameters& laser, double injectionRatio,
                                              double detuningHz);

/// The same of a laser under another pump ≥ 0, where the leader's field and the unit of the amplitudes stay
/// those of its own. Rate equations only.
std::vector<FixedPoint> fixedPointsAtDetuning(const LaserParameters& laser, double injectionRatio,
                                              double detuningHz, double pump);

/// Jacobian of (A, φ, N) in 1/s at a fixed point of the rate equations, A in units in which the free-running
/// field is √(μ−1) (model.md 3.3). The inputs must have passed `checkLockInputs`.
Eigen::Matrix3d lockJacobian(const LaserParameters& laser, double injectionRatio, const FixedPoint& point);

/// Whether all eigenvalues of the Jacobian (Adler: −Δω_L cos(φ + atan α)) lie in the left half-plane. The
/// inputs must have passed `checkLockInputs`.
bool isStable(const LaserParameters& laser, double injectionRatio, const FixedPoint& point);

}  // namespace lightloom::laser
