// The model calls symbol slots `slots`, which is a macro of Qt unless it is told otherwise.

#include <cmath>

#include <QTest>

#include "all_rooms.h"
#include "base/units.h"
#include "report/energy.h"

using namespace lightloom::tests;

namespace {

constexpr double kPrinted = 1e-3;       // the published numbers have three or four digits
constexpr double kPrintedShort = 2e-3;  // three digits of numbers that begin with 2 to 5
constexpr double kRounding = 1e-12;     // sums of a dozen rows in double

bool near(double value, double expected, double relative) {
  return std::abs(value - expected) <= relative * std::abs(expected);
}

double row(const EnergyReport& report, std::string_view key) {
  for (const EnergyRow& candidate : report.rows)
    if (candidate.key == key) return candidate.joulesPerOp;
  return 0;
}

double rowsOver(const EnergyReport& report, std::string_view amortisedOver) {
  double sum = 0;
  for (const EnergyRow& candidate : report.rows)
    if (candidate.amortisedOver == amortisedOver) sum += candidate.joulesPerOp;
  return sum;
}

CostItem cost(const char* key, CostPer per, double value) {
  CostItem item;
  item.key = key;
  item.per = per;
  item.cost = value;
  return item;
}

// A bench of model.md 6: energies in J, powers in W, all electrical.
EnergyInputs bench(double rateHz, double weightFanOut, double laserW, double dacJ, double leaderW) {
  EnergyInputs inputs;
  inputs.symbolRateHz = rateHz;
  inputs.fanOut = 25;
  inputs.weightFanOut = weightFanOut;
  inputs.costs = {cost("synapse_laser", CostPer::WeightSymbol, laserW / rateHz),
                  cost("axon_laser", CostPer::AxonSymbol, laserW / rateHz),
                  cost("synapse_dac", CostPer::WeightSymbol, dacJ),
                  cost("axon_dac", CostPer::AxonSymbol, dacJ),
                  cost("readout", CostPer::Output, 2e-12),
                  cost("leader", CostPer::Time, leaderW)};
  return inputs;
}

EnergyInputs benchA() {
  return bench(10e9, 25, 500e-6 / 0.40, 0.1e-12, 13.7e-3 / 0.30);
}
EnergyInputs benchB() {
  return bench(1e9, 1, 100e-6 / 0.25, 0.5e-12, 0.5e-3 / 0.30);
}

EnergyLayer layer(double n, double m) {
  EnergyLayer out;
  out.slots = n;
  out.neurons = m;
  return out;
}

EnergyReport running(const EnergyInputs& inputs, std::vector<EnergyLayer> layers, double batch,
                     double samples = 0) {
  for (EnergyLayer& layer : layers) {
    layer.batch = batch;
    layer.samples = samples;
  }
  return energyOf(inputs, layers);
}

}  // namespace

class EnergyTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void presetsV22_data();
  void presetsV22();
  void publishedPointV23();
  void modulationV24();
  void amortisationV25_data();
  void amortisationV25();
  void photonsV26();
  void leaderOnS4();
  void benchAFullLayer();
  void benchARunning();
  void benchBFullLayer();
  void idleChannelsAndTheLastBatch();
  void signedInputDoublesTheEnergy();
  void gradientReducesOverTheBatch();
  void rangeOfTheHeadline();
  void noLayersCostNothing();
  void densityCountsPixels();
};

// Physics 1.7, fJ/OP as printed: parts to half a last digit, the total to 0.1 %.
void EnergyTest::presetsV22_data() {
  QTest::addColumn<QByteArray>("id");
  QTest::addColumn<double>("weight");
  QTest::addColumn<double>("axon");
  QTest::addColumn<double>("output");
  QTest::addColumn<double>("total");
  QTest::newRow("S1") << QByteArray("s1") << 450.00 << 18.00 << 1.28 << 469.28;
  QTest::newRow("S2") << QByteArray("s2") << 7.00 << 0.28 << 1.28 << 8.56;
  QTest::newRow("S2inf") << QByteArray("s2inf") << 7.00 << 0.0 << 0.0 << 7.00;
  QTest::newRow("S3") << QByteArray("s3") << 2.58 << 2.58 << 1.00 << 6.16;
  QTest::newRow("S4") << QByteArray("s4") << 2.80 << 2.80 << 1.28 << 6.88;
  QTest::newRow("S5") << QByteArray("s5") << 162.6 << 162.6 << 1.0 << 326.2;
}

