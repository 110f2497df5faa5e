#include "bench/plane_view.h"

#include <QRegularExpression>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "all_rooms.h"
#include "bench/bench.h"
#include "core/optics/scenes.h"
#include "design/viewpoint.h"
#include "export/report_json.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using namespace lightloom::scenes;

class TestPlaneView : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void crossedBeamsGiveFringesOfTheTextbook();
  void unequalBeamsLoseVisibility();
  void crossedPolarisationsGiveNoFringes();
  void ownLeadersGiveNoFringes();
  void picturesHoldTheTracedPower();
  void finerFringesAreAveraged();
  void smallSpotsKeepTheirPower();
  void manyTracksStandForAll();
  void spotsAreThoseOfTheDetector();
  void countsWhatCrossesOnce();
  void facesSeeWhatMeetsThem();
  void unlockedLasersHaveNoFringes();
  void loupesChangeNoNumber();
  void loupesFindTheirPlane();
  void keepsTheStrongestOfManyPasses();
  void picturesShowARoll();
};

// Light that bounces crosses a plane in thousands of ways.
void TestPlaneView::keepsTheStrongestOfManyPasses() {
  std::vector<PlacedPart> parts{
      part("leader", -50, 0, 0, emitters(EmitterRole::Leader, 1, 1, 0, 1e-3, 1e-3), 3 * kMm)};
  for (int i = 0; i < 6; ++i)
    parts.push_back(part("half" + std::to_string(i), 5 * i, 0, 0, splitter(0.5), 5 * kMm));
  Face face;
  face.halfWidth = 5 * kMm;
  const WatchedPlane plane{placeFace({12 * kMm, 0, 0, 0, 0}, face, -1), -1};
  const std::vector<PlaneLight> light = lightOnPlanes(makeLayout(parts), std::span(&plane, 1));
  QCOMPARE(light.size(), TraceBudget::kMostOnPlane);
  double most = 0;
  for (const PlaneLight& one : light) most = std::max(most, one.light.powerW.total());
  QVERIFY(std::fabs(most - 1e-3 / 8) < 1e-12);  // straight through the first three
}

namespace {

constexpr double kWaist = 1e-3;

PlacedPart mirrorTowards(const char* id, double xMm, double yMm, double inDeg, double outDeg) {
  Scattering mirror;
  mirror.front = mirror.back = {0, 1, LossCause::Coating};
  // The normal halves the angle between the way back and the way on.
  const double back = (inDeg + 180) * kDeg, on = outDeg * kDeg;
  const double normal = std::atan2(std::sin(back) + std::sin(on), std::cos(back) + std::cos(on)) / kDeg;
  return part(id, xMm, yMm, normal, mirror, 10 * kMm);
}

constexpr double kArm = 40, kMeeting = 200;  // mm

/// One leader, split and crossed again at (200, 200) mm; the half angle of the crossing in rad.
double halfAngle() {
  return std::atan2(kMeeting, kMeeting - kArm) - constants::kPi / 4;
}

std::vector<PlacedPart> interferometer(double reflectance = 0.5) {
  const double steep = std::atan2(kMeeting, kMeeting - kArm) / kDeg;
  return {part("leader", -50, 0, 0, emitters(EmitterRole::Leader, 1, 1, 0, kWaist, 1e-3), 3 * kMm),
          part("splitter", 0, 0, 135, splitter(reflectance), 10 * kMm),
          mirrorTowards("right", kArm, 0, 0, steep), mirrorTowards("top", 0, kArm, 90, 90 - steep)};
}

WatchedPlane planeAt(double xMm, double yMm, double angleDeg, double halfWidth = 20 * kMm) {
  Face face;
  face.halfWidth = halfWidth;
  return {placeFace({xMm * kMm, yMm * kMm, 0, angleDeg * kDeg, 0}, face, -1), -1};
}

PlaneView viewOf(const std::vector<PlacedPart>& parts, const WatchedPlane& plane) {
  const Layout layout = makeLayout(parts);
  return viewPlanes(layout, traceBundles(layout), {}, std::span(&plane, 1)).front();
}

/// Mean distance of the brightest lines along the middle row, between its first and its last.
double periodOf(const FringePicture& picture) {
  const auto row = [&](int i) {
    return picture.wattsPerM2[static_cast<std::size_t>(picture.size / 2 * picture.size + i)];
  };
  double first = -1, last = -1;
  int count = 0;
  for (int i = 1; i + 1 < picture.size; ++i) {
    if (row(i) <= row(i - 1) || row(i) < row(i + 1)) continue;
    const double left = row(i - 1), middle = row(i), right = row(i + 1);
    const double at = i + 0.5 * (left - right) / (left - 2 * middle + right);
    if (first < 0) first = at;
    last = at;
    ++count;
  }
  return count > 1 ? (last - first) / (count - 1) * 2 * picture.window.half / picture.size : 0;
}

}  // namespace

