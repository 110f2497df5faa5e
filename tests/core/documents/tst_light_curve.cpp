#include <QTest>

#include "all_rooms.h"
#include "documents/internal/light_curve.h"
#include "test_support.h"

using namespace lightloom::tests;

class TestLightCurve : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aLineIsFoundAgain();
  void aBendIsTheResidual();
  void pointsBeyondThePeakAreLeftOut();
  void noThresholdIsSaid();
  void fallingCurvesHaveNoLine();
};

// P = 0.8 W/A above 0.4 mA, in any order; below threshold there is next to nothing.
void TestLightCurve::aLineIsFoundAgain() {
  const auto line = fitLightCurve({{2e-3, 1.28e-3}, {0.3e-3, 0.5e-6}, {1e-3, 0.48e-3}, {1.5e-3, 0.88e-3}});
  QVERIFY(line);
  VERIFY_WITHIN(line->thresholdA, 0.4e-3, 1e-9);
  VERIFY_WITHIN(line->slopeWPerA, 0.8, 1e-9);
  QVERIFY(line->residual < 1e-9);
  QCOMPARE(line->beyondPeak, 0);
  QVERIFY(!line->belowNoCurrent);
}

// Three points at 1, 2, 3 mA with 1, 1.8, 2 mW: the best line is 0.6 + 0.5·I, off by −1/10, 1/5, −1/10 mW.
void TestLightCurve::aBendIsTheResidual() {
  const auto line = fitLightCurve({{1e-3, 1e-3}, {2e-3, 1.8e-3}, {3e-3, 2e-3}});
  QVERIFY(line);
  VERIFY_WITHIN(line->slopeWPerA, 0.5, 1e-9);
  VERIFY_WITHIN(line->residual, std::sqrt((0.01 + 0.04 + 0.01) / 3) / 2, 1e-9);
}

void TestLightCurve::pointsBeyondThePeakAreLeftOut() {
  const auto line =
      fitLightCurve({{1e-3, 0.48e-3}, {2e-3, 1.28e-3}, {3e-3, 2.08e-3}, {4e-3, 1.9e-3}, {5e-3, 1.2e-3}});
  QVERIFY(line);
  QCOMPARE(line->beyondPeak, 2);
  VERIFY_WITHIN(line->thresholdA, 0.4e-3, 1e-9);
  VERIFY_WITHIN(line->slopeWPerA, 0.8, 1e-9);
}

void TestLightCurve::noThresholdIsSaid() {
  const auto line = fitLightCurve({{1e-3, 2e-3}, {2e-3, 3e-3}});
  QVERIFY(line);
  QVERIFY(line->belowNoCurrent);
  QCOMPARE(line->thresholdA, 0.0);
}

void TestLightCurve::fallingCurvesHaveNoLine() {
  QVERIFY(!fitLightCurve({}));
  QVERIFY(!fitLightCurve({{1e-3, 1e-3}}));
  QVERIFY(!fitLightCurve({{1e-3, 2e-3}, {2e-3, 1e-3}}));
  QVERIFY(!fitLightCurve({{1e-3, 0}, {2e-3, 0}}));
  QVERIFY(!fitLightCurve({{1e-3, 1e-3}, {1e-3, 2e-3}}));
}

QTEST_GUILESS_MAIN(TestLightCurve)
#include "tst_light_curve.moc"
