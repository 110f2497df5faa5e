#include <QTest>

#include "all_rooms.h"
#include "core/optics/scenes.h"
#include "optics/cells.h"

using namespace lightloom::tests;
using namespace lightloom::scenes;

class TestOpticsChecks : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void soundBenchesRaiseNoCheck();
  void emptyBenchRaisesNoCheck();
  void everyFaultIsNamed_data();
  void everyFaultIsNamed();
  void worstCheckComesFirst();
  void partsAlongABeamAreNamed();
};

namespace {

using Parts = std::vector<PlacedPart>;

std::vector<Check> checksOf(const Parts& parts) {
  const Layout layout = makeLayout(parts);
  return findCells(layout, traceBundles(layout)).checks;
}

FaceAction& action(Parts& parts, const char* id) {
  return find(parts, id).faces[0].action;
}

void removePart(Parts& parts, const std::string& id) {
  std::erase_if(parts, [&id](const PlacedPart& candidate) { return candidate.id == id; });
}

Parts changed(const std::function<void(Parts&)>& change) {
  Parts parts = benchA();
  change(parts);
  return parts;
}

}  // namespace

void TestOpticsChecks::soundBenchesRaiseNoCheck() {
  for (const Parts& parts : {benchA(), benchB()}) {
    for (const Check& check : checksOf(parts)) {
      QFAIL(english(check.message).c_str());
    }
  }
}

void TestOpticsChecks::emptyBenchRaisesNoCheck() {
  QVERIFY(checksOf({}).empty());
  QVERIFY(checksOf({part("lens", 0, 0, 0, Lens{kFocal, true, 1}, 6 * kMm, 6 * kMm)}).empty());
}

void TestOpticsChecks::everyFaultIsNamed_data() {
  QTest::addColumn<QString>("id");
  QTest::addColumn<QString>("component");
  QTest::addColumn<Parts>("parts");
  const double p = 80 * kUm;
  QTest::newRow("equal pitches") << "optics.two-axons"
                                 << "plus" << changed([p](Parts& parts) {
                                      action(parts, "axon") =
                                          emitters(EmitterRole::Axon, 5, 5, p, 2.5 * kUm, 500e-6);
                                    });
  QTest::newRow("copies too close") << "optics.two-synapses"
                                    << "plus" << changed([p](Parts& parts) {
                                         action(parts, "synapse_grating") = grating(5, p);
                                       });
  QTest::newRow("combiner away") << "optics.no-cell"
                                 << "" << changed([](Parts& parts) { removePart(parts, "combiner"); });
  QTest::newRow("axon away") << "optics.no-axon"
                             << "plus" << changed([](Parts& parts) { removePart(parts, "axon"); });
  QTest::newRow("synapse away") << "optics.no-synapse"
                                << "minus" << changed([](Parts& parts) { removePart(parts, "synapse"); });
  QTest::newRow("few pixels")
      << "optics.channels-unseen"
      << "axon" << changed([](Parts& parts) {
           action(parts, "plus") = action(parts, "minus") = ReceiverGrid{5, 5, 80 * kUm, 20 * kUm};
         });
  QTest::newRow("lines of unequal size") << "optics.one-sided-pairs"
                                         << "combiner" << changed([](Parts& parts) {
                                              action(parts, "minus") = ReceiverGrid{5, 5, 80 * kUm, 20 * kUm};
                                            });
  QTest::newRow("leader off") << "optics.facets-dark"
                              << "synapse" << changed([](Parts& parts) {
                                   std::get<EmitterGrid>(action(parts, "leader")).powerW = {0};
                                 });
  QTest::newRow("one order short") << "optics.facets-dark"
                                   << "axon" << changed([p](Parts& parts) {
                                        action(parts, "axon_leader_grating") = grating(3, 5 * p);
                                      });
  QTest::newRow("tangent lens") << "optics.tangent-mapping"
                                << "plus_lens" << changed([](Parts& parts) {
                                     action(parts, "plus_lens") = Lens{kFocal, false, 1};
                                   });
  QTest::newRow("stray orders") << "optics.stray-orders"
                                << "minus" << benchA(5, {12.7 * kMm, 0.1, true});
  QTest::newRow("small lenses") << "optics.clipped"
                                << "plus_lens" << benchA(5, {10 * kMm, 0, true});
  QTest::newRow("combiner turned") << "optics.low-visibility"
                                   << "combiner" << changed([](Parts& parts) {
                                        find(parts, "combiner").placement.angleRad += 97e-6;
                                      });
}

void TestOpticsChecks::everyFaultIsNamed() {
  QFETCH(QString, id);
  QFETCH(QString, component);
  QFETCH(Parts, parts);
  const std::vector<Check> checks = checksOf(parts);
  const auto found = std::find_if(checks.begin(), checks.end(), [&](const Check& check) {
    return check.message.id == id.toStdString() && check.component == component.toStdString();
  });
  QVERIFY(found != checks.end());
  QVERIFY(!found->fix.text.empty());
  const std::string text = english(found->message);
  QVERIFY2(text.find('%') == std::string::npos || text.find(" %") != std::string::npos, text.c_str());
  QVERIFY(component.isEmpty() || text.find(component.toStdString()) != std::string::npos);
}

// A surface without thickness is not met by light that runs along it; beside the light, or turned to it,
// there is nothing to say. The light comes from −x through the origin and leaves the bench.
void TestOpticsChecks::partsAlongABeamAreNamed() {
  const auto edgeOn = [](double xMm, double yMm, double angleDeg) {
    const Parts parts = {
        part("leader", -40, 0, 0, emitters(EmitterRole::Leader, 1, 1, 0, 500 * kUm, 1e-3), kMm),
        part("glass", xMm, yMm, angleDeg, splitter(0.5), 6 * kMm)};
    std::vector<std::string> out;
    for (const Check& check : checksOf(parts))
      if (check.message.id == "optics.edge-on") {
        out.push_back(check.component + " / " + english(check.message));
        if (english(check.fix).find("Turn glass") != 0) out.push_back(english(check.fix));
      }
    return out;
  };
  const std::vector<std::string> told = {
      "glass / glass stands edge-on in light of leader, which passes it untouched."};
  QCOMPARE(edgeOn(0, 0, 90), told);
  QCOMPARE(edgeOn(0, 0, -90), told);
  QCOMPARE(edgeOn(0, 0.3, 90), told);    // within the beam
  QCOMPARE(edgeOn(400, 0, 90), told);    // far beyond what is drawn
  QCOMPARE(edgeOn(0, 0.2, 90.3), told);  // its projection is narrower than the beam is wide
  QVERIFY(edgeOn(0, 2, 90).empty());     // beside the beam
  QVERIFY(edgeOn(-60, 0, 90).empty());   // behind the laser
  QVERIFY(edgeOn(0, 0, 45).empty());
  QVERIFY(edgeOn(0, 0, 80).empty());
}

void TestOpticsChecks::worstCheckComesFirst() {
  const std::vector<Check> checks = checksOf(changed([](Parts& parts) {
    action(parts, "axon") = emitters(EmitterRole::Axon, 5, 5, 80 * kUm, 2.5 * kUm, 500e-6);
  }));
  QVERIFY(checks.size() > 1);
  QVERIFY(checks.front().severity == Severity::Error);
  QVERIFY(std::is_sorted(checks.begin(), checks.end(),
                         [](const Check& a, const Check& b) { return a.severity > b.severity; }));
}

QTEST_APPLESS_MAIN(TestOpticsChecks)
#include "tst_optics_checks.moc"
