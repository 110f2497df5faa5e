#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "design/design.h"
#include "design/kind.h"
#include "laser/injection_lock.h"
#include "locks/array_drive.h"
#include "optics/cells.h"
#include "optics/layout.h"
#include "optics/trace.h"
#include "rooms.h"

namespace lightloom::locks {

/// One laser of an array under injection.
struct LaserLock {
  double detuningHz = 0;      ///< leader − free-running follower, bias, heating and drift included
  double injectedW = 0;       ///< mode-matched power on the facet
  double injectionRatio = 0;  ///< linear power ratio, measured or from the bench
  bool locked = false;        ///< a fixed point exists at this detuning
  bool stable = false;        ///< and it lies on the stable band
  double phaseRad = 0;        ///< follower − leader
  double staticErrorRad = 0;  ///< phase − phase of this laser at its bias, drift included
  double driftRad = 0;        ///< the part of it that came since the last calibration
  double noiseRad = 0;        ///< rms phase noise, averaged over the slot
  double phaseErrorRad = 0;   ///< √(static² + noise²)
  double driftAmplitude = 0;  ///< what that did to `amplitude`
  double amplitude = 1;       ///< field over free-running field; rms of a limit cycle
  double fringe = 0;          ///< 1 stable, 0 unlocked, |⟨E⟩|/rms E of a limit cycle
  LockFailure failure = LockFailure::None;     ///< why no detuning would lock it
  bool settled = true;                         ///< false: a limit cycle whose averages still changed
  double biasPhaseRad = 0, biasAmplitude = 1;  ///< where its weight zero was calibrated
  double reflected = 0;                        ///< leader light off its facet, relative field
};

/// The usable range of a nominal laser.
struct WrittenRange {
  std::vector<FixedPoint> usable;  ///< ascending in phase; empty unlocked
  std::vector<FixedPoint> stable;  ///< likewise over the whole stable band
  std::vector<double> taps;        ///< h_k at the bias: slot average of the phase after steps, Σ = 1
  double spanRad = 0;              ///< of the usable phase
  LockInputs inputs;               ///< with a current where it writes the range
  double biasHz = 0;               ///< detuning at which the pump is the laser's own
};

/// A follower array under injection. Single numbers speak of the nominal laser at its working point: the
/// array's parameters, no spread, and the injection of the middle one (median) of the lasers that leader
/// light reaches. Frequencies in Hz, angles in rad.
struct ArrayLock {
  std::string id;
  LockInputs nominal;  ///< what the nominal laser is solved with: parameters, ratio, slot, gate
  EmitterRole role = EmitterRole::Synapse;
  int channels = 0;
  int locked = 0;        ///< lasers that are locked and stable; none of the dark ones
  int dark = 0;          ///< lasers that leader light does not reach, without a measured ratio
  bool hasBand = false;  ///< false: no lock at all, the numbers below are 0
  LockFailure failure = LockFailure::None;       ///< why there is none
  BiasSearch biasSearch = BiasSearch::NotAsked;  ///< for the working point of lasers that current pumps
  double injectionRatio = 0;                     ///< linear, nominal
  double staticHalfRangeHz = 0;
  double stableLowHz = 0, stableHighHz = 0;
  double usableSpanRad = 0;
  double wMax = 0;              ///< sin(span/2)
  double phaseAtCentreRad = 0;  ///< phase of the working point
  double phaseSpanRad = 0;      ///< over the whole stable band
  double workingDetuningHz = 0;
  double relaxationRatePerS = 0;
  double worstRelaxationRatePerS = 0;  ///< over the usable range
  double settlingResidue = 0, settlingAverage = 0;
  ArrayDrive drive;
  double phaseErrorRad = 0;  ///< rms over locked lasers, static and noise
  double worstPhaseErrorRad = 0;
  double noiseSigmaRad = 0;         ///< per laser, slot average, nominal
  double noiseRawRad = 0;           ///< before slot averaging
  double noiseCorrelation = 0;      ///< of neighbouring slots
  double worstSettlingAverage = 0;  ///< over the usable range
  double leaderLinewidthHz = 0;     ///< of the leader that it follows
  double leaderRin = 0;             ///< 1/Hz, one-sided, of that leader
  double leaderGain = 0;            ///< d ln P / d ln P_leader at the working point's detuning
  double lockDelayS = 0;            ///< −dφ/dΔω: the follower's phase lags a slow leader by this time
  WrittenRange written;             ///< nominal, as current writes it: its light follows it
  /// The same if the pump stayed, as of a laser that something else tunes; of one whose current writes
  /// nothing both are one.
  WrittenRange atFixedPump;
  double facetReflectance = 1;
  double reflected = 0;  ///< √(R·P_inc/P) of the nominal laser
  std::vector<LaserLock> lasers;
};

/// Why a laser has no phase to speak of: nothing locks it, it is detuned beyond its range, or its phase runs
/// through whole turns ("lock.beyond-range", "lock.runs-through", those of `lockFailureMessage`); or why what
/// it has is no rest: a limit cycle ("lock.oscillates", "lock.cycle-unsettled"). nullopt where it is locked.
std::optional<Message> lockProblem(const LaserLock& laser);

/// The same of the nominal laser of an array, or of the search for its working point ("lock.no-driven-range",
/// "lock.bias-unsettled"). nullopt where its numbers are what they are called.
std::optional<Message> lockProblem(const ArrayLock& lock);

/// Whether the phase and amplitude of a laser are those of a state that it stays in: at rest, or of a limit
/// cycle that has settled.
bool hasState(const LaserLock& laser);

/// Which operands are phases that the lasers' current sets. Only their swing is checked, and only they pump.
struct CurrentWrites {
  bool weights = true, inputs = false;
};

/// Locks every follower array of the layout to the leader light that the trace brings to its facets (or to
/// the measured injection_ratio where one is set). Facets that are dark beside others (`darkFacets`) count as
/// without light: their lasers do not lock. Arrays without any leader light have no band and no locked laser.
/// The pixels' gate is that of the cell an array belongs to.
std::vector<ArrayLock> lockArrays(const Design& design, const Layout& layout, const Trace& trace,
                                  const CellSet& cells, CurrentWrites writes);

/// The lock of an array, or null: only followers have one.
const ArrayLock* lockOf(const std::vector<ArrayLock>& locks, std::string_view id);

/// Warnings and errors about locking: unlocked lasers, thin damping over the usable range, a drive beyond
/// what the bias allows, a pre-emphasis that has no inverse. Where another injection would do, its band is
/// said (`injectionBand`); all of an array's checks say the same one.
std::vector<Check> lockChecks(const Design& design, const std::vector<ArrayLock>& locks,
                              CurrentWrites writes);

}  // namespace lightloom::locks
