#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "bench/bench.h"
#include "rooms.h"

namespace lightloom::bench {

/// The state of a laser at one injection ratio and detuning.
enum class LockState : std::uint8_t {
  Unlocked,  ///< no fixed point: it slips past its leader
  Unstable,  ///< a fixed point beyond a Hopf edge: it follows, but its amplitude and phase oscillate
  Stable     ///< locked and at rest
};

/// Part of the plane of injection ratio (dB) and detuning (Hz, leader − free-running follower).
struct LockMapRange {
  double ratioLowDb = -30, ratioHighDb = 0;
  double detuningLowHz = -50e9, detuningHighHz = 50e9;

  bool operator==(const LockMapRange&) const = default;
};

/// Edges at one injection ratio, Hz. `band` is false where nothing locks, and the rest is 0.
struct LockMapColumn {
  bool band = false;
  double bandLowHz = 0, bandHighHz = 0;      ///< of the stable band
  double usableLowHz = 0, usableHighHz = 0;  ///< shares `usableLow`, `usableHigh` of it
  double lockedLowHz = 0, lockedHighHz = 0;  ///< of the fixed points that go on from it
};

/// State of a laser over a grid of injection ratios (columns) and detunings (rows), ends included.
struct LockMap {
  LaserParameters laser;
  LockMapRange range;
  int columns = 0, rows = 0;
  std::vector<LockState> states;           ///< column by column, lowest detuning first
  std::vector<LockMapColumn> columnEdges;  ///< one per column

  LockState at(int column, int row) const {
    return states[static_cast<std::size_t>(column) * static_cast<std::size_t>(rows) +
                  static_cast<std::size_t>(row)];
  }
  double ratioDb(int column) const;
  double detuningHz(int row) const;
};

/// Size of a map in points.
struct LockMapSize {
  int columns = 200, rows = 200;  ///< ≥ 2
};

/// A range about a working point: from 20 dB below the ratio to 6 dB above it, and 1.3 static half-ranges of
/// the upper end to each side. Finite whatever the inputs.
LockMapRange lockMapRange(const LaserParameters& laser, double injectionRatio);

/// The same about an array's nominal laser, widened so that all its lasers lie on it, within reason.
LockMapRange lockMapRange(const ArrayLock& lock);

/// Whether the nominal laser lies well inside a range and every laser on it, as far as a range may widen.
bool showsLasers(const LockMapRange& range, const ArrayLock& lock);

/// The map of a laser; islands of stability beyond the band count as stable. Pure; about 0.1 s for 200 × 200
/// points. All unlocked where the laser has a bad parameter; nullopt where `stop` came first.
std::optional<LockMap> lockMap(const LaserParameters& laser, const LockMapRange& range, LockMapSize size = {},
                               const std::stop_token& stop = {});

/// State at a single point of the plane, the same as the map's there.
LockState lockStateAt(const LaserParameters& laser, double injectionRatio, double detuningHz);

/// The nominal laser of an array at another injection ratio, at its working point there.
struct LockCurvePoint {
  double ratioDb = 0;
  bool locked = false;            ///< the rest is 0 but for V_π where it is false
  double vPiV = 0;                ///< full static band, at rest
  double relaxationRatePerS = 0;  ///< damping
  double phaseErrorRad = 0;       ///< rms phase noise, averaged over the slot
  double weightLimit = 0;         ///< w_max
};

/// V_π, damping, phase error and largest weight against the injection ratio, at `points` ≥ 2 evenly spaced
/// ratios. Stops short where `stop` comes.
std::vector<LockCurvePoint> lockCurves(const PartView& array, const LockInputs& nominal, double lowDb,
                                       double highDb, int points, const std::stop_token& stop = {});

}  // namespace lightloom::bench
