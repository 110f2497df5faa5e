#include "optics/cells.h"

#include <QTest>
#include <set>

#include "all_rooms.h"
#include "core/optics/scenes.h"

using namespace lightloom::tests;
using namespace lightloom::scenes;

class TestCells : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyPixelOfBenchAHasOnePair();
  void channelMapOfBenchA();
  void electronsOfBothBenches();
  void perfectDrawingOverlaps();
  void alignmentOfTheCombiner_data();
  void alignmentOfTheCombiner();
  void bothLinesReceiveEqualPower();
  void polarisationLowersTheVisibility();
  void plusIsTheReflectedAxonOfATurnedSplitter();
  void aDarkLineHalvesTheVisibility();
  void singleEndedCellHasOneLine();
  void openLoopShowsThePhase();
  void aRolledArrayLeavesItsPartners();
  void aDefocusedFacetTurnsThePhase();
  void phaseShifterInBothArmsHoldsNoPhase();
  void delaysOfUnequalArms();
  void strayOrdersAreCrosstalk();
  void misalignedSpotsFadeWithoutJumps();
  void rowAndColumnArraysFormACell();
};

namespace {

constexpr double kRounding = 1e-12;      // ratios of powers in double
constexpr double kTimeRounding = 1e-16;  // s: rounding of ways of some 0.1 m over the speed of light
constexpr double kFainter = 1e-6;        // of a visibility that is 0 or ½ by the polarisations alone

struct Bench {
  Layout layout;
  Trace trace;
  CellSet set;
  explicit Bench(const std::vector<PlacedPart>& parts)
      : layout(makeLayout(parts)), trace(traceBundles(layout)), set(findCells(layout, trace)) {}
  const Cell& cell() const { return set.cells.at(0); }
};

double electrons(double watts, double rate) {
  const double photon = constants::kPlanck * constants::kSpeedOfLight / kWavelength;
  return 0.8 * watts / photon / rate;
}

// Index from the centre, in the grid's own axes.
struct Centred {
  int u, v;
};
Centred centred(int index, int side) {
  return {index % side - side / 2, index / side - side / 2};
}

}  // namespace

void TestCells::everyPixelOfBenchAHasOnePair() {
  const Bench bench(benchA());
  QCOMPARE(bench.set.cells.size(), std::size_t{1});
  QVERIFY(bench.set.checks.empty());
  const Cell& cell = bench.cell();
  QCOMPARE(cell.id, std::string("combiner"));
  QCOMPARE(cell.axonId, std::string("axon"));
  QCOMPARE(cell.synapseId, std::string("synapse"));
  QCOMPARE(cell.plusId, std::string("plus"));
  QCOMPARE(cell.minusId, std::string("minus"));
  QCOMPARE(cell.axonChannels, 25);
  QCOMPARE(cell.synapseChannels, 25);
  QCOMPARE(cell.links.size(), std::size_t{625});
  std::set<int> plus, minus;
  int expected = 0;
  for (const Link& link : cell.links) {
    QCOMPARE(link.synapseChannel * 25 + link.axonChannel, expected++);
    plus.insert(link.plus.pixel);
    minus.insert(link.minus.pixel);
    QCOMPARE(link.crosstalk(), 0.0);
    QVERIFY(std::abs(link.delay) < 1e-15);
  }
  QCOMPARE(plus.size(), std::size_t{625});
  QCOMPARE(minus.size(), std::size_t{625});
  QCOMPARE(*plus.begin(), 0);
  QCOMPARE(*minus.rbegin(), 624);
}

void TestCells::channelMapOfBenchA() {
  const Bench bench(benchA());
  for (const Link& link : bench.cell().links) {
    const Centred a = centred(link.axonChannel, 5), s = centred(link.synapseChannel, 5);
    const Centred plus = centred(link.plus.pixel, 25), minus = centred(link.minus.pixel, 25);
    QCOMPARE(minus.u, 5 * a.u - s.u);
    QCOMPARE(plus.u, -(5 * a.u - s.u));
    QCOMPARE(minus.v, -5 * a.v - s.v);
    QCOMPARE(plus.v, -5 * a.v - s.v);
  }
}

