#include "optics/trace.h"

#include <QTest>
#include <set>

#include "all_rooms.h"
#include "core/optics/rays.h"
#include "core/optics/scenes.h"
#include "optics/gaussian.h"

using namespace lightloom::tests;
using namespace lightloom::scenes;

class TestTrace : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void beamsLandWhereRaysDo_data();
  void beamsLandWhereRaysDo();
  void rolledBeamsLandWhereRaysDo_data();
  void rolledBeamsLandWhereRaysDo();
  void aRolledArrayTurnsItsImage();
  void leaderLightsEveryFacet();
  void injectionFallsWithTheSquareOfTheOverlap();
  void gratingOrdersLandAtTheirSpacing_data();
  void gratingOrdersLandAtTheirSpacing();
  void tangentLensMisplacesTheCorner();
  void telescopeWidensTheBeam();
  void reflectionMirrorsThePlane();
  void offCentreLensBendsTheAxis();
  void strayOrdersStandBesideTheUsedOnes();
  void wrongSidesAreWrongPorts();
  void followersTakeTheirLeadersWavelength();
  void isolatorsAndStopsNameTheirCause();
  void opticalPathsToAFocusAreEqual();
  void segmentsFollowTheDrawing();
  void crowdedGratingsKeepTheirPower();
  void evanescentOrdersAreLost_data();
  void evanescentOrdersAreLost();
  void beamsBesideALensDoNotPropagate();
  void segmentsNameTheSegmentTheyContinue();
  void bouncesEndInABoundedNumberOfArrivals();
  void strongestLightIsFollowedFirst();
};

namespace {

constexpr double kRounding = 1e-15;   // m or rad: lengths of some 0.1 m in double
constexpr double kClosing = 1e-12;    // powers add up to this (model.md 1.3), and lengths (m) likewise
constexpr double kManyBeams = 1e-11;  // W: sums over 3600 beams
constexpr double kExact = 1e-11;      // m: places for which the map through the lenses is exact
constexpr double kNanometre = 1e-9;   // m: widths and places of segments, which are for drawing
constexpr double kQuoted = 0.02e-6;   // W: 49.94 µW is quoted with two digits after the point

int arrivalsOf(const Trace& trace, EmitterRole role) {
  return static_cast<int>(
      std::count_if(trace.arrivals.begin(), trace.arrivals.end(), [&](const Arrival& arrival) {
        return trace.sources[static_cast<std::size_t>(arrival.source)].role == role;
      }));
}

double lossOf(const Layout& layout, const Trace& trace, const std::string& part, LossCause cause) {
  double sum = 0;
  for (const auto& loss : trace.losses) {
    if (layout.parts[static_cast<std::size_t>(loss.part)] == part && loss.cause == cause) sum += loss.powerW;
  }
  return sum;
}

// A leader of one narrow or wide beam along +x from the origin.
PlacedPart leader(double waist, double wavelength = kWavelength, double power = 1) {
  EmitterGrid grid = emitters(EmitterRole::Leader, 1, 1, 0, waist, power);
  grid.wavelength = wavelength;
  return part("leader", 0, 0, 0, grid, 3 * kMm);
}

}  // namespace

void TestTrace::beamsLandWhereRaysDo_data() {
  QTest::addColumn<QString>("moved");
  QTest::addColumn<double>("dx");
  QTest::addColumn<double>("dy");
  QTest::addColumn<double>("turn");
  QTest::addColumn<double>("pitch");
  QTest::addColumn<double>("tolerance");  // of the place, m
  // In the drawing lenses image exactly; off it the terms of second order in offsets and tilts show.
  QTest::newRow("as drawn") << "combiner" << 0.0 << 0.0 << 0.0 << 0.0 << kExact;
  QTest::newRow("combiner 1 mm along its normal")
      << "combiner" << -0.7071e-3 << 0.7071e-3 << 0.0 << 0.0 << kExact;
  QTest::newRow("combiner turned") << "combiner" << 0.0 << 0.0 << 97e-6 << 0.0 << 10e-9;
  QTest::newRow("combiner pitched") << "combiner" << 0.0 << 0.0 << 0.0 << 60e-6 << 100e-9;
  QTest::newRow("lens aside") << "axon_lens" << 0.0 << 0.1e-3 << 0.0 << 0.0 << kExact;
  QTest::newRow("lens along") << "axon_lens" << 0.2e-3 << 0.0 << 0.0 << 0.0 << 1e-9;
  QTest::newRow("lens turned") << "minus_lens" << 0.0 << 0.0 << 1e-3 << 0.0 << 60e-9;
  QTest::newRow("grating aside") << "synapse_grating" << 0.3e-3 << 0.0 << 0.0 << 0.0 << kExact;
  QTest::newRow("array turned") << "synapse" << 0.0 << 0.0 << 1e-3 << 0.0 << 1e-9;
  QTest::newRow("pixels along") << "plus" << 0.0 << 0.1e-3 << 0.0 << 0.0 << 30e-9;
}

