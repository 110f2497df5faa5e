#include <QTest>
#include <algorithm>
#include <cmath>

#include "all_rooms.h"
#include "bench/bench.h"
#include "imperfections/heating.h"
#include "report/report.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;
using lightloom::test::with;

/// How strongly symbols heat their lasers on a bench, what takes it off, and what that costs.
class TestHeatChecks : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void eachRemedyTakesItOff();
  void theCheckNamesTheArray();
  void complementSlotsTakeTwiceTheTime();
};

namespace {

HeatWander wanderOf(const Design& design) {
  return weightWander(cellLight(compileBench(design), 0));
}

Design bare() {
  return with(example("mnist-5x5"), "vcsel_array2.thermal_equaliser=off");
}

const Check* wanderCheck(const Bench& bench) {
  const auto found = std::find_if(bench.checks.begin(), bench.checks.end(),
                                  [](const Check& check) { return check.message.id == "heat.wander"; });
  return found == bench.checks.end() ? nullptr : &*found;
}

}  // namespace

// White symbols over the usable range, half of which moves the nominal laser by 6 GHz: k_th/k_c = −22.6 times
// √(πf_thT) of a single pole.
void TestHeatChecks::eachRemedyTakesItOff() {
  const HeatWander free = wanderOf(bare());
  VERIFY_WITHIN(free.rmsHz, free.bareHz, 1e-6 * free.bareHz);
  const double white = std::sqrt(3.14159265 * 1e6 * 1e-10);
  const double estimate = 22.6 * white * free.usableHz / std::sqrt(12.0);
  QVERIFY2(free.rmsHz > 0.6 * estimate && free.rmsHz < 1.4 * estimate,
           qPrintable(QString("%1 of %2").arg(free.rmsHz).arg(estimate)));
  VERIFY_WITHIN(wanderOf(with(bare(), "vcsel_array2.thermal_corner=0.1 MHz")).rmsHz,
                free.rmsHz * std::sqrt(0.1), 0.02 * free.rmsHz);
  QVERIFY(wanderOf(example("mnist-5x5")).rmsHz < 0.03 * free.rmsHz);
  QVERIFY(wanderOf(with(bare(), "vcsel_array2.balanced_code=on")).rmsHz < 0.03 * free.rmsHz);
  QVERIFY(wanderOf(with(bare(), "vcsel_array2.drive_high_pass=20 MHz")).rmsHz < 0.3 * free.rmsHz);
  QVERIFY(wanderOf(with(bare(), "vcsel_array2.thermal_response=diffusive")).rmsHz > 2 * free.rmsHz);
  QCOMPARE(wanderOf(with(bare(), "vcsel_array2.tuning_thermal=0")).rmsHz, 0.0);
  QCOMPARE(wanderOf(with(bare(), "vcsel_array2.tuning_fast=0")).rmsHz, 0.0);
  QCOMPARE(wanderOf(with(bare(), "network.encoding=amplitude_amplitude")).rmsHz, 0.0);
  QCOMPARE(axonWander(cellLight(compileBench(bare()), 0)).rmsHz, 0.0);
  QVERIFY(axonWander(cellLight(compileBench(with(bare(), "network.encoding=two_slot_phase")), 0)).bareHz > 0);
}

void TestHeatChecks::theCheckNamesTheArray() {
  QVERIFY(!wanderCheck(compileBench(example("mnist-5x5"))));
  const Bench bench = compileBench(bare());
  const Check* check = wanderCheck(bench);
  QVERIFY(check);
  QCOMPARE(check->component, std::string("vcsel_array2"));
  QCOMPARE(check->severity, Severity::Warning);
  QVERIFY(!wanderCheck(compileBench(with(bare(), "noise.self_heating=off"))));
}

void TestHeatChecks::complementSlotsTakeTwiceTheTime() {
  const Bench once = compileBench(bare()),
              twice = compileBench(with(bare(), "vcsel_array2.balanced_code=on"));
  const CellHardware &before = once.hardware->cells[0], &after = twice.hardware->cells[0];
  QCOMPARE(after.slotsSent(false), 2 * before.slotsSent(false));
  QCOMPARE(after.slotsPerSymbol(false), before.slotsPerSymbol(false));
  // What no pixel integrates makes no noise.
  QCOMPARE(after.electronsSynapse, before.electronsSynapse);
}

QTEST_APPLESS_MAIN(TestHeatChecks)
#include "tst_heat_checks.moc"
