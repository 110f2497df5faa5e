#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "laser/lock_dynamics.h"
#include "laser/stable_band.h"
#include "rooms.h"

namespace lightloom::laser {

/// What became of the search for the bias of a laser whose current pumps it.
enum class BiasSearch {
  NotAsked,   ///< the pump stays
  Found,      ///< the bias lies in the middle of the usable phase about it
  Unsettled,  ///< it still moved when the rounds were spent; the last one stands
  NoRange     ///< no bias has a usable range: the laser is taken as if its pump stayed
};

/// How one laser is locked: its stable band, the part of it that is used, and what holds at its working
/// point. All numbers are finite whatever the inputs; where `locked` is false only `failure` and the static
/// half-range mean anything, and the rest has its defaults.
struct LockSolution {
  LockInputs inputs;                        ///< that it was solved for
  bool locked = false;                      ///< there is a stable band
  LockFailure failure = LockFailure::None;  ///< why there is none
  double staticHalfRangeHz = 0;             ///< K √ratio √(1+α²)/2π

  FixedPoint bandLow, bandHigh;      ///< edges of the stable band, by detuning
  FixedPoint lockedLow, lockedHigh;  ///< ends of the fixed points that go on from the band, stable or not
  FixedPoint usableLow, usableHigh;  ///< `usableLow` and `usableHigh` shares of the band in detuning
  double usableSpan = 0;             ///< phase between them, rad
  double weightLimit = 0;            ///< w_max = sin(usableSpan/2), 1 at most

  /// The current that writes the usable range pumps the laser as well: range and working point lie on the
  /// branch of `DrivenLaser` about the working point, shares are of its own band. All else is of a constant
  /// current.
  bool driven = false;
  BiasSearch biasSearch = BiasSearch::NotAsked;
  FixedPoint drivenLow, drivenHigh;  ///< edges of that band

  FixedPoint working;        ///< auto-bias: middle of the usable phase
  LockDynamics dynamics;     ///< at the working point
  LockDynamics worst;        ///< worst of each number over the usable range: slowest rate, largest magnitude
  std::vector<double> taps;  ///< h_k of the slot average at the working point, adding up to 1
};

/// How much of a solution is wanted: `WorkingPoint` leaves out `worst` and `taps`, and takes a third of the
/// time.
enum class LockScope { All, WorkingPoint };

/// Solves for a laser; a pure function (equal inputs, equal bits) of well under a millisecond.
LockSolution solveLock(const LockInputs& inputs, LockScope scope = LockScope::All);

/// A laser at a detuning of its own, on the branch of a solved band.
struct LaserState {
  bool locked = false;  ///< a fixed point exists on the branch of the band
  bool stable =
      false;  ///< and its eigenvalues lie in the left half-plane (also on an island beyond the band)
  bool inBand = false;  ///< and the detuning lies in the stable band
  FixedPoint point;     ///< detuning as asked; unlocked: the phase and amplitude where the branch ended
};

/// State at a detuning in Hz, for detuning spread, drift and overrides. An unlocked solution gives an
/// unlocked state.
LaserState laserAtDetuning(const LockSolution& solution, double detuningHz);

/// The point of the solution's branch at a phase, rad; clamped to where the branch reaches. Default point if
/// unlocked.
FixedPoint pointAtPhase(const LockSolution& solution, double phase);

/// Points of the usable range as symbols write it, evenly spaced in phase, ascending; at least two. Likewise
/// of the whole band, of which symbols that are pushed out of the range come to lie.
std::vector<FixedPoint> usablePoints(const LockSolution& solution, int count);
std::vector<FixedPoint> bandPoints(const LockSolution& solution, int count);

/// Dynamics at a point of a usable range. `biasHz`: the detuning at which the pump is the laser's own, where
/// `inputs` has a current that writes the detuning. The inputs must have passed `checkLockInputs`.
LockDynamics dynamicsAt(const LockInputs& inputs, double biasHz, const FixedPoint& point);

/// Remembers the latest solutions, up to their working points: lasers of one array mostly share their inputs.
/// Not for use by two threads at once.
class LockMemo {
 public:
  /// Keeps up to `capacity` ≥ 1 solutions; the oldest goes first.
  explicit LockMemo(std::size_t capacity = 64) : m_capacity(capacity) {}
  /// The same as `solveLock` of scope `WorkingPoint`. The reference holds until the next call.
  const LockSolution& solve(const LockInputs& inputs);

 private:
  std::size_t m_capacity;
  std::size_t m_next = 0;
  std::vector<LockSolution> m_solutions;
};

}  // namespace lightloom::laser
