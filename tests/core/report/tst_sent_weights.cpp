#include "report/sent_weights.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "imperfections/heating.h"
#include "learn/layer_statistics.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;
using lightloom::test::with;

/// The weights of a network as one laser sends them, slot by slot, and what heat makes of their detunings.
class TestSentWeights : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void wanderIsThatOfTheReport_data();
  void wanderIsThatOfTheReport();
  void theErrorOfPhasesIsTheirs();
  void heatFollowsItsLaw();
  void rowsComeInTrueOrder();
  void symbolsLieOnTheBranch();
  void withoutHeatTheyStay();
  void phasesAreSentAsTheyAre();
  void longPassesAreBounded();
  void saysWhatIsMissing();
};

namespace {

const std::string kSynapses = "vcsel_array2";

TrainerSettings batchOf(int samples) {
  TrainerSettings settings;
  settings.batch = samples;
  return settings;
}

SentWeights sent(const Bench& bench, const Network& network, int channel, int batch) {
  const Result<SentWeights> out = sentWeights(bench, network, batchOf(batch), kSynapses, channel);
  if (!out) qFatal("%s", english(out.error()).c_str());
  return out.value();
}

// Over all lasers, of a network with evenly spread weights.
double rmsOfWhite(const Design& design) {
  constexpr int kRows = 300, kSlots = 200;
  const Bench bench = compileBench(design);
  const CellHardware& cell = bench.hardware->cells[0];
  Network network = makeNetwork({kSlots, kRows * cell.synapses}, Activation::Relu, 1, false, 7);
  const float scale = static_cast<float>(cell.weightLimit) / weightMaximum(network.layers[0]);
  for (float& weight : network.layers[0].weights) weight *= scale;
  double squares = 0;
  for (int laser = 0; laser < cell.synapses; ++laser) {
    const SentWeights one = sent(bench, network, laser, cell.axons);
    if (one.slots != kRows * kSlots || !one.heats) qFatal("another order than was expected");
    squares += one.rmsHz * one.rmsHz / cell.synapses;
  }
  return std::sqrt(squares);
}

std::string errorOf(const Design& design, const Network& network, const std::string& array, int channel) {
  return sentWeights(compileBench(design), network, batchOf(25), array, channel).error().id;
}

}  // namespace

void TestSentWeights::wanderIsThatOfTheReport_data() {
  QTest::addColumn<QStringList>("changes");
  const QString bare = QStringLiteral("vcsel_array2.thermal_equaliser=off");
  QTest::newRow("bare") << QStringList{bare};
  QTest::newRow("diffusive") << QStringList{bare, QStringLiteral("vcsel_array2.thermal_response=diffusive")};
  QTest::newRow("high-pass") << QStringList{bare, QStringLiteral("vcsel_array2.drive_high_pass=20MHz")};
  QTest::newRow("complement") << QStringList{bare, QStringLiteral("vcsel_array2.balanced_code=on")};
  QTest::newRow("equalised") << QStringList{};
}

// White symbols, evenly spread, are what the number of the report speaks of: so many rows that a laser goes
// through many times its memory, each once. Phases reach over the whole usable range, as the number does;
// weights of a light that follows the current over less.
void TestSentWeights::wanderIsThatOfTheReport() {
  QFETCH(QStringList, changes);
  Design design = example("mnist-5x5");
  for (const QString& change : changes) design = with(design, change.toStdString());
  const double ofPhases = rmsOfWhite(with(design, "network.encoding=phase_phase"));
  const Bench bench = compileBench(design);
  VERIFY_WITHIN(ofPhases, weightWander(cellLight(bench, 0)).rmsHz, 0.1);
  const SlowHeat& heat = bench.hardware->cells[0].weightHeat;
  const double odd = heat.heat[1] * bench.hardware->cells[0].weightLimit,
               even = heat.heat[2] * std::pow(bench.hardware->cells[0].weightLimit, 2);
  const double ofWeights = std::sqrt((odd * odd / 3 + even * even * 4 / 45) * heat.whiteShare());
  VERIFY_WITHIN(rmsOfWhite(design), ofWeights, 0.1);
  QVERIFY(ofWeights < weightWander(cellLight(bench, 0)).rmsHz);
}

