#include <random>

#include <QTest>

#include "all_rooms.h"
#include "core/laser/lasers.h"
#include "modes.h"

using namespace lightloom::tests;
using constants::kPi;

namespace {

constexpr double kPublished = 6e-3;  // rad: a little more than half of the last published digit

// The stable point at a phase by brute force: all positive roots of the amplitude cubic by companion
// eigenvalues, all eigenvalues of the Jacobian. Of two stable ones the larger.
std::optional<double> stableDetuningHz(const LaserParameters& laser, double ratio, double phase) {
  const double m = laser.pump - 1;
  const double c = laser.couplingRatePerS / laser.fieldDecayRatePerS * std::sqrt(ratio * m) * std::cos(phase);
  Eigen::Matrix3d companion;
  companion << 0, 0, c, 1, 0, m, 0, 1, c;
  std::optional<double> detuning;
  double largest = 0;
  const Eigen::Vector3cd roots = modesOf(companion).values;
  for (const std::complex<double>& root : roots) {
    const double a = root.real();
    if (std::abs(root.imag()) > 1e-9 || a <= largest) continue;
    const double carriers = laser.pump / (1 + a * a);
    const FixedPoint point{0, phase, a / std::sqrt(m), carriers};
    if (modesOf(lockJacobian(laser, ratio, point)).fastestGrowth() >= 0) continue;
    largest = a;
    detuning = (laser.alpha * laser.fieldDecayRatePerS * (carriers - 1) -
                laser.couplingRatePerS * std::sqrt(ratio * m) / a * std::sin(phase)) /
               (2 * kPi);
  }
  return detuning;
}

struct OracleBand {
  double low = 0, high = 0;
  bool found = false;
};

double refine(const LaserParameters& laser, double ratio, double stable, double unstable) {
  for (int i = 0; i < 45; ++i) {
    const double middle = 0.5 * (stable + unstable);
    (stableDetuningHz(laser, ratio, middle) ? stable : unstable) = middle;
  }
  return *stableDetuningHz(laser, ratio, stable);
}

// The longest run in detuning over `count` phases of a turn, edges refined.
OracleBand scanBand(const LaserParameters& laser, double ratio, int count) {
  std::vector<std::optional<double>> detuning;
  for (int i = 0; i < count; ++i) detuning.push_back(stableDetuningHz(laser, ratio, 2 * kPi * i / count));
  const auto at = [&](int i) { return detuning[static_cast<std::size_t>(i % count)]; };
  OracleBand best;
  for (int start = 0; start < count; ++start) {
    if (!at(start) || at(start + count - 1)) continue;
    int end = start;
    while (at(end + 1) && end < start + count) ++end;
    if (best.found && std::abs(*at(end) - *at(start)) <= best.high - best.low) continue;
    const double step = 2 * kPi / count;
    const double high = refine(laser, ratio, start * step, (start - 1) * step);
    const double low = refine(laser, ratio, end * step, (end + 1) * step);
    best = {low, high, true};
  }
  return best;
}

}  // namespace

class StableBandTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void publishedBands_data();
  void publishedBands();
  void agreesWithAnEigenvalueScan_data();
  void agreesWithAnEigenvalueScan();
  void stabilityEndsAtTheEdges();
  void phaseFollowsDetuning();
};

void StableBandTest::publishedBands_data() {
  QTest::addColumn<double>("alpha");
  QTest::addColumn<double>("decibel");
  QTest::addColumn<double>("low");
  QTest::addColumn<double>("high");
  QTest::addColumn<double>("phaseLow");
  QTest::addColumn<double>("phaseHigh");
  // Model 3 and physics 3.2: the spin-flip set, GHz and rad, as printed: within a digit of the last place.
  QTest::newRow("V9 0 −20") << 0.0 << -20.0 << -0.565 << 0.565 << 1.59 << -1.59;
  QTest::newRow("0 0") << 0.0 << 0.0 << -5.66 << 5.66 << 1.58 << -1.58;
  QTest::newRow("V12 3 −40") << 3.0 << -40.0 << -0.178 << 0.179 << 0.32 << -2.82;
  QTest::newRow("V12 3 −30") << 3.0 << -30.0 << -0.562 << -0.120 << 0.324 << -1.035;
  QTest::newRow("V13 3 −20") << 3.0 << -20.0 << -1.75 << -1.09 << 0.33 << -0.58;
  QTest::newRow("3 −10") << 3.0 << -10.0 << -5.33 << -3.23 << 0.34 << -0.60;
  QTest::newRow("3 −6") << 3.0 << -6.0 << -8.18 << -3.93 << 0.35 << -0.76;
  QTest::newRow("V11 3 0") << 3.0 << 0.0 << -15.05 << -1.66 << 0.385 << -1.148;
  QTest::newRow("5 −30") << 5.0 << -30.0 << -0.905 << -0.619 << 0.199 << -0.621;
  QTest::newRow("5 0") << 5.0 << 0.0 << -24.11 << -11.65 << 0.24 << -0.90;
  QTest::newRow("2 0") << 2.0 << 0.0 << -10.76 << 2.20 << 0.55 << -1.29;
}