void TestCells::electronsOfBothBenches() {
  const Bench a(benchA()), b(benchB());
  for (const Link& link : a.cell().links) {
    QVERIFY(std::abs(electrons(link.axonW(), 10e9) / 3913 - 1) < 0.02);
    QVERIFY(std::abs(electrons(link.synapseW(), 10e9) / 3913 - 1) < 0.02);
  }
  QCOMPARE(b.cell().links.size(), std::size_t{25});
  for (const Link& link : b.cell().links) {
    QVERIFY(std::abs(electrons(link.axonW(), 1e9) / 10061 - 1) < 0.02);
    QVERIFY(std::abs(electrons(link.synapseW(), 1e9) / 335381 - 1) < 0.02);
  }
  // 0.5 mW × 0.9 × 0.97 × 0.10 × 0.75/25 = 1.2 µW at −19.3 dB
  const Injection* injection = b.trace.injectionOf(faceOf(b.layout, "synapse"));
  QVERIFY(injection);
  for (double power : injection->injectedW) QVERIFY(std::abs(10 * std::log10(power / 100e-6) + 19.3) < 0.1);
}

void TestCells::perfectDrawingOverlaps() {
  for (const auto& parts : {benchA(), benchB()}) {
    const Bench bench(parts);
    QVERIFY(bench.cell().meanVisibility > 0.999);
    QVERIFY(bench.cell().minVisibility > 0.999);
    QVERIFY(bench.cell().minVisibility <= bench.cell().meanVisibility && bench.cell().meanVisibility <= 1);
  }
}

void TestCells::alignmentOfTheCombiner_data() {
  QTest::addColumn<double>("dx");
  QTest::addColumn<double>("dy");
  QTest::addColumn<double>("turn");
  QTest::addColumn<double>("expected");
  const double h = 1e-3 / std::sqrt(2.0);
  QTest::newRow("97 µrad") << 0.0 << 0.0 << 97e-6 << 0.30;
  QTest::newRow("29 µrad") << 0.0 << 0.0 << 29e-6 << 0.90;
  QTest::newRow("1 mm along the normal") << -h << h << 0.0 << 0.85;
  QTest::newRow("1 mm along x") << 1e-3 << 0.0 << 0.0 << 0.92;
  QTest::newRow("1 mm along y") << 0.0 << 1e-3 << 0.0 << 0.92;
  QTest::newRow("1 mm along its face") << h << h << 0.0 << 1.00;
}

void TestCells::alignmentOfTheCombiner() {
  QFETCH(double, dx);
  QFETCH(double, dy);
  QFETCH(double, turn);
  QFETCH(double, expected);
  std::vector<PlacedPart> parts = benchA();
  Placement& placement = find(parts, "combiner").placement;
  placement.x += dx;
  placement.y += dy;
  placement.angleRad += turn;
  const Bench bench(parts);
  QVERIFY2(std::abs(bench.cell().meanVisibility - expected) < 0.005,
           qPrintable(QString::number(bench.cell().meanVisibility)));
}

void TestCells::bothLinesReceiveEqualPower() {
  const Bench bench(benchA());
  double plus = 0, minus = 0;
  for (const Link& link : bench.cell().links) {
    plus += link.plus.axonW + link.plus.synapseW;
    minus += link.minus.axonW + link.minus.synapseW;
    QVERIFY(std::abs(link.plus.axonW / link.minus.axonW - 1) < kRounding);
    QVERIFY(std::abs(link.plus.synapseW / link.minus.synapseW - 1) < kRounding);
    QVERIFY(std::abs(link.plus.visibility - link.minus.visibility) < kRounding);
  }
  QVERIFY(std::abs(plus / minus - 1) < kRounding);
  QVERIFY(std::abs((plus + minus) / bench.trace.detectedW - 1) < kRounding);
}

void TestCells::polarisationLowersTheVisibility() {
  std::vector<PlacedPart> parts = benchB();
  std::get<EmitterGrid>(find(parts, "axon").faces[0].action).polarisationRad = constants::kPi / 3;
  const Bench bench(parts);
  for (const Link& link : bench.cell().links) {
    QVERIFY(std::abs(link.plus.visibility - 0.5) < kFainter);
    QVERIFY(std::abs(link.minus.visibility - 0.5) < kFainter);
  }
  // a mirror image turns the other way: two beams at 45° are crossed behind a splitter
  for (const char* id : {"axon", "synapse", "leader"}) {
    std::get<EmitterGrid>(find(parts, id).faces[0].action).polarisationRad = constants::kPi / 4;
  }
  QVERIFY(Bench(parts).cell().meanVisibility < kFainter);
}

