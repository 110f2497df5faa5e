#include <QTest>
#include <cmath>
#include <complex>
#include <vector>

#include "all_rooms.h"
#include "laser/injection_lock.h"
#include "laser/weight_locus.h"
#include "test_support.h"

using namespace lightloom::tests;

using Complex = std::complex<double>;

class WeightLocusTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void locusOfACircleIsTheSine();
  void weightLimitStopsAtOneBeyondHalfATurn();
  void calibratedEndsReachAlike_data();
  void calibratedEndsReachAlike();
  void reflectionOfBenchA();
  void uncalibratedResponse();
};

namespace {

constexpr double kRounding = 1e-12;  // closed forms in double
constexpr double kFitted = 1e-9;     // fits by least squares, and ends that are interpolated
constexpr double kSampled = 2e-3;    // the ends of the locus, which the sampling here misses by a little
constexpr double kTwoDigits = 0.01;  // two digits are expected

std::vector<FixedPoint> circle(double low, double high) {
  std::vector<FixedPoint> out;
  for (int i = 0; i <= 32; ++i) out.push_back({0, low + (high - low) * i / 32, 1, 1});
  return out;
}

std::vector<FixedPoint> usableOf(const LockSolution& lock) {
  std::vector<FixedPoint> out;
  for (int i = 0; i <= 32; ++i)
    out.push_back(pointAtPhase(lock, lock.usableHigh.phase + lock.usableSpan * i / 32));
  return out;
}

LockSolution lockAt(double ratioDb) {
  return solveLock({LaserParameters{}, std::pow(10, ratioDb / 10)});
}

}  // namespace

void WeightLocusTest::locusOfACircleIsTheSine() {
  const WeightLocus locus = weightLocus(circle(-0.9, 0.1), {});
  VERIFY_WITHIN(locus.limit, std::sin(0.5), kRounding);
  VERIFY_WITHIN(std::arg(locus.zero), -0.4, kRounding);
  VERIFY_WITHIN(locus.meanPower, 1.0, kFitted);
  VERIFY_WITHIN(locus.phaseGain, 1.0, kRounding);
  VERIFY_WITHIN(locus.quadrature[0], 1.0, kFitted);
  QVERIFY(std::fabs(locus.quadrature[1]) < kFitted);
  VERIFY_WITHIN(locus.quadrature[2], -1.0, kFitted);
}

void WeightLocusTest::weightLimitStopsAtOneBeyondHalfATurn() {
  const WeightLocus locus = weightLocus(circle(-2, 2), {});
  QVERIFY(locus.limit <= 1 && locus.limit > 0.99);
  QVERIFY(std::fabs(std::arg(locus.zero)) < kFitted);
}

void WeightLocusTest::calibratedEndsReachAlike_data() {
  QTest::addColumn<double>("ratioDb");
  QTest::addColumn<double>("reflected");
  for (const double db : {-30.0, -20.0, -10.0, 0.0}) {
    QTest::addRow("%g dB", db) << db << 0.0;
    QTest::addRow("%g dB reflected", db) << db << std::pow(10, db / 20);
  }
}

// Whatever the locus, the weights at the ends are ±limit, c² is fitted to 4 % of the power, and the
// mean power is that of evenly spread weights.
void WeightLocusTest::calibratedEndsReachAlike() {
  QFETCH(double, ratioDb);
  QFETCH(double, reflected);
  const LockSolution lock = lockAt(ratioDb);
  const WeightLocus locus = weightLocus(usableOf(lock), {true, reflected, true});
  const Complex turn = std::polar(1.0, -std::arg(locus.zero));
  double previous = -INFINITY, power = 0, width = 0, least = INFINITY, largest = -INFINITY;
  Complex last;
  for (int i = 0; i <= 2000; ++i) {
    const FixedPoint point = pointAtPhase(lock, lock.usableHigh.phase + lock.usableSpan * i / 2000.0);
    const Complex z = emittedField(point, {.reflected = reflected}) * turn;
    const double w = z.imag();
    if (w > previous && i > 0) {
      power += 0.5 * (std::norm(z) + std::norm(last)) * (w - previous);
      width += w - previous;
    }
    const double c2 = locus.quadrature[0] + w * (locus.quadrature[1] + w * locus.quadrature[2]);
    QVERIFY(std::fabs(c2 - z.real() * z.real()) < 4e-2 * locus.meanPower);
    least = std::min(least, w);
    largest = std::max(largest, w);
    previous = w;
    last = z;
  }
  VERIFY_WITHIN(locus.limit, largest, kSampled);
  VERIFY_WITHIN(locus.limit, -least, kSampled);
  VERIFY_WITHIN(locus.meanPower, power / width, 5e-3);
}

// Model 3: |z| 0.88–0.95 and a span of 1.22 rad where all of the leader's light is reflected.
void WeightLocusTest::reflectionOfBenchA() {
  const LockSolution lock = lockAt(-10);
  double least = INFINITY, largest = 0;
  for (const FixedPoint& point : usableOf(lock)) {
    const double size = std::abs(emittedField(point, {.reflected = std::sqrt(0.1)}));
    least = std::min(least, size);
    largest = std::max(largest, size);
  }
  QVERIFY(std::fabs(least - 0.88) < kTwoDigits);
  QVERIFY(std::fabs(largest - 0.95) < kTwoDigits);
  const double span = std::arg(emittedField(lock.usableLow, {.reflected = std::sqrt(0.1)})) -
                      std::arg(emittedField(lock.usableHigh, {.reflected = std::sqrt(0.1)}));
  QVERIFY(std::fabs(span - 1.22) < kTwoDigits);
  const WeightLocus locus = weightLocus(usableOf(lock), {true, std::sqrt(0.1), true});
  QVERIFY(locus.limit > 0.5 && locus.limit < 0.56);
  // The reflection does not follow the laser's phase: an error of the laser turns the light by more.
  QVERIFY(locus.phaseGain > 1.2 && locus.phaseGain < 1.4);
}

// What a lab gets that takes the laser for a pure phase modulator.
void WeightLocusTest::uncalibratedResponse() {
  const LockSolution lock = lockAt(-10);
  const WeightLocus locus = weightLocus(usableOf(lock), {true, 0, false});
  const Complex turn = std::polar(1.0, -std::arg(locus.zero));
  VERIFY_WITHIN(locus.limit, std::sin(0.5 * lock.usableSpan), kFitted);
  for (const double asked : {-0.4, -0.2, 0.1, 0.3, 0.44}) {
    const FixedPoint point = pointAtPhase(lock, lock.working.phase + std::asin(asked));
    const double w = std::imag(std::polar(point.amplitude, point.phase) * turn);
    const auto& r = locus.response;
    QVERIFY(std::fabs(asked * (r[0] + asked * (r[1] + asked * r[2])) - w) < 1e-3);
  }
  QVERIFY(std::fabs(locus.response[0] - 1) > 0.05);
}

QTEST_APPLESS_MAIN(WeightLocusTest)
#include "tst_weight_locus.moc"
