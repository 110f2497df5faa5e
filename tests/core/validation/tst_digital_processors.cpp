#include "validation/internal/digital_processors.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "test_support.h"

using namespace lightloom::tests;

namespace {

constexpr double kPrinted = 5e-3;  // data sheets give three digits

}  // namespace

class TestDigitalProcessors : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void numbersAreThoseOfTheDataSheets();
  void trainingOfALargeModel();
};

void TestDigitalProcessors::numbersAreThoseOfTheDataSheets() {
  VERIFY_WITHIN(findDigitalProcessor("a100")->joulesPerOp(), 1282e-15, kPrinted);
  VERIFY_WITHIN(findDigitalProcessor("h100")->joulesPerOp(), 707e-15, kPrinted);
  VERIFY_WITHIN(findDigitalProcessor("gc200")->opsPerSPerM2(), 0.304e18, kPrinted);
  QVERIFY(!findDigitalProcessor("abacus"));
  for (const DigitalProcessor& processor : digitalProcessors())
    QVERIFY(processor.opsPerS > 0 && processor.areaM2 > 0 && !processor.source.empty());
}

// 3.14e23 operations at 7 fJ: 0.611 MWh; twice that where the arithmetic idles half the time.
void TestDigitalProcessors::trainingOfALargeModel() {
  VERIFY_WITHIN(computationEnergyJ(3.14e23, 7e-15) / 3.6e9, 0.611, kPrinted);
  QCOMPARE(computationEnergyJ(3.14e23, 7e-15, 0.5), 2 * computationEnergyJ(3.14e23, 7e-15));
}

QTEST_APPLESS_MAIN(TestDigitalProcessors)
#include "tst_digital_processors.moc"
