#include "design/part_key.h"

#include <QTest>

#include "design/kind.h"
#include "test_support.h"

using namespace lightloom;
using test::example;

/// Parts of one seed draw apart, the same part always alike.
class TestPartKey : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void knowsThePart();
};

void TestPartKey::knowsThePart() {
  const Design design = example("mnist-5x5");
  const auto keyOf = [&](const char* id) {
    return mixKey(partKey(viewOf(design, id), Stream::DetuningSpread));
  };
  QVERIFY(viewOf(design, "vcsel_array1").value("seed") == viewOf(design, "vcsel_array2").value("seed"));
  QVERIFY(keyOf("vcsel_array1") != keyOf("vcsel_array2"));
  QCOMPARE(keyOf("vcsel_array1"), keyOf("vcsel_array1"));
  QVERIFY(mixKey(partKey(viewOf(design, "vcsel_array1"), Stream::DetuningDrift)) != keyOf("vcsel_array1"));
}

QTEST_APPLESS_MAIN(TestPartKey)
#include "tst_part_key.moc"
