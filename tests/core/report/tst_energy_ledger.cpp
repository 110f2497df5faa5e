#include <QTest>
#include <set>

#include "all_rooms.h"
#include "report/report.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// What the drawing says about energy and area.
class TestEnergyLedger : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void modulatorsOfAmplitudesAreIdeal();
  void twoSlotsHalveTheDensity();
  void bothArraysAndLinesTakeArea();
  void trainingOnLightIsPaidFor();
  void presetsSpeakForAllLayers();
};

namespace {

constexpr double kRounding = 1e-9;  // sums over products and cells in double

Report reportOf(const QStringList& assignments) {
  Design design = with(with(test::crossedWithoutModulators(), "training.dataset=iris"), "network.hidden=8");
  for (const QString& assignment : assignments) design = with(design, assignment.toStdString());
  return simulateDesign(design, *dataOf(design)).value().report;
}

std::set<std::string> modulated(const char* encoding) {
  std::set<std::string> out;
  for (const EnergyRow& row : reportOf({QString("network.encoding=%1").arg(encoding)}).energy.rows)
    if (row.key == "axon_modulation" || row.key == "synapse_modulation") out.insert(row.key);
  return out;
}

}  // namespace

void TestEnergyLedger::modulatorsOfAmplitudesAreIdeal() {
  using Keys = std::set<std::string>;
  QCOMPARE(modulated("amplitude_amplitude"), Keys());
  QCOMPARE(modulated("amplitude_phase"), Keys({"synapse_modulation"}));
  QCOMPARE(modulated("phase_phase"), Keys({"axon_modulation", "synapse_modulation"}));
}

// 2 · 25 · 25 operations per slot at 10 GS/s.
void TestEnergyLedger::twoSlotsHalveTheDensity() {
  VERIFY_WITHIN(reportOf({}).density.opsPerS, 1.25e13, kRounding);
  VERIFY_WITHIN(reportOf({"network.encoding=two_slot_phase"}).density.opsPerS, 0.625e13, kRounding);
}

// 25 + 25 lasers and 2 · 625 pixels.
void TestEnergyLedger::bothArraysAndLinesTakeArea() {
  const double before = reportOf({}).density.areaM2;
  const double axons = reportOf({"vcsel_array1.facet_area=0.1mm2"}).density.areaM2;
  const double synapses = reportOf({"vcsel_array2.facet_area=0.1mm2"}).density.areaM2;
  VERIFY_WITHIN(axons, synapses, kRounding);
  QVERIFY(axons > before);
  const double minus = reportOf({"detector_line1.pixel_area=0.01mm2"}).density.areaM2;
  const double plus = reportOf({"detector_line2.pixel_area=0.01mm2"}).density.areaM2;
  VERIFY_WITHIN(minus, plus, kRounding);
  VERIFY_WITHIN(minus - before, 625 * (0.01e-6 - 0.0064e-6), kRounding);
}

// 4-8-3 with bias on 25 × 25 channels, all of the 120 training samples in one mini-batch: 5 groups of
// samples. dX of the output layer has signed inputs in two slots, dW reduces over the 120 samples.
void TestEnergyLedger::trainingOnLightIsPaidFor() {
  const QStringList batch{"training.batch=120", "network.signed_input=two_slots"};
  const auto symbolsAndOps = [](int step) {
    // Passes × slots, and OP, of Y, Y; dX; dW, dW.
    const double symbols[] = {5.0 * 5 + 5 * 9, 5.0 * 3 * 2, 120.0 + 120};
    const double operations[] = {240.0 * (5 * 8 + 9 * 3), 240.0 * 3 * 8, 240.0 * (5 * 8 + 9 * 3)};
    std::pair<double, double> out{0, 0};
    for (int i = 0; i <= step; ++i) {
      out.first += symbols[i];
      out.second += operations[i];
    }
    return out;
  };
  int step = 0;
  for (const char* hardware : {"forward", "forward_backward", "all"}) {
    const Report report = reportOf(batch + QStringList{QString("training.hardware=%1").arg(hardware)});
    const auto [symbols, operations] = symbolsAndOps(step++);
    VERIFY_WITHIN(report.energy.opsPerS, operations / (symbols / 10e9), kRounding);
    for (const EnergyRow& row : report.energy.rows)
      if (row.key == "axon_laser")
        VERIFY_WITHIN(row.joulesPerOp, symbols * 25 * 1.8e-3 / 10e9 / operations, 0.1);
    double sum = 0;
    for (const EnergyRow& row : report.energy.rows) sum += row.joulesPerOp;
    VERIFY_WITHIN(report.energy.totalJoulesPerOp, sum, kRounding);
  }
}

void TestEnergyLedger::presetsSpeakForAllLayers() {
  const Report report = reportOf({"energy.preset=s4"});
  for (const LayerNumbers& layer : report.layers) QCOMPARE(layer.joulesPerOp, report.energy.totalJoulesPerOp);
}

QTEST_APPLESS_MAIN(TestEnergyLedger)
#include "tst_energy_ledger.moc"
