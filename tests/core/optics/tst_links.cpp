#include <QTest>
#include <map>

#include "all_rooms.h"
#include "core/optics/scenes.h"
#include "optics/cells.h"
#include "optics/gaussian.h"
#include "test_support.h"

using namespace lightloom::tests;
using namespace lightloom::scenes;

/// Links on demand against a list that is made beam by beam and pixel by pixel, from the trace alone.
class TestLinks : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void linksEqualTheListOfAllBeams_data();
  void linksEqualTheListOfAllBeams();
  void linksAreFoundByChannelsAndByPixel();
  void linksOutliveTheTrace();
  void cellWithoutLinksIsEmpty();
};

namespace {

constexpr double kRounding = 1e-12;       // sums over all pairs in double, in another order
constexpr double kDelayRounding = 1e-22;  // s: the last bits of some nanoseconds

constexpr double kPi = constants::kPi;

// What one array brings to one pixel.
struct OnPixel {
  int spot = -1;
  double powerW = 0, allW = 0;
};

int nearest(double position, double pitch, int count) {
  return std::clamp(static_cast<int>(std::round(position / pitch + 0.5 * (count - 1))), 0, count - 1);
}

double middle(int index, double pitch, int count) {
  return (index - 0.5 * (count - 1)) * pitch;
}

// Every beam of an arrival, one after the other.
std::vector<OnPixel> landed(const Trace& trace, const Arrival& arrival, const ReceiverGrid& grid) {
  const double wavelength = trace.sources[static_cast<std::size_t>(arrival.source)].wavelength;
  std::vector<OnPixel> pixels(static_cast<std::size_t>(grid.pixels()));
  for (int i = 0; i < arrival.spots(); ++i) {
    const Spot spot = spotOf(trace, arrival, i);
    const int column = nearest(spot.u, grid.pitch, grid.columns),
              row = nearest(spot.v, grid.pitch, grid.rows);
    const double share = powerInWindow({arrival.u.q, spot.u}, wavelength,
                                       {middle(column, grid.pitch, grid.columns), 0.5 * grid.pixelSize}) *
                         powerInWindow({arrival.v.q, spot.v}, wavelength,
                                       {middle(row, grid.pitch, grid.rows), 0.5 * grid.pixelSize});
    OnPixel& pixel = pixels[static_cast<std::size_t>(row * grid.columns + column)];
    const double power = spot.powerW * share;
    pixel.allW += power;
    if (share <= 1e-6 || power <= pixel.powerW) continue;
    pixel.powerW = power;
    pixel.spot = i;
  }
  return pixels;
}

struct Expected {
  LinkLine plus, minus;
  double delay = 0, leaderDelay = 0, phaseRad = 0;
};
using ExpectedLinks = std::map<std::pair<int, int>, Expected>;  // by synapse, then axon

struct Scene {
  Layout layout;
  Trace trace;
  CellSet set;
  explicit Scene(Layout from)
      : layout(std::move(from)), trace(traceBundles(layout)), set(findCells(layout, trace)) {}
  const Cell& cell() const { return set.cells.at(0); }
};

const Arrival& arrivalAt(const Trace& trace, int face, int source) {
  for (const Arrival& arrival : trace.arrivals)
    if (arrival.face == face && arrival.source == source) return arrival;
  LL_CHECK(false);
}

double pathOf(const Arrival& arrival, int spot) {
  const std::size_t width = arrival.u.tracks.size(), at = static_cast<std::size_t>(spot);
  return arrival.pathM + arrival.u.tracks[at % width].path + arrival.v.tracks[at / width].path +
         arrival.shifts(at / width, at % width).path;
}

// From the leader to the facet: path (m) and phase (rad).
std::pair<double, double> leaderWay(const Trace& trace, const Arrival& arrival, int channel) {
  const Injection* injection =
      trace.injectionOf(trace.sources[static_cast<std::size_t>(arrival.source)].face);
  const std::size_t at = static_cast<std::size_t>(channel);
  return {injection->pathM[at], injection->phaseRad[at]};
}

void addLine(const Scene& scene, bool plus, ExpectedLinks& links) {
  const Cell& cell = scene.cell();
  const int face = plus ? cell.plusFace : cell.minusFace;
  if (face < 0) return;
  const Trace& trace = scene.trace;
  const auto& grid = std::get<ReceiverGrid>(scene.layout.faces[static_cast<std::size_t>(face)].action);
  const Arrival& axon = arrivalAt(trace, face, cell.axonSource);
  const Arrival& synapse = arrivalAt(trace, face, cell.synapseSource);
  const double wavelength = trace.sources[static_cast<std::size_t>(cell.axonSource)].wavelength;
  const std::vector<OnPixel> x = landed(trace, axon, grid), w = landed(trace, synapse, grid);
  std::vector<double> other(x.size(), 0.0);
  for (const Arrival& arrival : trace.arrivals) {
    if (arrival.face != face || &arrival == &axon || &arrival == &synapse) continue;
    const std::vector<OnPixel> light = landed(trace, arrival, grid);
    for (std::size_t i = 0; i < other.size(); ++i) other[i] += light[i].allW;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i].spot < 0 || w[i].spot < 0) continue;
    const Spot a = spotOf(trace, axon, x[i].spot), s = spotOf(trace, synapse, w[i].spot);
    Expected& link = links[{s.channel, a.channel}];
    LinkLine& line = plus ? link.plus : link.minus;
    if (line.pixel >= 0 &&
        static_cast<float>(line.axonW + line.synapseW) >= static_cast<float>(x[i].powerW + w[i].powerW))
      continue;
    const int pixel = static_cast<int>(i);
    const Window u{middle(pixel % grid.columns, grid.pitch, grid.columns), 0.5 * grid.pixelSize};
    const Window v{middle(pixel / grid.columns, grid.pitch, grid.rows), 0.5 * grid.pixelSize};
    const std::complex<double> overlap =
        axisOverlap({axon.u.q, a.u, a.tiltU}, {synapse.u.q, s.u, s.tiltU}, wavelength, u) *
        axisOverlap({axon.v.q, a.v, a.tiltV}, {synapse.v.q, s.v, s.tiltV}, wavelength, v);
    line.pixel = pixel;
    line.axonW = x[i].powerW;
    line.synapseW = w[i].powerW;
    line.visibility = std::abs(overlap) * std::abs(std::cos(axon.polarisationRad - synapse.polarisationRad));
    line.unwantedAxonW = x[i].allW - x[i].powerW + other[i];
    line.unwantedSynapseW = w[i].allW - w[i].powerW;
    const double way = pathOf(synapse, w[i].spot) - pathOf(axon, x[i].spot);
    const auto [synapsePath, synapsePhase] = leaderWay(trace, synapse, s.channel);
    const auto [axonPath, axonPhase] = leaderWay(trace, axon, a.channel);
    link.delay = way / constants::kSpeedOfLight;
    link.leaderDelay = (way + synapsePath - axonPath) / constants::kSpeedOfLight;
    if (cell.loop != PhaseLoop::Open) continue;
    link.phaseRad = synapsePhase + synapse.phaseRad - axonPhase - axon.phaseRad -
                    2 * kPi * (way + synapsePath - axonPath) / wavelength + std::arg(overlap) +
                    (plus ? 0.5 : -0.5) * kPi;
  }
}

