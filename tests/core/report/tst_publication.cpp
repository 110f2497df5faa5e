#include "report/publication.h"

#include <QTest>
#include <set>

#include "documents/design_file.h"
#include "rooms.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom;
using namespace lightloom::report;
using namespace lightloom::train;

namespace {

Design exampleOf(const Publication& publication) {
  return test::example(std::string(publication.example.substr(0, publication.example.find('.'))));
}

const NumberBeside& rowOf(const std::vector<NumberBeside>& rows, std::string_view title) {
  for (const NumberBeside& row : rows)
    if (row.number->title == title) return row;
  qFatal("no such number");
}

}  // namespace

class TestPublication : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyPublicationHasItsExampleAndItsSetting();
  void chosenValuesStandInTheExample();
  void chenIsNotTheWholeBench();
  void withoutNetworkThereAreNoNumbersOfOne();
};

void TestPublication::everyPublicationHasItsExampleAndItsSetting() {
  const Parameter* setting = findSetting("publication.after");
  QVERIFY(setting);
  QCOMPARE(setting->enumerators.size(), publications().size() + 1);
  for (std::size_t i = 0; i < publications().size(); ++i) {
    const Publication& publication = publications()[i];
    QVERIFY(setting->enumerators[i + 1] == publication.key);
    QVERIFY(publicationOf(exampleOf(publication)) == &publication);
  }
  QVERIFY(!publicationOf(test::example("first-light")));
}

// A path that no part has, or a value that is left at its default, would not be what was chosen.
void TestPublication::chosenValuesStandInTheExample() {
  for (const Publication& publication : publications()) {
    const Bench bench = compileBench(exampleOf(publication));
    const std::vector<NumberBeside> rows = besidePublication(bench, Report());
    QCOMPARE(rows.size(), publication.numbers.size());
    for (const NumberBeside& row : rows) {
      std::size_t paths = row.number->chosen.empty() ? 0 : 1;
      for (const char c : row.number->chosen) paths += c == ' ';
      QCOMPARE(row.chosen.size(), paths);
      for (const ChosenValue& chosen : row.chosen) {
        const std::size_t dot = chosen.path.find('.');
        const ComponentPtr part = findComponent(bench.design, chosen.path.substr(0, dot));
        QVERIFY2(part && part->values.contains(chosen.path.substr(dot + 1)), chosen.path.c_str());
      }
    }
  }
}

// 7 fJ/OP are those of the synapse lasers (350 µW at 25 GS/s, two operations a symbol), and of 64-100-10 1.2
// times as much, because 15 of the 25 burn for nothing in the output layer; leader, converters and axon make
// it more than ten times as much. 6 TOP/s/mm² are those of lasers alone.
void TestPublication::chenIsNotTheWholeBench() {
  const Design design = test::with(test::example("chen-2023"), "training.dataset=digits8x8");
  const Result<Simulation> made = simulateDesign(design, *test::dataOf(design));
  QVERIFY(made.ok());
  const std::vector<NumberBeside> rows = besidePublication(*made.value().bench, made.value().report);
  const NumberBeside& energy = rowOf(rows, "Energy per operation");
  const double padded = (65.0 * 100 + 101 * 25) / (65 * 100 + 101 * 10);
  VERIFY_WITHIN(*energy.part, padded * 100e-6 / 0.2857142857 / 25e9 / 2, 1e-3);
  QVERIFY(*energy.whole > 10 * *energy.part);
  const NumberBeside& density = rowOf(rows, "Compute density");
  VERIFY_WITHIN(*density.part, 2 * 25e9 / 8.33e-9, 1e-9);
  VERIFY_WITHIN(*density.part, *density.number->published, 1e-3);
  QVERIFY(*density.whole < 0.5 * *density.part);
  QVERIFY(*rowOf(rows, "Half-wave voltage").whole > 10 * *rowOf(rows, "Half-wave voltage").part);
}

void TestPublication::withoutNetworkThereAreNoNumbersOfOne() {
  const Bench bench = compileBench(test::example("chen-2023"));
  const std::vector<NumberBeside> rows = besidePublication(bench, Report());
  QVERIFY(!rowOf(rows, "Energy per operation").part);
  QVERIFY(!rowOf(rows, "Energy per operation").whole);
  QVERIFY(rowOf(rows, "Half-wave voltage").part);
}

QTEST_GUILESS_MAIN(TestPublication)
#include "tst_publication.moc"
