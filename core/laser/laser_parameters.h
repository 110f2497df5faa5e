#pragma once

#include <limits>
#include <optional>

#include "base/message.h"
#include "base/units.h"
#include "rooms.h"

namespace lightloom::laser {

/// How the follower is described: the full rate equations (default), or their limit of a constant amplitude.
enum class LockModel {
  RateEquations,  ///< Ė = k(1+iα)(N−1)E − iΔω E + K E_inj, Ṅ = −γ_c(N − μ + N|E|²)
  Adler           ///< φ̇ = −Δω − Δω_L sin(φ + atan α), Δω_L = K √(P_inj/P) √(1+α²)
};

/// One single-mode laser (spin-flip form, one polarisation) and the share of its stable band that is used.
/// The defaults are the fast 974 nm VCSEL of the example benches.
struct LaserParameters {
  double alpha = 2.0;                 ///< linewidth enhancement factor, −100 … 100
  double fieldDecayRatePerS = 200e9;  ///< k; the photon lifetime is 1/(2k)
  double carrierDecayRatePerS = 5e9;  ///< γ_c
  double pump = 6.0;                  ///< μ, in units of threshold; lasing needs μ > 1
  double couplingRatePerS = 200e9;    ///< K = 2 k η_out
  double linewidthHz = 50e6;          ///< free-running Lorentzian linewidth δν ≥ 0 (includes 1 + α²)
  double usableLow = 0.1;   ///< usable range as shares of the stable band in detuning, from its lower
  double usableHigh = 0.8;  ///< edge; 0 ≤ low < high ≤ 1, kept a millionth away from the edges
  LockModel model = LockModel::RateEquations;

  bool operator==(const LaserParameters&) const = default;
};

/// The poles between a symbol and what it drives, as 3 dB frequencies in Hz > 0; infinite: none.
struct DrivePoles {
  double driverHz = std::numeric_limits<double>::infinity();  ///< of the driver
  double rcHz = std::numeric_limits<double>::infinity();      ///< of the load behind it

  bool operator==(const DrivePoles&) const = default;
};

/// What the current that writes a detuning does to the pump (model.md 3.11).
struct WritingCurrent {
  double pumpPerHz = 0;  ///< dμ per Hz of detuning that it writes, −c/(I_threshold·k_c); 0: the pump stays
  double floor = 0;      ///< μ without current: beyond it there is no less

  bool operator==(const WritingCurrent&) const = default;
};

/// All that decides how a laser follows: equal inputs give equal solutions, so this is also a memo's key.
struct LockInputs {
  LaserParameters laser;      ///< the follower
  double injectionRatio = 0;  ///< mode-matched power on the facet / free-running emitted power, linear
  Time slot = Time::picoseconds(100);  ///< symbol slot T
  double gate = 1.0;      ///< last share of the slot that the pixel integrates, 0 … 1 without 0
  DrivePoles drive = {};  ///< between a symbol and the laser's current
  WritingCurrent current = {};

  bool operator==(const LockInputs&) const = default;
};

/// Why there is no lock.
enum class LockFailure {
  None,
  NoInjection,        ///< no power on the facet, or no coupling
  BelowThreshold,     ///< μ ≤ 1: the laser emits nothing by itself, a ratio to its power has no meaning
  InvalidParameters,  ///< a number is not finite or outside its range
  NoStableBand        ///< no stable fixed point at any detuning
};

/// Checks the inputs: finite, rates and slot positive, μ > 1, ratio > 1e-15 (less counts as none) and ≤ 1e6,
/// ratios of rates within 1e-9 … 1e9 of each other.
LockFailure checkLockInputs(const LockInputs& inputs);

/// The reason in words, nullopt for `LockFailure::None`.
std::optional<Message> lockFailureMessage(LockFailure failure);

/// Undamped relaxation oscillation of the laser by itself.
struct RelaxationOscillation {
  double frequencyHz = 0;  ///< √(2 k γ_c (μ − 1)) / 2π
  double dampingPerS = 0;  ///< γ_c μ
};

/// Relaxation oscillation of the free-running laser; zero frequency at and below threshold.
RelaxationOscillation relaxationOscillation(const LaserParameters& laser);

/// Static (saddle-node) half-range K √ratio √(1+α²) / 2π in Hz, from the free-running power. 0 without
/// injection.
double staticHalfRangeHz(const LaserParameters& laser, double injectionRatio);

}  // namespace lightloom::laser