// Each beam of a rolled array stands where its facet does.
void TestPlaneView::picturesShowARoll() {
  const double roll = 0.1, pitch = 100 * kUm, half = 160 * kUm;
  std::vector<PlacedPart> parts{
      part("array", 0, 0, 0, emitters(EmitterRole::Leader, 3, 3, pitch, 12 * kUm, 1.0), 3 * kMm)};
  parts[0].placement.rollRad = roll;
  const PlaneView view = viewOf(parts, planeAt(0.5, 0, 0));
  constexpr int kPoints = 320;
  const FringePicture picture = fringePicture(view, {0, 0, half}, kPoints);
  VERIFY_WITHIN(picture.powerW, 9.0, 1e-3);
  const float brightest = *std::max_element(picture.wattsPerM2.begin(), picture.wattsPerM2.end());
  for (int row = -1; row <= 1; ++row)
    for (int column = -1; column <= 1; ++column) {
      const double u = (column * std::cos(roll) - row * std::sin(roll)) * pitch,
                   v = (column * std::sin(roll) + row * std::cos(roll)) * pitch;
      const auto place = [&](double at) {
        return static_cast<std::size_t>((at + half) / (2 * half) * kPoints);
      };
      QVERIFY(picture.wattsPerM2[place(v) * kPoints + place(u)] > 0.97F * brightest);
    }
  for (const PlaneBeam& beam : beamsIn(view, {0, 0, half}, 100))
    QVERIFY(std::hypot(beam.spot.u, beam.spot.v) < 1.42 * pitch);
}

// λ/(2 sin(θ/2)), θ = 12.7°: 4.41 µm.
void TestPlaneView::crossedBeamsGiveFringesOfTheTextbook() {
  const PlaneView view = viewOf(interferometer(), planeAt(kMeeting, kMeeting, 45));
  QCOMPARE(view.bundles.size(), std::size_t{2});
  const FringePicture picture = fringePicture(view, {0, 0, 40 * kUm}, 192);
  const double period = kWavelength / (2 * std::sin(halfAngle()));
  QVERIFY(picture.resolved);
  VERIFY_WITHIN(periodOf(picture), period, 0.003);
  VERIFY_WITHIN(picture.finestFringe, period, 0.02);
  QVERIFY(picture.visibility > 0.999);
  const auto [least, most] = std::minmax_element(picture.wattsPerM2.begin(), picture.wattsPerM2.end());
  QVERIFY(*least < 0.02F * *most);
}

// 2√(RT)/(R + T) for R = 0.9: 0.6.
void TestPlaneView::unequalBeamsLoseVisibility() {
  const FringePicture picture =
      fringePicture(viewOf(interferometer(0.9), planeAt(kMeeting, kMeeting, 45)), {0, 0, 40 * kUm}, 192);
  VERIFY_WITHIN(picture.visibility, 0.6, 1e-3);
  const auto [least, most] = std::minmax_element(picture.wattsPerM2.begin(), picture.wattsPerM2.end());
  VERIFY_WITHIN((*most - *least) / (*most + *least), 0.6, 0.03);
}

void TestPlaneView::crossedPolarisationsGiveNoFringes() {
  PlaneView view = viewOf(interferometer(), planeAt(kMeeting, kMeeting, 45));
  view.bundles[0].at.light.polarisationRad = 45 * kDeg;
  view.bundles[1].at.light.polarisationRad = -45 * kDeg;
  const FringePicture picture = fringePicture(view, {0, 0, 40 * kUm}, 96);
  const auto [least, most] = std::minmax_element(picture.wattsPerM2.begin(), picture.wattsPerM2.end());
  VERIFY_WITHIN(*least, *most, 0.01);
}

void TestPlaneView::ownLeadersGiveNoFringes() {
  const double steep = std::atan2(kMeeting, kMeeting - kArm) / kDeg;
  const std::vector<PlacedPart> parts = {
      part("one", kArm, 0, steep, emitters(EmitterRole::Leader, 1, 1, 0, kWaist, 1e-3), 3 * kMm),
      part("other", 0, kArm, 90 - steep, emitters(EmitterRole::Leader, 1, 1, 0, kWaist, 2e-3), 3 * kMm)};
  const PlaneView view = viewOf(parts, planeAt(kMeeting, kMeeting, 45));
  const FringePicture near = fringePicture(view, {0, 0, 40 * kUm}, 64);
  QCOMPARE(near.visibility, 0.0);
  const auto [least, most] = std::minmax_element(near.wattsPerM2.begin(), near.wattsPerM2.end());
  VERIFY_WITHIN(*least, *most, 0.01);
  const FringePicture whole = fringePicture(view, {0, 0, 4 * kMm}, 192);
  VERIFY_WITHIN(whole.powerW, 3e-3, 0.01);
}

