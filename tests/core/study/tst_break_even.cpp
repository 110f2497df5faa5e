#include "study/break_even.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "all_rooms.h"
#include "export/energy_json.h"
#include "report/cell_costs.h"
#include "report/digital_processors.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

namespace {

constexpr double kRounding = 1e-9;

Design smallDesign() {
  Design design = example("first-light");
  for (const char* small : {"training.dataset=iris", "network.hidden=8", "training.batch=10"})
    design = with(design, small);
  return design;
}

// E_OP = ½ [E_w/B + E_x/F + E_out/N] + P (F + B)/(F₀ + B₀)/(2 F B f_s), again, with what is summed once for
// a mini-batch.
double byHand(const EnergyInputs& cell, double f, double b, double n) {
  double weight = 0, axon = 0, output = 0, watts = 0;
  for (const CostItem& cost : cell.costs) {
    const bool once = cost.key == "residue_weight_sums" || cost.key == "synapse_equaliser";
    const double share = once ? std::ceil(cell.batch / cell.weightFanOut) / std::max(1.0, cell.batch / b) : 1;
    if (cost.per == CostPer::WeightSymbol) weight += cost.cost * share;
    if (cost.per == CostPer::AxonSymbol) axon += cost.cost;
    if (cost.per == CostPer::Output) output += cost.cost;
    if (cost.per == CostPer::Time) watts += cost.cost;
  }
  watts *= (f + b) / (cell.fanOut + cell.weightFanOut);
  return (weight / b + axon / f + output / n) / 2 + watts / (2 * f * b * cell.symbolRateHz);
}

// The bench of one axon with arrays and gratings of another size.
Design redrawn(Design design, int rows, int columns) {
  const auto set = [&design](const std::string& path, int count) {
    design = with(design, (path + "=" + std::to_string(count)).c_str());
  };
  for (const ComponentPtr& part : Design(design).components) {
    if (part->kind == "detector_line" || part->id == "vcsel_array2") {
      set(part->id + ".rows", rows);
      set(part->id + ".columns", columns);
    }
    if (part->kind == "fan_out") {
      set(part->id + ".orders_x", columns);
      set(part->id + ".orders_y", rows);
    }
  }
  return design;
}

// The two crossed arrays with 3 × 3 lasers each: axons three pitches of 80 µm apart, and gratings whose
// orders land so behind lenses of 20 mm at 974 nm.
Design crossedOfThree(Design design) {
  for (const char* array : {"vcsel_array1", "vcsel_array2"})
    for (const char* count : {".rows=3", ".columns=3"}) design = with(design, array + std::string(count));
  design = with(design, "vcsel_array1.pitch=0.24 mm");
  for (const char* line : {"detector_line1", "detector_line2"})
    for (const char* count : {".rows=9", ".columns=9"}) design = with(design, line + std::string(count));
  for (const char* grating : {"fan_out1", "fan_out2", "fan_out3", "fan_out4"})
    for (const char* change :
         {".profile_x=default", ".profile_y=default", ".stray=0", ".orders_x=3", ".orders_y=3"})
      design = with(design, grating + std::string(change));
  const std::string period = shortestNumber(20e-3 * 974e-9 / 0.24e-3);
  for (const char* grating : {"fan_out1", "fan_out4"})
    for (const char* axis : {".period_x=", ".period_y="}) design = with(design, grating + (axis + period));
  return design;
}

double costOf(const EnergyInputs& cell, const std::string& key) {
  double sum = 0;
  for (const CostItem& cost : cell.costs)
    if (cost.key == key) sum += cost.cost;
  return sum;
}

}  // namespace

/// Where light costs less than a processor, over symbol rate, array size and memory.
class TestBreakEven : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sizesByHand();
  void aSmallerBenchHasTheseCosts();
  void sumsFollowTheArrays_data();
  void sumsFollowTheArrays();
  void fullLayersCostWhatTheLedgerSays_data();
  void fullLayersCostWhatTheLedgerSays();
  void presetsAreLeftAside();
  void ratesAreRecomputedDesigns();
  void designIsOnItsMap();
  void linesAreWhereBothCostTheSame();
  void asJson();
  void cancelledAndRefused();
};

