#include "base/random.h"

#include <QTest>
#include <cmath>
#include <set>

#include "all_rooms.h"

using namespace lightloom::tests;

class TestRandom : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void equalKeysGiveEqualNumbers();
  void everyFieldOfTheKeyCounts();
  void momentsAreRight();
  void poissonLaw_data();
  void poissonLaw();
  void belowIsUniform();
};

void TestRandom::equalKeysGiveEqualNumbers() {
  KeyedRandom a({7, Stream::Shuffle, 3, 1, 2});
  KeyedRandom b({7, Stream::Shuffle, 3, 1, 2});
  for (int i = 0; i < 100; ++i) QCOMPARE(a.next(), b.next());
}

void TestRandom::everyFieldOfTheKeyCounts() {
  const RandomKey keys[] = {{1, Stream::Shuffle, 0, 0, 0},    {2, Stream::Shuffle, 0, 0, 0},
                            {1, Stream::WeightInit, 0, 0, 0}, {1, Stream::Shuffle, 1, 0, 0},
                            {1, Stream::Shuffle, 0, 1, 0},    {1, Stream::Shuffle, 0, 0, 1}};
  std::set<std::uint64_t> mixed;
  for (const RandomKey& key : keys) mixed.insert(mixKey(key));
  QCOMPARE(mixed.size(), std::size(keys));
}

// Standard errors at 1e6 draws: mean 1e-3, variance 1.4e-3, fourth moment about 1e-2; the bounds are five of
// them.
void TestRandom::momentsAreRight() {
  KeyedRandom random({42, Stream::ForwardNoise});
  constexpr int kDraws = 1000000;
  double m1 = 0, m2 = 0, m4 = 0, u = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double z = random.normal();
    m1 += z;
    m2 += z * z;
    m4 += z * z * z * z;
    u += random.uniform();
  }
  QVERIFY(std::fabs(m1 / kDraws) < 5e-3);
  QVERIFY(std::fabs(m2 / kDraws - 1) < 7e-3);
  QVERIFY(std::fabs(m4 / kDraws - 3) < 5e-2);
  QVERIFY(std::fabs(u / kDraws - 0.5) < 1.5e-3);
}

void TestRandom::poissonLaw_data() {
  QTest::addColumn<double>("mean");
  for (const double mean : {0.0, 0.3, 5.0, 11.9, 12.1, 40.0, 3000.0, 4e5}) QTest::addRow("%g", mean) << mean;
}

// Mean, variance and third moment of the Poisson law are all its mean, on both sides of the switch at 12.
void TestRandom::poissonLaw() {
  QFETCH(double, mean);
  KeyedRandom random({3, Stream::DataGenerate, 0, 0, 0});
  const int draws = 200000;
  double first = 0, second = 0, third = 0;
  for (int i = 0; i < draws; ++i) {
    const double difference = random.poisson(mean) - mean;
    first += difference / draws;
    second += difference * difference / draws;
    third += difference * difference * difference / draws;
  }
  const double five = 5 / std::sqrt(draws);
  QVERIFY(std::abs(first) <= five * std::sqrt(mean));
  QVERIFY(std::abs(second - mean) <= five * std::sqrt(mean + 2 * mean * mean));
  QVERIFY(std::abs(third - mean) <= 2 * five * std::sqrt(mean + 24 * mean * mean + 15 * mean * mean * mean));
}

void TestRandom::belowIsUniform() {
  KeyedRandom random({1, Stream::Shuffle});
  int counts[7] = {};
  for (int i = 0; i < 70000; ++i) ++counts[random.below(7)];
  for (int count : counts) QVERIFY(std::abs(count - 10000) < 500);
}

QTEST_APPLESS_MAIN(TestRandom)
#include "tst_random.moc"