// Bench A in front of its detector lens, where light of both arrays passes in 25 directions each.
void TestPlaneView::picturesHoldTheTracedPower() {
  const Layout layout = makeLayout(benchA());
  const Trace trace = traceBundles(layout);
  const WatchedPlane plane = planeAt(75, 0, 0, 6 * kMm);
  const PlaneView view = viewPlanes(layout, trace, {}, std::span(&plane, 1)).front();
  const int lens = faceOf(layout, "minus_lens");
  double expected = 0;
  for (const Crossing& crossing : trace.crossings)
    if (crossing.face == lens) expected += crossing.powerW;
  QVERIFY(expected > 1e-3);
  VERIFY_WITHIN(view.powerW(), expected, 1e-9);
  PlaneWindow window = windowOfAll(view);
  window.half *= 1.5;
  VERIFY_WITHIN(fringePicture(view, window, 128).powerW, expected, 0.01);
}

// With 0.2 mm a point, 4.4 µm are no fringes but their mean.
void TestPlaneView::finerFringesAreAveraged() {
  const PlaneView view = viewOf(interferometer(), planeAt(kMeeting, kMeeting, 45));
  const FringePicture picture = fringePicture(view, {0, 0, 5 * kMm}, 48);
  QVERIFY(!picture.resolved);
  VERIFY_WITHIN(picture.powerW, 1e-3, 0.01);
  QVERIFY(picture.visibility > 0.99);
}

// 1250 spots of 2.5 µm on 2 mm, 62 µm a point.
void TestPlaneView::smallSpotsKeepTheirPower() {
  const Layout layout = makeLayout(benchA());
  const int face = faceOf(layout, "plus");
  const WatchedPlane plane{layout.faces[static_cast<std::size_t>(face)], face};
  const PlaneView view = viewPlanes(layout, traceBundles(layout), {}, std::span(&plane, 1)).front();
  const FringePicture picture = fringePicture(view, windowOfAll(view), 32);
  QVERIFY(!picture.resolved);
  VERIFY_WITHIN(picture.powerW, view.powerW(), 0.01);
  QCOMPARE(picture.finestFringe, 0.0);  // beams that meet on a pixel are parallel
}

// 1000 × 1000 lasers at their own facets: more beams than are summed one by one.
void TestPlaneView::manyTracksStandForAll() {
  const std::vector<PlacedPart> parts = {
      part("many", 0, 0, 0, emitters(EmitterRole::Leader, 1000, 1000, 10 * kUm, 2.5 * kUm, 1e-6), 8 * kMm)};
  const Layout layout = makeLayout(parts);
  const WatchedPlane plane{layout.faces[0], 0};
  const PlaneView view = viewPlanes(layout, traceBundles(layout), {}, std::span(&plane, 1)).front();
  VERIFY_WITHIN(view.powerW(), 1.0, 1e-9);
  VERIFY_WITHIN(fringePicture(view, windowOfAll(view), 32).powerW, 1.0, 0.02);
  QVERIFY(beamsToDraw(view, windowOfAll(view)).size() <= 4096);
}

void TestPlaneView::spotsAreThoseOfTheDetector() {
  const Layout layout = makeLayout(benchA());
  const Trace trace = traceBundles(layout);
  const int face = faceOf(layout, "plus");
  const WatchedPlane plane{layout.faces[static_cast<std::size_t>(face)], face};
  const PlaneView view = viewPlanes(layout, trace, {}, std::span(&plane, 1)).front();
  std::size_t compared = 0;
  for (const PlaneBeam& beam : beamsIn(view, windowOfAll(view), 100000)) {
    const PlaneBundle& bundle = view.bundles[static_cast<std::size_t>(beam.bundle)];
    for (const Arrival& arrival : trace.arrivals) {
      if (arrival.face != face || arrival.source != bundle.at.light.source) continue;
      for (int i = 0; i < arrival.spots(); ++i) {
        const Spot spot = spotOf(trace, arrival, i);
        if (spot.u != beam.spot.u || spot.v != beam.spot.v || spot.channel != beam.spot.channel) continue;
        QCOMPARE(beam.spot.powerW, spot.powerW);
        QCOMPARE(beam.spot.radiusU, spot.radiusU);
        QCOMPARE(beam.spot.tiltU, spot.tiltU);
        ++compared;
      }
    }
  }
  QCOMPARE(compared, std::size_t{2 * 625});
}

