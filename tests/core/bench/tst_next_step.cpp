#include "bench/next_step.h"

#include <QTest>
#include <algorithm>

#include "all_rooms.h"
#include "design/edit.h"
#include "design/templates.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;

namespace {

// Applies what is proposed until nothing is left; the steps that it took.
struct Built {
  Design design;
  std::vector<std::string> labels, needs;
};

Built builtOn(Design design, std::size_t most = 40) {
  Built out{std::move(design), {}, {}};
  while (out.labels.size() < most) {
    const std::optional<NextPart> next = nextPart(compileBench(out.design));
    if (!next) break;
    out.design = apply(out.design, next->edit);
    out.labels.push_back(english(next->label));
    out.needs.push_back(next->need);
  }
  return out;
}

std::vector<std::string> unmet(const Design& design) {
  std::vector<std::string> out;
  for (const BenchNeed& need : benchNeeds(compileBench(design)))
    if (!need.isMet) out.push_back(need.id);
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += word + "\n";
  return out;
}

bool isRed(const Check& check) {
  return check.severity == Severity::Error || check.unbuildable;
}

Design with(Design design, const char* assignment) {
  return applyAssignment(design, assignment).value();
}

// The first `count` parts of a bench that was built from nothing.
Design begun(std::size_t count) {
  return builtOn({}, count).design;
}

void verifyComplete(const Design& design, int axons, int synapses) {
  const Bench bench = compileBench(design);
  QVERIFY2(unmet(design).empty(), joined(unmet(design)).c_str());
  for (const Check& check : bench.checks) QVERIFY2(!isRed(check), english(check.message).c_str());
  QVERIFY(!bench.hardware->cannotCompute);
  QCOMPARE(bench.cells.cells.size(), std::size_t{1});
  const Cell& cell = bench.cells.cells.front();
  QVERIFY(cell.balanced());
  QCOMPARE(cell.axonChannels, axons);
  QCOMPARE(cell.synapseChannels, synapses);
  QCOMPARE(cell.links.size(), static_cast<std::size_t>(axons * synapses));
  QVERIFY2(cell.minVisibility > 0.99, std::to_string(cell.minVisibility).c_str());
  for (const ArrayLock& lock : bench.locks) QCOMPARE(lock.locked, lock.channels);
}

}  // namespace

class TestNextStep : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void nothingBecomesACell();
  void whatIsMissingIsProposedInItsPlace_data();
  void whatIsMissingIsProposedInItsPlace();
  void itFollowsWhereTheLightIs_data();
  void itFollowsWhereTheLightIs();
  void arraysOfManyAxonsGetTheirGratings();
  void otherPitchesAndWavelengthsAreMet();
  void wholeBenchesNeedNothing_data();
  void wholeBenchesNeedNothing();
  void whatNoPartMendsIsSaid_data();
  void whatNoPartMendsIsSaid();
  void checksLeadOn();
};

void TestNextStep::nothingBecomesACell() {
  const Built built = builtOn({});
  QVERIFY2(built.labels.size() <= 29, joined(built.labels).c_str());
  verifyComplete(built.design, 1, 16);
  // What was asked first was answered first.
  QCOMPARE(built.labels.front(), std::string("Add a leader laser"));
  QVERIFY(std::find(built.needs.begin(), built.needs.end(), "need.combiner") <
          std::find(built.needs.begin(), built.needs.end(), "need.lines"));
}

// Any one part of a built bench is taken away: it is asked for again, and the bench is whole with it.
void TestNextStep::whatIsMissingIsProposedInItsPlace_data() {
  QTest::addColumn<int>("part");
  const Design whole = begun(40);
  for (std::size_t i = 0; i < whole.components.size(); ++i)
    QTest::newRow(whole.components[i]->id.c_str()) << static_cast<int>(i);
}

void TestNextStep::whatIsMissingIsProposedInItsPlace() {
  QFETCH(int, part);
  static const Design whole = begun(40);
  const ComponentPtr& gone = whole.components[static_cast<std::size_t>(part)];
  const Design holed = apply(whole, removeComponents(whole, {gone->id}));
  QVERIFY(!unmet(holed).empty());
  const Built mended = builtOn(holed, 8);
  verifyComplete(mended.design, 1, 16);
  QVERIFY2(mended.labels.size() <= 2, joined(mended.labels).c_str());
}

