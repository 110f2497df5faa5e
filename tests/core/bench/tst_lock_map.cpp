#include <QElapsedTimer>
#include <QTest>

#include "all_rooms.h"
#include "bench/lock_map.h"
#include "core/laser/lasers.h"
#include "test_support.h"

using namespace lightloom::tests;

class LockMapTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void agreesWithFixedPoints_data();
  void agreesWithFixedPoints();
  void agreesWithTheWorkingPoint();
  void rangeIsSensible();
  void rangeShowsEveryLaser();
  void badLasersAreUnlocked();
  void cancelledMapStops();
  void curvesPassThroughTheWorkingPoint();
  void mapIsComputedQuickly();
};

namespace {

LaserParameters adler() {
  LaserParameters laser;
  laser.model = LockModel::Adler;
  return laser;
}

// From the fixed points alone. Of three the one of largest amplitude is the locked one. A single unstable one
// may be the locked or the free-running one: it only says that nothing is stable.
std::optional<LockState> expectedState(const LaserParameters& laser, double ratio, double detuningHz) {
  const std::vector<FixedPoint> points = fixedPointsAtDetuning(laser, ratio, detuningHz);
  for (const FixedPoint& point : points)
    if (isStable(laser, ratio, point)) return LockState::Stable;
  if (points.empty()) return LockState::Unlocked;
  if (points.size() == 3) return LockState::Unstable;
  return std::nullopt;
}

}  // namespace

void LockMapTest::agreesWithFixedPoints_data() {
  QTest::addColumn<LaserParameters>("laser");
  QTest::addColumn<double>("nominalDb");
  QTest::newRow("bench A") << LaserParameters{} << -10.0;
  QTest::newRow("bench B") << LaserParameters{} << -19.3;
  QTest::newRow("spin-flip set, alpha 3") << sfmLaser(3) << -10.0;
  QTest::newRow("spin-flip set, island") << sfmLaser(3) << -30.0;
  QTest::newRow("Adler") << adler() << -10.0;
}

// Point by point.
void LockMapTest::agreesWithFixedPoints() {
  QFETCH(LaserParameters, laser);
  QFETCH(double, nominalDb);
  const LockMapRange range = lockMapRange(laser, linear(nominalDb));
  const LockMap map = lockMap(laser, range, {61, 73}).value();
  int wrong = 0, stable = 0;
  for (int c = 0; c < map.columns; ++c) {
    for (int r = 0; r < map.rows; ++r) {
      const std::optional<LockState> expected =
          expectedState(laser, linear(map.ratioDb(c)), map.detuningHz(r));
      stable += map.at(c, r) == LockState::Stable;
      if (expected ? *expected != map.at(c, r) : map.at(c, r) == LockState::Stable) {
        ++wrong;
        qWarning("%g dB, %g GHz: %d, not %d", map.ratioDb(c), map.detuningHz(r) / 1e9, int(map.at(c, r)),
                 expected ? int(*expected) : -1);
      }
    }
  }
  QCOMPARE(wrong, 0);
  QVERIFY(stable > 0);
}

void LockMapTest::agreesWithTheWorkingPoint() {
  const LockSolution solution = solveLock(lockOfBenchA());
  const LaserParameters& laser = lockOfBenchA().laser;
  const double ratio = lockOfBenchA().injectionRatio;
  QVERIFY(lockStateAt(laser, ratio, solution.working.detuningHz) == LockState::Stable);
  QVERIFY(lockStateAt(laser, ratio, solution.bandHigh.detuningHz + 1e9) == LockState::Unstable);
  QVERIFY(lockStateAt(laser, ratio, solution.lockedLow.detuningHz - 1e9) == LockState::Unlocked);
  QVERIFY(lockStateAt(laser, ratio, solution.lockedHigh.detuningHz + 1e9) == LockState::Unlocked);
  const LockMap map = lockMap(laser, {-10, 0, -20e9, 20e9}, {2, 2}).value();
  VERIFY_WITHIN(map.columnEdges.front().bandLowHz, solution.bandLow.detuningHz, 1e-9);
  VERIFY_WITHIN(map.columnEdges.front().usableLowHz, solution.usableLow.detuningHz, 1e-9);
  VERIFY_WITHIN(map.columnEdges.front().usableHighHz, solution.usableHigh.detuningHz, 1e-9);
}