bool equal(double value, double expected, double tolerance) {
  return std::abs(value - expected) <= tolerance;
}

bool equal(const LinkLine& line, const LinkLine& expected) {
  const double power = 1e-12 * (expected.axonW + expected.synapseW);
  return line.pixel == expected.pixel && equal(line.axonW, expected.axonW, power) &&
         equal(line.synapseW, expected.synapseW, power) &&
         equal(line.visibility, expected.visibility, kRounding) &&
         equal(line.unwantedAxonW, expected.unwantedAxonW, power) &&
         equal(line.unwantedSynapseW, expected.unwantedSynapseW, power);
}

Layout changed(const std::function<void(std::vector<PlacedPart>&)>& change, int n = 5,
               const BenchOptions& options = {}) {
  std::vector<PlacedPart> parts = benchA(n, options);
  change(parts);
  return makeLayout(parts);
}

FaceAction& action(std::vector<PlacedPart>& parts, const char* id) {
  return find(parts, id).faces[0].action;
}

EmitterGrid& array(std::vector<PlacedPart>& parts, const char* id) {
  return std::get<EmitterGrid>(action(parts, id));
}

}  // namespace

void TestLinks::linksEqualTheListOfAllBeams_data() {
  QTest::addColumn<Layout>("layout");
  QTest::addColumn<int>("links");
  const auto none = [](std::vector<PlacedPart>&) {};
  QTest::newRow("the example") << compileLayout(test::example("mnist-5x5")) << 625;
  QTest::newRow("bench A") << changed(none) << 625;
  QTest::newRow("bench B") << makeLayout(benchB()) << 25;
  QTest::newRow("clipped") << changed(none, 5, {9 * kMm}) << 625;
  QTest::newRow("combiner turned and pitched") << changed([](auto& parts) {
    find(parts, "combiner").placement.angleRad += 60e-6;
    find(parts, "combiner").placement.pitchRad += 40e-6;
  }) << 625;
  QTest::newRow("lens and line aside, array turned") << changed([](auto& parts) {
    find(parts, "minus_lens").placement.y += 0.1 * kMm;
    find(parts, "plus").placement.x += 8 * kUm;
    find(parts, "plus").placement.height += 9 * kUm;
    find(parts, "synapse").placement.angleRad += 1e-3;
  }) << 625;
  QTest::newRow("arrays, a grating and pixels rolled") << changed([](auto& parts) {
    find(parts, "axon").placement.rollRad = 2e-3;
    find(parts, "synapse").placement.rollRad = -3e-3;
    find(parts, "synapse_grating").placement.rollRad = 1e-3;
    find(parts, "plus").placement.rollRad = 4e-3;
  }) << 625;
  QTest::newRow("synapses rolled to other pixels") << changed([](auto& parts) {
    find(parts, "synapse").placement.rollRad = 0.1;
    find(parts, "synapse_grating").placement.rollRad = 0.1;
  }) << -1;
  QTest::newRow("synapses rolled, stray orders, clipped")
      << changed([](auto& parts) { find(parts, "synapse").placement.rollRad = 5e-3; }, 5, {9 * kMm, 0.1})
      << 625;
  QTest::newRow("pixels barely touched") << changed([](auto& parts) {
    find(parts, "plus").placement.x += 13 * kUm;
    find(parts, "plus").placement.height += 13 * kUm;
  }) << 625;
  QTest::newRow("missing pixels on both lines") << changed([](auto& parts) {
    action(parts, "plus") = action(parts, "minus") = ReceiverGrid{9, 17, 80 * kUm, 20 * kUm};
  }) << 9 * 17;
  QTest::newRow("missing rows on one line") << changed([](auto& parts) {
    action(parts, "minus") = ReceiverGrid{9, 25, 80 * kUm, 20 * kUm};
  }) << 625;
  QTest::newRow("missing rows on one line, columns on the other") << changed([](auto& parts) {
    action(parts, "plus") = ReceiverGrid{25, 17, 80 * kUm, 20 * kUm};
    action(parts, "minus") = ReceiverGrid{9, 25, 80 * kUm, 20 * kUm};
  }) << 25 * 17 + 9 * 25 - 9 * 17;
  QTest::newRow("dark line") << changed([](auto& parts) { find(parts, "minus").placement.y += 3 * kMm; })
                             << 625;
  QTest::newRow("one line") << changed([](auto& parts) {
    std::erase_if(parts, [](const PlacedPart& part) { return part.id == "minus"; });
  }) << 625;
  QTest::newRow("dark lasers") << changed([](auto& parts) {
    array(parts, "axon").powerW[7] = 0;
    array(parts, "synapse").powerW[0] = array(parts, "synapse").powerW[24] = 0;
  }) << 24 * 23;
  QTest::newRow("uneven powers and orders") << changed([](auto& parts) {
    for (std::size_t i = 0; i < 25; ++i) {
      array(parts, "axon").powerW[i] *= 1 + 0.01 * static_cast<double>(i * i % 7);
      std::get<Grating>(action(parts, "axon_grating")).orderEfficiency[i] *=
          1 - 0.02 * static_cast<double>(i * i % 11);
    }
  }) << 625;
  QTest::newRow("stray orders") << changed(none, 5, {12.7 * kMm, 0.1}) << 625;
  QTest::newRow("two axons on a pixel")
      << changed([](auto& parts) { array(parts, "axon").pitch = 80 * kUm; }) << -1;
  QTest::newRow("the same channels on several pixels")
      << changed([](auto& parts) { action(parts, "axon_grating") = grating(15, 80 * kUm); }) << -1;
  QTest::newRow("leader light on the pixels") << changed([](auto& parts) {
    parts.push_back(part("lamp", 110, 30, 180, emitters(EmitterRole::Leader, 1, 1, 0, 0.5 * kMm, 1e-3), kMm));
    parts.push_back(part("lamp_splitter", 60, 30, 45, splitter(0.1), 2 * kMm));
  }) << -1;
  QTest::newRow("open loop") << changed([](auto& parts) {
    Scattering shifter;
    shifter.phaseShifter = true;
    shifter.servo = false;
    shifter.phaseRad = 0.3;
    parts.push_back(part("shifter", 60, -12, 90, shifter, 6 * kMm, 6 * kMm));
  }) << 625;
  QTest::newRow("tangent lenses, open loop")
      << changed(
             [](auto& parts) {
               Scattering shifter;
               shifter.phaseShifter = true;
               shifter.servo = false;
               parts.push_back(part("shifter", 60, -12, 90, shifter, 6 * kMm, 6 * kMm));
             },
             5, {12.7 * kMm, 0, false})
      << 625;
  QTest::newRow("12 x 12") << changed(none, 12, fine(40 * kMm)) << 144 * 144;
  QTest::newRow("12 x 12, clipped") << changed(none, 12, fine(9 * kMm)) << 144 * 144;
  QTest::newRow("12 x 12, cut hard") << changed(none, 12, fine(4 * kMm)) << 144 * 144;
  QTest::newRow("12 x 12, stray orders") << changed(none, 12, fine(9 * kMm, 0.1)) << 144 * 144;
}

