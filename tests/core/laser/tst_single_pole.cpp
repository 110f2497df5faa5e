#include <cmath>
#include <numeric>

#include <QTest>

#include "all_rooms.h"
#include "laser/single_pole.h"

using namespace lightloom::tests;

class SinglePoleTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void leakOfAPole_data();
  void leakOfAPole();
  void tapsReproduceTheRecursion();
  void extremesAreFinite();
  void rcPoleOfADriver();
};

void SinglePoleTest::leakOfAPole_data() {
  QTest::addColumn<double>("poleHz");
  QTest::addColumn<double>("rateHz");
  QTest::addColumn<double>("gate");
  QTest::addColumn<double>("leak");
  QTest::addColumn<double>("tolerance");
  QTest::newRow("20 GHz at 25 GS/s") << 20e9 << 25e9 << 1.0 << 0.198 << 5e-4;
  QTest::newRow("second half of the slot") << 20e9 << 25e9 << 0.5 << 0.030 << 5e-4;
  QTest::newRow("10 GHz at 1 GS/s") << 10e9 << 1e9 << 1.0 << 0.016 << 5e-4;
  QTest::newRow("10 GHz at 25 GS/s") << 10e9 << 25e9 << 1.0 << 0.37 << 5e-3;
}

void SinglePoleTest::leakOfAPole() {
  QFETCH(double, poleHz);
  QFETCH(double, rateHz);
  QFETCH(double, gate);
  QFETCH(double, leak);
  QFETCH(double, tolerance);
  const SinglePole pole = singlePole(Frequency::hertz(poleHz), Time::seconds(1 / rateHz), gate);
  QVERIFY2(std::abs(pole.leak - leak) < tolerance, qPrintable(QString::number(pole.leak)));
}

// A step response integrated numerically slot by slot against the sum of the taps.
void SinglePoleTest::tapsReproduceTheRecursion() {
  const double omega = 2 * constants::kPi * 6e9, slot = 100e-12, gate = 0.7;
  const std::vector<double> taps =
      singlePoleTaps(singlePole(Frequency::hertz(6e9), Time::seconds(slot), gate));
  QVERIFY(taps.size() > 2);
  QVERIFY(std::abs(std::accumulate(taps.begin(), taps.end(), 0.0) - 1) < 1e-12);
  double sum = 0;
  for (std::size_t k = 0; k < taps.size(); ++k) {
    sum += taps[k];
    double average = 0;
    constexpr int kSteps = 2000;
    for (int i = 0; i < kSteps; ++i) {
      const double t = (static_cast<double>(k) + 1 - gate + gate * (i + 0.5) / kSteps) * slot;
      average += (1 - std::exp(-omega * t)) / kSteps;
    }
    QVERIFY(std::abs(average - sum) < 2e-4);
  }
}

void SinglePoleTest::extremesAreFinite() {
  QCOMPARE(singlePoleTaps(singlePole(Frequency::hertz(HUGE_VAL), Time::seconds(1e-9))),
           std::vector<double>{1.0});
  const std::vector<double> stuck = singlePoleTaps(singlePole(Frequency::hertz(0), Time::seconds(1e-9)));
  QCOMPARE(std::accumulate(stuck.begin(), stuck.end(), 0.0), 1.0);
  QVERIFY(singlePole(Frequency::hertz(1e-3), Time::seconds(1e-9)).leak > 0.999);
}

void SinglePoleTest::rcPoleOfADriver() {
  QVERIFY(std::abs(rcPole(170, 50, 0.3e-12).hertz() - 13.7e9) < 0.05e9);
}

QTEST_APPLESS_MAIN(SinglePoleTest)
#include "tst_single_pole.moc"