// What a roll does is exact, too, and goes along with everything else.
void TestTrace::rolledBeamsLandWhereRaysDo_data() {
  QTest::addColumn<QStringList>("rolled");
  QTest::addColumn<double>("roll");
  QTest::addColumn<bool>("sine");
  QTest::newRow("tangent lenses") << QStringList() << 0.0 << false;
  QTest::newRow("synapses") << QStringList{"synapse"} << 3e-3 << true;
  QTest::newRow("synapses, tangent lenses") << QStringList{"synapse"} << 3e-3 << false;
  QTest::newRow("axons, far") << QStringList{"axon"} << -0.1 << true;
  QTest::newRow("pixels") << QStringList{"plus", "minus"} << 20e-3 << true;
  QTest::newRow("grating") << QStringList{"axon_grating"} << 5e-3 << true;
  QTest::newRow("the leader's grating") << QStringList{"synapse_leader_grating"} << 5e-3 << true;
  QTest::newRow("all") << QStringList{"axon", "synapse", "axon_grating", "synapse_grating", "plus", "minus"}
                       << 40e-3 << true;
}

void TestTrace::rolledBeamsLandWhereRaysDo() {
  QFETCH(QStringList, rolled);
  QFETCH(double, roll);
  QFETCH(bool, sine);
  BenchOptions options;
  options.sine = sine;
  std::vector<PlacedPart> parts = benchA(5, options);
  for (const QString& id : rolled) find(parts, id.toStdString()).placement.rollRad = roll;
  const Layout layout = makeLayout(parts);
  const Trace trace = traceBundles(layout);
  QCOMPARE(arrivalsOf(trace, EmitterRole::Axon), 2);
  QCOMPARE(arrivalsOf(trace, EmitterRole::Synapse), 2);
  double worst = 0, lost = 0;
  for (const Arrival& arrival : trace.arrivals) {
    const PlacedFace& face = layout.faces[static_cast<std::size_t>(arrival.face)];
    for (int i = 0; i < arrival.spots(); ++i) {
      const Spot spot = spotOf(trace, arrival, i);
      const rays::Ray ray = rays::traced(layout, trace, arrival, spot);
      const Eigen::Vector3d at = ray.point - face.centre;
      worst = std::max({worst, std::abs(at.dot(face.left) - spot.u), std::abs(at.dot(face.up) - spot.v)});
    }
  }
  // Shifts below 1e-4 of a waist are left out.
  QVERIFY2(worst < 1e-4 * 2.5 * kUm, qPrintable(QString("%1 nm").arg(worst * 1e9)));
  for (const LostLight& loss : trace.losses) lost += loss.powerW;
  QVERIFY(std::abs(lost + trace.detectedW - trace.emittedW) < kClosing);
}

// Facet (u, v) stands at (u cos ρ − v sin ρ, u sin ρ + v cos ρ), seen along the facing; behind two lenses of
// one focal length its image is turned by half a turn, and the pixels look back at it.
void TestTrace::aRolledArrayTurnsItsImage() {
  const double roll = 7e-3, pitch = 300 * kUm;
  std::vector<PlacedPart> parts{
      part("array", 0, 0, 0, emitters(EmitterRole::Leader, 3, 3, pitch, 2.5 * kUm, 1), 2 * kMm),
      part("a", 20, 0, 0, Lens{kFocal, true, 1}, 6 * kMm),
      part("b", 60, 0, 0, Lens{kFocal, true, 1}, 6 * kMm),
      part("pixels", 80, 0, 180, ReceiverGrid{3, 3, pitch, 20 * kUm}, 4 * kMm)};
  parts[0].placement.rollRad = roll;
  const Trace trace = traceBundles(makeLayout(parts));
  const Arrival& arrival = trace.arrivals.at(0);
  for (int i = 0; i < 9; ++i) {
    const Spot spot = spotOf(trace, arrival, i);
    const double u = (spot.channel % 3 - 1) * pitch, v = (spot.channel / 3 - 1) * pitch;
    QVERIFY(std::abs(spot.u - (u * std::cos(roll) - v * std::sin(roll))) < kClosing);
    QVERIFY(std::abs(spot.v + (u * std::sin(roll) + v * std::cos(roll))) < kClosing);
  }
  QVERIFY(std::abs(std::remainder(arrival.polarisationRad + roll, constants::kPi)) < kClosing);
}