void StableBandTest::publishedBands() {
  QFETCH(double, alpha);
  QFETCH(double, decibel);
  QFETCH(double, low);
  QFETCH(double, high);
  QFETCH(double, phaseLow);
  QFETCH(double, phaseHigh);
  const LockSolution solution = solveLock({sfmLaser(alpha), linear(decibel), Time::picoseconds(100), 1.0});
  QVERIFY(solution.locked);
  const double tolerance = std::abs(low) > 1 ? 8e6 : 0.6e6;
  QVERIFY2(std::abs(solution.bandLow.detuningHz - low * 1e9) < tolerance,
           qPrintable(QString::number(solution.bandLow.detuningHz)));
  QVERIFY2(std::abs(solution.bandHigh.detuningHz - high * 1e9) < tolerance,
           qPrintable(QString::number(solution.bandHigh.detuningHz)));
  QVERIFY(std::abs(solution.bandLow.phase - phaseLow) < kPublished);
  QVERIFY(std::abs(solution.bandHigh.phase - phaseHigh) < kPublished);
}

void StableBandTest::agreesWithAnEigenvalueScan_data() {
  QTest::addColumn<LaserParameters>("laser");
  QTest::addColumn<double>("ratio");
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int i = 0; i < 60; ++i) {
    LaserParameters laser;
    laser.alpha = 6 * uniform(random);
    laser.fieldDecayRatePerS = std::pow(10, 10.3 + 1.5 * uniform(random));
    laser.carrierDecayRatePerS = std::pow(10, 8.3 + 2 * uniform(random));
    laser.pump = 1.1 + 9 * uniform(random);
    laser.couplingRatePerS = laser.fieldDecayRatePerS * (0.05 + 1.5 * uniform(random));
    const double ratio = linear(-40 + 46 * uniform(random));
    QTest::addRow("random %d", i) << laser << ratio;
  }
}

// Each edge within 1e-4 of the band's width of a scan of 2000 phases that shares no formula with the library.
void StableBandTest::agreesWithAnEigenvalueScan() {
  QFETCH(LaserParameters, laser);
  QFETCH(double, ratio);
  const OracleBand expected = scanBand(laser, ratio, 2000);
  const LockSolution solution = solveLock({laser, ratio, Time::picoseconds(100), 1.0});
  QCOMPARE(solution.locked, expected.found);
  const double tolerance = 1e-4 * (expected.high - expected.low);
  QVERIFY2(std::abs(solution.bandLow.detuningHz - expected.low) < tolerance,
           qPrintable(QStringLiteral("%1 %2").arg(solution.bandLow.detuningHz).arg(expected.low)));
  QVERIFY2(std::abs(solution.bandHigh.detuningHz - expected.high) < tolerance,
           qPrintable(QStringLiteral("%1 %2").arg(solution.bandHigh.detuningHz).arg(expected.high)));
}

void StableBandTest::stabilityEndsAtTheEdges() {
  const LaserParameters laser = sfmLaser(3);
  for (double decibel : {-35.0, -20.0, 0.0, 6.0}) {
    const LockSolution solution = solveLock({laser, linear(decibel), Time::picoseconds(100), 1.0});
    const double width = solution.bandHigh.detuningHz - solution.bandLow.detuningHz;
    for (double share : {-1e-6, 1e-6, 0.5, 1 - 1e-6, 1 + 1e-6}) {
      const LaserState state = laserAtDetuning(solution, solution.bandLow.detuningHz + share * width);
      QCOMPARE(state.inBand, share > 0 && share < 1);
      if (state.locked) QCOMPARE(isStable(laser, linear(decibel), state.point), share > 0 && share < 1);
    }
  }
}

void StableBandTest::phaseFollowsDetuning() {
  const LockSolution solution = solveLock(lockOfBenchA());
  for (double share = 0.01; share < 1; share += 0.07) {
    const double detuning =
        solution.bandLow.detuningHz + share * (solution.bandHigh.detuningHz - solution.bandLow.detuningHz);
    const LaserState state = laserAtDetuning(solution, detuning);
    QVERIFY(state.stable);
    double nearest = 1e300;
    for (const FixedPoint& point :
         fixedPointsAtDetuning(solution.inputs.laser, solution.inputs.injectionRatio, detuning)) {
      nearest = std::min(nearest, std::abs(point.phase - state.point.phase));
    }
    QVERIFY2(nearest < 1e-9, qPrintable(QString::number(nearest)));
  }
}

QTEST_APPLESS_MAIN(StableBandTest)
#include "tst_stable_band.moc"