// The line that the axon reaches by reflection stays plus, whichever way the splitter faces.
void TestCells::plusIsTheReflectedAxonOfATurnedSplitter() {
  std::vector<PlacedPart> parts = benchA();
  find(parts, "combiner").placement.angleRad += constants::kPi;
  const Bench bench(parts);
  QCOMPARE(bench.cell().plusId, std::string("plus"));
  QVERIFY(bench.cell().meanVisibility > 0.999);
  QCOMPARE(bench.cell().links.size(), std::size_t{625});
}

// What one line does not see, the pair loses.
void TestCells::aDarkLineHalvesTheVisibility() {
  std::vector<PlacedPart> parts = benchB();
  for (PlacedPart& part : parts)
    if (part.id == "minus") part.placement.y += 1e-3;  // beside the beams, still hit by their axis
  const Bench bench(parts);
  QVERIFY(bench.cell().balanced());
  QVERIFY2(std::abs(bench.cell().meanVisibility - 0.5) < 1e-3,
           qPrintable(QString::number(bench.cell().meanVisibility)));
}

void TestCells::singleEndedCellHasOneLine() {
  std::vector<PlacedPart> parts = benchB();
  std::erase_if(parts, [](const PlacedPart& candidate) { return candidate.id == "minus"; });
  const Bench bench(parts);
  QVERIFY(!bench.cell().balanced());
  QCOMPARE(bench.cell().minusFace, -1);
  QCOMPARE(bench.cell().plusId, std::string("plus"));
  QCOMPARE(bench.cell().links.size(), std::size_t{25});
  QCOMPARE(bench.cell().links[3].minus.pixel, -1);
  QVERIFY(bench.cell().visibility(bench.cell().links[3]) > 0.999);
}

void TestCells::openLoopShowsThePhase() {
  const auto bench = [](bool servo, double phase, double stepOfStop) {
    std::vector<PlacedPart> parts = benchB();
    Scattering shifter;
    shifter.phaseShifter = true;
    shifter.servo = servo;
    shifter.phaseRad = phase;
    parts.push_back(part("shifter", 60, -12, 90, shifter, 6 * kMm, 6 * kMm));
    find(parts, "combiner").placement.x -= stepOfStop / std::sqrt(2.0);
    find(parts, "combiner").placement.y += stepOfStop / std::sqrt(2.0);
    return Bench(parts);
  };
  const Bench implied(benchB()), closed = bench(true, 1.0, 0), open = bench(false, 0, 0),
                                 shifted = bench(false, 1.0, 0);
  QVERIFY(implied.cell().loop == PhaseLoop::Implied);
  QVERIFY(closed.cell().loop == PhaseLoop::Closed);
  QVERIFY(open.cell().loop == PhaseLoop::Open);
  QCOMPARE(open.cell().phaseShifterId, std::string("shifter"));
  // λ/(4·2 cos 45°) along the normal delays the reflected beam by λ/4 … the synapse on one line, the axon on
  // the other
  const double quarter = kWavelength / 8 * std::sqrt(2.0);
  const Bench moved = bench(false, 0, quarter), twice = bench(false, 0, 2 * quarter);
  for (std::size_t i = 0; i < 25; ++i) {
    const auto phaseOf = [i](const Bench& b) { return b.cell().links.at(i).phaseRad; };
    const auto distance = [](double a, double b) {
      return std::abs(std::remainder(a - b, 2 * constants::kPi));
    };
    QCOMPARE(phaseOf(closed), 0.0);
    QVERIFY(distance(phaseOf(shifted) - phaseOf(open), 1.0) < 1e-9);
    // outer channels meet the splitter up to half a degree off 45°
    // equal ways for axon and synapse; the leader's differ by one reflection (arms) and the combiner by none
    QVERIFY(distance(phaseOf(open), -constants::kPi / 2) < 1e-6);
    QVERIFY(distance(phaseOf(moved) - phaseOf(open), -constants::kPi / 2) < (i == 12 ? 1e-4 : 0.02));
    QVERIFY(distance(phaseOf(twice) - phaseOf(open), constants::kPi) < (i == 12 ? 2e-4 : 0.04));
  }
}

