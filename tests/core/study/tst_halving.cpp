#include "study/halving.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

namespace {

constexpr double kFoundTo = 2e-4;

Design small(const QStringList& more = {}) {
  Design design = example("first-light");
  for (const char* change : {"training.dataset=iris", "network.hidden=8", "training.batch=10"})
    design = with(design, change);
  for (const QString& change : more) design = with(design, change.toStdString());
  return design;
}

Halving halved(const Design& design, const char* row) {
  const auto found = whatHalves(design, *dataOf(design), row);
  if (!found || !found.value()) qFatal("no answer");
  return *found.value();
}

}  // namespace

/// What would halve a row of the ledger.
class TestHalving : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void whatIsPaidOnceIsHalved();
  void unsetMemoryHasItsTechnology();
  void oneOfTwoEqualPartsAlone();
  void nothingAlone();
  void troubleIsSaid();
  void rowsThatAreNotThere();
  void stopsWhenAsked();
};

// A DAC's energy goes straight into its row.
void TestHalving::whatIsPaidOnceIsHalved() {
  const Halving halving = halved(small({"vcsel_array2.dac_energy=0.4 pJ"}), "synapse_dac");
  QVERIFY(halving.value);
  QCOMPARE(halving.value->paths, std::vector<std::string>{"vcsel_array2.dac_energy"});
  QCOMPARE(halving.value->from, 0.4e-12);
  VERIFY_WITHIN(halving.value->to, 0.2e-12, kFoundTo);
  QVERIFY(halving.value->rowJoulesPerOp <= halving.rowJoulesPerOp / 2 * (1 + 1e-12));
  VERIFY_WITHIN(halving.value->rowJoulesPerOp, halving.rowJoulesPerOp / 2, kFoundTo);
  VERIFY_WITHIN(halving.totalJoulesPerOp - halving.value->totalJoulesPerOp, halving.rowJoulesPerOp / 2,
                kFoundTo);
  QVERIFY(!halving.value->trouble);
}

void TestHalving::unsetMemoryHasItsTechnology() {
  const Halving halving = halved(small({"energy.memory=sram"}), "axon_memory");
  QVERIFY(halving.value);
  QCOMPARE(halving.value->paths, std::vector<std::string>{"energy.memory_energy"});
  VERIFY_WITHIN(halving.value->from, 1.25e-12, 1e-9);
  VERIFY_WITHIN(halving.value->to, 0.625e-12, kFoundTo);
}

// 1.5 pJ of an ADC and 0.5 of an amplifier: the ADC at a third of it, down to 0.5 pJ.
void TestHalving::oneOfTwoEqualPartsAlone() {
  QStringList stated;
  for (const char* line : {"detector_line1", "detector_line2"})
    stated << QString("%1.adc_energy=1.5 pJ").arg(line) << QString("%1.tia_energy=0.5 pJ").arg(line);
  const Halving halving = halved(small(stated), "readout");
  QVERIFY(halving.value);
  QVERIFY(halving.value->paths.front().find("adc_energy") != std::string::npos);
  VERIFY_WITHIN(halving.value->to, 0.5e-12, kFoundTo);
}

// Multiplying and adding alike make the sums; with the adder at its share neither alone reaches half.
void TestHalving::nothingAlone() {
  QStringList stated{"energy.thermal_tuning_power=0.1 mW"};
  Design design = small(stated);
  const Halving tuning = halved(design, "axon_tuning");
  QVERIFY(tuning.value);
  // The rate halves nothing of a read-out: its only levers are its own energies, at their limit of 0.
  QStringList parts;
  for (const char* line : {"detector_line1", "detector_line2"})
    parts << QString("%1.calibration=offset_and_sums").arg(line) << QString("%1.add_energy=0.1 pJ").arg(line)
          << QString("%1.multiply_energy=0.05 pJ").arg(line);
  design = small(parts);
  const Halving sums = halved(design, "calibration");
  QVERIFY(sums.value);
  QVERIFY(sums.value->paths.front().find("add_energy") != std::string::npos);
  VERIFY_WITHIN(sums.value->to, (0.125 - 0.05) / 2 * 1e-12, 1e-3);
}

// The leader at half its power halves its row, and what the bench says of it then is told.
void TestHalving::troubleIsSaid() {
  const Halving halving = halved(small(), "leader");
  QVERIFY(halving.value);
  QVERIFY(halving.value->paths.front().find("leader_laser1.") == 0);
  QVERIFY(std::isfinite(halving.value->snr) && std::isfinite(halving.snr));
  QVERIFY(!halving.tried.empty());
}

void TestHalving::rowsThatAreNotThere() {
  const Design design = small();
  const auto data = dataOf(design);
  QCOMPARE(whatHalves(design, *data, "coffee").error().id, std::string("halving.no-row"));
  const auto preset = whatHalves(with(design, "energy.preset=s4"), *data, "axon_laser");
  QVERIFY(preset && preset.value() && !preset.value()->value && preset.value()->tried.empty());
  QVERIFY(!whatHalves(with(design, "beam_splitter4.enabled=off"), *data, "leader"));
}

void TestHalving::stopsWhenAsked() {
  const Design design = small();
  HalvingOptions options;
  int asked = 0;
  double told = 0;
  options.cancelled = [&] { return ++asked > 3; };
  options.onProgress = [&](double share) { told = std::max(told, share); };
  const auto found = whatHalves(design, *dataOf(design), "leader", options);
  QVERIFY(found && !found.value());
  QVERIFY(told > 0 && told <= 1);
}

QTEST_APPLESS_MAIN(TestHalving)
#include "tst_halving.moc"
