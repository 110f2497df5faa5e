#include "canvas/snap.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

namespace {

constexpr double kMm = 1e-3, kReach = 1e-3;

Design with(Design design, std::string_view kind, BenchPoint at, double angle = 0,
            const std::map<std::string, double>& values = {}) {
  design = apply(design, placePart(design, kind, at, angle));
  const std::string id = design.components.back()->id;
  for (const auto& [key, value] : values) design = apply(design, setParameter(design, id, key, value));
  return design;
}

Component fresh(const char* kind, const char* key = nullptr, double value = 0) {
  Component part;
  part.kind = kind;
  if (key) part.values[key] = value;
  return part;
}

QString labels(const Snapped& snapped) {
  QStringList out;
  for (const Guide& guide : snapped.guides) out << guide.label;
  return out.join(QLatin1Char('|'));
}

bool at(const Snapped& snapped, double xMm, double yMm) {
  return std::fabs(snapped.at.x - xMm * kMm) < 1e-9 && std::fabs(snapped.at.y - yMm * kMm) < 1e-9;
}

}  // namespace

class TestSnap : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void lensesStandAtTheirFocalLength();
  void twoLensesMakeARelay();
  void distancesFollowTheLight();
  void standsOnTheBeamAxis();
  void alignsWithOtherParts();
  void spacesEvenly();
  void turnsBeamsByRightAngles();
  void fitsNewPartsToTheirBeam();
  void arraysFaceTheirLight();
  void bouncesAreFollowedWithinABudget();
  void staysWhereItIsInTheExamples();
};

void TestSnap::lensesStandAtTheirFocalLength() {
  const Design design = with(Design(), "vcsel_array", {0, 0});
  const Snapper snapper(design, fresh("lens", "focal_length", 10 * kMm), {});
  const Snapped f = snapper.snap({10.3 * kMm, 0.4 * kMm}, kReach, true);
  QVERIFY2(at(f, 10, 0), qPrintable(labels(f)));
  QVERIFY2(labels(f).startsWith(QStringLiteral("f   10 mm")), qPrintable(labels(f)));
  const Snapped twice = snapper.snap({19.4 * kMm, 0}, kReach, false);
  QVERIFY2(at(twice, 20, 0) && labels(twice).startsWith(QStringLiteral("2f   20 mm")),
           qPrintable(labels(twice)));
}

void TestSnap::twoLensesMakeARelay() {
  Design design = with(Design(), "vcsel_array", {0, 0});
  design = with(design, "lens", {10 * kMm, 0}, 0, {{"focal_length", 10 * kMm}});
  const Snapper snapper(design, fresh("lens", "focal_length", 25 * kMm), {});
  const Snapped relay = snapper.snap({44.5 * kMm, -0.2 * kMm}, kReach, true);
  QVERIFY2(at(relay, 45, 0) && labels(relay).startsWith(QStringLiteral("4f   35 mm")),
           qPrintable(labels(relay)));
}

// From the lens over the splitter's reflection up to a detector: 15 mm + 10 mm.
void TestSnap::distancesFollowTheLight() {
  Design design = with(Design(), "vcsel_array", {0, 0});
  design = with(design, "lens", {20 * kMm, 0}, 0, {{"focal_length", 25 * kMm}});
  design = with(design, "mirror", {35 * kMm, 0}, 3 * constants::kPi / 4);
  const Snapper snapper(design, fresh("detector_line"), {});
  const Snapped pixels = snapper.snap({35.3 * kMm, 10.4 * kMm}, kReach, true);
  QVERIFY2(at(pixels, 35, 10), qPrintable(labels(pixels)));
  QVERIFY2(labels(pixels).startsWith(QStringLiteral("f   25 mm")), qPrintable(labels(pixels)));
  QCOMPARE(pixels.guides.front().path.size(), std::size_t{3});
}

void TestSnap::standsOnTheBeamAxis() {
  const Design design = with(Design(), "leader_laser", {0, 0}, constants::kPi / 6);
  const Snapper snapper(design, fresh("isolator"), {});
  const BenchPoint near{30 * kMm, 17.8 * kMm};
  const Snapped place = snapper.snap(near, kReach, true);
  QVERIFY(place.beamAngleRad && std::fabs(*place.beamAngleRad - constants::kPi / 6) < 1e-9);
  QVERIFY(std::fabs(place.at.y - place.at.x * std::tan(constants::kPi / 6)) < 1e-9);
  QVERIFY(std::hypot(place.at.x - near.x, place.at.y - near.y) < kReach);
}

void TestSnap::alignsWithOtherParts() {
  const Design design = with(Design(), "beam_stop", {0, 0});
  const Snapper snapper(design, fresh("mirror"), {});
  const Snapped above = snapper.snap({0.4 * kMm, 30.3 * kMm}, kReach, true);
  QVERIFY(at(above, 0, 30));
  QCOMPARE(labels(above), QStringLiteral("30 mm"));
  const Snapped free = snapper.snap({13.4 * kMm, 30.3 * kMm}, kReach, true);
  QVERIFY(at(free, 13, 30) && free.guides.empty());
}

