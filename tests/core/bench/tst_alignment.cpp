#include "bench/alignment.h"

#include <QTest>

#include "all_rooms.h"
#include "design/edit.h"
#include "design/templates.h"

using namespace lightloom::tests;

namespace {

Design crooked(std::initializer_list<const char*> assignments) {
  Design design;
  design.components = homodyneCell({CellCrossing::OneAxon, 1, 25}).value();
  for (const char* assignment : assignments) design = applyAssignment(design, assignment).value();
  return design;
}

}  // namespace

class TestAlignment : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void turnsATiltBack();
  void findsItsWayFromFarAway();
  void usesOnlyTheGivenKnobs();
  void leavesAStraightBenchAndStops();
  void tellsHowFarAKnobMayTurn();
};

// 100 µrad of tilt cost 0.7 of the visibility; turning the same knob back is all there is to do.
void TestAlignment::turnsATiltBack() {
  const Design design = crooked({"beam_splitter4.fine_tilt=100urad"});
  const Alignment done = align(design, {{"beam_splitter4", "fine_tilt"}}, {}, [](double) {});
  QVERIFY(done.found && done.before < 0.35 && done.after > 0.995);
  QVERIFY(std::abs(done.values.at(0)) < 3e-6);
}

// Tilt, pitch and a shifted array at once; weakest visibility 1e-3 and less.
void TestAlignment::findsItsWayFromFarAway() {
  const Design design = crooked({"beam_splitter4.fine_tilt=-150urad", "beam_splitter4.fine_pitch=60urad",
                                 "vcsel_array2.fine_x=2um", "beam_splitter4.fine_x=15um"});
  double last = 0;
  int turns = 0;
  const Alignment done = align(design, alignmentKnobs(design), {}, [&](double weakest) {
    QVERIFY(weakest >= last);
    last = weakest;
    ++turns;
  });
  QVERIFY2(done.before < 0.01 && done.after > 0.98, std::to_string(done.after).c_str());
  QVERIFY(turns >= 8 && done.tries < 400);
}

void TestAlignment::usesOnlyTheGivenKnobs() {
  const Design design = crooked({"beam_splitter4.fine_tilt=60urad"});
  const std::vector<Knob> knobs = knobsOf(design, {"vcsel_array2"});
  const Alignment done = align(design, knobs, {}, [](double) {});
  QCOMPARE(done.values.size(), knobs.size());
  QVERIFY(done.after > done.before);
}

void TestAlignment::leavesAStraightBenchAndStops() {
  const Design design = crooked({});
  const Alignment straight = align(design, alignmentKnobs(design), {}, [](double) {});
  QVERIFY(straight.found && straight.after >= straight.before && straight.after - straight.before < 1e-3);
  std::stop_source stop;
  stop.request_stop();
  QVERIFY(!align(design, alignmentKnobs(design), stop.get_token(), [](double) {}).found);
  QVERIFY(alignmentKnobs(Design()).empty());
}

// 29 µrad leave 0.898 of the visibility, a Gaussian of the angle: 28.7 µrad leave 0.9.
void TestAlignment::tellsHowFarAKnobMayTurn() {
  const Design design = crooked({});
  const std::vector<Tolerance> found = tolerances(
      design, {{"beam_splitter4", "fine_tilt"}, {"beam_splitter4", "fine_z"}, {"vcsel_array2", "fine_z"}},
      0.9);
  QCOMPARE(found.size(), std::size_t{3});
  QVERIFY(std::abs(found[0].above - 28.7e-6) < 0.5e-6 && std::abs(found[0].below - 28.7e-6) < 0.5e-6);
  QVERIFY(std::isinf(found[1].above) &&
          std::isinf(found[1].below));  // along the axis of a flat mirror: nothing
  for (const Tolerance& one : {found[0], found[2]}) {
    const Design turned = apply(design, setParameter(design, one.knob.part, one.knob.key, one.above));
    const Alignment seen = align(turned, {one.knob}, {}, [](double) {});
    const double straight = align(design, {one.knob}, {}, [](double) {}).before;
    QVERIFY(std::abs(seen.before / straight - 0.9) < 0.01);
  }
  // They are those of the best alignment, wherever the knob is now.
  for (const char* turned : {"beam_splitter4.fine_tilt=20urad", "beam_splitter4.fine_tilt=-90urad"}) {
    const std::vector<Tolerance> now = tolerances(crooked({turned}), {{"beam_splitter4", "fine_tilt"}}, 0.9);
    QVERIFY(std::abs(now.at(0).best) < 0.5e-6);
    QVERIFY(std::abs(now.at(0).above - 28.7e-6) < 0.5e-6 && std::abs(now.at(0).below - 28.7e-6) < 0.5e-6);
  }
  QVERIFY(tolerances(crooked({"vcsel_array2.power=0"}), {{"beam_splitter4", "fine_tilt"}}, 0.9).empty());
}

QTEST_GUILESS_MAIN(TestAlignment)
#include "tst_alignment.moc"