void LockMapTest::rangeIsSensible() {
  const LockMapRange range = lockMapRange(LaserParameters{}, linear(-10));
  VERIFY_WITHIN(range.ratioLowDb, -30.0, 1e-9);
  VERIFY_WITHIN(range.ratioHighDb, -4.0, 1e-9);
  VERIFY_WITHIN(range.detuningHighHz, 1.3 * staticHalfRangeHz(LaserParameters{}, linear(-4)), 1e-9);
  QCOMPARE(range.detuningLowHz, -range.detuningHighHz);
  for (double ratio : {0.0, -1.0, 1e-300, 1e300, double(NAN), double(INFINITY)}) {
    const LockMapRange odd = lockMapRange(LaserParameters{}, ratio);
    QVERIFY(std::isfinite(odd.ratioLowDb) && odd.ratioLowDb < odd.ratioHighDb);
    QVERIFY(std::isfinite(odd.detuningLowHz) && odd.detuningLowHz < odd.detuningHighHz);
  }
}

void LockMapTest::rangeShowsEveryLaser() {
  ArrayLock lock;
  lock.injectionRatio = linear(-10);
  lock.lasers.resize(3);
  for (LaserLock& laser : lock.lasers) laser.injectionRatio = lock.injectionRatio;
  const LockMapRange near = lockMapRange(lock);
  QCOMPARE(near, lockMapRange(lock.nominal.laser, lock.injectionRatio));
  QVERIFY(showsLasers(near, lock));
  lock.lasers[0].injectionRatio = linear(3);
  lock.lasers[1].injectionRatio = linear(-45);
  lock.lasers[2].detuningHz = -200e9;
  QVERIFY(!showsLasers(near, lock));
  const LockMapRange wide = lockMapRange(lock);
  QVERIFY(wide.ratioHighDb > 3 && wide.ratioLowDb < -45 && wide.detuningLowHz < -200e9);
  QVERIFY(showsLasers(wide, lock));
  lock.lasers[2].detuningHz = 1e15;
  QVERIFY(lockMapRange(lock).detuningHighHz < 1e12);
  QVERIFY(showsLasers(lockMapRange(lock), lock));
  lock.injectionRatio = linear(2.5);
  QVERIFY(!showsLasers(near, lock));
}

void LockMapTest::badLasersAreUnlocked() {
  LaserParameters dark;
  dark.pump = 0.5;
  LaserParameters broken;
  broken.fieldDecayRatePerS = NAN;
  for (const LaserParameters& laser : {dark, broken}) {
    const LockMap map = lockMap(laser, {}, {5, 5}).value();
    QVERIFY(std::all_of(map.states.begin(), map.states.end(),
                        [](LockState state) { return state == LockState::Unlocked; }));
    QVERIFY(!map.columnEdges.front().band);
  }
}

void LockMapTest::cancelledMapStops() {
  std::stop_source source;
  source.request_stop();
  QVERIFY(!lockMap(LaserParameters{}, {}, {}, source.get_token()));
}

void LockMapTest::curvesPassThroughTheWorkingPoint() {
  const Bench bench = compileBench(test::example("mnist-5x5"));
  for (const ArrayLock& lock : bench.locks) {
    const ComponentPtr part = findComponent(bench.design, lock.id);
    const PartView view = viewOf(*part, *findKind(part->kind));
    const double db = 10 * std::log10(lock.injectionRatio);
    const std::vector<LockCurvePoint> curve = lockCurves(view, lock.nominal, db - 10, db + 10, 5);
    QCOMPARE(curve.size(), std::size_t{5});
    VERIFY_WITHIN(curve[2].vPiV, lock.drive.vPiV, 1e-9);
    VERIFY_WITHIN(curve[2].relaxationRatePerS, lock.relaxationRatePerS, 1e-9);
    VERIFY_WITHIN(curve[2].phaseErrorRad, lock.noiseSigmaRad, 1e-9);
    VERIFY_WITHIN(curve[2].weightLimit, lock.wMax, 1e-9);
    VERIFY_WITHIN(curve[4].vPiV / curve[2].vPiV, std::sqrt(10.0), 1e-9);
  }
}

void LockMapTest::mapIsComputedQuickly() {
  QElapsedTimer timer;
  timer.start();
  QVERIFY(lockMap(LaserParameters{}, lockMapRange(LaserParameters{}, linear(-10))));
  qInfo("200 x 200 points in %lld ms", timer.elapsed());
  QVERIFY(timer.elapsed() < 5000);  // busy machines and sanitizers
}

QTEST_APPLESS_MAIN(LockMapTest)
#include "tst_lock_map.moc"