void TestBreakEven::sizesByHand() {
  const Bench crossed = compileBench(example("mnist-5x5")), single = compileBench(example("first-light"));
  const EnergyInputs both = cellCosts(crossed, 0), one = cellCosts(single, 0);
  QCOMPARE(both.weightFanOut, 25.0);
  QCOMPARE(one.weightFanOut, 1.0);
  for (const double f : {4.0, 25.0, 100.0, 2500.0}) {
    VERIFY_WITHIN(scaledJoulesPerOp(both, f, 300), byHand(both, f, f, 300), kRounding);
    VERIFY_WITHIN(scaledJoulesPerOp(one, f, 300), byHand(one, f, 1, 300), kRounding);
  }
}

// The bench of 5 × 5 synapses drawn again with 3 × 3: what does not hang on the light that each laser gets is
// the same, symbol by symbol, and is shared by as many as the closed form says.
void TestBreakEven::aSmallerBenchHasTheseCosts() {
  const Design design = example("first-light");
  const Design smaller = redrawn(design, 3, 3);
  const Bench now = compileBench(design), then = compileBench(smaller);
  QVERIFY(!then.hardware->cannotCompute);
  const EnergyInputs drawn = cellCosts(then, 0), scaled = scaledCell(cellCosts(now, 0), 9);
  QCOMPARE(drawn.fanOut, 9.0);
  QCOMPARE(drawn.weightFanOut, scaled.weightFanOut);
  for (const char* key : {"synapse_laser", "axon_laser", "synapse_dac", "axon_dac", "readout"}) {
    QVERIFY(costOf(drawn, key) > 0);
    VERIFY_WITHIN(costOf(scaled, key), costOf(drawn, key), kRounding);
  }
  VERIFY_WITHIN(costOf(scaled, "leader"), costOf(cellCosts(now, 0), "leader") * 10 / 26, kRounding);
}

void TestBreakEven::sumsFollowTheArrays_data() {
  QTest::addColumn<QString>("modulator");
  QTest::addColumn<QStringList>("keys");
  QTest::newRow("absorbers") << "electro_absorption"
                             << QStringList{"baseline_sums", "synapse_equaliser", "floor_sums",
                                            "floor_removal"};
  QTest::newRow("interferometers") << "interferometric"
                                   << QStringList{"baseline_sums", "synapse_equaliser", "residue_sums",
                                                  "residue_weight_sums", "residue_removal"};
}

// Two crossed arrays of 5 × 5 against the same of 3 × 3: a sum over the links of a symbol has fewer of them,
// what is done once for a mini-batch of 225 is shared by 25 passes in place of nine.
void TestBreakEven::sumsFollowTheArrays() {
  QFETCH(QString, modulator);
  QFETCH(QStringList, keys);
  Design design = with(example("mnist-5x5"), ("vcsel_array1.modulator=" + modulator.toStdString()).c_str());
  for (const char* change :
       {"training.batch=225", "vcsel_array2.drive_high_pass=1 GHz", "vcsel_array2.thermal_equaliser=on",
        "detector_line1.calibration=offset_and_sums", "detector_line2.calibration=offset_and_sums"})
    design = with(design, change);
  const Bench now = compileBench(design), then = compileBench(crossedOfThree(design));
  QVERIFY(!then.hardware->cannotCompute);
  const EnergyInputs here = cellCosts(now, 0), drawn = cellCosts(then, 0), scaled = scaledCell(here, 9);
  QCOMPARE(drawn.weightFanOut, 9.0);
  for (const QString& key : keys) {
    QVERIFY2(costOf(drawn, key.toStdString()) > 0, qPrintable(key));
    VERIFY_WITHIN(costOf(scaled, key.toStdString()), costOf(drawn, key.toStdString()), kRounding);
  }
  VERIFY_WITHIN(costOf(drawn, "baseline_sums"), costOf(here, "baseline_sums") * 9 / 25, kRounding);
  VERIFY_WITHIN(costOf(drawn, "synapse_equaliser"), costOf(here, "synapse_equaliser") * 9 / 25, kRounding);
  // Beyond one sample for each axon there is no less than one pass.
  const EnergyInputs large = scaledCell(here, 900);
  VERIFY_WITHIN(costOf(large, "synapse_equaliser"), costOf(here, "synapse_equaliser") * 9, kRounding);
}

