// The model calls symbol slots `slots`, which is a macro of Qt unless it is told otherwise.

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "validation/internal/reference_product.h"

using namespace lightloom::tests;

class TestReferenceProduct : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void neutralCellGivesTheExactProduct();
};

void TestReferenceProduct::neutralCellGivesTheExactProduct() {
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