void EnergyTest::presetsV22() {
  QFETCH(QByteArray, id);
  QFETCH(double, weight);
  QFETCH(double, axon);
  QFETCH(double, output);
  QFETCH(double, total);
  const EnergyPreset* preset = findEnergyPreset(id.toStdString());
  QVERIFY(preset);
  const EnergyReport report = fullLayerEnergy(presetInputs(*preset), preset->slots);
  const double digit = (total > 300 && weight < 300 ? 0.05 : 0.005) * 1.001e-15;
  QVERIFY(std::abs(rowsOver(report, "B") - weight * 1e-15) <= digit);
  QVERIFY(std::abs(rowsOver(report, "F") - axon * 1e-15) <= digit);
  QVERIFY(std::abs(rowsOver(report, "N") - output * 1e-15) <= digit);
  QVERIFY2(near(report.totalJoulesPerOp, total * 1e-15, kPrinted),
           qPrintable(QString::number(report.totalJoulesPerOp)));
  QCOMPARE(rowsOver(report, "total"), 0.0);
  if (!std::isfinite(preset->slots)) return;
  const EnergyReport network =
      running(presetInputs(*preset), {layer(preset->slots, 3 * preset->fanOut)}, 2 * preset->weightFanOut);
  QVERIFY(near(network.totalJoulesPerOp, report.totalJoulesPerOp, kRounding));
}

// 7 fJ/OP, 6 TOP/s/mm² at 8.33e-3 mm² a laser, 42 mW/mm².
void EnergyTest::publishedPointV23() {
  const EnergyPreset* preset = findEnergyPreset("s2inf");
  const double energy = fullLayerEnergy(presetInputs(*preset), preset->slots).totalJoulesPerOp;
  QVERIFY(near(energy, 7.00e-15, kPrinted));
  DensityInputs inputs;
  inputs.symbolRateHz = 25e9;
  inputs.fanOut = 1e6;
  inputs.laserAreaM2 = 8.33e-9;
  const double density = computeDensity(inputs).opsPerSPerM2;
  QVERIFY(near(density, 6.0e18, kPrinted));
  QVERIFY(near(density * energy, 42e3, kPrintedShort));
}

void EnergyTest::modulationV24() {
  QVERIFY(near(modulationEnergyJ(4e-3 * 4e-3, 0.3125e-12, HUGE_VAL, 1e9), 5.0e-18, kRounding));
  QVERIFY(near(modulationEnergyJ(0.01, 0, 170, 10e9), 0.01 / 170 / 10e9, kRounding));
}

void EnergyTest::amortisationV25_data() {
  QTest::addColumn<QByteArray>("halved");
  for (const char* term : {"F", "B", "N"}) QTest::newRow(term) << QByteArray(term);
}

// Doubling F, B or N halves the axon, weight or output term, and no other.
void EnergyTest::amortisationV25() {
  QFETCH(QByteArray, halved);
  const EnergyPreset* preset = findEnergyPreset("s3");
  EnergyInputs inputs = presetInputs(*preset);
  const EnergyReport once = fullLayerEnergy(inputs, preset->slots);
  if (halved == "F") inputs.fanOut *= 2;
  if (halved == "B") inputs.weightFanOut *= 2;
  const EnergyReport twice = fullLayerEnergy(inputs, preset->slots * (halved == "N" ? 2 : 1));
  for (const char* term : {"F", "B", "N"}) {
    QCOMPARE(rowsOver(twice, term), rowsOver(once, term) * (halved == term ? 0.5 : 1.0));
  }
}

void EnergyTest::photonsV26() {
  const double perSecond = 100e-6 / photonEnergyJ(974e-9);
  QVERIFY(near(perSecond / 1e9, 4.903e5, kPrinted));
  QVERIFY(near(perSecond / 25e9, 1.961e4, kPrinted));
}

// 100 mW of light at 30 % wall plug over 1.25e13 OP/s: 27 fJ/OP.
void EnergyTest::leaderOnS4() {
  const EnergyPreset* preset = findEnergyPreset("s4");
  EnergyInputs inputs = presetInputs(*preset);
  const double without = fullLayerEnergy(inputs, preset->slots).totalJoulesPerOp;
  inputs.costs.push_back(cost("leader", CostPer::Time, 100e-3 / 0.30));
  const EnergyReport report = fullLayerEnergy(inputs, preset->slots);
  QVERIFY(near(report.totalJoulesPerOp - without, 26.7e-15, kPrintedShort));
  QVERIFY(near(report.opsPerS, 1.25e13, kRounding));
}

void EnergyTest::benchAFullLayer() {
  const EnergyReport report = fullLayerEnergy(benchA(), 784);
  QVERIFY(near(report.totalJoulesPerOp - row(report, "leader"), 10.28e-15, kPrinted));
  QVERIFY(near(row(report, "leader"), 3.65e-15, kPrinted));
  QVERIFY(near(report.totalJoulesPerOp, 13.93e-15, kPrinted));
  const EnergyReport network = running(benchA(), {layer(784, 100)}, 100);
  QVERIFY(near(network.totalJoulesPerOp, report.totalJoulesPerOp, kRounding));
  QVERIFY(near(network.opsPerS, 1.25e13, kRounding));
}

// 784-100-10 in batches of 100: ten neurons on 25 channels.
void EnergyTest::benchARunning() {
  const EnergyReport report = running(benchA(), {layer(784, 100), layer(100, 10)}, 100, 60000);
  QVERIFY2(near(report.totalJoulesPerOp, 14.28e-15, kPrinted),
           qPrintable(QString::number(report.totalJoulesPerOp)));
  QCOMPARE(report.layerJoulesPerOp.size(), std::size_t{2});
  QVERIFY(report.layerJoulesPerOp[1] > 2.5 * report.layerJoulesPerOp[0]);
}

