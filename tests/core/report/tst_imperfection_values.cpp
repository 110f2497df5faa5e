#include "report/imperfection_values.h"

#include <QTest>

#include "all_rooms.h"
#include "report/report.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// What is said about each noise source, and where its value stands.
class TestImperfectionValues : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyParameterExists();
  void valuesAreThoseOfTheCell();
  void worseValuesEnlargeTheSource_data();
  void worseValuesEnlargeTheSource();
};

namespace {

double sigmaOf(const Design& design, const std::string& key) {
  const Simulation simulation = simulateDesign(design, *dataOf(design)).value();
  for (const NoiseContribution& row : simulation.report.noise)
    if (row.key == key) return row.sigma;
  qFatal("no source %s", key.c_str());
  return 0;
}

Design small() {
  return with(with(example("first-light"), "training.dataset=iris"), "network.hidden=8");
}

}  // namespace

// Only shot noise follows from the light alone.
void TestImperfectionValues::everyParameterExists() {
  for (const Imperfection* imperfection : kImperfections) {
    QCOMPARE(imperfection->places.empty(), imperfection == &kShot);
    for (const ParameterPlace& place : imperfection->places) {
      const Kind* kind = findKind(place.kind);
      QVERIFY2(kind != nullptr, std::string(place.kind).c_str());
      QVERIFY2(findParameter(parametersOf(*kind), place.key) != nullptr, std::string(place.key).c_str());
    }
  }
}

// Of all splitters only the combiner stands for unequal lines, with both detector lines.
void TestImperfectionValues::valuesAreThoseOfTheCell() {
  const Bench bench = compileBench(with(example("first-light"), "beam_splitter3.reflectance=0.4"));
  QVERIFY(!bench.cells.cells.empty());
  const Cell& cell = bench.cells.cells.front();
  const std::vector<ImperfectionValue> values = imperfectionValues(bench, kGainMismatch);
  QCOMPARE(values.size(), std::size_t{3});
  QCOMPARE(values[0].part, cell.id);
  QCOMPARE(std::string(values[0].parameter->key), std::string("reflectance"));
  QVERIFY(values[1].part != values[2].part);
  QVERIFY(imperfectionValues(bench, kShot).empty());
  const std::vector<ImperfectionValue> bits = imperfectionValues(bench, kDac);
  QCOMPARE(bits.size(), std::size_t{2});
  const ComponentPtr axons = findComponent(bench.design, bits[0].part);
  QCOMPARE(std::get<std::int64_t>(bits[0].value),
           std::int64_t{viewOf(bench.design, axons->id).integer("dac_bits")});
}

void TestImperfectionValues::worseValuesEnlargeTheSource_data() {
  QTest::addColumn<std::string>("key");
  QTest::addColumn<std::string>("parameter");
  QTest::addColumn<std::string>("worse");
  const std::tuple<const char*, const char*, const char*> rows[] = {
      {"dark", "background", "1 mW"},
      {"ktc", "capacitance", "20 pF"},
      {"lock_symbol", "linewidth", "2 GHz"},
      {"dac", "dac_bits", "2"},
      {"fan_out_uniformity", "uniformity_error", "0.3"},
      {"visibility", "fine_tilt", "50 urad"},
      {"gain_mismatch", "reflectance", "0.3"}};
  for (const auto& [key, parameter, worse] : rows)
    QTest::newRow(key) << std::string(key) << std::string(parameter) << std::string(worse);
}

// A worse value at the places that the table names makes the source larger.
void TestImperfectionValues::worseValuesEnlargeTheSource() {
  QFETCH(std::string, key);
  QFETCH(std::string, parameter);
  QFETCH(std::string, worse);
  const Design before = small();
  Design after = before;
  for (const ImperfectionValue& value : imperfectionValues(compileBench(before), imperfectionOf(key)))
    if (value.parameter->key == parameter) after = with(after, value.part + "." + parameter + "=" + worse);
  QVERIFY(sigmaOf(after, key) > 1.05 * sigmaOf(before, key));
}

QTEST_APPLESS_MAIN(TestImperfectionValues)
#include "tst_imperfection_values.moc"