// Two equal Gaussians d apart overlap to exp(−d²/2w²); a roll moves a spot by what it moves its facet. Light
// of a line that is rolled under the spots is what error functions leave.
void TestCells::aRolledArrayLeavesItsPartners() {
  const double pitch = 80 * kUm, waist = 2.5 * kUm, roll = 8e-3;
  std::vector<PlacedPart> parts = benchA();
  find(parts, "synapse").placement.rollRad = roll;
  const Bench bench(parts);
  QCOMPARE(bench.cell().links.size(), std::size_t{625});
  const double turned = 2 * std::sin(roll / 2);
  double least = 1;
  for (const Link& link : bench.cell().links) {
    const double away = turned * pitch * std::hypot(link.synapseChannel % 5 - 2, link.synapseChannel / 5 - 2);
    const double expected = std::exp(-away * away / (2 * waist * waist));
    QVERIFY(std::abs(link.plus.visibility - expected) < 1e-3);
    QVERIFY(std::abs(link.minus.visibility - expected) < 1e-3);
    least = std::min(least, expected);
  }
  QVERIFY(least < 0.78 && std::abs(bench.cell().minVisibility - least) < 1e-3);

  // A shift that is nothing beside the wide beam in a lens is something at its focus.
  parts = benchA(6, fine(40 * kMm));
  find(parts, "synapse").placement.rollRad = 3e-3;
  const double corner = 2.5 * std::sqrt(2.0) * 10 * kUm * 3e-3;
  QVERIFY(std::abs(1 - Bench(parts).cell().minVisibility - corner * corner / (2 * waist * waist)) < 1e-5);

  const double lineRoll = 15e-3;
  parts = benchA();
  find(parts, "plus").placement.rollRad = lineRoll;
  const Bench straight(benchA()), rolled(parts);
  double worst = 1;
  for (std::size_t i = 0; i < 625; ++i) {
    const Link link = rolled.cell().links.at(i), before = straight.cell().links.at(i);
    const double u = (before.plus.pixel % 25 - 12) * pitch, v = (before.plus.pixel / 25 - 12) * pitch;
    const auto inside = [&](double from, double other) {
      const double offset = from * (std::cos(lineRoll) - 1) + other * std::sin(lineRoll);
      const double scale = std::sqrt(2.0) / waist;
      return 0.5 * (std::erf(scale * (10 * kUm - offset)) + std::erf(scale * (10 * kUm + offset)));
    };
    const double share = inside(u, v) * inside(v, -u);
    worst = std::min(worst, share);
    if (link.plus.pixel < 0) {
      QVERIFY(share < 1e-4);  // nobody claims it any more
      continue;
    }
    QCOMPARE(link.plus.pixel, before.plus.pixel);
    QVERIFY(std::abs(link.plus.axonW / before.plus.axonW - share) < 2e-3);
    QVERIFY(std::abs(link.plus.synapseW / before.plus.synapseW - share) < 2e-3);
    QVERIFY(std::abs(link.plus.landed - share) < 2e-3);
  }
  QVERIFY(worst < 0.1);
}

// A facet Δz away from the focus: its mode meets the leader's beam, and then its own beam that of the axon,
// both Δz out of focus. The fields are added up point by point.
void TestCells::aDefocusedFacetTurnsThePhase() {
  using Complex = std::complex<double>;
  const double waist = 2.5 * kUm, k = 2 * constants::kPi / kWavelength, rayleigh = k * waist * waist / 2;
  const auto field = [&](double x, double z) {
    const Complex q(z, rayleigh);
    return std::sqrt(Complex(0, rayleigh) / q) * std::exp(Complex(0, -k / 2) * x * x / q);
  };
  const auto overlap = [&](double z) {
    Complex sum = 0;
    for (double x = -60 * kUm; x < 60 * kUm; x += 0.02 * kUm) sum += std::conj(field(x, 0)) * field(x, z);
    return sum * sum;  // along both axes
  };
  const auto bench = [](double away) {
    std::vector<PlacedPart> parts = benchB();
    Scattering shifter;
    shifter.phaseShifter = true;
    shifter.servo = false;
    parts.push_back(part("shifter", 60, -12, 90, shifter, 6 * kMm, 6 * kMm));
    find(parts, "synapse").placement.y -= away;
    return Bench(parts);
  };
  const Bench focused = bench(0);
  for (const double away : {-30 * kUm, 2 * kUm, 10 * kUm, 30 * kUm}) {
    const Bench moved = bench(away);
    const double late = 2 * k * away - 2 * std::arg(overlap(away));
    for (const std::size_t i : {0u, 12u, 24u}) {
      const double turned = moved.cell().links.at(i).phaseRad - focused.cell().links.at(i).phaseRad;
      QVERIFY(std::abs(std::remainder(turned + late, 2 * constants::kPi)) < 2e-3);
    }
    QVERIFY(std::abs(std::arg(overlap(away)) - std::atan(away / (2 * rayleigh))) < 1e-6);
  }
}