void EnergyTest::benchBFullLayer() {
  const EnergyReport report = fullLayerEnergy(benchB(), 784);
  QVERIFY(near(report.totalJoulesPerOp - row(report, "leader"), 469.3e-15, kPrinted));
  QVERIFY(near(row(report, "leader"), 33.3e-15, kPrintedShort));
  QVERIFY(near(report.totalJoulesPerOp, 503e-15, kPrintedShort));
}

// 130 samples in batches of 60 on 25 axons: groups 3 + 3 + 1; 30 neurons on 25 synapses: 2 blocks.
void EnergyTest::idleChannelsAndTheLastBatch() {
  const EnergyReport report = running(benchA(), {layer(200, 30)}, 60, 130);
  const double operations = 2.0 * 200 * 30 * 130, symbols = 200.0 * 7 * 2;
  QVERIFY(near(row(report, "synapse_dac"), symbols * 25 * 0.1e-12 / operations, kRounding));
  QVERIFY(near(row(report, "axon_laser"), symbols * 25 * 1.25e-3 / 10e9 / operations, kRounding));
  QVERIFY(near(row(report, "readout"), 2e-12 / 400, kRounding));
  QVERIFY(near(report.opsPerS, operations / (symbols / 10e9), kRounding));
}

void EnergyTest::signedInputDoublesTheEnergy() {
  EnergyLayer signedLayer = layer(784, 100);
  const EnergyReport once = running(benchA(), {signedLayer}, 100);
  signedLayer.slotCopies = 2;
  const EnergyReport twoSlots = running(benchA(), {signedLayer}, 100);
  for (const char* key : {"synapse_laser", "axon_laser", "synapse_dac", "axon_dac", "leader"}) {
    QVERIFY(near(row(twoSlots, key), 2 * row(once, key), kRounding));
  }
  QVERIFY(near(row(twoSlots, "readout"), row(once, "readout"), kRounding));
  signedLayer.outputCopies = 2;
  QVERIFY(near(running(benchA(), {signedLayer}, 100).totalJoulesPerOp, 2 * once.totalJoulesPerOp, kRounding));
}

// 784 × 100 weights, batch 50: the products run over 50 slots, so a read-out is shared by 50 multiplications.
void EnergyTest::gradientReducesOverTheBatch() {
  const EnergyReport report = running(benchA(), {layer(50, 100)}, 784);
  QVERIFY(near(row(report, "readout"), 0.5 * 2e-12 / 50, kRounding));
}

// Model 5: "13.9 fJ/OP, 6 … 30".
void EnergyTest::rangeOfTheHeadline() {
  EnergyInputs inputs = benchA();
  const EnergyReport report = fullLayerEnergy(inputs, 784);
  QVERIFY(std::abs(report.lowJoulesPerOp - 6e-15) < 1e-15);
  QVERIFY(std::abs(report.highJoulesPerOp - 30e-15) < 1e-15);
  inputs.costs.back().provenance = Provenance::Measured;
  inputs.costs.back().citation = "power meter";
  const EnergyReport narrower = fullLayerEnergy(inputs, 784);
  QVERIFY(narrower.highJoulesPerOp < report.highJoulesPerOp &&
          narrower.lowJoulesPerOp > report.lowJoulesPerOp);
  QCOMPARE(narrower.rows.back().citation, std::string("power meter"));
  QCOMPARE(narrower.rows.back().provenance, Provenance::Measured);
  double sum = 0;
  for (const EnergyRow& candidate : report.rows) sum += candidate.joulesPerOp;
  QVERIFY(near(sum, report.totalJoulesPerOp, kRounding));
}

void EnergyTest::noLayersCostNothing() {
  const EnergyReport report = running(benchA(), {}, 100);
  QCOMPARE(report.totalJoulesPerOp, 0.0);
  QCOMPARE(report.opsPerS, 0.0);
  QVERIFY(!findEnergyPreset("off") && !findEnergyPreset("s") && !findEnergyPreset(""));
}

void EnergyTest::densityCountsPixels() {
  DensityInputs inputs;
  inputs.symbolRateHz = 10e9;
  inputs.fanOut = inputs.weightFanOut = 25;
  inputs.laserAreaM2 = inputs.pixelAreaM2 = 6.4e-9;
  inputs.opticsAreaM2 = 1e-3;
  const ComputeDensity density = computeDensity(inputs);
  QVERIFY(near(density.areaM2, 6.4e-9 * (50 + 1250) + 1e-3, kRounding));
  QVERIFY(near(density.opsPerSPerM2, 1.25e13 / density.areaM2, kRounding));
  inputs.pixelsPerLink = 1;
  QVERIFY(near(computeDensity(inputs).areaM2, 6.4e-9 * (50 + 625) + 1e-3, kRounding));
  QCOMPARE(computeDensity(DensityInputs{}).opsPerSPerM2, 0.0);
}

QTEST_APPLESS_MAIN(EnergyTest)
#include "tst_energy.moc"
