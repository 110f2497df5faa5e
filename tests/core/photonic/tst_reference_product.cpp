// The model calls symbol slots `slots`, which is a macro of Qt unless it is told otherwise.

#include <QTest>
#include <cmath>

#include "photonic/reference_product.h"

using namespace lightloom;

class TestReferenceProduct : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void poissonLaw_data();
  void poissonLaw();
  void neutralIsExact();
};

void TestReferenceProduct::poissonLaw_data() {
  QTest::addColumn<double>("mean");
  for (const double mean : {0.0, 0.3, 5.0, 11.9, 12.1, 40.0, 3000.0, 4e5}) QTest::addRow("%g", mean) << mean;
}

// Mean, variance and third moment of the Poisson law are all its mean, on both sides of the switch at 12.
void TestReferenceProduct::poissonLaw() {
  QFETCH(double, mean);
  KeyedRandom random({3, Stream::DataGenerate, 0, 0, 0});
  const int draws = 200000;
  double first = 0, second = 0, third = 0;
  for (int i = 0; i < draws; ++i) {
    const double difference = poisson(mean, random) - mean;
    first += difference / draws;
    second += difference * difference / draws;
    third += difference * difference * difference / draws;
  }
  const double five = 5 / std::sqrt(draws);
  QVERIFY(std::abs(first) <= five * std::sqrt(mean));
  QVERIFY(std::abs(second - mean) <= five * std::sqrt(mean + 2 * mean * mean));
  QVERIFY(std::abs(third - mean) <= 2 * five * std::sqrt(mean + 24 * mean * mean + 15 * mean * mean * mean));
}

void TestReferenceProduct::neutralIsExact() {
  const ProductShape shape{3, 4, 2};
  std::vector<double> w(12), x(8);
  for (std::size_t i = 0; i < w.size(); ++i) w[i] = std::sin(static_cast<double>(i));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::cos(static_cast<double>(i));
  KeyedRandom random({4, Stream::DataGenerate, 0, 0, 0});
  for (const SignedInput form : {SignedInput::TwoSlots, SignedInput::TwoRails}) {
    CellHardware cell = idealCell(2, 2);
    cell.signedInput = form;
    const std::vector<double> y = ReferenceProduct(cell, Drive::Signed).measure(shape, w, x, random);
    const std::vector<double> exact = exactProduct(shape, w, x);
    for (std::size_t i = 0; i < y.size(); ++i) QVERIFY(std::abs(y[i] - exact[i]) < 1e-12);
  }
}

QTEST_APPLESS_MAIN(TestReferenceProduct)
#include "tst_reference_product.moc"