void TestSnap::spacesEvenly() {
  Design design = with(Design(), "beam_stop", {0, 0});
  design = with(design, "beam_stop", {22.5 * kMm, 0});
  const Snapper snapper(design, fresh("mirror"), {});
  const Snapped third = snapper.snap({44.6 * kMm, 0.3 * kMm}, kReach, true);
  QVERIFY2(at(third, 45, 0) && labels(third) == QStringLiteral("= 22.5 mm"), qPrintable(labels(third)));
  const Snapped between = snapper.snap({11.6 * kMm, 0}, kReach, true);
  QVERIFY2(at(between, 11.25, 0), qPrintable(labels(between)));
}

void TestSnap::turnsBeamsByRightAngles() {
  const Design design = with(Design(), "leader_laser", {0, 0}, 0.2);
  Component splitter = fresh("beam_splitter");
  splitter.values["x"] = 50 * kMm * std::cos(0.2);
  splitter.values["y"] = 50 * kMm * std::sin(0.2);
  const Snapper snapper(design, splitter, {});
  const SnappedAngle caught = snapper.snapAngle(0.2 + constants::kPi / 4 + 0.04);
  QVERIFY(std::fabs(caught.angleRad - 0.2 - constants::kPi / 4) < 1e-9 && !caught.label.isEmpty());
  QVERIFY(snapper.snapAngle(0.2 + 0.4).label.isEmpty());
}

void TestSnap::fitsNewPartsToTheirBeam() {
  const Design design = with(Design(), "leader_laser", {0, 0}, constants::kPi / 2);
  const auto angle = [&](const char* kind) {
    const Snapper snapper(design, fresh(kind), {});
    const Snapped place = snapper.snap({0.2 * kMm, 40 * kMm}, kReach, true);
    return place.beamAngleRad ? snapper.angleOnBeam(*place.beamAngleRad) : -99;
  };
  QVERIFY(std::fabs(angle("lens") - constants::kPi / 2) < 1e-9);
  QVERIFY(std::fabs(angle("beam_stop") - 3 * constants::kPi / 2) < 1e-9);
}

// What is injected looks into the light that injects it, a leader goes along with it.
void TestSnap::arraysFaceTheirLight() {
  const Design design = with(Design(), "leader_laser", {0, 0}, 0);
  const auto angle = [&](const char* kind) {
    const Snapper snapper(design, fresh(kind), {});
    return snapper.angleOnBeam(snapper.snap({40 * kMm, 0.2 * kMm}, kReach, true).beamAngleRad.value());
  };
  QVERIFY(std::fabs(angle("vcsel_array") - constants::kPi) < 1e-9);
  QVERIFY(std::fabs(angle("detector_line") - constants::kPi) < 1e-9);
  QVERIFY(std::fabs(angle("leader_laser")) < 1e-9);
  QVERIFY(std::fabs(angle("fan_out")) < 1e-9);
}

// Splitters square to a beam: each bounce doubles the ways.
void TestSnap::bouncesAreFollowedWithinABudget() {
  Design design = with(Design(), "leader_laser", {0, 0});
  for (int i = 0; i < 2; ++i) design = with(design, "beam_splitter", {(20 + 30 * i) * kMm, 0});
  design = with(design, "lens", {35 * kMm, 0}, 0, {{"focal_length", 10 * kMm}});
  const Snapper two(design, fresh("mirror"), {});
  QVERIFY(two.steps() <= Snapper::kMostSteps);
  const Snapped onBeam = two.snap({60.3 * kMm, 0.2 * kMm}, kReach, true);
  QVERIFY(onBeam.beamAngleRad && std::fabs(onBeam.at.y) < 1e-9);
  for (int i = 0; i < 12; ++i) design = with(design, "beam_splitter", {(60 + 5 * i) * kMm, 0});
  const Snapper many(design, fresh("lens", "focal_length", 10 * kMm), {});
  QVERIFY2(many.steps() <= Snapper::kMostSteps, qPrintable(QString::number(many.steps())));
  QVERIFY(many.wasCut() && !Snapper(Design(), fresh("mirror"), {}).wasCut());
  // The brightest light is still caught.
  const Snapped relay = many.snap({10.2 * kMm, 0.3 * kMm}, kReach, true);
  QVERIFY(relay.beamAngleRad && std::fabs(relay.at.y) < 1e-9);
}

// A part of a finished bench is where it catches: a drag of nothing leaves it.
void TestSnap::staysWhereItIsInTheExamples() {
  Document document;
  QVERIFY(document.open(examplePath("mnist-5x5.loom")).ok());
  int relays = 0;
  for (const ComponentPtr& part : document.design().components) {
    const Snapper snapper(document.design(), *part, {part->id});
    const BenchPoint from = positionOf(*part);
    const Snapped place = snapper.snap(from, kReach, true);
    QVERIFY2(std::hypot(place.at.x - from.x, place.at.y - from.y) < 1e-8, part->id.c_str());
    relays += labels(place).contains(QStringLiteral("f   "));
  }
  QVERIFY2(relays >= 8, qPrintable(QString::number(relays)));  // lenses, gratings, arrays, pixels
}

QTEST_MAIN(TestSnap)
#include "tst_snap.moc"