void TestTrace::beamsLandWhereRaysDo() {
  QFETCH(QString, moved);
  QFETCH(double, dx);
  QFETCH(double, dy);
  QFETCH(double, turn);
  QFETCH(double, pitch);
  QFETCH(double, tolerance);
  std::vector<PlacedPart> parts = benchA();
  Placement& placement = find(parts, moved.toStdString()).placement;
  placement.x += dx;
  placement.y += dy;
  placement.angleRad += turn;
  placement.pitchRad += pitch;
  const Layout layout = makeLayout(parts);
  const Trace trace = traceBundles(layout);
  QCOMPARE(arrivalsOf(trace, EmitterRole::Axon), 2);
  QCOMPARE(arrivalsOf(trace, EmitterRole::Synapse), 2);
  QCOMPARE(arrivalsOf(trace, EmitterRole::Leader), 2);
  double worst = 0, worstTilt = 0;
  for (const Arrival& arrival : trace.arrivals) {
    const PlacedFace& face = layout.faces[static_cast<std::size_t>(arrival.face)];
    for (int i = 0; i < arrival.spots(); ++i) {
      const Spot spot = spotOf(trace, arrival, i);
      const rays::Ray ray = rays::traced(layout, trace, arrival, spot);
      const Eigen::Vector3d at = ray.point - face.centre;
      worst = std::max({worst, std::abs(at.dot(face.left) - spot.u), std::abs(at.dot(face.up) - spot.v)});
      worstTilt = std::max({worstTilt, std::abs(ray.direction.dot(face.left) - spot.tiltU),
                            std::abs(ray.direction.dot(face.up) - spot.tiltV)});
    }
  }
  QVERIFY2(worst < tolerance, qPrintable(QString("%1 nm").arg(worst * 1e9)));
  // free flight is linear in direction cosines: 20 mm at 48 mrad misses p³d/2 of the place, hence d p³/2f of
  // the tilt
  QVERIFY2(worstTilt < 150e-6, qPrintable(QString("%1 µrad").arg(worstTilt * 1e6)));
}

void TestTrace::leaderLightsEveryFacet() {
  const Layout layout = makeLayout(benchA());
  const Trace trace = traceBundles(layout);
  QCOMPARE(trace.injections.size(), std::size_t{2});
  for (const Injection& injection : trace.injections) {
    QCOMPARE(injection.injectedW.size(), std::size_t{25});
    QCOMPARE(injection.leader, 0);
    for (std::size_t channel = 0; channel < 25; ++channel) {
      // 13.7 mW × 0.9 × ½ × 0.9 × 0.30 × 0.75/25 = 49.94 µW; a waist of 2.48 mm focuses to 2.500 µm
      QVERIFY(std::abs(injection.injectedW[channel] - 49.94e-6) < kQuoted);
      QVERIFY(injection.injectedW[channel] <= injection.incidentW[channel]);
    }
    const double ratio = 10 * std::log10(injection.injectedW[12] / 500e-6);
    QVERIFY(std::abs(ratio + 10) < 0.02);
  }
}

void TestTrace::injectionFallsWithTheSquareOfTheOverlap() {
  std::vector<PlacedPart> parts = benchA();
  find(parts, "synapse").placement.x += 2.5 * kUm;
  const Trace trace = traceBundles(makeLayout(parts));
  // offset by the waist: γ² = exp(−1)
  QVERIFY(std::abs(trace.injections[1].injectedW[7] / 49.94e-6 - std::exp(-1.0)) < 1e-3);
  QVERIFY(std::abs(trace.injections[1].incidentW[7] - 49.94e-6) < kQuoted);
  QVERIFY(std::abs(trace.injections[0].injectedW[7] - 49.94e-6) < kQuoted);
}

void TestTrace::gratingOrdersLandAtTheirSpacing_data() {
  QTest::addColumn<int>("orders");
  QTest::addColumn<double>("period");
  QTest::newRow("V35: 243.5 µm, five orders") << 5 << 243.5e-6;
  QTest::newRow("even counts use odd orders and twice the period") << 4 << 487e-6;
}

