
#include <QTest>
#include <atomic>
#include <cstdlib>

#include "all_rooms.h"
#include "core/learn/samples.h"
#include "core/product/cells.h"
#include "learn/trainer.h"

using namespace lightloom::tests;
using namespace lightloom::testing;

namespace {
std::atomic<long> allocations{0};
}

// Every allocation of the program and its libraries passes here, operator new and Eigen's buffers included.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void* malloc(std::size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
  ++allocations;
  *out = __libc_memalign(alignment, size);
  return *out ? 0 : 12;
}
}

class TestNoAllocation : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void stepsAllocateNothing_data();
  void stepsAllocateNothing();
};

void TestNoAllocation::stepsAllocateNothing_data() {
  QTest::addColumn<bool>("ideal");
  QTest::addColumn<int>("use");
  QTest::addColumn<int>("activation");
  QTest::addColumn<int>("shards");
  QTest::addColumn<int>("encoding");
  const int forward = static_cast<int>(HardwareUse::Forward), all = static_cast<int>(HardwareUse::All);
  const int relu = static_cast<int>(Activation::Relu), sine = static_cast<int>(Activation::Sine);
  QTest::newRow("ideal") << true << forward << relu << 1 << 0;
  QTest::newRow("forward") << false << forward << relu << 1 << 0;
  QTest::newRow("all") << false << all << sine << 1 << 0;
  QTest::newRow("ideal, shards") << true << forward << relu << 3 << 0;
  QTest::newRow("all, shards") << false << all << sine << 3 << 0;
  QTest::newRow("phases") << false << forward << sine << 1 << static_cast<int>(Encoding::PhasePhase);
  QTest::newRow("two-slot phases") << false << all << sine << 1 << static_cast<int>(Encoding::TwoSlotPhase);
}

void TestNoAllocation::stepsAllocateNothing() {
  QFETCH(bool, ideal);
  QFETCH(int, use);
  QFETCH(int, activation);
  QFETCH(int, shards);
  QFETCH(int, encoding);
  auto hardware = std::make_shared<Hardware>();
  hardware->cells.push_back(benchA());
  CellHardware& cell = hardware->cells[0];
  cell.encoding = static_cast<Encoding>(encoding);
  if (cell.law().inputsOnPhases) cell.axonLimit = 0.5;
  for (float& phase : cell.phase) phase = 0.1f;
  for (float& offset : cell.offsetPerSlot) offset = 0.01f;
  cell.weightIntensityVariance = 1e-5;
  cell.servoSigma = 1e-3;
  cell.wellElectrons = 1e5;
  TrainerSettings settings;
  settings.hidden = {100, 60};
  settings.batch = 90;
  settings.hardware = static_cast<HardwareUse>(use);
  settings.activation = static_cast<Activation>(activation);
  settings.shards = shards;
  Trainer trainer(settings, std::make_shared<const Dataset>(clouds(300, 10, 80, 0.2, 1)),
                  ideal ? idealHardware(*hardware) : hardware, 2);
  const long before = allocations;
  for (int i = 0; i < 2 * trainer.stepsPerEpoch(); ++i) trainer.step();
  QCOMPARE(allocations - before, 0L);
  QVERIFY(std::malloc(1) != nullptr && allocations > before);
}

QTEST_APPLESS_MAIN(TestNoAllocation)
#include "tst_no_allocation.moc"
