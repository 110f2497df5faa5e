#include "design/templates.h"

#include <QTest>

#include "all_rooms.h"
#include "bench/bench.h"
#include "design/edit.h"

using namespace lightloom::tests;

class TestTemplates : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void cellsCross_data();
  void cellsCross();
  void refusesWhatCannotBe();
  void piecesArePartsOfTheCell();
  void singlePartsStandNowhere();
};

void TestTemplates::cellsCross_data() {
  QTest::addColumn<int>("crossing");
  QTest::addColumn<int>("axons");
  QTest::addColumn<int>("synapses");
  const auto row = [](const char* name, CellCrossing crossing, int axons, int synapses) {
    QTest::newRow(name) << static_cast<int>(crossing) << axons << synapses;
  };
  row("one axon, 25 synapses", CellCrossing::OneAxon, 1, 25);
  row("one axon, 100 synapses", CellCrossing::OneAxon, 1, 100);
  row("one axon, one synapse", CellCrossing::OneAxon, 1, 1);
  row("25 by 25", CellCrossing::TwoPitches, 25, 25);
  row("4 by 9, even and odd", CellCrossing::TwoPitches, 4, 9);
  row("16 by 4", CellCrossing::TwoPitches, 16, 4);
  row("column of 5, row of 8", CellCrossing::RowAndColumn, 5, 8);
  row("column of 1, row of 6", CellCrossing::RowAndColumn, 1, 6);
  row("column of 40, row of 30", CellCrossing::RowAndColumn, 40, 30);
}

// Every axon meets every synapse on a pixel of its own on both lines, all lasers lock, no check complains.
void TestTemplates::cellsCross() {
  QFETCH(int, crossing);
  QFETCH(int, axons);
  QFETCH(int, synapses);
  const auto parts = homodyneCell({static_cast<CellCrossing>(crossing), axons, synapses});
  QVERIFY(parts.ok());
  Design design;
  design.components = parts.value();
  const Bench bench = compileBench(design);
  for (const Check& check : bench.checks)
    QVERIFY2(check.severity != Severity::Error && check.message.id.rfind("optics.", 0) != 0,
             english(check.message).c_str());
  QCOMPARE(bench.cells.cells.size(), std::size_t{1});
  const Cell& cell = bench.cells.cells.front();
  QCOMPARE(cell.axonChannels, axons);
  QCOMPARE(cell.synapseChannels, synapses);
  QCOMPARE(cell.links.size(), static_cast<std::size_t>(axons * synapses));
  QVERIFY2(cell.minVisibility > 0.99, std::to_string(cell.minVisibility).c_str());
  for (const ArrayLock& lock : bench.locks) QCOMPARE(lock.locked, lock.channels);
}

void TestTemplates::refusesWhatCannotBe() {
  QCOMPARE(homodyneCell({CellCrossing::TwoPitches, 5, 25}).error().id, std::string("template.not-square"));
  QCOMPARE(homodyneCell({CellCrossing::OneAxon, 1, 0}).error().id, std::string("template.range"));
  QCOMPARE(homodyneCell({CellCrossing::TwoPitches, 25, 5}).error().id, std::string("template.not-square"));
  QCOMPARE(homodyneCell({CellCrossing::OneAxon, 1, 10001}).error().id, std::string("template.range"));
  QCOMPARE(leaderFeed({CellCrossing::OneAxon, 0, 4}).error().id, std::string("template.range"));
  QCOMPARE(balancedPair({CellCrossing::OneAxon, 0, 4}).error().id, std::string("template.range"));
  QCOMPARE(homodyneCell({CellCrossing::TwoPitches, 400, 400}).error().id,
           std::string("template.too-many-pixels"));
}

void TestTemplates::piecesArePartsOfTheCell() {
  const CellRequest request{CellCrossing::TwoPitches, 25, 25};
  const auto cell = homodyneCell(request), feed = leaderFeed(request), pair = balancedPair(request);
  QVERIFY(cell.ok() && feed.ok() && pair.ok());
  QCOMPARE(pair.value().size(), std::size_t{5});
  for (const auto* piece : {&feed.value(), &pair.value()}) {
    for (const ComponentPtr& part : *piece) {
      const bool there =
          std::any_of(cell.value().begin(), cell.value().end(), [&](const ComponentPtr& other) {
            return other->name == part->name && other->values == part->values;
          });
      QVERIFY2(there, part->name.c_str());
    }
  }
}

// The values of the cell without its places: what is added by itself.
void TestTemplates::singlePartsStandNowhere() {
  const CellRequest request{CellCrossing::TwoPitches, 25, 25};
  const auto cell = homodyneCell(request);
  for (int i = 0; i <= static_cast<int>(CellPart::Stop); ++i) {
    const auto part = cellPart(request, static_cast<CellPart>(i));
    QVERIFY(part.ok() && part.value());
    QVERIFY(part.value()->id.empty());
    for (const char* key : {"x", "y", "angle"}) QVERIFY(!part.value()->values.contains(key));
    const bool there = std::any_of(cell.value().begin(), cell.value().end(), [&](const ComponentPtr& other) {
      return other->name == part.value()->name && other->kind == part.value()->kind;
    });
    QVERIFY2(there, part.value()->name.c_str());
  }
  QVERIFY(!cellPart({CellCrossing::OneAxon, 1, 16}, CellPart::LeaderToAxons).value());
  QCOMPARE(cellPart({CellCrossing::OneAxon, 1, 0}, CellPart::Leader).error().id,
           std::string("template.range"));
}

QTEST_GUILESS_MAIN(TestTemplates)
#include "tst_templates.moc"