void TestTrace::gratingOrdersLandAtTheirSpacing() {
  QFETCH(int, orders);
  QFETCH(double, period);
  Grating g = grating(orders, 1);
  g.periodX = g.periodY = period;
  const Layout layout = makeLayout(std::vector<PlacedPart>{
      leader(1 * kMm), part("g", 10, 0, 0, g, 6 * kMm), part("l", 30, 0, 0, Lens{kFocal, true, 1}, 6 * kMm),
      part("pixels", 50, 0, 180, ReceiverGrid{orders, orders, 80 * kUm, 40 * kUm}, 4 * kMm)});
  const Trace trace = traceBundles(layout);
  QCOMPARE(trace.arrivals.size(), std::size_t{1});
  const Arrival& arrival = trace.arrivals[0];
  QCOMPARE(arrival.spots(), orders * orders);
  for (std::size_t i = 0; i < arrival.u.tracks.size(); ++i) {
    const double expected = (0.5 * (orders - 1) - static_cast<double>(i)) * 80 * kUm;  // seen from the pixels
    QVERIFY(std::abs(arrival.u.tracks[i].position - expected) < 0.1 * kUm);
    QVERIFY(std::abs(arrival.v.tracks[i].position + expected) < 0.1 * kUm);
  }
  QVERIFY(std::abs(trace.detectedW - 0.75) < 1e-6);
}

void TestTrace::tangentLensMisplacesTheCorner() {
  Grating g = grating(25, 80 * kUm);
  const auto landed = [&g](bool sine) {
    return traceBundles(makeLayout(std::vector<PlacedPart>{
        leader(1 * kMm), part("g", 10, 0, 0, g, 6 * kMm), part("l", 30, 0, 0, Lens{kFocal, sine, 1}, 6 * kMm),
        part("pixels", 50, 0, 180, ReceiverGrid{25, 25, 80 * kUm, 20 * kUm}, 4 * kMm)}));
  };
  const double sine = 12 * 80 * kUm / kFocal;
  const double misplaced =
      landed(false).arrivals[0].v.tracks.back().position - landed(true).arrivals[0].v.tracks.back().position;
  QVERIFY(std::abs(misplaced - kFocal * (std::tan(std::asin(sine)) - sine)) < kClosing);
  QVERIFY(misplaced > 1 * kUm && misplaced < 3 * kUm);
  // The tangent is of the angle to the axis of the lens: the corner of 25 × 25 is off by 3.14 µm along the
  // diagonal, 2√2 times what the middle of an edge is.
  const auto corner = [&landed](bool tangent) {
    const Arrival arrival = landed(!tangent).arrivals[0];
    return std::hypot(arrival.beamU(24, 24).position, arrival.beamV(24, 24).position);
  };
  const double theta = std::asin(std::sqrt(2.0) * sine);
  QVERIFY(std::abs(corner(true) - kFocal * std::tan(theta)) < kClosing);
  QVERIFY(std::abs(corner(false) - kFocal * std::sin(theta)) < kClosing);
  QVERIFY(std::abs(corner(true) - corner(false) - 3.14 * kUm) < 0.005 * kUm);
}

void TestTrace::telescopeWidensTheBeam() {
  const Layout layout = makeLayout(
      std::vector<PlacedPart>{leader(1 * kMm), part("diverging", 10, 0, 0, Lens{-10 * kMm, true, 1}, 6 * kMm),
                              part("converging", 20, 0, 0, Lens{20 * kMm, true, 1}, 6 * kMm),
                              part("stop", 60, 0, 180, Absorber{}, 6 * kMm)});
  const Trace trace = traceBundles(layout);
  QCOMPARE(trace.segments.size(), std::size_t{3});
  QVERIFY(std::abs(trace.segments.back().fromBeam - 2 * kMm) < 1 * kUm);
  QVERIFY(std::abs(trace.segments.back().toBeam - 2 * kMm) < 1 * kUm);
  QCOMPARE(trace.segments[1].from[0], 10 * kMm);
  QVERIFY(std::abs(trace.segments[1].toBeam - 2 * kMm) < 1 * kUm);
}

void TestTrace::reflectionMirrorsThePlane() {
  const auto landed = [](bool mirrored) {
    std::vector<PlacedPart> parts{
        part("array", 0, 0, 0, emitters(EmitterRole::Leader, 3, 3, 100 * kUm, 50 * kUm, 1), 2 * kMm)};
    if (mirrored) parts.push_back(part("mirror", 10, 0, 135, splitter(1), 3 * kMm));
    parts.push_back(mirrored ? part("pixels", 10, 10, -90, ReceiverGrid{3, 3, 100 * kUm, 90 * kUm}, 2 * kMm)
                             : part("pixels", 20, 0, 180, ReceiverGrid{3, 3, 100 * kUm, 90 * kUm}, 2 * kMm));
    return traceBundles(makeLayout(parts)).arrivals.at(0);
  };
  const Arrival straight = landed(false), turned = landed(true);
  for (std::size_t i = 0; i < 3; ++i) {
    const double at = (static_cast<double>(i) - 1) * 100 * kUm;
    QVERIFY(std::abs(straight.u.tracks[i].position + at) < kRounding);
    QVERIFY(std::abs(turned.u.tracks[i].position - at) < kRounding);
    QVERIFY(std::abs(straight.v.tracks[i].position - at) < kRounding);
    QVERIFY(std::abs(turned.v.tracks[i].position - at) < kRounding);
  }
  // Both have gone through focus alike.
  QVERIFY(std::abs(turned.phaseRad - straight.phaseRad - constants::kPi / 2) < kRounding);
}