void TestLinks::linksEqualTheListOfAllBeams() {
  QFETCH(Layout, layout);
  QFETCH(int, links);
  const Scene scene(layout);
  const Cell& cell = scene.cell();
  ExpectedLinks expected;
  addLine(scene, false, expected);
  addLine(scene, true, expected);
  QVERIFY(!expected.empty());
  if (links >= 0) QCOMPARE(static_cast<int>(expected.size()), links);
  QCOMPARE(cell.links.size(), expected.size());
  auto next = expected.begin();
  double sum = 0, least = 1;
  std::size_t oneSided = 0;
  std::vector<bool> axons(static_cast<std::size_t>(cell.axonChannels)),
      synapses(static_cast<std::size_t>(cell.synapseChannels));
  for (const Link& link : cell.links) {
    const auto& [channels, from] = *next++;
    QCOMPARE(std::make_pair(link.synapseChannel, link.axonChannel), channels);
    QVERIFY(equal(link.plus, from.plus) && equal(link.minus, from.minus));
    QVERIFY(equal(link.delay, from.delay, kDelayRounding) &&
            equal(link.leaderDelay, from.leaderDelay, kDelayRounding));
    QVERIFY(std::abs(std::remainder(link.phaseRad - from.phaseRad, 2 * kPi)) < 1e-8);
    sum += cell.visibility(link);
    least = std::min(least, cell.visibility(link));
    oneSided += cell.balanced() && (link.plus.pixel < 0 || link.minus.pixel < 0);
    axons[static_cast<std::size_t>(link.axonChannel)] = true;
    synapses[static_cast<std::size_t>(link.synapseChannel)] = true;
  }
  const double pairs = static_cast<double>(cell.axonChannels) * cell.synapseChannels;
  QVERIFY(equal(cell.meanVisibility, sum / pairs, kRounding));
  QVERIFY(equal(cell.minVisibility, static_cast<double>(expected.size()) < pairs ? 0 : least, kRounding));
  const LinkCoverage coverage = cell.links.coverage();
  QCOMPARE(coverage.oneSided, oneSided);
  QVERIFY(coverage.axons == axons && coverage.synapses == synapses);
}

