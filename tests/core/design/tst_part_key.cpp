#include "design/part_key.h"

#include <QTest>

#include "all_rooms.h"
#include "design/kind.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;

/// Parts of one seed draw apart, the same part always alike.
class TestPartKey : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keyDependsOnPartAndSeedAlone();
};

void TestPartKey::keyDependsOnPartAndSeedAlone() {
  const Design design = example("mnist-5x5");
  const auto keyOf = [&](const char* id) {
    return mixKey(partKey(viewOf(design, id), Stream::DetuningSpread));
  };
  QVERIFY(viewOf(design, "vcsel_array1").value("seed") == viewOf(design, "vcsel_array2").value("seed"));
  QVERIFY(keyOf("vcsel_array1") != keyOf("vcsel_array2"));
  // Another place, power and name do not make it another part, and neither do parts that come before it.
  const Design moved = test::with(test::with(design, "vcsel_array1.x=7 mm"), "vcsel_array1.power=30 µW");
  Design alone;
  alone.components = {findComponent(moved, "vcsel_array1")};
  QCOMPARE(mixKey(partKey(viewOf(alone, "vcsel_array1"), Stream::DetuningSpread)), keyOf("vcsel_array1"));
  const Design seeded = test::with(design, "vcsel_array1.seed=2");
  QVERIFY(mixKey(partKey(viewOf(seeded, "vcsel_array1"), Stream::DetuningSpread)) != keyOf("vcsel_array1"));
  QVERIFY(mixKey(partKey(viewOf(design, "vcsel_array1"), Stream::DetuningDrift)) != keyOf("vcsel_array1"));
}

QTEST_APPLESS_MAIN(TestPartKey)
#include "tst_part_key.moc"