// What the points of a run say of heat, from two numbers of a layer, is what sending each weight comes to.
void TestSentWeights::theErrorOfPhasesIsTheirs() {
  constexpr int kSlots = 200;
  for (const char* change : {"vcsel_array2.thermal_equaliser=off", "vcsel_array2.drive_high_pass=20MHz"})
    for (const int passes : {1, 20}) {
      const int rows = passes == 1 ? 300 : 40;
      const Bench bench = compileBench(with(example("mnist-5x5"), change));
      const CellHardware& cell = bench.hardware->cells[0];
      const Network network = makeNetwork({kSlots, rows * cell.synapses}, Activation::Relu, 1, false, 7);
      const int batch = passes * cell.axons;
      const LayerStatistics layer = layerStatistics(network, batchOf(batch), *bench.hardware).front();
      double squares = 0;
      for (int laser = 0; laser < cell.synapses; ++laser)
        squares += std::pow(sent(bench, network, laser, batch).rmsHz, 2) / cell.synapses;
      const double w2 = layer.weightRms * layer.weightRms;
      const double moved = std::fabs(cell.weightHeat.linear[0] + cell.weightHeat.linear[2] * w2);
      VERIFY_WITHIN(weightHeatError(cell, layer, batch), moved * std::sqrt(squares / (1 - w2)), 0.15);
    }
  // Nothing heats.
  const Bench cold = compileBench(with(example("mnist-5x5"), "noise.self_heating=off"));
  LayerStatistics layer;
  layer.slots = 10;
  layer.neurons = 25;
  layer.weightRms = 0.3;
  QCOMPARE(weightHeatError(cold.hardware->cells[0], layer, 25), 0.0);
}

// The same round over and over again from a cold laser, with a sum in place of the closed start.
void TestSentWeights::heatFollowsItsLaw() {
  const Bench bench = compileBench(with(example("mnist-5x5"), kSynapses + ".thermal_equaliser=off"));
  const CellHardware& cell = bench.hardware->cells[0];
  const Network network = makeNetwork({60, 40, 10}, Activation::Relu, 1, true, 3);
  const SentWeights round = sent(bench, network, 3, 100);
  QCOMPARE(round.slots, std::int64_t{4 * (2 * 61 + 41)});
  std::vector<double> heats(static_cast<std::size_t>(round.slots), 0.0);
  double mean = 0;
  for (const SentWeight& symbol : round.symbols) {
    const double v = symbol.value;
    heats[static_cast<std::size_t>(symbol.slot)] =
        cell.weightHeat.heat[0] + cell.weightHeat.heat[1] * v + cell.weightHeat.heat[2] * v * v;
  }
  for (const double heat : heats) mean += heat / static_cast<double>(heats.size());
  std::vector<double> states(cell.weightHeat.poles.size(), 0.0), added(heats.size());
  for (int again = 0; again < 200; ++again)
    for (std::size_t j = 0; j < heats.size(); ++j) {
      added[j] = cell.weightHeat.direct * (heats[j] - mean);
      for (std::size_t p = 0; p < states.size(); ++p) {
        added[j] += states[p];
        states[p] =
            cell.weightHeat.poles[p].keep * states[p] + cell.weightHeat.poles[p].charge * (heats[j] - mean);
      }
    }
  double squares = 0;
  for (const SentWeight& symbol : round.symbols) {
    const double e = added[static_cast<std::size_t>(symbol.slot)];
    QVERIFY2(std::fabs(symbol.heatedHz - symbol.wantedHz - e) < 1e-6 * round.rmsHz,
             qPrintable(QString::number(static_cast<double>(symbol.slot))));
    squares += e * e / static_cast<double>(round.symbols.size());
  }
  VERIFY_WITHIN(std::sqrt(squares), round.rmsHz, 1e-9);
}

void TestSentWeights::rowsComeInTrueOrder() {
  const Bench bench = compileBench(example("mnist-5x5"));
  const Network network = makeNetwork({60, 40, 10}, Activation::Tanh, 1, true, 3);
  // Laser 20 has one of the rows of the first layer, and none of the second.
  const SentWeights few = sent(bench, network, 20, 100);
  QCOMPARE(few.symbols.size(), std::size_t{4 * 61});
  QCOMPARE(few.slots, std::int64_t{4 * (2 * 61 + 2 * 41)});
  const SentWeights round = sent(bench, network, 3, 100);
  QCOMPARE(round.symbols.size(), static_cast<std::size_t>(round.slots));
  for (std::size_t i = 1; i < round.symbols.size(); ++i) {
    const SentWeight &before = round.symbols[i - 1], &here = round.symbols[i];
    QCOMPARE(here.slot, before.slot + 1);
    QVERIFY(std::tuple(here.layer, here.neuron, here.pass) >=
            std::tuple(before.layer, before.neuron, before.pass));
  }
  QCOMPARE(round.symbols.front().neuron, 3);
  QCOMPARE(round.symbols[4 * 61].neuron, 28);
  QCOMPARE(round.symbols.back().layer, 1);
  // A signed x takes each pass twice, the second time with inverted weights.
  for (std::size_t j = 0; j < 41; ++j) {
    const std::size_t at = 8 * 61 + j;
    QCOMPARE(round.symbols[at + 41].value, -round.symbols[at].value);
    QCOMPARE(round.symbols[at + 82].value, round.symbols[at].value);
  }
  // A slot and its complement are one symbol.
  const Bench balanced = compileBench(with(example("mnist-5x5"), kSynapses + ".balanced_code=on"));
  QCOMPARE(sent(balanced, network, 3, 100).slotS, 2 * round.slotS);
}