void TestTrace::offCentreLensBendsTheAxis() {
  const Layout layout = makeLayout(
      std::vector<PlacedPart>{leader(0.1 * kMm), part("lens", 10, -1, 0, Lens{kFocal, true, 1}, 6 * kMm),
                              part("stop", 50, -1, 180, Absorber{}, 6 * kMm)});
  const Trace trace = traceBundles(layout);
  // through the focus on the lens's axis, then on: sin = −x/f, as far below it as it was above
  const BeamSegment& last = trace.segments.back();
  const double tangent = 0.05 / std::sqrt(1 - 0.05 * 0.05);
  QVERIFY(std::abs(last.to[1] - (-1 * kMm - kFocal * tangent)) < kNanometre);
}

void TestTrace::strayOrdersStandBesideTheUsedOnes() {
  Grating g = grating(3, 80 * kUm, 0.6);
  addStrays(g, 0.1);
  const Layout layout = makeLayout(std::vector<PlacedPart>{
      leader(1 * kMm), part("g", 10, 0, 0, g, 6 * kMm), part("l", 30, 0, 0, Lens{kFocal, true, 1}, 6 * kMm),
      part("pixels", 50, 0, 180, ReceiverGrid{5, 5, 80 * kUm, 40 * kUm}, 4 * kMm)});
  const Trace trace = traceBundles(layout);
  const Arrival& arrival = trace.arrivals.at(0);
  QCOMPARE(arrival.spots(), 25);
  const Spot beside = spotOf(trace, arrival, 2), used = spotOf(trace, arrival, 12);
  QVERIFY(beside.stray && !used.stray);
  QCOMPARE(beside.orderY, -2);
  QVERIFY(std::abs(beside.powerW / used.powerW - 0.1) < 1e-9);
  QVERIFY(std::abs(trace.detectedW - 0.6 * (1 + 12 * 0.1 / 9 + 4 * 0.01 / 9)) < 1e-9);
}

void TestTrace::wrongSidesAreWrongPorts() {
  const auto lossAt = [](FaceAction action, double angle) {
    const Layout layout = makeLayout(
        std::vector<PlacedPart>{leader(1 * kMm), part("end", 30, 0, angle, std::move(action), 4 * kMm)});
    const Trace trace = traceBundles(layout);
    return lossOf(layout, trace, "end", LossCause::WrongPort);
  };
  const EmitterGrid array = emitters(EmitterRole::Axon, 1, 1, 100 * kUm, 2.5 * kUm, 0);
  QCOMPARE(lossAt(array, 0), 1.0);
  QCOMPARE(lossAt(array, 180), 0.0);
  QCOMPARE(lossAt(ReceiverGrid{1, 1, 1e-2, 1e-2}, 0), 1.0);
  QCOMPARE(lossAt(ReceiverGrid{1, 1, 1e-2, 1e-2}, 180), 0.0);
  QCOMPARE(lossAt(emitters(EmitterRole::Leader, 1, 1, 0, 1e-3, 0), 180), 1.0);

  const Layout nothing = makeLayout(std::vector<PlacedPart>{leader(1 * kMm)});
  const Trace trace = traceBundles(nothing);
  QCOMPARE(lossOf(nothing, trace, "leader", LossCause::LeftBench), 1.0);
  QCOMPARE(trace.segments.at(0).toFace, -1);
}

void TestTrace::followersTakeTheirLeadersWavelength() {
  std::vector<PlacedPart> parts{leader(0.1 * kMm, 1000e-9), leader(0.1 * kMm, 850e-9)};
  parts[1].id = "second";
  parts[1].placement.y = 20 * kMm;
  parts.push_back(part("lit", 30, 20, 180, emitters(EmitterRole::Axon, 1, 1, 0, 0.1 * kMm, 0), 1 * kMm));
  parts.push_back(part("dark", 30, 40, 180, emitters(EmitterRole::Synapse, 1, 1, 0, 0.1 * kMm, 0), 1 * kMm));
  const Trace trace = traceBundles(makeLayout(parts));
  QCOMPARE(trace.sources.at(2).wavelength, 850e-9);
  QCOMPARE(trace.sources.at(2).leader, 1);
  QCOMPARE(trace.sources.at(3).wavelength, 1000e-9);
  QCOMPARE(trace.sources.at(3).leader, -1);
}