void TestBreakEven::fullLayersCostWhatTheLedgerSays_data() {
  QTest::addColumn<QStringList>("changes");
  QTest::addColumn<double>("slotCopies");  // 0: between one and two
  QTest::newRow("as it is") << QStringList{} << 1.0;
  QTest::newRow("two slots") << QStringList{"network.encoding=two_slot_phase"} << 2.0;
  QTest::newRow("complements") << QStringList{"vcsel_array2.balanced_code=on"} << 2.0;
  QTest::newRow("signed gradients") << QStringList{"training.hardware=all"} << 0.0;
  QTest::newRow("on two rails") << QStringList{"training.hardware=all", "network.signed_input=two_rails"}
                                << 0.0;
}

// Iris, 4-3-3 on a bench of three synapses: no channel idles, so the ledger has nothing on top.
void TestBreakEven::fullLayersCostWhatTheLedgerSays() {
  QFETCH(QStringList, changes);
  QFETCH(double, slotCopies);
  Design design = with(redrawn(smallDesign(), 3, 1), "network.hidden=3");
  for (const QString& change : changes) design = with(design, change.toStdString().c_str());
  const BreakEven map = breakEvenOf(design, *dataOf(design)).value().value();
  const Report report = simulateDesign(design, *dataOf(design)).value().report;
  for (const EnergyProduct& product : report.energy.products)
    if (product.kind != ProductKind::InputGradient) QCOMPARE(product.used, 1.0);
  VERIFY_WITHIN(map.joulesPerOp, report.energy.totalJoulesPerOp, kRounding);
  const double copies = map.rates.front().cells.front().slotCopies;
  if (slotCopies > 0)
    QCOMPARE(copies, slotCopies);
  else
    QVERIFY(copies > 1 && copies < 2);
}

// A preset without an end has infinitely many slots, which are not those of the drawn bench.
void TestBreakEven::presetsAreLeftAside() {
  const Design design = smallDesign(), preset = with(design, "energy.preset=s2inf");
  const BreakEven drawn = breakEvenOf(design, *dataOf(design)).value().value(),
                  same = breakEvenOf(preset, *dataOf(preset)).value().value();
  QVERIFY(std::isfinite(same.slots));
  QCOMPARE(same.slots, drawn.slots);
  QCOMPARE(same.joulesPerOp, drawn.joulesPerOp);
  QVERIFY(breakEvenJson(same) == breakEvenJson(drawn));
}

void TestBreakEven::ratesAreRecomputedDesigns() {
  const Design design = smallDesign();
  const BreakEven map = breakEvenOf(design, *dataOf(design)).value().value();
  QVERIFY(map.rates.size() > 8);
  QCOMPARE(map.memories, (std::vector<std::string>{"off", "sram", "hbm"}));
  for (const std::size_t index : {std::size_t{0}, map.rates.size() - 1}) {
    const BreakEvenRate& rate = map.rates[index];
    for (std::size_t memory = 0; memory < map.memories.size(); ++memory) {
      Design other = with(design, ("energy.memory=" + map.memories[memory]).c_str());
      for (const char* array : {"vcsel_array1", "vcsel_array2"})
        other = with(other, (array + (".symbol_rate=" + shortestNumber(rate.symbolRateHz))).c_str());
      EnergyInputs alone = cellCosts(compileBench(other), 0);
      alone.slotCopies = rate.cells[memory].slotCopies;
      QCOMPARE(alone.symbolRateHz, rate.symbolRateHz);
      for (const double f : {9.0, 25.0, 400.0})
        QCOMPARE(scaledJoulesPerOp(rate.cells[memory], f, map.slots), scaledJoulesPerOp(alone, f, map.slots));
    }
  }
}