// Also where the plane stands exactly in a part's face, and from both sides.
void TestPlaneView::countsWhatCrossesOnce() {
  const std::vector<PlacedPart> parts = interferometer();
  for (double x : {-20.0, 0.0}) {
    const PlaneView view = viewOf(parts, planeAt(x, 0, 180, 5 * kMm));
    QCOMPARE(view.bundles.size(), std::size_t{1});
    QCOMPARE(view.bundles[0].at.onFront, true);
    VERIFY_WITHIN(view.powerW(), 1e-3, 1e-12);
  }
  QVERIFY(viewOf(parts, planeAt(-20, 8, 0, 5 * kMm)).bundles.empty());
}

void TestPlaneView::facesSeeWhatMeetsThem() {
  const Layout layout = makeLayout(interferometer());
  const Trace trace = traceBundles(layout);
  std::vector<WatchedPlane> planes;
  for (int face = 0; face < static_cast<int>(layout.faces.size()); ++face)
    planes.push_back({layout.faces[static_cast<std::size_t>(face)], face});
  const std::vector<PlaneView> views = viewPlanes(layout, trace, {}, planes);
  VERIFY_WITHIN(views[0].powerW(), 1e-3, 1e-12);  // what the leader sends out
  VERIFY_WITHIN(views[1].powerW(), 1e-3, 1e-12);
  VERIFY_WITHIN(views[2].powerW(), 0.5e-3, 1e-12);
  // At 45° the spot is √2 longer in the plane.
  const PlaneBundle& split = views[1].bundles.front();
  VERIFY_WITHIN(split.radiusU(), std::sqrt(2.0) * split.radiusV(), 1e-9);
}

void TestPlaneView::unlockedLasersHaveNoFringes() {
  const Design design = test::example("first-light");
  const Bench bench = compileBench(design);
  const int face = bench.cells.cells.front().plusFace;
  const WatchedPlane plane{bench.layout.faces[static_cast<std::size_t>(face)], face};
  const auto look = [&](const std::vector<ArrayLock>& locks) {
    const PlaneView view = viewPlanes(bench.layout, bench.trace, locks, std::span(&plane, 1)).front();
    return fringePicture(view, {0, 0, 15 * kUm}, 64);
  };
  QVERIFY(look(bench.locks).visibility > 0.2);
  QCOMPARE(look({}).visibility, 0.0);
}

// A loupe in every beam: the same report to the last bit.
void TestPlaneView::loupesChangeNoNumber() {
  const Design design = test::example("first-light");
  const Bench bare = compileBench(design);
  Design watched = design;
  const auto add = [&](const Viewpoint& view, double x, double y) {
    Component loupe = withViewpoint({}, view);
    loupe.values["x"] = x;
    loupe.values["y"] = y;
    watched = apply(watched, addComponent(watched, loupe));
  };
  for (const BeamSegment& segment : bare.trace.segments)
    add({}, (segment.from[0] + segment.to[0]) / 2, (segment.from[1] + segment.to[1]) / 2);
  for (const std::string& part : bare.layout.parts) {
    Viewpoint view;
    view.target = part;
    add(view, 0, 0);
  }
  const std::shared_ptr<const Dataset> data = test::dataOf(design);
  const auto report = [&](const Design& drawn) {
    const Simulation done = simulateDesign(drawn, *data).value();
    return QString::fromStdString(reportJson(*done.bench, done.report, {true, true}))
        .remove(QRegularExpression("\"hash\": \"[0-9a-f]*\""));
  };
  const QString expected = report(design);
  QVERIFY(expected.size() > 1000);
  QCOMPARE(report(watched), expected);
  const Bench seen = compileBench(watched);
  QVERIFY(seen.hardware->cells.front().inverseSignal == bare.hardware->cells.front().inverseSignal);
}

void TestPlaneView::loupesFindTheirPlane() {
  const Layout layout = makeLayout(interferometer());
  Viewpoint view;
  view.target = "top";
  QCOMPARE(planeOf(layout, withViewpoint({}, view))->face, 3);
  view.face = 1;
  QVERIFY(!planeOf(layout, withViewpoint({}, view)));
  view = {};
  Component loupe = withViewpoint({}, view);
  loupe.values["x"] = -20e-3;
  const WatchedPlane plane = planeOf(layout, loupe).value();
  QCOMPARE(plane.face, -1);
  VERIFY_WITHIN(viewPlanes(layout, traceBundles(layout), {}, std::span(&plane, 1)).front().powerW(), 1e-3,
                1e-12);
  loupe.kind = "lens";
  QVERIFY(!planeOf(layout, loupe));
}

QTEST_APPLESS_MAIN(TestPlaneView)
#include "tst_plane_view.moc"