void TestTrace::isolatorsAndStopsNameTheirCause() {
  const auto scene = [](double isolatorAngle) {
    return makeLayout(std::vector<PlacedPart>{leader(0.5 * kMm),
                                              part("isolator", 20, 0, isolatorAngle, isolator(0.1), 6 * kMm),
                                              part("stop", 40, 0, 180, Absorber{}, 6 * kMm)});
  };
  const Layout forward = scene(0), backward = scene(180);
  const Trace passed = traceBundles(forward), blocked = traceBundles(backward);
  QVERIFY(std::abs(lossOf(forward, passed, "isolator", LossCause::Isolator) - 0.1) < kClosing);
  QVERIFY(std::abs(lossOf(forward, passed, "stop", LossCause::BeamStop) - 0.9) < kClosing);
  QVERIFY(std::abs(lossOf(backward, blocked, "isolator", LossCause::Isolator) - (1 - 0.9e-4)) < kClosing);
}

// All rays of a point come to a focus with equal optical paths; of a collimated bundle the paths differ by
// x·sin θ.
void TestTrace::opticalPathsToAFocusAreEqual() {
  const Layout layout = makeLayout(std::vector<PlacedPart>{
      part("array", 0, 0, 0, emitters(EmitterRole::Leader, 1, 3, 300 * kUm, 2.5 * kUm, 1), 2 * kMm),
      part("a", 20, 0, 0, Lens{kFocal, true, 1}, 6 * kMm), part("g", 40, 0, 0, grating(3, 80 * kUm), 6 * kMm),
      part("b", 60, 0, 0, Lens{kFocal, true, 1}, 6 * kMm),
      part("pixels", 80, 0, 180, ReceiverGrid{9, 9, 100 * kUm, 20 * kUm}, 4 * kMm)});
  const Trace trace = traceBundles(layout);
  const Arrival& arrival = trace.arrivals.at(0);
  QVERIFY(std::abs(arrival.pathM - 80 * kMm) < kRounding);
  // a 4f image: every facet is 80 mm from its spot, whichever order it took
  for (const Track& track : arrival.u.tracks) QVERIFY(std::abs(track.path) < kRounding);
  for (const Track& track : arrival.v.tracks) QVERIFY(std::abs(track.path) < kRounding);

  std::vector<PlacedPart> shifted{
      part("array", 0, 0, 0, emitters(EmitterRole::Leader, 1, 3, 300 * kUm, 2.5 * kUm, 1), 2 * kMm),
      part("a", 20, 0, 0, Lens{kFocal, true, 1}, 6 * kMm),
      part("g", 40, 0.05, 0, grating(3, 80 * kUm), 6 * kMm),
      part("b", 60, 0, 0, Lens{kFocal, true, 1}, 6 * kMm),
      part("pixels", 80, 0, 180, ReceiverGrid{9, 9, 100 * kUm, 20 * kUm}, 4 * kMm)};
  const Trace moved = traceBundles(makeLayout(shifted));
  for (const Track& track : moved.arrivals.at(0).u.tracks) {
    // a grating moved by d adds −m λ d/Λ, and mλ/Λ = m·80 µm/f
    QVERIFY(std::abs(track.path + track.order * 80 * kUm / kFocal * 0.05 * kMm) < kRounding);
  }
}

void TestTrace::segmentsFollowTheDrawing() {
  const Layout layout = makeLayout(benchA());
  const Trace trace = traceBundles(layout);
  bool focused = false;
  for (const BeamSegment& segment : trace.segments) {
    QVERIFY(segment.toFace >= 0);
    QVERIFY(segment.powerW > 0 && segment.fromBundle >= segment.fromBeam &&
            segment.toBundle >= segment.toBeam);
    const bool ontoPlus = layout.partOf(segment.toFace) == "plus";
    if (!ontoPlus) continue;
    focused = true;
    QVERIFY(std::abs(segment.from[1] - 20 * kMm) < kClosing && std::abs(segment.to[1] - 40 * kMm) < kClosing);
    QVERIFY(std::abs(segment.toBeam - 2.5 * kUm) < 0.01 * kUm &&
            std::abs(segment.fromBeam - 2.48 * kMm) < 10 * kUm);
    QVERIFY(std::abs(segment.toBundle - 0.9625 * kMm) < 1 * kUm);
    const double wavelength = trace.sources[static_cast<std::size_t>(segment.source)].wavelength;
    QVERIFY(std::abs(beamRadius(segment.q, wavelength) - segment.fromBeam) < kNanometre);
    QVERIFY(std::abs(beamRadius(segment.q + 20 * kMm, wavelength) - segment.toBeam) < kNanometre);
    QVERIFY(std::abs(segment.pathM - 80 * kMm) < kNanometre);
    QVERIFY(segment.fan.size() >= 2 && segment.fan.size() <= BeamSegment::kFanBeams);
    QVERIFY(std::abs(segment.fan.front()[1] + segment.fan.back()[1]) < 1 * kUm);
    QVERIFY(std::abs(segment.fan.back()[1] + segment.toBeam - segment.toBundle) < kClosing);
  }
  QVERIFY(focused);
  // light of its own: nothing but the faces of the table is touched
  std::set<std::string> touched;
  for (const Crossing& crossing : trace.crossings) touched.insert(layout.partOf(crossing.face));
  QCOMPARE(touched.size(), layout.parts.size());
}

