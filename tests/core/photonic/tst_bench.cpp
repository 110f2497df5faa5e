#include "photonic/bench.h"
#include "photonic/product_engine.h"

#include <QTest>
#include <cmath>

#include "test_support.h"

using namespace lightloom;
using test::example;
using test::with;

/// From drawing to flat arrays, against numbers worked out by hand.
class TestBench : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void homodyneCurrents();
  void shotNoiseCurrent();
  void chargeNoise_data();
  void chargeNoise();
  void unequalSplitterWeakensTheFringe();
  void switchesGiveNeutralValues();
  void unlockedLasersHaveNoFringe();
  void aMissingCombinerIsNamed();
};

namespace {

constexpr double kCharge = 1.602176634e-19;

Bench compiled(const std::vector<std::string>& changes, const std::string& name = "mnist-5x5") {
  Design design = example(name);
  for (const std::string& change : changes) design = with(design, change);
  return compileBench(design);
}

const CellHardware& cellOf(const Bench& bench) {
  return bench.hardware->cells.at(0);
}

bool close(double value, double target, double relative) {
  return std::fabs(value - target) <= relative * std::fabs(target);
}

}  // namespace

// 100 µW in each beam at an ideal 0.786 A/W: difference and sum are 157.2 µA. Scaled from the powers that
// reach the pixels.
void TestBench::homodyneCurrents() {
  const Bench bench =
      compiled({"detector_line1.quantum_efficiency=1", "detector_line2.quantum_efficiency=1"});
  const CellHardware& cell = cellOf(bench);
  const Link& link = bench.cells.cells.at(0).links.at(0);
  const std::size_t i = static_cast<std::size_t>(cell.link(link.synapseChannel, link.axonChannel));
  const double perSecond = kCharge * cell.symbolRateHz;
  const double scale = 100e-6 / std::sqrt(link.axonW() * link.synapseW());
  QVERIFY(close(perSecond / cell.inverseSignal[i] * scale / bench.cells.cells.at(0).visibility(link),
                157.2e-6, 1e-3));
  const double sum = perSecond *
                     (cell.electronsAxon[i] / link.axonW() + cell.electronsSynapse[i] / link.synapseW()) *
                     100e-6;
  QVERIFY(close(sum, 157.2e-6, 1e-3));
}

// 2 q I B with I = 100 µA and B = 1 GHz is 3.204e-14 A². A slot of T = 1/2B counts n = I T/q electrons of
// variance n.
void TestBench::shotNoiseCurrent() {
  const double current = 100e-6, bandwidth = 1e9, slot = 1 / (2 * bandwidth);
  CellHardware cell = idealCell(1, 1);
  const double electrons = current * slot / kCharge;
  cell.electronsSynapse[0] = static_cast<float>(electrons);
  cell.shotScale = 1;
  const double amperes = shotNoiseSigma(cell, 0, 1, 0, 0, Drive::Unsigned) * kCharge / slot;
  QVERIFY(close(amperes * amperes, 3.204e-14, 1e-3));
  QVERIFY(close(amperes, 179.0e-9, 1e-3));
}

void TestBench::chargeNoise_data() {
  QTest::addColumn<QString>("capacitance");
  QTest::addColumn<double>("electrons");
  QTest::newRow("1 fF") << "1 fF" << 12.7;
  QTest::newRow("100 fF") << "100 fF" << 127.0;
  QTest::newRow("1 pF") << "1 pF" << 402.0;
  QTest::newRow("10 pF") << "10 pF" << 1270.0;
}

void TestBench::chargeNoise() {
  QFETCH(QString, capacitance);
  QFETCH(double, electrons);
  const std::string set = "detector_line2.capacitance=" + capacitance.toStdString();
  QVERIFY(close(std::sqrt(cellOf(compiled({set})).readVariance), electrons, 5e-3));
  const Bench separate = compiled({set, "detector_line2.integration=separate"});
  QVERIFY(close(std::sqrt(cellOf(separate).readVariance), electrons * std::sqrt(2.0), 5e-3));
}

// Signal 4√(R T)γ√(n_X n_W) and offset (R − T) n_X on the line that the axon reaches by reflection.
void TestBench::unequalSplitterWeakensTheFringe() {
  const Bench even = compiled({});
  const Bench uneven = compiled({"beam_splitter4.reflectance=0.7"});
  const float ratio = cellOf(even).inverseSignal[0] / cellOf(uneven).inverseSignal[0];
  QVERIFY(close(ratio, 2 * std::sqrt(0.7 * 0.3), 1e-3));
  const CellHardware& cell = cellOf(uneven);
  QVERIFY(close(cell.offsetPerSquare[0] / cell.inverseSignal[0], 0.4 * cell.electronsAxon[0], 1e-3));
}

void TestBench::switchesGiveNeutralValues() {
  const CellHardware cell = cellOf(compiled({"noise.all=off"}));
  for (int i = 0; i < cell.links(); ++i) {
    QCOMPARE(cell.gain[static_cast<std::size_t>(i)], 1.0f);
    QCOMPARE(cell.phase[static_cast<std::size_t>(i)], 0.0f);
  }
  QCOMPARE(cell.shotScale + cell.readVariance + cell.weightPhaseSigma + cell.axonPhaseSigma, 0.0);
  QCOMPARE(cell.weightBits + cell.axonBits + cell.adcBits, 0);
  QCOMPARE(cell.weightTaps.size() + cell.axonTaps.size(), std::size_t{2});
  QVERIFY(cell.weightLimit < 1);
  QCOMPARE(cellOf(compiled({"noise.adc=off"})).adcBits, 0);
  QCOMPARE(cellOf(compiled({"noise.intersymbol=off"})).weightTaps.size(), std::size_t{1});
}

void TestBench::unlockedLasersHaveNoFringe() {
  const std::vector<std::string> detuned{"vcsel_array2[7].detuning=200 GHz"};
  const Bench bench = compiled(detuned);
  const CellHardware& cell = cellOf(bench);
  for (int a = 0; a < cell.axons; ++a) {
    QCOMPARE(cell.gain[static_cast<std::size_t>(cell.link(7, a))], 0.0f);
    QCOMPARE(cell.gain[static_cast<std::size_t>(cell.link(6, a))], 1.0f);
    QVERIFY(cell.electronsSynapse[static_cast<std::size_t>(cell.link(7, a))] > 0);
  }
  const CellHardware off = cellOf(compiled({detuned[0], "noise.all=off"}));
  QCOMPARE(off.gain[static_cast<std::size_t>(off.link(7, 0))], 1.0f);
}

void TestBench::aMissingCombinerIsNamed() {
  const Bench bench = compiled({"beam_splitter4.enabled=off"});
  QVERIFY(bench.hardware->cannotCompute.has_value());
  QCOMPARE(bench.hardware->cannotCompute->id, std::string("bench.no-cell"));
}

QTEST_GUILESS_MAIN(TestBench)
#include "tst_bench.moc"
