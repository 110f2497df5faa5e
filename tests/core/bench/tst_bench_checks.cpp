#include "bench/internal/bench_checks.h"

#include <QTest>
#include <algorithm>

#include "all_rooms.h"
#include "design/edit.h"
#include "design/outline.h"
#include "design/templates.h"
#include "export/report_json.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;

namespace {

Design cell() {
  Design design;
  design.components = homodyneCell({CellCrossing::TwoPitches, 25, 25}).value();
  return design;
}

Design with(Design design, const char* assignment) {
  return applyAssignment(design, assignment).value();
}

// "id part" of every check of the bench that has this id.
std::vector<std::string> partsWith(const Design& design, const std::string& id) {
  std::vector<std::string> out;
  for (const Check& check : compileBench(design).checks)
    if (check.message.id == id) out.push_back(check.component);
  return out;
}

using Parts = std::vector<std::string>;

}  // namespace

class TestBenchChecks : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aSoundCellPasses();
  void whatIsOfferedCanBeBuilt_data();
  void whatIsOfferedCanBeBuilt();
  void outlinesAreConvexHulls();
  void overlappingPartsAreNamed();
  void heapOfPartsGivesOneCheck();
  void bodiesInTheBeamAreNamed();
  void linesWithDifferentReadOutsAreNamed();
  void channelsWithoutPartnersAreNotMisaligned();
  void cellsBeyondComputingAreRefused();
  void unequalArmsAreNamed();
  void beamsBeyondFifteenDegreesOnALensAreNamed();
  void laserClassesFollowTheStandard();
};

void TestBenchChecks::whatIsOfferedCanBeBuilt_data() {
  QTest::addColumn<Design>("design");
  for (const char* name : {"first-light", "mnist-5x5", "array-22-of-25"})
    QTest::newRow(name) << example(name);
  const auto row = [](const char* name, const CellRequest& request) {
    Design design;
    design.components = homodyneCell(request).value();
    QTest::newRow(name) << design;
  };
  row("one axon", {CellCrossing::OneAxon, 1, 25});
  row("two pitches", {CellCrossing::TwoPitches, 25, 25});
  row("row and column", {CellCrossing::RowAndColumn, 5, 5});
}

// No red row: nothing that is wrong, and nothing that computes but cannot be had.
void TestBenchChecks::whatIsOfferedCanBeBuilt() {
  QFETCH(Design, design);
  for (const Check& check : compileBench(design).checks)
    QVERIFY2(check.severity != Severity::Error && !check.unbuildable,
             qPrintable(QString::fromStdString(english(check.message))));
}

void TestBenchChecks::aSoundCellPasses() {
  for (const char* id : {"cell.arms-unequal", "parts.overlap", "beam.blocked", "optics.wide-field"})
    QCOMPARE(partsWith(cell(), id), Parts());
}

void TestBenchChecks::outlinesAreConvexHulls() {
  const Outline square{{0, 0}, {2, 0}, {2, 2}, {0, 2}};
  QVERIFY(std::fabs(lengthInside(square, {-1, 1}, {3, 1}) - 2) < 1e-12);
  QVERIFY(std::fabs(lengthInside(square, {1, 1}, {3, 1}) - 1) < 1e-12);
  QCOMPARE(lengthInside(square, {-1, 3}, {3, 3}), 0.0);
  QCOMPARE(lengthInside(square, {3, 1}, {5, 1}), 0.0);
  const Outline corner{{1.9, 1.9}, {4, 1.9}, {4, 4}}, away{{2.1, 0}, {4, 0}, {4, 1}};
  QVERIFY(overlaps(square, corner, 0) && !overlaps(square, corner, 0.2) && !overlaps(square, away, 0));
}

void TestBenchChecks::overlappingPartsAreNamed() {
  const Design together = with(cell(), "lens3.x=64mm");
  QCOMPARE(partsWith(together, "parts.overlap"), Parts({"lens3"}));
  QCOMPARE(partsWith(with(together, "lens3.enabled=off"), "parts.overlap"), Parts());
}

// Two thousand lenses at one place are one objection, not two million; so is a row of which each touches the
// next only.
void TestBenchChecks::heapOfPartsGivesOneCheck() {
  const auto lenses = [](int count, double step) {
    Design design;
    for (int i = 0; i < count; ++i) {
      Component part;
      part.kind = "lens";
      part.id = "lens" + std::to_string(i);
      part.values["x"] = 0.02 + step * i;
      design.components.push_back(std::make_shared<const Component>(part));
    }
    return design;
  };
  const Bench heap = compileBench(lenses(2000, 0));
  QCOMPARE(heap.checks.size(), std::size_t{2});
  QCOMPARE(heap.checks[0].message.id, std::string("parts.heap"));
  QCOMPARE(heap.checks[1].message.id, std::string("bench.next"));
  QCOMPARE(english(heap.checks[0].message),
           std::string("2000 parts stand in the place of each other (lens0, lens1, lens2, lens3, lens4 …)."));
  QCOMPARE(partsWith(lenses(2, 0), "parts.overlap"), Parts({"lens1"}));
  QCOMPARE(partsWith(lenses(40, 0.5e-3), "parts.heap"), Parts({"lens39"}));
  QCOMPARE(partsWith(lenses(40, 0.1), "parts.heap"), Parts());
}

