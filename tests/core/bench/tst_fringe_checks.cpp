#include "bench/fringe_twist.h"

#include <QTest>
#include <algorithm>
#include <cmath>

#include "all_rooms.h"
#include "imperfections/cell_hardware.h"
#include "imperfections/trim.h"
#include "learn/trainer.h"
#include "report/report.h"
#include "sanitized.h"
#include "test_support.h"
#include "train/settings.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// Interference phases that no laser can hold: their size on the bench of mnist-5x5 against numbers of
/// programs that share no code with this one, the part that causes them, what trims and calibrations make of
/// them.
class TestFringeChecks : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void phasesOfDisplacedParts_data();
  void phasesOfDisplacedParts();
  void oneAxonHasNone();
  void openLoopsHoldNothing();
  void causeIsNamed_data();
  void causeIsNamed();
  void biasReachesItsSpanOnly();
  void shiftersTakeLightPowerAndArea();
  void calibrationsBringAccuracyBack();
};

namespace {

Design changed(std::initializer_list<const char*> assignments, const char* name = "mnist-5x5") {
  Design design = example(name);
  for (const char* assignment : assignments) design = with(design, assignment);
  return design;
}

double errorOf(const Bench& bench) {
  return fringeErrorRad(cellLight(bench, 0));
}

const Check* checkOf(const Bench& bench, const std::string& id) {
  const auto found = std::find_if(bench.checks.begin(), bench.checks.end(),
                                  [&](const Check& check) { return check.message.id == id; });
  return found == bench.checks.end() ? nullptr : &*found;
}

}  // namespace

void TestFringeChecks::phasesOfDisplacedParts_data() {
  QTest::addColumn<QString>("change");
  QTest::addColumn<double>("expected");
  QTest::newRow("as it is") << "vcsel_array2.trim=ideal" << 0.0;
  QTest::newRow("axon grating by 0.2 mm") << "fan_out3.x=40.2 mm" << 0.292;
  QTest::newRow("axon grating by 1 mm") << "fan_out3.x=41 mm" << 1.342;
  QTest::newRow("combiner by 1 mm") << "beam_splitter4.x=61 mm" << 1.342;
  QTest::newRow("lens of the axons") << "lens1.x=20.1 mm" << 0.0;
}

void TestFringeChecks::phasesOfDisplacedParts() {
  QFETCH(QString, change);
  QFETCH(double, expected);
  const Bench bench = compileBench(
      with(changed({"vcsel_array1.trim=ideal", "vcsel_array2.trim=ideal"}), change.toStdString()));
  const double error = errorOf(bench);
  QVERIFY2(std::fabs(error - expected) < 1e-3, qPrintable(QString::number(error)));
  QVERIFY(bench.cells.cells[0].held.converged);
  const Report report = makeReport(bench, {});
  QCOMPARE(report.fringeErrorRad, error);
}

void TestFringeChecks::oneAxonHasNone() {
  QVERIFY(errorOf(compileBench(changed({"fan_out2.x=41 mm"}, "first-light"))) < 1e-6);
}

// Without a servo the whole phase of each path stays in its link, and no calibration knows it.
void TestFringeChecks::openLoopsHoldNothing() {
  Design design = test::crossedWithoutModulators();
  Component shifter;
  shifter.id = "phase_shifter1";
  shifter.kind = "phase_shifter";
  shifter.values = {{"x", 0.05}, {"servo", false}, {"phase", 0.4}};
  design.components.push_back(std::make_shared<const Component>(shifter));
  const Bench bench = compileBench(design);
  QVERIFY(bench.cells.cells[0].held.empty() && errorOf(bench) > 0.1);
  const CellHardware cell = cellHardware(cellLight(bench, 0), {&kPumpDrive, &kFringePhase});
  for (const float known : cell.calibratedPhase) QCOMPARE(known, 0.0f);
  QVERIFY(std::any_of(cell.phase.begin(), cell.phase.end(), [](float phase) { return phase != 0; }));
}

void TestFringeChecks::causeIsNamed_data() {
  QTest::addColumn<QString>("change");
  QTest::addColumn<QString>("part");
  QTest::addColumn<double>("move");
  QTest::newRow("axon grating") << "fan_out3.x=40.2 mm"
                                << "fan_out3" << -0.2e-3;
  QTest::newRow("synapse grating") << "fan_out4.y=-20.1 mm"
                                   << "fan_out4" << 0.1e-3;
  QTest::newRow("far off") << "fan_out3.x=37 mm"
                           << "fan_out3" << 3e-3;
}

// The check names the part, and moving it as it says makes the check pass.
void TestFringeChecks::causeIsNamed() {
  QFETCH(QString, change);
  QFETCH(QString, part);
  QFETCH(double, move);
  const Bench bench = compileBench(with(test::crossedWithoutModulators(), change.toStdString()));
  const Check* const check = checkOf(bench, "fringe.out-of-step");
  QVERIFY(check);
  QCOMPARE(QString::fromStdString(check->component), part);
  const std::optional<FringeCause> cause = fringeCause(bench, 0);
  QVERIFY(cause && std::fabs(cause->moveM - move) < 2e-6);
  Design mended = apply(bench.design, setParameter(bench.design, cause->part, "x", cause->x));
  mended = apply(mended, setParameter(mended, cause->part, "y", cause->y));
  QVERIFY(!checkOf(compileBench(mended), "fringe.out-of-step"));
  QVERIFY(!checkOf(compileBench(with(bench.design, "noise.fringe_phase=off")), "fringe.out-of-step"));
}

