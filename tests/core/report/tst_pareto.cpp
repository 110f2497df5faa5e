#include "report/pareto.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <random>

#include "all_rooms.h"

using namespace lightloom::tests;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::vector<bool> front(const std::vector<Merit>& merits) {
  return paretoFront(merits);
}

}  // namespace

class TestPareto : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theBestInOneThingIsOnIt();
  void equalsStandTogether();
  void whatIsNotKnownStandsAside();
  void nothingOnItIsBeaten();
};

void TestPareto::theBestInOneThingIsOnIt() {
  QCOMPARE(front({}), std::vector<bool>());
  QCOMPARE(front({{0.9, 1e-14, 1e-6}}), std::vector<bool>({true}));
  // Most accurate, most frugal, smallest, and one that is worse than the first in all.
  QCOMPARE(front({{0.95, 5e-14, 3e-6}, {0.8, 1e-14, 3e-6}, {0.8, 5e-14, 1e-6}, {0.94, 6e-14, 4e-6}}),
           std::vector<bool>({true, true, true, false}));
  QCOMPARE(front({{0.9, 1e-14, 1e-6}, {0.9, 1e-14, 2e-6}}), std::vector<bool>({true, false}));
  QCOMPARE(front({{-2, 1e-14, 1e-6}, {0.5, 1e-14, 1e-6}}), std::vector<bool>({false, true}));
}

void TestPareto::equalsStandTogether() {
  QCOMPARE(front({{0.9, 1e-14, 1e-6}, {0.9, 1e-14, 1e-6}, {0.9, 2e-14, 1e-6}}),
           std::vector<bool>({true, true, false}));
}

void TestPareto::whatIsNotKnownStandsAside() {
  QCOMPARE(front({{kNone, 1e-15, 1e-7}, {0.9, 1e-14, 1e-6}, {0.99, kNone, 1e-7}, {0.99, 1e-15, kNone}}),
           std::vector<bool>({false, true, false, false}));
  // An infinite cost is known, and a bad one.
  QCOMPARE(front({{0.9, std::numeric_limits<double>::infinity(), 1e-6}, {0.9, 1e-14, 1e-6}}),
           std::vector<bool>({false, true}));
}

void TestPareto::nothingOnItIsBeaten() {
  std::mt19937 random(3);
  std::uniform_int_distribution<int> level(0, 9);
  std::vector<Merit> merits;
  for (int i = 0; i < 300; ++i)
    merits.push_back({0.1 * level(random), 1e-15 * level(random), 1e-7 * level(random)});
  const std::vector<bool> on = front(merits);
  const auto worseOrEqual = [](const Merit& a, const Merit& b) {
    return a.accuracy <= b.accuracy && a.joulesPerOp >= b.joulesPerOp && a.areaM2 >= b.areaM2;
  };
  int count = 0;
  for (std::size_t i = 0; i < merits.size(); ++i) {
    count += on[i];
    bool covered = on[i];
    for (std::size_t j = 0; j < merits.size(); ++j) {
      const bool equal = worseOrEqual(merits[i], merits[j]) && worseOrEqual(merits[j], merits[i]);
      if (on[i] && !equal) QVERIFY(!worseOrEqual(merits[i], merits[j]));
      covered = covered || (on[j] && worseOrEqual(merits[i], merits[j]));
    }
    QVERIFY(covered);  // what is not on it is beaten by something that is
  }
  QVERIFY(count > 3 && count < 150);
}

QTEST_GUILESS_MAIN(TestPareto)
#include "tst_pareto.moc"
