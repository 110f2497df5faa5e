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

Design crossed(std::initializer_list<const char*> assignments) {
  Design design;
  design.components = homodyneCell({CellCrossing::TwoPitches, 25, 25}).value();
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
  void bringsFringesIntoStep_data();
  void bringsFringesIntoStep();
  void countsFringesInTolerances();
  void bringsARollBack_data();
  void bringsARollBack();
  void singleBeamsHaveNoRoll();
};

// 100 µrad of tilt cost 0.7 of the visibility; turning the same knob back is all there is to do.
void TestAlignment::turnsATiltBack() {
  const Design design = crooked({"beam_splitter4.fine_tilt=100urad"});
  const Alignment done = align(design, {{"beam_splitter4", "fine_tilt"}}, {}, [](double) {});
  QVERIFY(done.found && done.before.signal() < 0.35 && done.after.signal() > 0.995);
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
  QVERIFY2(done.before.signal() < 0.01 && done.after.signal() > 0.98,
           std::to_string(done.after.signal()).c_str());
  QVERIFY(turns >= 8 && done.tries < 400);
}

void TestAlignment::usesOnlyTheGivenKnobs() {
  const Design design = crooked({"beam_splitter4.fine_tilt=60urad"});
  const std::vector<Knob> knobs = knobsOf(design, {"vcsel_array2"});
  const Alignment done = align(design, knobs, {}, [](double) {});
  QCOMPARE(done.values.size(), knobs.size());
  QVERIFY(done.after.signal() > done.before.signal());
}

void TestAlignment::leavesAStraightBenchAndStops() {
  const Design design = crooked({});
  const Alignment straight = align(design, alignmentKnobs(design), {}, [](double) {});
  QVERIFY(straight.found && straight.after.signal() >= straight.before.signal() &&
          straight.after.signal() - straight.before.signal() < 1e-3);
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
    const double straight = align(design, {one.knob}, {}, [](double) {}).before.signal();
    QVERIFY(std::abs(seen.before.signal() / straight - 0.9) < 0.01);
  }
  // They are those of the best alignment, wherever the knob is now.
  for (const char* turned : {"beam_splitter4.fine_tilt=20urad", "beam_splitter4.fine_tilt=-90urad"}) {
    const std::vector<Tolerance> now = tolerances(crooked({turned}), {{"beam_splitter4", "fine_tilt"}}, 0.9);
    QVERIFY(std::abs(now.at(0).best) < 0.5e-6);
    QVERIFY(std::abs(now.at(0).above - 28.7e-6) < 0.5e-6 && std::abs(now.at(0).below - 28.7e-6) < 0.5e-6);
  }
  QVERIFY(tolerances(crooked({"vcsel_array2.power=0"}), {{"beam_splitter4", "fine_tilt"}}, 0.9).empty());
}

// A grating off along the beam leaves the overlap as it is and puts the fringes out of step, up to several
// turns from corner to corner.
void TestAlignment::bringsFringesIntoStep_data() {
  QTest::addColumn<QString>("turned");
  QTest::addColumn<double>("twist");
  QTest::newRow("a little") << "fan_out3.fine_x=0.2 mm" << 0.292;
  QTest::newRow("several turns") << "fan_out3.fine_x=-2 mm" << 2.92;
  QTest::newRow("the other arm") << "fan_out4.fine_y=0.1 mm" << 0.146;
}

void TestAlignment::bringsFringesIntoStep() {
  QFETCH(QString, turned);
  QFETCH(double, twist);
  const Design design = crossed({turned.toUtf8().constData()});
  const Alignment done = align(design, alignmentKnobs(design), {}, [](double) {});
  QVERIFY(done.found && done.before.visibility > 0.999 && done.after.visibility > 0.999);
  QVERIFY2(std::abs(done.before.twistRad - twist) < 0.02 * twist,
           std::to_string(done.before.twistRad).c_str());
  QVERIFY2(done.after.twistRad < 2e-3, std::to_string(done.after.twistRad).c_str());
}

// Along the beam no visibility is lost; a tenth of the signal is where δ reaches √(−2 ln 0.9) rad.
void TestAlignment::countsFringesInTolerances() {
  const std::vector<Tolerance> found = tolerances(crossed({}), {{"fan_out3", "fine_x"}}, 0.9);
  const double expected = std::sqrt(-2 * std::log(0.9)) / 1.4597e3;
  QVERIFY(std::abs(found.at(0).above / expected - 1) < 0.02 &&
          std::abs(found[0].below / expected - 1) < 0.02);
}

// Corners of what is 400 µm apart move by 3.4 µm at 3 mrad, against waists of 2.5 µm; what is 80 µm apart and
// pixels take more.
void TestAlignment::bringsARollBack_data() {
  QTest::addColumn<QString>("part");
  QTest::addColumn<double>("roll");
  QTest::newRow("axons") << "vcsel_array1" << 3e-3;
  QTest::newRow("synapses") << "vcsel_array2" << -12e-3;
  QTest::newRow("the axons' grating") << "fan_out3" << 12e-3;
  QTest::newRow("the synapses' grating") << "fan_out4" << -3e-3;
  QTest::newRow("pixels") << "detector_line1" << 10e-3;
}

void TestAlignment::bringsARollBack() {
  QFETCH(QString, part);
  QFETCH(double, roll);
  const std::string id = part.toStdString();
  Design design = crossed({});
  design = apply(design, setParameter(design, id, "fine_roll", roll));
  const Alignment alone = align(design, {{id, "fine_roll"}}, {}, [](double) {});
  QVERIFY2(alone.before.caught() < 0.6, std::to_string(alone.before.caught()).c_str());
  QVERIFY2(alone.after.caught() > 0.995, std::to_string(alone.after.caught()).c_str());
  // A corner of the pixels may be off by half of what it is wide.
  QVERIFY2(std::abs(alone.values.at(0)) < (part.startsWith("detector") ? 5e-3 : 0.3e-3),
           std::to_string(alone.values[0]).c_str());
  const Alignment all = align(design, alignmentKnobs(design), {}, [](double) {});
  QVERIFY2(all.found && all.after.caught() > 0.98, std::to_string(all.after.caught()).c_str());
}

void TestAlignment::singleBeamsHaveNoRoll() {
  const auto has = [](const std::vector<Knob>& knobs, const std::string& part) {
    return std::any_of(knobs.begin(), knobs.end(),
                       [&](const Knob& knob) { return knob.part == part && knob.key == "fine_roll"; });
  };
  const std::vector<Knob> one = alignmentKnobs(crooked({})), many = alignmentKnobs(crossed({}));
  QVERIFY(!has(one, "vcsel_array1") && has(one, "vcsel_array2"));
  for (const char* part :
       {"vcsel_array1", "vcsel_array2", "fan_out3", "fan_out4", "detector_line1", "detector_line2"})
    QVERIFY2(has(many, part), part);
  QVERIFY(!has(many, "beam_splitter4"));
}

QTEST_GUILESS_MAIN(TestAlignment)
#include "tst_alignment.moc"