// A tilt asks phases of the lasers that differ by their places: w_max = sin(s/2 − |φ|) of what a bias has.
void TestFringeChecks::biasReachesItsSpanOnly() {
  const Bench straight = compileBench(test::crossedWithoutModulators());
  const Bench tilted = compileBench(changed({"beam_splitter4.fine_tilt=60 urad"}));
  const CellLight light = cellLight(tilted, 0);
  const CellTrim trim = trimOf(light);
  QVERIFY(trim.synapses.usedRad > 0.05 && trim.synapses.missingRad.empty());
  QCOMPARE(trim.synapses.usedRad, trim.synapses.wantedRad);
  const CellHardware bias = cellHardware(light, {&kPumpDrive, &kFringePhase}),
                     none = cellHardware(light, {&kPumpDrive});
  const double span = light.synapseLock.usableSpanRad;
  VERIFY_WITHIN(none.weightLimit, std::sin(span / 2), 1e-6);
  VERIFY_WITHIN(bias.weightLimit, std::sin(span / 2 - trim.synapses.usedRad), 1e-6);
  QVERIFY(errorOf(straight) < 1e-6 && !checkOf(straight, "trim.bias"));
  // Ten times as far no bias reaches it, and what is missing stays in the fringes.
  const Bench far = compileBench(changed({"beam_splitter4.x=61 mm"}));
  QVERIFY(checkOf(far, "trim.out-of-reach"));
  const CellLight farLight = cellLight(far, 0);
  QVERIFY(fringeErrorRad(farLight) > 1.4);
  QVERIFY(cellHardware(farLight, {&kFringePhase}).weightLimit > 0.03);
  for (const char* ideal : {"ideal", "shifters"}) {
    Design design = far.design;
    for (const char* array : {"vcsel_array1.trim=", "vcsel_array2.trim="})
      design = with(design, std::string(array) + ideal);
    const Bench bench = compileBench(design);
    QVERIFY(!checkOf(bench, "trim.out-of-reach"));
    QVERIFY(std::fabs(errorOf(bench) - 1.342) < 1e-3);
    VERIFY_WITHIN(cellHardware(cellLight(bench, 0), {&kPumpDrive, &kFringePhase}).weightLimit,
                  std::sin(cellLight(bench, 0).synapseLock.usableSpanRad / 2), 1e-6);
  }
}

void TestFringeChecks::shiftersTakeLightPowerAndArea() {
  const Bench without = compileBench(example("mnist-5x5"));
  const Bench shifted =
      compileBench(changed({"vcsel_array2.trim=shifters", "vcsel_array2.shifter_loss=0.1",
                            "vcsel_array1.trim=shifters", "vcsel_array1.shifter_loss=0.2"}));
  const Link bare = without.cells.cells[0].links[0], dimmed = shifted.cells.cells[0].links[0];
  VERIFY_WITHIN(dimmed.synapseW(), 0.9 * bare.synapseW(), 1e-9);
  VERIFY_WITHIN(dimmed.axonW(), 0.8 * bare.axonW(), 1e-9);
  VERIFY_WITHIN(lockOf(shifted.locks, "vcsel_array2")->lasers[0].injectedW,
                0.9 * lockOf(without.locks, "vcsel_array2")->lasers[0].injectedW, 1e-9);
  VERIFY_WITHIN(shifted.trace.emittedW, shifted.trace.detectedW + shifted.trace.lostW, 1e-12);
}

// A trained 784-100-10 on fringes that are out of step: the shares of right answers that two programs of
// other people found, within what another training makes of them.
void TestFringeChecks::calibrationsBringAccuracyBack() {
  if (LIGHTLOOM_SANITIZED) return;  // minutes there, of code that other tests run as well
  const Design design = test::crossedWithoutModulators();
  const Bench bench = compileBench(design);
  const std::shared_ptr<const Dataset> data = dataOf(design);
  const TrainerSettings settings = trainerSettings(design, *bench.hardware).value();
  Trainer trainer(settings, data, idealHardware(*bench.hardware));
  while (trainer.epoch() < 3) trainer.step();
  const double exact = trainer.evaluateTest().accuracy;
  QVERIFY(exact > 0.96);
  constexpr struct {
    const char* place;
    const char* calibration;
    double accuracy, within;
  } kRows[] = {{"40.02", "none", 0.83, 0.05}, {"40.02", "offset", 0.957, 0.015},
               {"40.05", "none", 0.41, 0.10}, {"40.05", "offset", 0.924, 0.02},
               {"40.1", "none", 0.20, 0.06},  {"40.1", "offset", 0.79, 0.05},
               {"40.2", "none", 0.14, 0.05},  {"40.2", "offset", 0.45, 0.10}};
  for (const auto& row : kRows) {
    Design displaced = with(design, std::string("fan_out3.x=") + row.place + " mm");
    for (const char* line : {"detector_line1.calibration=", "detector_line2.calibration="})
      displaced = with(displaced, std::string(line) + row.calibration);
    trainer.setHardware(hardwareWith(compileBench(displaced), {&kFringePhase}));
    const double found = trainer.evaluateTest().accuracy;
    QVERIFY2(std::fabs(found - row.accuracy) < row.within,
             qPrintable(QString("%1 %2: %3").arg(row.place, row.calibration).arg(found)));
    for (const char* line : {"detector_line1.calibration=", "detector_line2.calibration="})
      displaced = with(displaced, std::string(line) + "offset_and_sums");
    trainer.setHardware(hardwareWith(compileBench(displaced), {&kFringePhase}));
    QVERIFY(std::fabs(trainer.evaluateTest().accuracy - exact) < 0.004);
  }
}

QTEST_GUILESS_MAIN(TestFringeChecks)
#include "tst_fringe_checks.moc"
