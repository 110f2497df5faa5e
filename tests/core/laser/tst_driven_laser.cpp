#include "laser/driven_laser.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "laser/injection_lock.h"
#include "test_support.h"

using namespace lightloom::tests;

/// A laser whose pump follows the current that tunes it, against numbers of another program and against the
/// rate equations.
class TestDrivenLaser : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void benchAHasItsNumbers();
  void pointsAreAtRest();
  void currentEntersByTwoDoors();
  void aPumpThatStaysChangesNothing();
  void currentEnds();
  void belowThresholdOnlyInjectedLightIsLeft();
};

namespace {

constexpr double kGiga = 1e9;

// 974 nm lasers of 0.3 mA threshold at 0.856 mA, −10 dB injected, 5 GHz/mA.
LockInputs benchA() {
  LockInputs out;
  out.laser.pump = 2.852;
  out.injectionRatio = 0.1;
  out.slot = Time::picoseconds(100);
  return out;
}

LockInputs driven(LockInputs inputs) {
  inputs.current = {-1 / (0.3e-3 * 5e12), 0};
  return inputs;
}

}  // namespace

void TestDrivenLaser::benchAHasItsNumbers() {
  const LockSolution stays = solveLock(benchA());
  VERIFY_WITHIN(stays.bandLow.detuningHz, -18.65 * kGiga, 0.003);
  VERIFY_WITHIN(stays.bandHigh.detuningHz, -0.36 * kGiga, 0.03);
  VERIFY_WITHIN(stays.weightLimit, 0.467, 0.003);
  VERIFY_WITHIN(stays.dynamics.relaxationRatePerS, 19.8e9, 0.01);
  const LockSolution follows = solveLock(driven(benchA()));
  QVERIFY(follows.driven && !stays.driven);
  const double perHz = 1 / 5e12, bias = 0.8556e-3;
  const double swing = (follows.usableHigh.detuningHz - follows.usableLow.detuningHz) * perHz;
  VERIFY_WITHIN(swing, 0.98e-3, 0.02);
  const double least = bias - (follows.usableHigh.detuningHz - follows.working.detuningHz) * perHz;
  VERIFY_WITHIN(least, 0.283e-3, 0.02);
  VERIFY_WITHIN(least + swing, 1.256e-3, 0.02);
}

// Ȧ, φ̇ and Ṅ vanish with the pump of the current and the leader's field of the bias.
void TestDrivenLaser::pointsAreAtRest() {
  const LockInputs inputs = driven(benchA());
  const LockSolution solution = solveLock(inputs);
  const LaserParameters& laser = inputs.laser;
  const double unit = std::sqrt(laser.pump - 1), injected = std::sqrt(inputs.injectionRatio) * unit;
  const double k = laser.fieldDecayRatePerS, coupling = laser.couplingRatePerS;
  double before = solution.usableHigh.phase - 1;
  for (const FixedPoint& point : usablePoints(solution, 9)) {
    const double pump =
        laser.pump + inputs.current.pumpPerHz * (point.detuningHz - solution.working.detuningHz);
    const double a = point.amplitude * unit, n = point.carriers;
    QVERIFY(std::fabs(k * (n - 1) * a + coupling * injected * std::cos(point.phase)) < 1e-9 * k * a);
    QVERIFY(std::fabs(k * laser.alpha * (n - 1) - 2 * 3.14159265358979 * point.detuningHz -
                      coupling * injected / a * std::sin(point.phase)) < 1e-9 * k);
    QVERIFY(std::fabs(n - pump + n * a * a) < 1e-9 * pump);
    QVERIFY(point.phase > before);
    before = point.phase;
  }
  VERIFY_WITHIN(usablePoints(solution, 9)[4].detuningHz, solution.working.detuningHz, 1e-5);
}

// dφ/dΔω along the driven branch and the slot averages of a small step (another program: 2.55 times as steep
// as without pumping; 0.994, 0.021, −0.012), and with half of it at twice the tuning.
void TestDrivenLaser::currentEntersByTwoDoors() {
  const LockSolution stays = solveLock(benchA()), follows = solveLock(driven(benchA()));
  LockInputs atSame = driven(benchA());
  const DrivenLaser laser(atSame, stays.working.detuningHz);
  const double step = 1e6;
  const double drivenSlope =
      laser.at(stays.working.detuningHz + step)->phase - laser.at(stays.working.detuningHz - step)->phase;
  const double slope = laserAtDetuning(stays, stays.working.detuningHz + step).point.phase -
                       laserAtDetuning(stays, stays.working.detuningHz - step).point.phase;
  VERIFY_WITHIN(drivenSlope / slope, 2.55, 0.02);
  const LockBranch branch = laser.branchAt(stays.working.detuningHz);
  const std::vector<double> taps =
      tapsFromResidues(slotResidues(branch, laser.pointOf(stays.working), atSame));
  QVERIFY(taps.size() >= 3);
  QVERIFY2(std::fabs(taps[0] - 0.994) < 4e-3 && std::fabs(taps[1] - 0.021) < 4e-3 &&
               std::fabs(taps[2] + 0.012) < 4e-3,
           qPrintable(QString("%1 %2 %3").arg(taps[0]).arg(taps[1]).arg(taps[2])));
  QVERIFY(follows.taps.size() >= 2);
}

void TestDrivenLaser::aPumpThatStaysChangesNothing() {
  LockInputs nearly = benchA();
  nearly.current.pumpPerHz = -1e-16;
  const LockSolution stays = solveLock(benchA()), follows = solveLock(nearly);
  QVERIFY(follows.driven);
  VERIFY_WITHIN(follows.usableSpan, stays.usableSpan, 1e-4);
  VERIFY_WITHIN(follows.working.detuningHz, stays.working.detuningHz, 1e-4);
  VERIFY_WITHIN(follows.drivenLow.detuningHz, stays.bandLow.detuningHz, 1e-4);
  VERIFY_WITHIN(follows.taps.at(0), stays.taps.at(0), 1e-5);
}

// No current is left 4.28 GHz above the bias.
void TestDrivenLaser::currentEnds() {
  const LockInputs inputs = driven(benchA());
  const DrivenLaser laser(inputs, -11e9);
  const double end = -11e9 + 2.852 / 6.667e-10;
  QVERIFY(laser.at(-9e9));
  QVERIFY(!laser.at(end + 0.01e9));
  VERIFY_WITHIN(laser.pumpAt(end + 1e9), 0.0, 1e-12);
}

void TestDrivenLaser::belowThresholdOnlyInjectedLightIsLeft() {
  LaserParameters laser = benchA().laser;
  const std::vector<FixedPoint> points = fixedPointsAtDetuning(laser, 0.1, -8e9, 0.8);
  QCOMPARE(points.size(), std::size_t(1));
  QVERIFY(points[0].amplitude > 0 && points[0].amplitude < 1 && std::fabs(points[0].phase) < 1.571);
  const LockBranch branch(laser, 0.1, 0.8);
  VERIFY_WITHIN(branch.phaseLimit(), 1.5707963, 1e-6);
  const LockBranch::Point point =
      branch.pointWith(points[0].phase, points[0].amplitude * std::sqrt(laser.pump - 1));
  VERIFY_WITHIN(branch.detuningHz(point), -8e9, 1e-9);
  VERIFY_WITHIN(branch.at(points[0].phase).field, point.field, 1e-9);
}

QTEST_APPLESS_MAIN(TestDrivenLaser)
#include "tst_driven_laser.moc"