// An array that stands in the way of the leader: its facet looks aside, its housing does not.
void TestBenchChecks::bodiesInTheBeamAreNamed() {
  const Design blocked = with(cell(), "vcsel_array1.y=-32mm");
  QCOMPARE(partsWith(blocked, "beam.blocked"), Parts({"vcsel_array1"}));
  QCOMPARE(partsWith(with(blocked, "vcsel_array1.enabled=off"), "beam.blocked"), Parts());
}

void TestBenchChecks::linesWithDifferentReadOutsAreNamed() {
  QCOMPARE(partsWith(with(cell(), "detector_line1.adc_bits=8"), "cell.read-outs-differ").size(),
           std::size_t{1});
  const Design both = with(with(cell(), "detector_line1.adc_bits=8"), "detector_line2.adc_bits=8");
  QCOMPARE(partsWith(both, "cell.read-outs-differ"), Parts());
}

// Channels without a partner are no matter of tilt; those that meet may still need it.
void TestBenchChecks::channelsWithoutPartnersAreNotMisaligned() {
  const Design few = with(with(example("bench-a"), "fan_out3.orders_x=3"), "fan_out3.orders_y=3");
  QCOMPARE(partsWith(few, "optics.channels-unseen"), Parts{"vcsel_array2"});
  QCOMPARE(partsWith(few, "optics.low-visibility"), Parts());
  QCOMPARE(partsWith(with(few, "beam_splitter4.fine_tilt=97urad"), "optics.low-visibility"),
           Parts{"beam_splitter4"});
}

void TestBenchChecks::cellsBeyondComputingAreRefused() {
  Design design = example("mnist-5x5");
  for (const char* size : {"vcsel_array1.rows=300", "vcsel_array1.columns=300", "vcsel_array2.rows=300",
                           "vcsel_array2.columns=300"})
    design = with(design, size);
  const Bench bench = compileBench(design);
  QCOMPARE(bench.hardware->cannotCompute->id, std::string("bench.too-large"));
  QCOMPARE(bench.hardware->cells.size(), bench.cells.cells.size());

  // Nothing that was never computed is written for a number.
  Design all = example("first-light");
  for (const char* part : {"vcsel_array1", "vcsel_array2", "detector_line1", "detector_line2"})
    for (const char* key : {".rows=100", ".columns=100"}) all = with(all, (std::string(part) + key).c_str());
  const Bench large = compileBench(all);
  QVERIFY(large.cells.cells.at(0).links.size() > 0);
  const std::string json = reportJson(large, makeReport(large, {}), {true, true});
  QVERIFY(json.find("electrons_axon") == std::string::npos && json.find("axon_W") == std::string::npos);
  QVERIFY(json.find("cannot be computed") != std::string::npos);
}

void TestBenchChecks::unequalArmsAreNamed() {
  Design design = with(cell(), "vcsel_array1.x=-40mm");
  design = with(design, "lens1.x=-20mm");
  design = with(design, "vcsel_array1.symbol_rate=1GS/s");
  QCOMPARE(partsWith(with(design, "vcsel_array2.symbol_rate=1GS/s"), "cell.arms-unequal"), Parts());
  design = with(design, "vcsel_array1.symbol_rate=10GS/s");
  QCOMPARE(partsWith(design, "cell.arms-unequal"), Parts({"beam_splitter4"}));
  QCOMPARE(partsWith(with(design, "vcsel_array2.delay=133 ps"), "cell.arms-unequal"), Parts());
  // The delay that the check names is as good, whatever is set now.
  for (const char* now :
       {"vcsel_array2.delay=0 ps", "vcsel_array2.delay=900 ps", "vcsel_array1.delay=500 ps"}) {
    const Design late = with(design, now);
    const Bench bench = compileBench(late);
    const auto check = std::find_if(bench.checks.begin(), bench.checks.end(),
                                    [](const Check& one) { return one.message.id == "cell.arms-unequal"; });
    QVERIFY(check != bench.checks.end());
    const std::string delay = shortestNumber(std::get<Quantity>(check->fix.arguments.at(1)).si) + " s";
    const std::string mend = std::get<std::string>(check->fix.arguments.at(0)) + ".delay=" + delay;
    QCOMPARE(partsWith(with(late, mend.c_str()), "cell.arms-unequal"), Parts());
  }
}

void TestBenchChecks::beamsBeyondFifteenDegreesOnALensAreNamed() {
  QVERIFY(partsWith(with(cell(), "vcsel_array1.pitch=4mm"), "optics.wide-field").size() >= 1);
}

// 974 nm: class 1 to 1.38 mW, 3R to 6.9 mW, 3B to 0.5 W.
void TestBenchChecks::laserClassesFollowTheStandard() {
  const auto words = [](const char* power) {
    const Bench bench = compileBench(with(cell(), power));
    for (const Check& check : bench.checks)
      if (check.message.id == "laser.class") return english(check.message);
    return std::string();
  };
  QVERIFY(words("leader_laser1.power=1.3mW").empty());
  QVERIFY(words("leader_laser1.power=6mW").find("class 3R") != std::string::npos);
  QVERIFY(words("leader_laser1.power=13mW").find("class 3B") != std::string::npos);
  QVERIFY(words("leader_laser1.power=600mW").find("class 4") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestBenchChecks)
#include "tst_bench_checks.moc"
