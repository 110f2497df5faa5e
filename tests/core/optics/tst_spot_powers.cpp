#include "optics/spot_powers.h"

#include <QTest>
#include <cmath>
#include <numeric>

#include "all_rooms.h"
#include "optics/gaussian.h"

using namespace lightloom::tests;

class TestSpotPowers : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void splitsBeamsInPlace();
  void readsWholeRows();
  void weightedSumIsThatOfAllBeams();
  void weakClippingStaysFactored();
  void hardClippingIsExact();
  void clippedBeamsAreClippedAndSplitAgain();
  void ratiosBoundTheBeams();
  void refusesMoreBeamsThanAreKeptApart();
  void keepsRowsAndColumns();
};

namespace {

constexpr double kRounding = 1e-13;     // sums over all beams in double, in another order
constexpr double kTwoClippings = 1e-7;  // two clippings, each of which keeps shares to some kAccuracy

// Numbers without a pattern, 0.5 … 1.5.
std::vector<double> uneven(std::size_t count, double seed) {
  std::vector<double> out(count);
  for (std::size_t i = 0; i < count; ++i)
    out[i] = 1 + 0.5 * std::sin(seed + 12.9898 * static_cast<double>(i));
  return out;
}

// A grid of `channels` per axis behind a grating of `orders`, both uneven.
SpotPowers crossed(std::size_t channels, std::size_t orders) {
  SpotPowers powers(channels, channels, uneven(channels * channels, 1));
  powers.split(orders, orders, uneven(orders * orders, 2));
  return powers;
}

std::vector<double> dense(const SpotPowers& powers) {
  std::vector<double> out;
  for (std::size_t row = 0; row < powers.rows(); ++row) {
    for (std::size_t column = 0; column < powers.columns(); ++column) out.push_back(powers(row, column));
  }
  return out;
}

double largestDifference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

// A round aperture in front of beams of radius 1, tracks of `count` columns spread over −2 … 2.
struct Aperture {
  ApertureTable table;
  double step;
  double aside = 0;
  Aperture(double radius, std::size_t count, double sideways = 0)
      : table(radius, 1, 1, 4), step(4.0 / static_cast<double>(count - 1)), aside(sideways) {}
  double operator()(std::size_t row, std::size_t column) const {
    return table.transmittance(aside - 2 + step * static_cast<double>(column),
                               -2 + step * static_cast<double>(row));
  }
};

bool clip(SpotPowers& powers, const Aperture& aperture) {
  return powers.attenuate(aperture, 0, aperture.aside > 0 ? powers.columns() - 1 : 0);
}

std::vector<double> clipped(std::vector<double> powers, const Aperture& aperture, std::size_t columns) {
  for (std::size_t i = 0; i < powers.size(); ++i) powers[i] *= aperture(i / columns, i % columns);
  return powers;
}

}  // namespace

void TestSpotPowers::splitsBeamsInPlace() {
  SpotPowers powers(2, 3, {1, 2, 3, 4, 5, 6});
  powers.split(1, 2, {0.25, 0.5});
  powers.scale(2);
  QCOMPARE(powers.rows(), std::size_t{2});
  QCOMPARE(powers.columns(), std::size_t{6});
  QCOMPARE(powers.row(1), (std::vector<double>{2, 4, 2.5, 5, 3, 6}));
  QCOMPARE(powers(0, 3), 2.0);
  QCOMPARE(powers.total(), 2 * 21 * 0.75);
  QCOMPARE(powers.largest(), 6.0);
  QCOMPARE(powers.stored(), std::size_t{8});
}

// The last bit, too: links must not depend on which way a pixel is read.
void TestSpotPowers::readsWholeRows() {
  SpotPowers one(3, 4, uneven(12, 1)), split = one, clippedTwo = crossed(12, 12);
  split.split(2, 5, uneven(10, 2));
  split.split(3, 2, uneven(6, 3));
  split.scale(0.3);
  QVERIFY(clip(clippedTwo, Aperture(4, 144, 0.4)) && clippedTwo.factored());
  std::vector<double> row;
  for (const SpotPowers& powers : {one, split, clippedTwo}) {
    for (std::size_t r = 0; r < powers.rows(); ++r) {
      powers.readRow(r, row);
      QCOMPARE(row.size(), powers.columns());
      for (std::size_t c = 0; c < row.size(); ++c) QVERIFY(row[c] == powers(r, c));
    }
  }
}

