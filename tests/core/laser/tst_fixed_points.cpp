#include <random>

#include <QTest>

#include "all_rooms.h"
#include "core/laser/lasers.h"
#include "laser/fixed_points.h"
#include "laser/internal/cubic.h"
#include "modes.h"
#include "test_support.h"

using namespace lightloom::tests;

// Rates of (A, φ, N) written out from the equations.
static Eigen::Vector3d rates(const LaserParameters& laser, double ratio, const Eigen::Vector3d& x,
                             double detuningHz) {
  const double injection = laser.couplingRatePerS * std::sqrt(ratio * (laser.pump - 1));
  const double gain = laser.fieldDecayRatePerS * (x[2] - 1);
  return {gain * x[0] + injection * std::cos(x[1]),
          laser.alpha * gain - injection / x[0] * std::sin(x[1]) - 2 * constants::kPi * detuningHz,
          -laser.carrierDecayRatePerS * (x[2] - laser.pump + x[2] * x[0] * x[0])};
}

static Eigen::Vector3d stateOf(const LaserParameters& laser, const FixedPoint& point) {
  return {point.amplitude * std::sqrt(laser.pump - 1), point.phase, point.carriers};
}

class FixedPointsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void cubicRootsSolveTheirCubic();
  void pointsAtAPhaseAreAtRest();
  void pointsAtADetuningAreAtRest();
  void fixedPointsByPhaseAndByDetuningAgree();
  void samplesLieOnTheBranch();
  void jacobianIsTheDerivative();
  void adlerPointsFollowTheArcsine();
  void impossibleInputsHaveNoPoint();
  void relaxationOscillationV14();
};

void FixedPointsTest::cubicRootsSolveTheirCubic() {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (int i = 0; i < 20000; ++i) {
    // Roots of very different size: real triples and conjugate pairs.
    const double x = uniform(random) * std::pow(10, 4 * uniform(random));
    const double p = uniform(random) * std::pow(10, 4 * uniform(random));
    const double y = i % 3 == 0 ? 0 : uniform(random) * std::pow(10, 4 * uniform(random));
    const double q = i % 2 ? p * p + y * y : p * p - y * y;
    std::array<std::complex<double>, 3> expected{x, std::complex<double>(p, y), std::complex<double>(p, -y)};
    if (i % 2 == 0) expected = {x, p + y, p - y};
    for (const std::complex<double>& root : cubicRoots(-2 * p - x, q + 2 * p * x, -q * x)) {
      double nearest = 1e300;
      for (const std::complex<double>& candidate : expected)
        nearest = std::min(nearest, std::abs(candidate - root));
      // Nearly equal roots are known to the square or cube root of the rounding only.
      const double scale = std::max({std::abs(x), std::abs(p), std::abs(y)});
      QVERIFY2(nearest < 2e-5 * scale, qPrintable(QString::number(nearest / scale)));
    }
  }
}

void FixedPointsTest::pointsAtAPhaseAreAtRest() {
  for (double ratio : {1e-8, 1e-3, 0.1, 4.0, 1e3}) {
    const LaserParameters laser;
    for (double phase = -3.1; phase < 3.1; phase += 0.1) {
      const std::optional<FixedPoint> point = fixedPointAtPhase(laser, ratio, phase);
      if (!point) continue;
      const Eigen::Vector3d rest = rates(laser, ratio, stateOf(laser, *point), point->detuningHz);
      const double scale = laser.fieldDecayRatePerS * point->amplitude * 3;
      QVERIFY2(rest.norm() < 1e-13 * scale * 100, qPrintable(QString::number(rest.norm() / scale)));
    }
    QVERIFY(fixedPointAtPhase(laser, ratio, 0.0));
  }
  QVERIFY(!fixedPointAtPhase(LaserParameters{}, 1e3, 3.0));
}

void FixedPointsTest::pointsAtADetuningAreAtRest() {
  const LaserParameters laser = sfmLaser(3);
  for (double detuning : {-14e9, -5e9, 0.0, 3e9, 20e9, 60e9}) {
    const std::vector<FixedPoint> points = fixedPointsAtDetuning(laser, 1.0, detuning);
    QVERIFY(points.size() == 1 || points.size() == 3);
    for (const FixedPoint& point : points) {
      const Eigen::Vector3d rest = rates(laser, 1.0, stateOf(laser, point), detuning);
      QVERIFY2(rest.norm() < 1e-9 * laser.fieldDecayRatePerS, qPrintable(QString::number(rest.norm())));
    }
  }
}

