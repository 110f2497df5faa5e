#include "report/light_budget.h"

#include <QTest>
#include <map>

#include "all_rooms.h"
#include "bench/bench.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;
using lightloom::test::with;

namespace {

constexpr double kClosing = 1e-12, kRounding = 1e-9;

LightBudget budgetOf(const Design& design) {
  return lightBudget(compileBench(design));
}

double sumOf(const LightBudget& budget, LightStepKind kind) {
  double sum = 0;
  for (const LightStep& step : budget.steps)
    if (step.kind == kind) sum += step.powerW;
  return sum;
}

double powerOf(const LightBudget& budget, const std::string& part, const std::string& cause) {
  double sum = 0;
  for (const LightStep& step : budget.steps)
    if (step.part == part && step.cause == cause) sum += step.powerW;
  return sum;
}

}  // namespace

/// From the wall plug to the electron, on benches that people lay out.
class TestLightBudget : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void nothingIsLeft_data();
  void nothingIsLeft();
  void lasersLoseWhatIsNoLight();
  void pixelsLoseWhatMakesNoElectron();
  void pixelsOfTheirOwn();
  void largestLoss();
  void emptyBench();
};

void TestLightBudget::nothingIsLeft_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"first-light", "mnist-5x5", "chen-2023", "hamerly-2019", "paper-kernel"})
    QTest::newRow(name) << name;
}

void TestLightBudget::nothingIsLeft() {
  QFETCH(QString, name);
  const Bench bench = compileBench(with(example(name.toStdString()), "network.bias=on"));
  const LightBudget budget = lightBudget(bench);
  QVERIFY(budget.suppliedW > budget.emittedW && budget.emittedW > budget.detectedW);
  QCOMPARE(budget.emittedW, bench.trace.emittedW);
  VERIFY_WITHIN(sumOf(budget, LightStepKind::Supply), budget.suppliedW, kClosing);
  VERIFY_WITHIN(sumOf(budget, LightStepKind::Electrons), budget.electronsW, kClosing);
  VERIFY_WITHIN(sumOf(budget, LightStepKind::Loss) + budget.electronsW, budget.suppliedW, kClosing);
  QVERIFY(std::fabs(budget.steps.back().leftW) <= kClosing * budget.suppliedW);
  double shares = 0, traced = 0;
  for (const LightStep& step : budget.steps) {
    QVERIFY(step.powerW >= 0 && !step.label.text.empty());
    if (step.kind != LightStepKind::Supply) shares += step.share;
  }
  VERIFY_WITHIN(shares, 1.0, kClosing);
  // Every loss of the trace is there as it is.
  for (const LostLight& loss : bench.trace.losses) {
    const std::string part =
        loss.part >= 0 ? bench.layout.parts[static_cast<std::size_t>(loss.part)] : std::string();
    QVERIFY(powerOf(budget, part, std::string(lossCauseKey(loss.cause))) >= loss.powerW);
    traced += loss.powerW;
  }
  double detected = 0;
  for (const DetectedLight& light : bench.trace.detected) detected += light.powerW;
  VERIFY_WITHIN(detected, budget.detectedW, kClosing);
  VERIFY_WITHIN(traced + detected, budget.emittedW, kClosing);
}

// A leader of 6 mW at 30 % takes 20 mW and heats with 14 of them; 25 lasers of 100 µW at 25 % take 10 mW.
void TestLightBudget::lasersLoseWhatIsNoLight() {
  Design design = example("first-light");
  for (const char* change : {"leader_laser1.power=6 mW", "leader_laser1.wall_plug_efficiency=0.3",
                             "vcsel_array2.power=100 uW", "vcsel_array2.wall_plug_efficiency=0.25"})
    design = with(design, change);
  const LightBudget budget = budgetOf(design);
  VERIFY_WITHIN(powerOf(budget, "leader_laser1", "wall_plug"), 20e-3, kRounding);
  VERIFY_WITHIN(powerOf(budget, "leader_laser1", "laser_heat"), 14e-3, kRounding);
  VERIFY_WITHIN(powerOf(budget, "vcsel_array2", "wall_plug"), 10e-3, kRounding);
  VERIFY_WITHIN(powerOf(budget, "vcsel_array2", "laser_heat"), 7.5e-3, kRounding);
}

// P on a line: (1 − gate) P comes too early, gate (1 − QE) P makes none, gate QE P/(h c/λ) electrons a
// second.
void TestLightBudget::pixelsLoseWhatMakesNoElectron() {
  Design design = example("first-light");
  for (const char* line : {"detector_line1", "detector_line2"}) {
    design = with(design, std::string(line) + ".gate=0.5");
    design = with(design, std::string(line) + ".quantum_efficiency=0.6");
  }
  const Bench bench = compileBench(design);
  const LightBudget budget = lightBudget(bench);
  const double wavelength = viewOf(design, "leader_laser1").real("wavelength");
  const double photon = 6.62607015e-34 * 299792458.0 / wavelength;
  QCOMPARE(budget.wavelengthM, wavelength);
  VERIFY_WITHIN(budget.electronsW, 0.3 * budget.detectedW, kRounding);
  for (const LightStep& step : budget.steps)
    if (step.kind == LightStepKind::Electrons) {
      VERIFY_WITHIN(step.perSecond, step.powerW / photon, kRounding);
      VERIFY_WITHIN(powerOf(budget, step.part, "outside_gate"), step.powerW / 0.6, kRounding);
      VERIFY_WITHIN(powerOf(budget, step.part, "quantum_efficiency"), step.powerW / 0.6 * 0.4, kRounding);
    }
}

// One pixel of 25 that sees nothing takes its light from the electrons, and the sum still closes.
void TestLightBudget::pixelsOfTheirOwn() {
  const Design design = example("first-light");
  const LightBudget before = budgetOf(design);
  const Bench bench = compileBench(with(design, "detector_line1[7].quantum_efficiency=0"));
  const LightBudget dead = lightBudget(bench);
  double all = 0, dark = 0;
  for (const Link& link : bench.cells.cells.front().links)
    for (const LinkLine* line : {&link.plus, &link.minus}) {
      const bool here = (line == &link.plus) == (bench.cells.cells.front().plusId == "detector_line1");
      const double power = line->axonW + line->synapseW + line->unwantedAxonW + line->unwantedSynapseW;
      if (here) all += power;
      if (here && line->pixel == 7) dark += power;
    }
  QVERIFY(dark > 0);
  VERIFY_WITHIN(powerOf(dead, "detector_line1", "electrons"),
                powerOf(before, "detector_line1", "electrons") * (1 - dark / all), 1e-6);
  QVERIFY(std::fabs(dead.steps.back().leftW) <= kClosing * dead.suppliedW);
}

void TestLightBudget::largestLoss() {
  const LightBudget budget = budgetOf(example("mnist-5x5"));
  const auto at = static_cast<std::size_t>(budget.largestLoss());
  QCOMPARE(budget.steps[at].kind, LightStepKind::Loss);
  for (const LightStep& step : budget.steps)
    if (step.kind == LightStepKind::Loss) QVERIFY(step.powerW <= budget.steps[at].powerW);
}

void TestLightBudget::emptyBench() {
  const LightBudget budget = budgetOf(Design());
  QVERIFY(budget.steps.empty());
  QCOMPARE(budget.suppliedW, 0.0);
  QCOMPARE(budget.wavelengthM, 0.0);
  QCOMPARE(budget.largestLoss(), -1);
}

QTEST_APPLESS_MAIN(TestLightBudget)
#include "tst_light_budget.moc"
