#include "study/break_even.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
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

// E_OP = ½ [E_w/B + E_x/F + E_out/N] + P (F + B)/(F₀ + B₀)/(2 F B f_s), again.
double byHand(const EnergyInputs& cell, double f, double b, double n) {
  double weight = 0, axon = 0, output = 0, watts = 0;
  for (const CostItem& cost : cell.costs) {
    if (cost.per == CostPer::WeightSymbol) weight += cost.cost;
    if (cost.per == CostPer::AxonSymbol) axon += cost.cost;
    if (cost.per == CostPer::Output) output += cost.cost;
    if (cost.per == CostPer::Time) watts += cost.cost;
  }
  watts *= (f + b) / (cell.fanOut + cell.weightFanOut);
  return (weight / b + axon / f + output / n) / 2 + watts / (2 * f * b * cell.symbolRateHz);
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
  Design smaller = design;
  for (const ComponentPtr& part : design.components) {
    if (part->kind == "detector_line" || part->id == "vcsel_array2")
      for (const char* count : {".rows=3", ".columns=3"}) smaller = with(smaller, (part->id + count).c_str());
    if (part->kind == "fan_out")
      for (const char* count : {".orders_x=3", ".orders_y=3"})
        smaller = with(smaller, (part->id + count).c_str());
  }
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
      const EnergyInputs alone = cellCosts(compileBench(other), 0);
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