void FixedPointsTest::fixedPointsByPhaseAndByDetuningAgree() {
  const LaserParameters laser = sfmLaser(3);
  for (double phase : {0.3, 0.0, -0.5, -1.1, -1.4}) {
    const FixedPoint point = *fixedPointAtPhase(laser, 0.25, phase);
    double nearest = 1e300;
    for (const FixedPoint& other : fixedPointsAtDetuning(laser, 0.25, point.detuningHz)) {
      nearest =
          std::min(nearest, std::abs(other.phase - phase) + std::abs(other.amplitude - point.amplitude));
      QCOMPARE(isStable(laser, 0.25, other), modesOf(lockJacobian(laser, 0.25, other)).fastestGrowth() < 0);
    }
    QVERIFY(nearest < 1e-9);
  }
}

// From phase 0 to the end, open and closed branches, and their mirror images.
void FixedPointsTest::samplesLieOnTheBranch() {
  bool open = false, closed = false;
  for (double ratio : {1e-4, 1e-2, 0.3, 3.0, 30.0}) {
    const LockBranch branch(sfmLaser(3), ratio);
    (branch.closed() ? closed : open) = true;
    const auto samples = branch.samples();
    QCOMPARE(samples.front().phase, 0.0);
    QCOMPARE(samples.back().phase, branch.phaseLimit());
    for (const LockBranch::Point& sample : samples) {
      const LockBranch::Point point = branch.at(sample.phase), across = branch.at(-sample.phase);
      VERIFY_WITHIN(sample.field, point.field, 1e-12);
      const LockBranch::Point mirrored = sample.mirrored(branch.alpha());
      const double rate = std::abs(across.gain) + std::abs(across.pull);
      QVERIFY(std::abs(mirrored.detuning - across.detuning) <= 1e-10 * rate);
      QVERIFY(std::abs(mirrored.pull - across.pull) <= 1e-10 * rate);
      QVERIFY(std::abs(mirrored.gain - across.gain) <= 1e-10 * rate);
    }
  }
  QVERIFY(open && closed);
}

void FixedPointsTest::jacobianIsTheDerivative() {
  const LaserParameters laser;
  const double ratio = 0.1;
  const FixedPoint point = *fixedPointAtPhase(laser, ratio, -0.4);
  const Eigen::Matrix3d jacobian = lockJacobian(laser, ratio, point);
  const Eigen::Vector3d x = stateOf(laser, point);
  for (int column = 0; column < 3; ++column) {
    const Eigen::Vector3d nudge = 1e-6 * Eigen::Vector3d::Unit(column);
    const Eigen::Vector3d slope = (rates(laser, ratio, x + nudge, point.detuningHz) -
                                   rates(laser, ratio, x - nudge, point.detuningHz)) /
                                  2e-6;
    QVERIFY((slope - jacobian.col(column)).norm() < 1e-7 * jacobian.norm());
  }
}

void FixedPointsTest::adlerPointsFollowTheArcsine() {
  LaserParameters laser;
  laser.model = LockModel::Adler;
  const double half = staticHalfRangeHz(laser, 0.1);
  const std::vector<FixedPoint> points = fixedPointsAtDetuning(laser, 0.1, 0.5 * half);
  QCOMPARE(points.size(), std::size_t{2});
  QVERIFY(std::abs(points[0].phase - (-std::asin(0.5) - std::atan(2.0))) < 1e-12);
  QVERIFY(isStable(laser, 0.1, points[0]) && !isStable(laser, 0.1, points[1]));
  QVERIFY(std::abs(fixedPointAtPhase(laser, 0.1, points[1].phase)->detuningHz - 0.5 * half) < 1e-6 * half);
  QVERIFY(fixedPointsAtDetuning(laser, 0.1, 1.01 * half).empty());
}

void FixedPointsTest::impossibleInputsHaveNoPoint() {
  const LaserParameters laser;
  QVERIFY(!fixedPointAtPhase(laser, 0, 0));
  QVERIFY(!fixedPointAtPhase(laser, -1, 0));
  QVERIFY(!fixedPointAtPhase(laser, 0.1, std::nan("")));
  QVERIFY(fixedPointsAtDetuning(laser, 0, 0).empty());
  QVERIFY(fixedPointsAtDetuning(laser, 0.1, HUGE_VAL).empty());
}

void FixedPointsTest::relaxationOscillationV14() {
  const RelaxationOscillation oscillation = relaxationOscillation(sfmLaser(3));
  QVERIFY(std::abs(oscillation.frequencyHz - 3.19e9) < 0.01 * 3.19e9);
  QVERIFY(std::abs(oscillation.dampingPerS - 2.28e9) < 0.01 * 2.28e9);
}

QTEST_APPLESS_MAIN(FixedPointsTest)
#include "tst_fixed_points.moc"
