#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "test_support.h"
#include "validation/internal/receiver.h"

using namespace lightloom::tests;

namespace {

constexpr double kPrinted = 1e-3;  // three digits are expected

}  // namespace

class TestReceiver : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void thermalNoiseOfResistors();
};

// 4kT = 1.6568e-20 J at 300 K; 50 Ω, 300 K, 1 GHz: 576 nA, and 57.6 nA of 5 kΩ.
void TestReceiver::thermalNoiseOfResistors() {
  VERIFY_WITHIN(thermalCurrentDensity(300, 1), 1.28716e-10, 1e-5);
  VERIFY_WITHIN(thermalCurrentDensity(300, 50) * std::sqrt(1e9), 576e-9, kPrinted);
  VERIFY_WITHIN(thermalCurrentDensity(300, 5e3) * std::sqrt(1e9), 57.6e-9, kPrinted);
  QCOMPARE(thermalCurrentDensity(0, 50), 0.0);
}

QTEST_APPLESS_MAIN(TestReceiver)
#include "tst_receiver.moc"
