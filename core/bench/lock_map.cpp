#include "bench/lock_map.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "laser/injection_lock.h"
#include "laser/stable_band.h"

namespace lightloom::bench {
namespace {

using constants::kPi;

constexpr double kBelowDb = 20, kAboveDb = 6;
constexpr double kHalfRangesShown = 1.3;
constexpr double kDarkestDb = -60, kBrightestDb = 30;   // of a range that shows itself
constexpr double kRimDb = 2, kRimShare = 1.1;           // about the outermost lasers
constexpr double kMostHalfRanges = 4;                   // a laser far off must not shrink the rest to a line
constexpr double kKeptBelowDb = 4, kKeptAboveDb = 1.5;  // the nominal laser stays this far inside

double linear(double decibel) {
  return std::pow(10.0, decibel / 10);
}

double decibel(double ratio) {
  return std::clamp(10 * std::log10(std::max(ratio, 1e-30)), kDarkestDb, kBrightestDb);
}

double evenly(double low, double high, int index, int count) {
  return low + (high - low) * index / (count - 1);
}

/// One injection ratio, ready to be asked for many detunings.
class Column {
 public:
  Column(const LaserParameters& laser, double injectionRatio) : m_laser(laser) {
    if (checkLockInputs({laser, injectionRatio}) != LockFailure::None) return;
    laser.model == LockModel::Adler ? solveAdler(injectionRatio) : solveRateEquations(injectionRatio);
  }

  const LockMapColumn& edges() const { return m_edges; }

  LockState at(double detuningHz) const {
    if (!m_edges.band || !(detuningHz >= m_edges.lockedLowHz && detuningHz <= m_edges.lockedHighHz))
      return LockState::Unlocked;
    if (detuningHz >= m_edges.bandLowHz && detuningHz <= m_edges.bandHighHz) return LockState::Stable;
    const double phase = phaseAtDetuning(*m_branch, m_band.lockedPhaseAtHigh, m_band.lockedPhaseAtLow,
                                         2 * kPi * detuningHz / m_branch->rate());
    return m_branch->at(phase).stable(m_laser.alpha) ? LockState::Stable : LockState::Unstable;
  }

 private:
  void solveAdler(double injectionRatio) {
    const double half = staticHalfRangeHz(m_laser, injectionRatio);
    setEdges(-half, half, -half, half);
  }

  void solveRateEquations(double injectionRatio) {
    m_branch.emplace(m_laser, injectionRatio);
    const std::optional<StableBand> band = findStableBand(*m_branch);
    if (!band) return;
    m_band = *band;
    const auto detuning = [&](double phase) { return m_branch->detuningHz(m_branch->at(phase)); };
    setEdges(detuning(band->phaseAtLow), detuning(band->phaseAtHigh), detuning(band->lockedPhaseAtLow),
             detuning(band->lockedPhaseAtHigh));
  }

  void setEdges(double low, double high, double lockedLow, double lockedHigh) {
    m_edges = {true,
               low,
               high,
               low + m_laser.usableLow * (high - low),
               low + m_laser.usableHigh * (high - low),
               lockedLow,
               lockedHigh};
  }

