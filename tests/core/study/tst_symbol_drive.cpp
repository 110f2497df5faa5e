#include "study/symbol_drive.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "bench/bench.h"
#include "report/sent_weights.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

class TestSymbolDrive : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theChainIsThatOfTheLaws();
  void weightsStandWhereTheRoundPutsThem();
  void amplitudesLeaveTheLaserAtItsBias();
  void inputsOnPhases_data();
  void inputsOnPhases();
  void withoutTuningNoCurrentIsKnown();
};

namespace {

SymbolWriter weightsOf(const Bench& bench) {
  return weightWriter(cellLight(bench, 0));
}

}  // namespace

// Voltage, current and detuning by their definitions, from the values of the part; and the ends of the usable
// range write w_max.
void TestSymbolDrive::theChainIsThatOfTheLaws() {
  const Bench bench = compileBench(example("mnist-5x5"));
  const CellLight light = cellLight(bench, 0);
  const SymbolWriter writer = weightWriter(light);
  QVERIFY(writer.writesPhases() && !writer.modulator().isThere());
  const LaserDiode diode = diodeOf(light.synapses);
  const BiasPoint bias = biasFor(diode, light.synapses.real("power"));
  const SymbolDrive rest = writer.at(0);
  QCOMPARE(rest.amperes, bias.currentA);
  QCOMPARE(rest.volts, bias.voltageV);
  const double limit = bench.hardware->cells[0].weightLimit;
  double before = INFINITY;
  for (const double w : {-limit, -0.2, 0.1, 0.3, limit}) {
    const SymbolDrive drive = writer.at(w);
    QVERIFY(drive.detuningHz < before);  // more current, less detuning
    before = drive.detuningHz;
    QVERIFY(std::fabs((drive.amperes - bias.currentA) * light.synapses.real("tuning_fast") +
                      (drive.detuningHz - rest.detuningHz)) < 1);
    QVERIFY(std::fabs(drive.volts - diode.turnOnV - diode.resistanceOhm * drive.amperes) < 1e-12);
    QVERIFY(drive.amplitude > 0.5 && drive.amplitude < 2);
  }
  const WrittenBranch branch = weightBranch(light, enabledImperfections(bench.design));
  for (const double w : {-limit, limit})
    QVERIFY(isUsable(branch, 0.999 * (writer.at(w).detuningHz - rest.detuningHz) + rest.detuningHz));
  QVERIFY(!isUsable(branch, writer.at(1.2 * limit).detuningHz));
}

// What the lock inspector shows of a round and this chain are the same place on the branch.
void TestSymbolDrive::weightsStandWhereTheRoundPutsThem() {
  const Design design = with(with(example("mnist-5x5"), "training.dataset=digits8x8"), "network.hidden=12");
  const RunSnapshot run = untrainedRun(design, *dataOf(design)).value();
  const std::string array = run.bench->cells.cells[0].synapseId;
  const SentWeights sent = sentWeights(*run.bench, run.network, run.settings, array, 2).value();
  const SymbolWriter writer = weightsOf(*run.bench);
  for (std::size_t i = 0; i < sent.symbols.size(); i += 37) {
    const SymbolDrive drive = writer.at(sent.symbols[i].value);
    QCOMPARE(drive.detuningHz, sent.symbols[i].wantedHz);
    QCOMPARE(drive.phaseRad, sent.symbols[i].phaseRad);
  }
}

void TestSymbolDrive::amplitudesLeaveTheLaserAtItsBias() {
  const Bench bench = compileBench(example("mnist-5x5"));
  const CellLight light = cellLight(bench, 0);
  const SymbolWriter writer = inputWriter(light);
  QVERIFY(!writer.writesPhases());
  QVERIFY(writer.modulator().kind == ModulatorKind::Interferometric);
  QCOMPARE(writer.at(0.7).volts, biasFor(diodeOf(light.axons), light.axons.real("power")).voltageV);
  QCOMPARE(writer.at(0.7).detuningHz, light.axonLock.workingDetuningHz);
  const Bench amplitudes = compileBench(with(example("first-light"), "network.encoding=amplitude_amplitude"));
  QVERIFY(!weightsOf(amplitudes).writesPhases());
}

void TestSymbolDrive::inputsOnPhases_data() {
  QTest::addColumn<QString>("encoding");
  QTest::addColumn<bool>("isSigned");
  for (const char* encoding : {"two_slot_phase", "phase_phase"})
    for (const bool isSigned : {false, true})
      QTest::addRow("%s, %d", encoding, isSigned) << encoding << isSigned;
}

// x = 0 … 1 (or −1 … 1) spans the usable range of the axons, and no more.
void TestSymbolDrive::inputsOnPhases() {
  QFETCH(QString, encoding);
  QFETCH(bool, isSigned);
  // A pump that stays: where it follows the current, the light of a laser near its threshold all but ends.
  const Bench bench = compileBench(with(with(example("first-light"), "noise.pump_drive=off"),
                                        "network.encoding=" + encoding.toStdString()));
  const CellLight light = cellLight(bench, 0);
  const SymbolWriter writer = inputWriter(light);
  const CellHardware& cell = bench.hardware->cells[0];
  QVERIFY(writer.writesPhases());
  const auto phaseAt = [&](double x) { return writer.at(writtenInput(cell, isSigned, x)).phaseRad; };
  const double low = phaseAt(isSigned || encoding == QLatin1String("two_slot_phase") ? -1 : 0),
               high = phaseAt(1);
  const double span = light.axonLock.atFixedPump.spanRad;
  QVERIFY2(std::fabs((high - low) / span - 1) < 0.05, qPrintable(QString::number((high - low) / span)));
  if (encoding == QLatin1String("phase_phase"))
    QVERIFY(std::fabs(phaseAt(1) - phaseAt(0) - cell.phasePerInput(isSigned)) < 0.01);
}

void TestSymbolDrive::withoutTuningNoCurrentIsKnown() {
  const Bench bench = compileBench(
      with(with(example("first-light"), "noise.pump_drive=off"), "vcsel_array2.tuning_fast=0 GHz/mA"));
  const SymbolWriter writer = weightsOf(bench);
  QVERIFY(writer.writesPhases());
  QVERIFY(std::isnan(writer.at(0.2).amperes) && std::isnan(writer.at(0.2).volts));
  QVERIFY(std::isfinite(writer.at(0).volts) && std::isfinite(writer.at(0.2).detuningHz));
}

QTEST_APPLESS_MAIN(TestSymbolDrive)
#include "tst_symbol_drive.moc"
