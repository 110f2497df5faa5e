#include "document/arrange.h"

#include <QAction>
#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "canvas/arrange_menu.h"
#include "canvas/bench_view.h"
#include "document/loupe_edits.h"
#include "document/selection.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

namespace {

constexpr double kMm = 1e-3;

// Mirrors at these places, mirror1 first.
Design mirrorsAt(const std::vector<BenchPoint>& places) {
  Design design;
  for (const BenchPoint& at : places) design = apply(design, placePart(design, "mirror", at));
  return design;
}

const PartIds kThree{"mirror1", "mirror2", "mirror3"};

// "x y" in mm of each part.
QStringList places(const Design& design) {
  QStringList out;
  for (const ComponentPtr& part : design.components) {
    const BenchPoint at = positionOf(*part);
    out << QStringLiteral("%1 %2").arg(at.x / kMm).arg(at.y / kMm);
  }
  return out;
}

QStringList after(const Design& design, const DesignEdit& edit) {
  return places(apply(design, edit));
}

double degrees(const Design& design, const char* id) {
  return qRadiansToDegrees(angleOf(*findComponent(design, id)));
}

Design locked(const Design& design, const char* id) {
  return apply(design, lockParts(design, {id}, true));
}

}  // namespace

class TestArrange : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void linesUp();
  void spacesEqually();
  void mirrorsPlacesAndAngles();
  void lockedPartsStay();
  void actionsAreSingleSteps();
};

void TestArrange::linesUp() {
  const Design design = mirrorsAt({{0, 5 * kMm}, {10 * kMm, -1 * kMm}, {30 * kMm, 2 * kMm}});
  const auto aligned = [&](BenchAxis axis, AlignTo to) {
    return after(design, alignParts(design, kThree, axis, to));
  };
  QCOMPARE(aligned(BenchAxis::X, AlignTo::Low), QStringList({"0 5", "0 -1", "0 2"}));
  QCOMPARE(aligned(BenchAxis::X, AlignTo::Centre), QStringList({"15 5", "15 -1", "15 2"}));
  QCOMPARE(aligned(BenchAxis::X, AlignTo::High), QStringList({"30 5", "30 -1", "30 2"}));
  QCOMPARE(aligned(BenchAxis::Y, AlignTo::Low), QStringList({"0 -1", "10 -1", "30 -1"}));
  QCOMPARE(aligned(BenchAxis::Y, AlignTo::Centre), QStringList({"0 2", "10 2", "30 2"}));
  QCOMPARE(aligned(BenchAxis::Y, AlignTo::High), QStringList({"0 5", "10 5", "30 5"}));
  const Design lined = apply(design, alignParts(design, kThree, BenchAxis::X, AlignTo::Low));
  QVERIFY(alignParts(lined, kThree, BenchAxis::X, AlignTo::High).empty());
}

void TestArrange::spacesEqually() {
  const Design design = mirrorsAt({{30 * kMm, 0}, {0, 4 * kMm}, {5 * kMm, 12 * kMm}, {12 * kMm, 1 * kMm}});
  const PartIds all{"mirror1", "mirror2", "mirror3", "mirror4"};
  QCOMPARE(after(design, distributeParts(design, all, BenchAxis::X)),
           QStringList({"30 0", "0 4", "10 12", "20 1"}));
  QCOMPARE(after(design, distributeParts(design, all, BenchAxis::Y)),
           QStringList({"30 0", "0 8", "5 12", "12 4"}));
  QVERIFY(distributeParts(design, {"mirror1", "mirror2"}, BenchAxis::X).empty());
}

void TestArrange::mirrorsPlacesAndAngles() {
  Design design = mirrorsAt({{0, 0}, {10 * kMm, 6 * kMm}});
  design = apply(design, turnPartTo(design, "mirror1", qDegreesToRadians(30.0)));
  const PartIds both{"mirror1", "mirror2"};
  const Design x = apply(design, mirrorParts(design, both, BenchAxis::X));
  QCOMPARE(places(x), QStringList({"10 0", "0 6"}));
  QVERIFY(std::fabs(degrees(x, "mirror1") - 150) < 1e-9);
  QVERIFY(std::fabs(std::fabs(degrees(x, "mirror2")) - 180) < 1e-9);
  const Design y = apply(design, mirrorParts(design, both, BenchAxis::Y));
  QCOMPARE(places(y), QStringList({"0 6", "10 0"}));
  QVERIFY(std::fabs(degrees(y, "mirror1") + 30) < 1e-9);
  // Twice is once and back.
  QVERIFY(sameDrawing(apply(x, mirrorParts(x, both, BenchAxis::X)), design));
}

void TestArrange::lockedPartsStay() {
  const Design design = locked(mirrorsAt({{0, 0}, {10 * kMm, 6 * kMm}, {40 * kMm, 3 * kMm}}), "mirror1");
  QCOMPARE(after(design, alignParts(design, kThree, BenchAxis::X, AlignTo::Low)),
           QStringList({"0 0", "0 6", "0 3"}));
  QVERIFY(distributeParts(design, kThree, BenchAxis::X).empty());
  QCOMPARE(after(design, mirrorParts(design, kThree, BenchAxis::X)), QStringList({"0 0", "40 6", "10 3"}));
  QCOMPARE(arrangeable(design, kThree), 2);
  const Design looked = apply(design, addLoupeOn(design, "mirror2"));
  QCOMPARE(arrangeable(looked, {looked.components.back()->id}), 0);
}

// Each is enabled for as many parts as it takes, makes one step, and Ctrl+Z takes it back.
void TestArrange::actionsAreSingleSteps() {
  Document document;
  Selection selection(document);
  BenchView view(document, selection);
  ArrangeMenu menu(view);
  document.show(mirrorsAt({{0, 5 * kMm}, {10 * kMm, -1 * kMm}, {30 * kMm, 1 * kMm}}));
  const Design start = document.design();
  const auto enabled = [&] {
    int out = 0;
    for (const QAction* action : menu.actions()) out += !action->isSeparator() && action->isEnabled();
    return out;
  };
  QCOMPARE(enabled(), 0);
  selection.set({"mirror1"});
  QCOMPARE(enabled(), 4);
  selection.set({"mirror1", "mirror2"});
  QCOMPARE(enabled(), 10);
  selection.set(kThree);
  QCOMPARE(enabled(), 12);
  for (QAction* action : menu.actions()) {
    if (action->isSeparator()) continue;
    const int steps = document.undoStack().index();
    action->trigger();
    QVERIFY2(!sameDrawing(document.design(), start), qPrintable(action->objectName()));
    QCOMPARE(document.undoStack().index(), steps + 1);
    document.undoStack().undo();
    QVERIFY(sameDrawing(document.design(), start));
  }
  selection.set({"mirror1"});
  menu.findChild<QAction*>(QStringLiteral("turnLeft45"))->trigger();
  QVERIFY(std::fabs(degrees(document.design(), "mirror1") - 45) < 1e-9);
}

QTEST_MAIN(TestArrange)
#include "tst_arrange.moc"