  LaserParameters m_laser;
  std::optional<LockBranch> m_branch;
  StableBand m_band;
  LockMapColumn m_edges;
};

LockCurvePoint curvePoint(const PartView& array, LockInputs inputs, double ratioDb) {
  inputs.injectionRatio = linear(ratioDb);
  const LockSolution solution = solveLock(inputs);
  LockCurvePoint out;
  out.ratioDb = ratioDb;
  out.locked = solution.locked;
  out.vPiV = arrayDrive(array, solution).vPiV;
  if (!solution.locked) return out;
  out.relaxationRatePerS = solution.dynamics.relaxationRatePerS;
  out.phaseErrorRad = solution.dynamics.slotPhaseSigma;
  out.weightLimit = solution.weightLimit;
  return out;
}

}  // namespace

double LockMap::ratioDb(int column) const {
  return evenly(range.ratioLowDb, range.ratioHighDb, column, columns);
}

double LockMap::detuningHz(int row) const {
  return evenly(range.detuningLowHz, range.detuningHighHz, row, rows);
}

LockMapRange lockMapRange(const LaserParameters& laser, double injectionRatio) {
  LockMapRange out;
  if (injectionRatio > 0 && std::isfinite(injectionRatio)) {
    const double db = decibel(injectionRatio);
    out.ratioLowDb = db - kBelowDb;
    out.ratioHighDb = db + kAboveDb;
  }
  const double half = kHalfRangesShown * staticHalfRangeHz(laser, linear(out.ratioHighDb));
  if (!(half > 0) || !std::isfinite(half)) return out;
  out.detuningLowHz = -half;
  out.detuningHighHz = half;
  return out;
}

LockMapRange lockMapRange(const ArrayLock& lock) {
  LockMapRange out = lockMapRange(lock.nominal.laser, lock.injectionRatio);
  double farthest = 0;
  for (const LaserLock& laser : lock.lasers) {
    if (!(laser.injectionRatio > 0)) continue;
    const double db = decibel(laser.injectionRatio);
    out.ratioLowDb = std::min(out.ratioLowDb, db - kRimDb);
    out.ratioHighDb = std::max(out.ratioHighDb, db + kRimDb);
    farthest = std::max(farthest, kRimShare * std::fabs(laser.detuningHz));
  }
  const double half = staticHalfRangeHz(lock.nominal.laser, linear(out.ratioHighDb));
  if (!(half > 0) || !std::isfinite(half)) return out;
  out.detuningHighHz = std::clamp(farthest, kHalfRangesShown * half, kMostHalfRanges * half);
  out.detuningLowHz = -out.detuningHighHz;
  return out;
}

bool showsLasers(const LockMapRange& range, const ArrayLock& lock) {
  const LockMapRange wanted = lockMapRange(lock);
  const double db = decibel(lock.injectionRatio);
  if (db < range.ratioLowDb + kKeptBelowDb || db > range.ratioHighDb - kKeptAboveDb) return false;
  for (const LaserLock& laser : lock.lasers) {
    if (!(laser.injectionRatio > 0)) continue;
    const double own = decibel(laser.injectionRatio);
    if (own < range.ratioLowDb || own > range.ratioHighDb) return false;
    const double off = std::fabs(laser.detuningHz);
    if (off > range.detuningHighHz && wanted.detuningHighHz > range.detuningHighHz) return false;
  }
  return true;
}

std::optional<LockMap> lockMap(const LaserParameters& laser, const LockMapRange& range, LockMapSize size,
                               const std::stop_token& stop) {
  LL_CHECK(size.columns >= 2 && size.rows >= 2);
  LockMap out{laser, range, size.columns, size.rows, {}, {}};
  out.states.reserve(static_cast<std::size_t>(size.columns) * static_cast<std::size_t>(size.rows));
  for (int c = 0; c < size.columns; ++c) {
    if (stop.stop_requested()) return std::nullopt;
    const Column column(laser, linear(out.ratioDb(c)));
    out.columnEdges.push_back(column.edges());
    for (int r = 0; r < size.rows; ++r) out.states.push_back(column.at(out.detuningHz(r)));
  }
  return out;
}

LockState lockStateAt(const LaserParameters& laser, double injectionRatio, double detuningHz) {
  return Column(laser, injectionRatio).at(detuningHz);
}

std::vector<LockCurvePoint> lockCurves(const PartView& array, const LockInputs& nominal, double lowDb,
                                       double highDb, int points, const std::stop_token& stop) {
  LL_CHECK(points >= 2);
  std::vector<LockCurvePoint> out;
  for (int i = 0; i < points && !stop.stop_requested(); ++i)
    out.push_back(curvePoint(array, nominal, evenly(lowDb, highDb, i, points)));
  return out;
}

}  // namespace lightloom::bench