void TestSpotPowers::weightedSumIsThatOfAllBeams() {
  SpotPowers powers(3, 2, uneven(6, 1));
  powers.split(2, 5, uneven(10, 2));
  powers.split(3, 2, uneven(6, 3));
  const std::vector<double> rows = uneven(18, 4), columns = uneven(20, 5), all = dense(powers);
  double sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) sum += rows[i / 20] * all[i] * columns[i % 20];
  QVERIFY(std::abs(powers.weighted(rows, columns) / sum - 1) < kRounding);
  QVERIFY(std::abs(powers.total() / std::accumulate(all.begin(), all.end(), 0.0) - 1) < kRounding);
}

void TestSpotPowers::weakClippingStaysFactored() {
  for (double aside : {0.0, 0.4}) {
    SpotPowers powers = crossed(12, 12);
    const Aperture aperture(4, 144, aside);
    const std::vector<double> exact = clipped(dense(powers), aperture, 144);
    QVERIFY(clip(powers, aperture));
    QVERIFY(powers.factored());
    QVERIFY(powers.stored() < 40 * 144);
    const std::vector<double> all = dense(powers);
    QVERIFY2(largestDifference(all, exact) < 5e-8,
             qPrintable(QString::number(largestDifference(all, exact))));
    QVERIFY(std::abs(powers.total() / std::accumulate(all.begin(), all.end(), 0.0) - 1) < 1e-12);
    QCOMPARE(powers.row(77)[5], powers(77, 5));
  }
}

void TestSpotPowers::hardClippingIsExact() {
  SpotPowers powers = crossed(12, 12);
  const Aperture aperture(2, 144);
  const std::vector<double> exact = clipped(dense(powers), aperture, 144);
  QVERIFY(clip(powers, aperture));
  QVERIFY(!powers.factored());
  QVERIFY(largestDifference(dense(powers), exact) < 1e-15);
}

void TestSpotPowers::clippedBeamsAreClippedAndSplitAgain() {
  SpotPowers powers = crossed(12, 12);
  const Aperture first(4.2, 144, 0.3), second(4.5, 144, -0.2);
  std::vector<double> exact = clipped(clipped(dense(powers), first, 144), second, 144);
  QVERIFY(clip(powers, first) && clip(powers, second));
  QVERIFY(powers.factored());
  QVERIFY(largestDifference(dense(powers), exact) < kTwoClippings);
  powers.split(2, 1, {0.25, 0.5});
  QVERIFY(std::abs(powers(2 * 5 + 1, 7) - 0.5 * exact[5 * 144 + 7]) < kTwoClippings);
}

void TestSpotPowers::ratiosBoundTheBeams() {
  SpotPowers powers = crossed(12, 12);
  QVERIFY(clip(powers, Aperture(4, 144)));
  for (std::size_t a = 0; a < 144; a += 7) {
    for (std::size_t b = 0; b < 144; b += 5) {
      double rows = 0, columns = 0;
      for (std::size_t i = 0; i < 144; ++i) {
        rows = std::max(rows, powers(a, i) / powers(b, i));
        columns = std::max(columns, powers(i, a) / powers(i, b));
      }
      QVERIFY(rows <= powers.largestRatioOfRows(a, b) && columns <= powers.largestRatioOfColumns(a, b));
    }
  }
  QVERIFY(powers.allLit());
  QVERIFY(!SpotPowers(1, 2, {1, 0}).allLit());
}

void TestSpotPowers::refusesMoreBeamsThanAreKeptApart() {
  SpotPowers powers = crossed(33, 33);
  QVERIFY(powers.size() > SpotPowers::kMostApart);
  const double before = powers.total();
  QVERIFY(!powers.attenuateApart(
      [](std::size_t row, std::size_t column) { return (row + column) % 2 ? 1.0 : 0.0; }));
  QCOMPARE(powers.total(), before);
}

void TestSpotPowers::keepsRowsAndColumns() {
  SpotPowers powers(2, 3, {1, 2, 3, 4, 5, 6});
  powers.scale(10);
  const std::vector<std::size_t> rows{1}, columns{0, 2};
  powers.keep(rows, columns);
  QCOMPARE(powers.rows(), std::size_t{1});
  QCOMPARE(powers.row(0), (std::vector<double>{40, 60}));
  QCOMPARE(powers.total(), 100.0);
}

QTEST_APPLESS_MAIN(TestSpotPowers)
#include "tst_spot_powers.moc"