void TestNextStep::itFollowsWhereTheLightIs_data() {
  QTest::addColumn<Design>("design");
  const auto alone = [](std::size_t index, const std::vector<const char*>& assignments) {
    Design design;
    design.components = {begun(8).components[index]};
    for (const char* assignment : assignments) design = with(design, assignment);
    return design;
  };
  QTest::newRow("a leader that shines down")
      << alone(0, {"leader_laser1.x=80 mm", "leader_laser1.y=15 mm", "leader_laser1.angle=-90 deg"});
  QTest::newRow("axons at 30 degrees") << alone(2, {"vcsel_array1.x=-50 mm", "vcsel_array1.angle=30 deg"});
  QTest::newRow("axons that shine to the left") << alone(2, {"vcsel_array1.angle=180 deg"});
  Design above = begun(3);
  above = with(above, "vcsel_array1.y=-60 mm");
  QTest::newRow("axons on the other side of the leader") << above;
  Design late = begun(1);
  late = with(late, "leader_laser1.x=-70 mm");
  QTest::newRow("a leader further off") << late;
}

void TestNextStep::itFollowsWhereTheLightIs() {
  QFETCH(Design, design);
  const Built built = builtOn(design);
  QVERIFY2(built.labels.size() <= 29, joined(built.labels).c_str());
  verifyComplete(built.design, 1, 16);
}

void TestNextStep::arraysOfManyAxonsGetTheirGratings() {
  Design squares = with(with(begun(3), "vcsel_array1.rows=3"), "vcsel_array1.columns=3");
  squares = with(with(squares, "vcsel_array1.pitch=240 um"), "vcsel_array1.power=1.6 mW");
  squares = with(squares, "leader_laser1.power=30 mW");
  verifyComplete(builtOn(squares).design, 9, 9);
  Design column = with(begun(3), "vcsel_array1.rows=4");
  column = with(column, "leader_laser1.power=10 mW");
  verifyComplete(builtOn(column).design, 4, 4);
}

void TestNextStep::otherPitchesAndWavelengthsAreMet() {
  const std::size_t synapses = 5;  // the fifth part
  Design design = begun(synapses);
  design = with(with(design, "vcsel_array2.pitch=100 um"), "leader_laser1.wavelength=850 nm");
  verifyComplete(builtOn(design).design, 1, 16);
}

void TestNextStep::wholeBenchesNeedNothing_data() {
  QTest::addColumn<Design>("design");
  const std::pair<const char*, CellRequest> cells[] = {
      {"one axon", {CellCrossing::OneAxon, 1, 25}},
      {"two pitches", {CellCrossing::TwoPitches, 25, 25}},
      {"row and column", {CellCrossing::RowAndColumn, 6, 5}}};
  for (const auto& [name, request] : cells) {
    Design design;
    design.components = homodyneCell(request).value();
    QTest::newRow(name) << design;
  }
}

void TestNextStep::wholeBenchesNeedNothing() {
  QFETCH(Design, design);
  QVERIFY2(unmet(design).empty(), joined(unmet(design)).c_str());
  QVERIFY(!nextPart(compileBench(design)));
}

void TestNextStep::whatNoPartMendsIsSaid_data() {
  QTest::addColumn<Design>("design");
  QTest::addColumn<QByteArray>("need");
  QTest::newRow("a dark leader") << with(begun(1), "leader_laser1.power=0") << QByteArray("need.leader");
  QTest::newRow("dark axons") << with(begun(3), "vcsel_array1.power=0") << QByteArray("need.axons");
  QTest::newRow("synapses turned away")
      << with(begun(8), "vcsel_array2.angle=-90 deg") << QByteArray("need.combiner");
  QTest::newRow("two by three axons")
      << with(with(begun(3), "vcsel_array1.rows=2"), "vcsel_array1.columns=3") << QByteArray("need.synapses");
}

void TestNextStep::whatNoPartMendsIsSaid() {
  QFETCH(Design, design);
  QFETCH(QByteArray, need);
  const Built built = builtOn(design);
  const std::vector<BenchNeed> needs = benchNeeds(compileBench(built.design));
  const auto found = std::find_if(needs.begin(), needs.end(),
                                  [&](const BenchNeed& one) { return one.id == need.toStdString(); });
  QVERIFY(found != needs.end() && !found->isMet);
  QVERIFY(!found->how.text.empty());
}

void TestNextStep::checksLeadOn() {
  const auto next = [](const Design& design) {
    for (const Check& check : compileBench(design).checks)
      if (check.message.id == "bench.next") return english(check.message);
    return std::string();
  };
  QCOMPARE(next({}), std::string("Not yet a network. It needs next: A leader laser, the phase reference of "
                                 "all others."));
  QVERIFY(next(begun(2)).find("An axon array") != std::string::npos);
  QCOMPARE(next(example("first-light")), std::string());
}

QTEST_GUILESS_MAIN(TestNextStep)
#include "tst_next_step.moc"