// Light on its way to a beam stop is not split into all its beams; what it carries stays exact.
void TestTrace::crowdedGratingsKeepTheirPower() {
  const Layout layout = makeLayout(std::vector<PlacedPart>{
      part("array", 0, 0, 0, emitters(EmitterRole::Leader, 60, 60, 10 * kUm, 50 * kUm, 1e-3), 3 * kMm),
      part("g", 10, 0, 0, grating(60, 10 * kUm), 3 * kMm), part("stop", 12, 0, 180, Absorber{}, 6 * kMm)});
  const Trace trace = traceBundles(layout);
  QVERIFY(std::abs(lossOf(layout, trace, "stop", LossCause::BeamStop) - 0.75 * 3.6) < kManyBeams);
  QVERIFY(std::abs(lossOf(layout, trace, "g", LossCause::GratingOrders) - 0.25 * 3.6) < kManyBeams);
}

namespace {

// Half mirrors in a row, at whose end light arrives in many ways.
std::vector<PlacedPart> halfMirrors(int count) {
  std::vector<PlacedPart> parts{leader(1 * kMm)};
  for (int i = 0; i < count; ++i)
    parts.push_back(part("half" + std::to_string(i), 10 + 5 * i, 0, 0, splitter(0.5), 8 * kMm));
  parts.push_back(part("end", 80, 0, 180, ReceiverGrid{1, 1, 2e-2, 2e-2}, 10 * kMm));
  return parts;
}

bool isFinite(const TransverseAxis& axis) {
  return std::isfinite(axis.q.real()) && std::isfinite(axis.q.imag()) &&
         std::all_of(axis.tracks.begin(), axis.tracks.end(), [](const Track& track) {
           return std::isfinite(track.position) && std::abs(track.tilt) < 1 && std::isfinite(track.path);
         });
}

}  // namespace

void TestTrace::evanescentOrdersAreLost_data() {
  QTest::addColumn<bool>("sine");
  QTest::addColumn<bool>("upwards");
  QTest::newRow("sine, out of the plane") << true << true;
  QTest::newRow("tangent, out of the plane") << false << true;
  QTest::newRow("sine, in the plane") << true << false;
  QTest::newRow("tangent, in the plane") << false << false;
}

// Of five even orders at 974 nm and a period of 1 µm the outer two do not propagate: 2/5 of what goes into
// orders.
void TestTrace::evanescentOrdersAreLost() {
  QFETCH(bool, sine);
  QFETCH(bool, upwards);
  Grating fine = grating(5, 80 * kUm);
  (upwards ? fine.ordersX : fine.ordersY) = 1;
  fine.orderEfficiency.assign(5, 0.75 / 5);
  fine.periodX = fine.periodY = 1e-6;
  const Layout layout = makeLayout(std::vector<PlacedPart>{
      part("array", 0, 0, 0, emitters(EmitterRole::Leader, 3, 3, 100 * kUm, 50 * kUm, 1.0 / 9), 3 * kMm),
      part("g", 10, 0, 0, fine, 20 * kMm), part("lens", 20, 0, 0, Lens{kFocal, sine, 1}, 20 * kMm),
      part("second", 60, 0, 0, Lens{kFocal, sine, 1}, 60 * kMm),
      part("pixels", 80, 0, 180, ReceiverGrid{9, 9, 100 * kUm, 20 * kUm}, 200 * kMm)});
  const Trace trace = traceBundles(layout);
  QVERIFY(std::abs(lossOf(layout, trace, "g", LossCause::Evanescent) - 0.4 * 0.75) < kClosing);
  QVERIFY(std::abs(lossOf(layout, trace, "g", LossCause::GratingOrders) - 0.25) < kClosing);
  QCOMPARE(trace.arrivals.size(), std::size_t{1});
  const Arrival& arrival = trace.arrivals[0];
  QVERIFY(isFinite(arrival.u) && isFinite(arrival.v));
  QCOMPARE((upwards ? arrival.v : arrival.u).tracks.size(), std::size_t{9});
  double lost = 0;
  for (const LostLight& loss : trace.losses) lost += loss.powerW;
  QVERIFY(std::abs(lost + trace.detectedW - trace.emittedW) < kClosing);
  for (const BeamSegment& segment : trace.segments)
    QVERIFY(std::isfinite(segment.toBundle) && std::isfinite(segment.toBeam));
}