void TestLinks::linksAreFoundByChannelsAndByPixel() {
  const auto small = [](std::vector<PlacedPart>& parts) {
    action(parts, "plus") = action(parts, "minus") = ReceiverGrid{9, 17, 80 * kUm, 20 * kUm};
  };
  const auto strays = [](std::vector<PlacedPart>& parts) { array(parts, "axon").powerW[7] = 0; };
  for (const Layout& layout : {changed(small), changed(strays, 5, {12.7 * kMm, 0.1})}) {
    const Scene scene(layout);
    const Links& links = scene.cell().links;
    std::size_t byPixel = 0, byChannels = 0;
    for (const Link& link : links) {
      const auto same = links.between(link.synapseChannel, link.axonChannel);
      QVERIFY(same && same->plus.pixel == link.plus.pixel && same->minus.pixel == link.minus.pixel);
    }
    for (int pixel = -1; pixel <= 625; ++pixel) {
      const auto link = links.onPixel(true, pixel);
      if (!link) continue;
      QCOMPARE(link->plus.pixel, pixel);
      ++byPixel;
    }
    for (int synapse = 0; synapse < 25; ++synapse) {
      for (int axon = 0; axon < 25; ++axon) byChannels += links.between(synapse, axon).has_value();
    }
    QCOMPARE(byPixel, links.size());
    QCOMPARE(byChannels, links.size());
  }
}

// A cell is a value of its own: it keeps nothing of the trace it was found in.
void TestLinks::linksOutliveTheTrace() {
  const auto cell = [] { return Scene(makeLayout(benchA())).cell(); };
  const Cell kept = cell(), fresh = Scene(makeLayout(benchA())).cell();
  const Link a = kept.links.at(77), b = fresh.links.at(77);
  QCOMPARE(a.axonW(), b.axonW());
  QCOMPARE(a.plus.visibility, b.plus.visibility);
}

void TestLinks::cellWithoutLinksIsEmpty() {
  const Cell none;
  QVERIFY(none.links.empty() && none.links.begin() == none.links.end());
  QVERIFY(!none.links.onPixel(true, 0) && !none.links.between(0, 0));
}

QTEST_APPLESS_MAIN(TestLinks)
#include "tst_links.moc"