void TestSentWeights::symbolsLieOnTheBranch() {
  const Bench bench = compileBench(example("mnist-5x5"));
  const SentWeights round = sent(bench, makeNetwork({60, 40, 10}, Activation::Relu, 1, true, 3), 3, 100);
  const ArrayLock& lock = *lockOf(bench.locks, kSynapses);
  QCOMPARE(round.branch.usableHighHz, lock.written.usable.front().detuningHz);
  QCOMPARE(round.branch.usableLowHz, lock.written.usable.back().detuningHz);
  const double limit = bench.hardware->cells[0].weightLimit;
  for (const SentWeight& symbol : round.symbols) {
    QVERIFY(std::fabs(symbol.value) <= limit * (1 + 1e-12));
    QVERIFY(symbol.wantedHz < round.branch.usableHighHz + 1e6 &&
            symbol.wantedHz > round.branch.usableLowHz - 1e6);
    const auto above = std::find_if(lock.written.stable.begin(), lock.written.stable.end(),
                                    [&](const FixedPoint& point) { return point.phase > symbol.phaseRad; });
    QVERIFY(above != lock.written.stable.begin() && above != lock.written.stable.end());
    QVERIFY(symbol.wantedHz >= above->detuningHz && symbol.wantedHz <= (above - 1)->detuningHz);
  }
}

void TestSentWeights::withoutHeatTheyStay() {
  const Bench bench = compileBench(with(example("mnist-5x5"), "noise.self_heating=off"));
  const SentWeights round = sent(bench, makeNetwork({60, 40, 10}, Activation::Relu, 1, true, 3), 3, 100);
  QVERIFY(!round.heats && round.rmsHz == 0 && round.outsideShare == 0);
  for (const SentWeight& symbol : round.symbols) QCOMPARE(symbol.heatedHz, symbol.wantedHz);
}

// A product of phases has no scale: weights are phases about the middle of the range.
void TestSentWeights::phasesAreSentAsTheyAre() {
  const Bench bench = compileBench(example("paper-kernel"));
  const CellHardware& cell = bench.hardware->cells[0];
  QVERIFY(cell.law().sumsSines);
  Network network = makeNetwork({30, 10}, Activation::Relu, 1, false, 3);
  for (float& weight : network.layers[0].weights) weight = 0.1f;
  const std::string synapses = bench.cells.cells[0].synapseId;
  const Result<SentWeights> round = sentWeights(bench, network, batchOf(25), synapses, 0);
  QVERIFY(round.ok());
  const std::vector<FixedPoint>& usable = lockOf(bench.locks, synapses)->written.usable;
  const double middle = usable[usable.size() / 2].phase;
  for (const SentWeight& symbol : round.value().symbols) {
    QVERIFY(std::fabs(symbol.value - 0.1) < 0.01);  // in steps of the DAC
    QVERIFY(std::fabs(symbol.phaseRad - middle - symbol.value) < 1e-9);
  }
}

void TestSentWeights::longPassesAreBounded() {
  const Bench bench = compileBench(example("mnist-5x5"));
  const SentWeights round =
      sent(bench, makeNetwork({60, 40, 10}, Activation::Relu, 1, true, 3), 3, 100000000);
  QCOMPARE(round.symbols.size(), SentWeights::kMostSymbols);
  QVERIFY(round.slots < 4 << 18);
}

void TestSentWeights::saysWhatIsMissing() {
  const Design design = example("mnist-5x5");
  const Network network = makeNetwork({60, 10}, Activation::Relu, 1, true, 3);
  QCOMPARE(errorOf(design, network, "vcsel_array1", 0), std::string("sent.no-weights"));
  QCOMPARE(errorOf(design, network, kSynapses, 20), std::string("sent.no-row"));
  QCOMPARE(errorOf(with(design, "network.encoding=amplitude_amplitude"), network, kSynapses, 0),
           std::string("sent.no-phases"));
  TrainerSettings elsewhere = batchOf(25);
  elsewhere.cells = {3};
  QCOMPARE(sentWeights(compileBench(design), network, elsewhere, kSynapses, 0).error().id,
           std::string("sent.no-cell"));
  Network diverged = network;
  diverged.layers[0].weights[0] = std::numeric_limits<float>::quiet_NaN();
  QCOMPARE(errorOf(design, diverged, kSynapses, 0), std::string("sent.not-finite"));
  QVERIFY(
      !sentWeights(compileBench(with(design, kSynapses + ".power=0")), network, batchOf(25), kSynapses, 0));
}

QTEST_GUILESS_MAIN(TestSentWeights)
#include "tst_sent_weights.moc"