void TestCells::phaseShifterInBothArmsHoldsNoPhase() {
  std::vector<PlacedPart> parts = benchB();
  Scattering shifter;
  shifter.phaseShifter = true;
  shifter.servo = false;
  parts.push_back(part("shifter", 15, -30, 0, shifter, 6 * kMm, 6 * kMm));
  QVERIFY(Bench(parts).cell().loop == PhaseLoop::Implied);
}

void TestCells::delaysOfUnequalArms() {
  // The synapse array with its lens moves 3 mm back: 3 mm more to the pixels, 3 mm more from the leader. The
  // beams between lens and grating are collimated, so the spots stay.
  std::vector<PlacedPart> parts = benchB();
  for (const char* id : {"synapse", "synapse_lens"}) find(parts, id).placement.y -= 3 * kMm;
  const Bench bench(parts);
  const Link& middle = bench.cell().links.at(12);
  QVERIFY(std::abs(middle.delay - 3e-3 / constants::kSpeedOfLight) < kTimeRounding);
  QVERIFY(std::abs(middle.leaderDelay - 6e-3 / constants::kSpeedOfLight) < kTimeRounding);
}

void TestCells::strayOrdersAreCrosstalk() {
  BenchOptions options;
  options.stray = 0.05;
  const Bench bench(benchA(5, options));
  QCOMPARE(bench.cell().links.size(), std::size_t{625});
  double worst = 0;
  for (const Link& link : bench.cell().links) {
    worst = std::max(worst, link.crosstalk());
    QVERIFY(std::abs(link.plus.axonW - 4.9875e-6) < 0.02e-6);
  }
  // order 3 of one axon lands on the next axon's order −2, from both axes and both arrays; a corner of both
  // twice
  QVERIFY(worst > 0.04 && worst < 0.16);
}

// Dragging the pixels aside: spots leave them as the error function says, and no power is lost track of.
void TestCells::misalignedSpotsFadeWithoutJumps() {
  double before = 1;
  for (int step = 0; step <= 20; ++step) {
    std::vector<PlacedPart> parts = benchB();
    find(parts, "plus").placement.x += step * kUm;
    const Bench bench(parts);
    const LinkLine& line = bench.cell().links.at(12).plus;
    const double edge = std::sqrt(2.0) * (10 - step) / 2.5;
    const double expected = 0.5 * std::erfc(-edge) * 1.2825e-6;
    if (line.pixel >= 0) QVERIFY(std::abs(line.axonW - expected) < 1e-3 * 1.2825e-6);
    QVERIFY(line.axonW <= before);
    before = std::max(line.axonW, 1e-20);
  }
}

// Axons a column fanned out in x, synapses a row fanned out in y: equal pitches, no stray order on a
// neighbour.
void TestCells::rowAndColumnArraysFormACell() {
  BenchOptions options;
  std::vector<PlacedPart> parts = benchA();
  const auto action = [&parts](const char* id) -> FaceAction& { return find(parts, id).faces[0].action; };
  const double p = options.pitch;
  action("axon") = emitters(EmitterRole::Axon, 5, 1, p, 2.5 * kUm, 500e-6);
  action("synapse") = emitters(EmitterRole::Synapse, 1, 5, p, 2.5 * kUm, 500e-6);
  const auto line = [p](int x, int y) {
    Grating g = grating(5, p);
    g.ordersX = x;
    g.ordersY = y;
    g.orderEfficiency.assign(5, 0.15);
    addStrays(g, 0.1);
    return g;
  };
  action("axon_grating") = line(5, 1);
  action("axon_leader_grating") = line(1, 5);
  action("synapse_grating") = line(1, 5);
  action("synapse_leader_grating") = line(5, 1);
  action("plus") = action("minus") = ReceiverGrid{5, 5, p, 20 * kUm};
  const Bench bench(parts);
  QCOMPARE(bench.cell().links.size(), std::size_t{25});
  for (const Link& link : bench.cell().links) QVERIFY(link.crosstalk() < kRounding);
  for (const Injection& injection : bench.trace.injections) {
    for (double power : injection.injectedW) QVERIFY(power > 1e-6);
  }
}

QTEST_APPLESS_MAIN(TestCells)
#include "tst_cells.moc"
