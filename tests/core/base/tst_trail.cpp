#include "base/trail.h"

#include <QTest>
#include <atomic>
#include <numeric>
#include <thread>
#include <vector>

#include "all_rooms.h"

using namespace lightloom::tests;

class TestTrail : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isAListThatGrows();
  void copiesStayAsTheyAre();
  void bothCopiesMayGrow();
  void knowsWhatItContinues();
  void isReadWhileItGrows();
};

namespace {

// Longer than the pieces that it is kept in.
constexpr int kMany = 1000;

Trail<int> upTo(int end) {
  std::vector<int> values(static_cast<std::size_t>(end));
  std::iota(values.begin(), values.end(), 0);
  return Trail<int>(values);
}

bool counts(const Trail<int>& trail) {
  for (std::size_t i = 0; i < trail.size(); ++i)
    if (trail[i] != static_cast<int>(i)) return false;
  return true;
}

}  // namespace

void TestTrail::isAListThatGrows() {
  Trail<int> trail;
  QVERIFY(trail.empty() && trail.begin() == trail.end());
  for (int i = 0; i < kMany; ++i) trail.push_back(i);
  QCOMPARE(trail.size(), std::size_t{kMany});
  QVERIFY(counts(trail));
  QCOMPARE(trail.back(), kMany - 1);
  QCOMPARE(*trail.rbegin(), kMany - 1);
  QCOMPARE(std::accumulate(trail.begin(), trail.end(), 0), kMany * (kMany - 1) / 2);
  QCOMPARE(*std::lower_bound(trail.begin(), trail.end(), 700), 700);
  QCOMPARE(trail.end() - trail.begin(), std::ptrdiff_t{kMany});
  QVERIFY(trail == upTo(kMany));
  QVERIFY(!(trail == upTo(kMany - 1)));
  QVERIFY((Trail<int>{3, 1, 2} == Trail<int>(std::vector<int>{3, 1, 2})));
}

void TestTrail::copiesStayAsTheyAre() {
  Trail<int> trail = upTo(300);
  const Trail<int> before = trail;
  for (int i = 0; i < kMany; ++i) trail.push_back(-1);
  QCOMPARE(before.size(), std::size_t{300});
  QVERIFY(counts(before));
  trail.cut(100);
  for (int i = 0; i < kMany; ++i) trail.push_back(-2);
  QCOMPARE(before.size(), std::size_t{300});
  QVERIFY(counts(before));
  QCOMPARE(trail[99], 99);
  QCOMPARE(trail[100], -2);
}

void TestTrail::bothCopiesMayGrow() {
  for (const int size : {255, 256, 257, 300, 512}) {
    Trail<int> one = upTo(size), other = one;
    for (int i = size; i < kMany; ++i) {
      one.push_back(i);
      other.push_back(-i);
    }
    QVERIFY(counts(one));
    QCOMPARE(other.back(), 1 - kMany);
    QCOMPARE(other[static_cast<std::size_t>(size)], -size);
    other.cut(static_cast<std::size_t>(size));
    QVERIFY(counts(other));
  }
}

void TestTrail::knowsWhatItContinues() {
  Trail<int> trail = upTo(255);
  QVERIFY(trail.continues(Trail<int>()));
  QVERIFY(trail.continues(trail));
  for (int i = 255; i < kMany; ++i) {
    const Trail<int> before = trail;
    trail.push_back(i);
    QVERIFY(trail.continues(before));
    QVERIFY(!before.continues(trail));
  }
  QVERIFY(!trail.continues(upTo(10)));
  const Trail<int> before = trail;
  trail.cut(kMany - 1);
  QVERIFY(!trail.continues(before));
  trail.push_back(-1);
  QVERIFY(!trail.continues(before));
  trail.cut(0);
  QVERIFY(!trail.continues(before));
  trail.push_back(0);
  QVERIFY(!trail.continues(before) && !before.continues(trail));
}

void TestTrail::isReadWhileItGrows() {
  std::atomic<bool> sound{true};
  Trail<int> trail = upTo(10);
  std::vector<std::jthread> readers;
  for (int i = 10; i < 100 * kMany; ++i) {
    trail.push_back(i);
    if (i % (25 * kMany) == 0)
      readers.emplace_back([&sound, copy = trail] {
        Trail<int> own = copy;
        own.push_back(static_cast<int>(own.size()));
        if (!counts(copy) || !counts(own)) sound = false;
      });
  }
  readers.clear();
  QVERIFY(sound);
  QVERIFY(counts(trail));
}

QTEST_APPLESS_MAIN(TestTrail)
#include "tst_trail.moc"