// With full layers: neurons that fill the channels.
void TestBreakEven::designIsOnItsMap() {
  const Design design = with(smallDesign(), "energy.memory=sram");
  const BreakEven map = breakEvenOf(design, *dataOf(design)).value().value();
  QCOMPARE(map.memories[map.memory], std::string("sram"));
  QCOMPARE(map.side, 5.0);
  const Report report = simulateDesign(design, *dataOf(design)).value().report;
  for (const EnergyRow& row : report.energy.rows)
    if (row.key == "readout") QCOMPARE(map.slots, row.count);
  VERIFY_WITHIN(map.joulesPerOp, byHand(cellCosts(compileBench(design), 0), 25, 1, map.slots), kRounding);
  QVERIFY(map.joulesPerOp < report.energy.totalJoulesPerOp);  // padding comes on top
  bool isThere = false;
  for (const BreakEvenRate& rate : map.rates) isThere = isThere || rate.symbolRateHz == map.symbolRateHz;
  QVERIFY(isThere);
}

void TestBreakEven::linesAreWhereBothCostTheSame() {
  const EnergyInputs cell = cellCosts(compileBench(example("mnist-5x5")), 0);
  for (const char* id : {"h100", "h100_int8"}) {
    const double digital = findDigitalProcessor(id)->joulesPerOp();
    const std::optional<double> side = smallestSide(cell, 300, digital);
    QVERIFY(side && *side > 1 && *side < 5);
    VERIFY_WITHIN(byHand(cell, *side * *side, *side * *side, 300), digital, 1e-9);
  }
  QCOMPARE(*smallestSide(cell, 300, 1), 1.0);
  QVERIFY(!smallestSide(cell, 300, 1e-21));
  // Without a second axon nothing shares what is fetched from HBM: 16 pJ an operation at any size.
  const EnergyInputs fetched = cellCosts(compileBench(with(example("first-light"), "energy.memory=hbm")), 0);
  QVERIFY(!smallestSide(fetched, 300, findDigitalProcessor("a100")->joulesPerOp()));
}

void TestBreakEven::asJson() {
  const Design design = smallDesign();
  const BreakEven map = breakEvenOf(design, *dataOf(design)).value().value();
  const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(breakEvenJson(map))).object();
  QCOMPARE(json[QLatin1String("J_per_op")].toDouble(), map.joulesPerOp);
  const QJsonArray rates = json[QLatin1String("rates")].toArray();
  QCOMPARE(rates.size(), static_cast<int>(map.rates.size()));
  const QJsonObject first = rates[0].toObject();
  QCOMPARE(first[QLatin1String("trouble")].isNull(), !map.rates[0].trouble);
  const QJsonArray lines = first[QLatin1String("lines")].toArray();
  QCOMPARE(lines.size(), static_cast<int>(map.memories.size() * digitalProcessors().size()));
  const QJsonObject line = lines[0].toObject();
  QCOMPARE(line[QLatin1String("side")].toDouble(-1),
           smallestSide(map.rates[0].cells[0], map.slots, digitalProcessors()[0].joulesPerOp()).value_or(-1));
}

void TestBreakEven::cancelledAndRefused() {
  const Design design = smallDesign();
  const auto data = dataOf(design);
  BreakEvenOptions options;
  int asked = 0;
  double share = 0;
  options.cancelled = [&] { return ++asked > 2; };
  options.onProgress = [&](double done) { share = done; };
  QVERIFY(!breakEvenOf(design, *data, options).value());
  QVERIFY(share > 0 && share < 1);
  QVERIFY(!breakEvenOf(with(design, "beam_splitter4.enabled=off"), *data));
  QVERIFY(!breakEvenOf(with(design, "network.cells=nowhere"), *data));
  // At four times the rate of the publication no driver follows.
  const Design undriven = with(with(example("chen-2023"), "training.dataset=iris"), "network.hidden=8");
  const BreakEven red = breakEvenOf(undriven, *dataOf(undriven)).value().value();
  QVERIFY(red.rates.back().trouble);
}

QTEST_APPLESS_MAIN(TestBreakEven)
#include "tst_break_even.moc"