// A lens of 1 mm focal length turns a beam 1.5 mm beside its axis beyond the horizon.
void TestTrace::beamsBesideALensDoNotPropagate() {
  const Layout layout = makeLayout(std::vector<PlacedPart>{
      part("array", 0, 0, 0, emitters(EmitterRole::Leader, 1, 3, 1.5 * kMm, 100 * kUm, 1.0 / 3), 3 * kMm),
      part("lens", 20, 0, 0, Lens{1 * kMm, true, 1}, 6 * kMm),
      part("stop", 40, 0, 180, Absorber{}, 60 * kMm)});
  const Trace trace = traceBundles(layout);
  QVERIFY(std::abs(lossOf(layout, trace, "lens", LossCause::Evanescent) - 2.0 / 3) < kClosing);
  QVERIFY(std::abs(lossOf(layout, trace, "stop", LossCause::BeamStop) - 1.0 / 3) < kClosing);

  std::vector<PlacedPart> aside{leader(0.1 * kMm), part("lens", 20, 2, 0, Lens{1 * kMm, true, 1}, 6 * kMm)};
  const Layout beside = makeLayout(aside);
  QCOMPARE(lossOf(beside, traceBundles(beside), "lens", LossCause::Evanescent), 1.0);
}

void TestTrace::segmentsNameTheSegmentTheyContinue() {
  const Layout layout = makeLayout(benchA());
  const Trace trace = traceBundles(layout);
  std::size_t first = 0;
  for (std::size_t i = 0; i < trace.segments.size(); ++i) {
    const BeamSegment& segment = trace.segments[i];
    if (segment.before < 0) {
      ++first;
      QCOMPARE(segment.pathM, 0.0);
      continue;
    }
    QVERIFY(static_cast<std::size_t>(segment.before) < i);
    const BeamSegment& before = trace.segments[static_cast<std::size_t>(segment.before)];
    QCOMPARE(before.source, segment.source);
    QVERIFY(before.toFace >= 0 && segment.powerW <= before.powerW);
    QVERIFY(std::hypot(before.to[0] - segment.from[0], before.to[1] - segment.from[1]) < kNanometre);
  }
  QCOMPARE(first, trace.sources.size());
}

void TestTrace::bouncesEndInABoundedNumberOfArrivals() {
  const Trace trace = traceBundles(makeLayout(halfMirrors(7)));
  QCOMPARE(trace.arrivals.size(), TraceBudget::kMostArrivals);
  QVERIFY(trace.truncated);
  double most = 0, sum = 0;
  for (const Arrival& arrival : trace.arrivals) {
    most = std::max(most, arrival.powerW.total());
    sum += arrival.powerW.total();
  }
  QVERIFY(std::abs(most - std::pow(0.5, 7)) < kClosing);
  QVERIFY(sum < trace.detectedW + 1e-12 && trace.detectedW < 1);
}

// Less work loses the weakest ways, and says how much that is at most.
void TestTrace::strongestLightIsFollowedFirst() {
  const Layout layout = makeLayout(halfMirrors(8));
  TraceBudget little;
  little.work = 1e5;
  little.leastWork = 0;
  const Trace all = traceBundles(layout), some = traceBundles(layout, little);
  const double steps = TraceBudget::kMostFaces * (TraceBudget::kStep + 10);
  QVERIFY(some.truncated && some.cutW > all.cutW);
  QVERIFY2(some.work < 2 * (little.work + steps), qPrintable(QString::number(some.work)));
  QVERIFY(some.segments.size() < all.segments.size());
  QVERIFY(some.detectedW < all.detectedW && all.detectedW < some.detectedW + some.cutW);
  QVERIFY(std::abs(some.detectedW + some.lostW - 1) < kClosing);
  QCOMPARE(brightSegments(all, 0, 10).size(), std::size_t{10});
  QCOMPARE(brightSegments(all, 0, 10).front(), std::size_t{0});
  for (std::size_t i : brightSegments(all, 0.1, 1000)) QVERIFY(all.segments[i].powerW >= 0.1);
}

QTEST_APPLESS_MAIN(TestTrace)
#include "tst_trace.moc"
