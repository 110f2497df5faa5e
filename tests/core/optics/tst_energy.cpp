#include <QTest>
#include <complex>
#include <ctime>
#include <random>

#include "all_rooms.h"
#include "core/optics/scenes.h"
#include "optics/cells.h"
#include "optics/gaussian.h"

using namespace lightloom::tests;
using namespace lightloom::scenes;

class TestEnergy : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void powerOfBenchesAddsUp();
  void powerOfRandomLayoutsAddsUp();
  void losslessLayoutsReturnAllPower();
  void coherentPairKeepsItsEnergy();
  void tracingOfRingsEnds();
  void powerOfAClosedRingAddsUpWhenCut();
  void clippingOfManyBeams();
  void darkLasersAreNotClipped();
  void timeGrowsLinearlyWithChannels();
  void timeOfCrossingsGoesWithChannels();
};

namespace {

constexpr double kClosing = 1e-12;  // powers add up to this, of the light emitted (model.md 1.3)

double closing(const Trace& trace) {
  return std::abs(trace.emittedW - trace.detectedW - trace.lostW) / trace.emittedW;
}

double lostTo(const Trace& trace, LossCause cause) {
  double sum = 0;
  for (const auto& loss : trace.losses) sum += loss.cause == cause ? loss.powerW : 0;
  return sum;
}

// Anything anywhere: splitters, mirrors, gratings, lenses, isolators, arrays
// and lines of random place and angle.
std::vector<PlacedPart> randomGraph(std::mt19937_64& random, bool lossless) {
  std::uniform_real_distribution<double> unit(0, 1);
  const auto between = [&](double low, double high) { return low + (high - low) * unit(random); };
  std::vector<PlacedPart> parts{
      part("leader", 0, 0, 0, emitters(EmitterRole::Leader, 1, 1, 0, 1 * kMm, 1e-2), 3 * kMm)};
  for (int i = 0; i < 14; ++i) {
    const std::string id = "part" + std::to_string(i);
    const double angle = between(0, 360), x = between(-60, 60), y = between(-60, 60),
                 half = between(4, 12) * kMm;
    const double loss = lossless ? 0 : between(0, 0.2);
    const int kind = static_cast<int>(between(0, lossless ? 2 : 6));
    Grating g = grating(3, between(40, 400) * kUm, lossless ? 1 : between(0.4, 0.8), 0);
    g.loss = lossless ? 0 : 0.1;
    if (!lossless) addStrays(g, 0.1);
    if (kind == 0) parts.push_back(part(id, x, y, angle, splitter(unit(random), loss), half));
    if (kind == 1) parts.push_back(part(id, x, y, angle, std::move(g), half, lossless ? 0 : half));
    if (kind == 2)
      parts.push_back(part(id, x, y, angle, Lens{between(-60, 60) * kMm, true, 1 - loss}, half, half));
    if (kind == 3) parts.push_back(part(id, x, y, angle, isolator(loss), half, half));
    if (kind == 4)
      parts.push_back(
          part(id, x, y, angle, emitters(EmitterRole::Axon, 3, 3, 200 * kUm, 3 * kUm, 1e-4), half));
    if (kind == 5) parts.push_back(part(id, x, y, angle, ReceiverGrid{4, 4, 500 * kUm, 300 * kUm}, half));
  }
  return parts;
}

}  // namespace

void TestEnergy::powerOfBenchesAddsUp() {
  BenchOptions strays;
  strays.stray = 0.1;
  strays.lensAperture = 6 * kMm;
  const BenchOptions weak = fine(9 * kMm),
                     hard = fine(4 * kMm);  // more beams than are kept one by one
  for (const auto& parts :
       {benchA(), benchB(), benchA(5, strays), benchB(20), benchA(12, weak), benchA(12, hard)}) {
    const Trace trace = traceBundles(makeLayout(parts));
    QVERIFY(!trace.truncated);
    QVERIFY(trace.detectedW > 0);
    QVERIFY2(closing(trace) < kClosing, qPrintable(QString::number(closing(trace))));
  }
}

// V36
void TestEnergy::powerOfRandomLayoutsAddsUp() {
  std::mt19937_64 random(3);
  for (int i = 0; i < 300; ++i) {
    const Trace trace = traceBundles(makeLayout(randomGraph(random, false)));
    QVERIFY2(closing(trace) < kClosing, qPrintable(QString("%1: %2").arg(i).arg(closing(trace))));
    for (const auto& loss : trace.losses) QVERIFY(loss.powerW > 0);
  }
}

void TestEnergy::losslessLayoutsReturnAllPower() {
  std::mt19937_64 random(5);
  int tried = 0;
  for (int i = 0; i < 200; ++i) {
    const Trace trace = traceBundles(makeLayout(randomGraph(random, true)));
    if (lostTo(trace, LossCause::Evanescent) > 0) continue;  // grazing: an order cannot leave the grating
    ++tried;
    const double out = lostTo(trace, LossCause::LeftBench) + lostTo(trace, LossCause::WrongPort) +
                       lostTo(trace, LossCause::BelowCutoff);
    QVERIFY2(std::abs(out / trace.emittedW - 1) < kClosing,
             qPrintable(QString::number(out / trace.emittedW - 1)));
  }
  QVERIFY(tried > 100);
}

// Amplitudes of both beams with the phases of the trace: whatever the phase
// between them, both ports together have it all.
void TestEnergy::coherentPairKeepsItsEnergy() {
  const Layout layout = makeLayout(benchB());
  const Trace trace = traceBundles(layout);
  const CellSet set = findCells(layout, trace);
  QCOMPARE(set.cells.size(), std::size_t{1});
  double phaseOf[2][2] = {};
  for (const Arrival& arrival : trace.arrivals) {
    const EmitterRole role = trace.sources[static_cast<std::size_t>(arrival.source)].role;
    if (role == EmitterRole::Leader) continue;
    phaseOf[role == EmitterRole::Synapse][layout.partOf(arrival.face) == "plus"] = arrival.phaseRad;
  }
  for (const Link& link : set.cells[0].links) {
    const double apart = link.plus.axonW + link.minus.axonW + link.plus.synapseW + link.minus.synapseW;
    for (double phi = 0; phi < 6; phi += 0.5) {
      const auto power = [&](const LinkLine& line, int port) {
        const auto a = std::polar(std::sqrt(line.axonW), phaseOf[0][port]);
        const auto s = std::polar(std::sqrt(line.synapseW), phi + phaseOf[1][port]);
        return std::norm(a + s);
      };
      QVERIFY(std::abs(power(link.plus, 1) + power(link.minus, 0) - apart) < kClosing * apart);
      // and the difference is the product law of a balanced pair
      const double signal = 4 * std::sqrt(link.plus.axonW * link.plus.synapseW) * std::sin(phi);
      QVERIFY(std::abs(power(link.plus, 1) - power(link.minus, 0) - signal) < kClosing * apart);
    }
  }
}

// Two half mirrors in line: a resonator without interference. 1/2 + 1/2·1/2·1/2
// + … = 2/3 goes back.
void TestEnergy::tracingOfRingsEnds() {
  const Layout layout = makeLayout(std::vector<PlacedPart>{
      part("leader", 0, 0, 0, emitters(EmitterRole::Leader, 1, 1, 0, 1 * kMm, 1), 3 * kMm),
      part("a", 20, 0, 0, splitter(0.5), 5 * kMm), part("b", 40, 0, 0, splitter(0.5), 5 * kMm),
      part("stop", 60, 0, 180, Absorber{}, 5 * kMm)});
  const Trace trace = traceBundles(layout);
  QVERIFY(!trace.truncated);
  QVERIFY(closing(trace) < kClosing);
  QVERIFY(std::abs(lostTo(trace, LossCause::WrongPort) - 2.0 / 3) < kClosing);
  QVERIFY(std::abs(lostTo(trace, LossCause::BeamStop) - 1.0 / 3) < kClosing);
}

// A square of half mirrors inside full ones: nearly nothing leaves, and
// branches double at every face.
void TestEnergy::powerOfAClosedRingAddsUpWhenCut() {
  std::vector<PlacedPart> parts{
      part("leader", 5, 0, 0, emitters(EmitterRole::Leader, 1, 1, 0, 1 * kMm, 1), 1 * kMm)};
  for (int i = 0; i < 8; ++i) {
    parts.push_back(part("half" + std::to_string(i), 10 + 5 * i, 0, 0, splitter(0.5), 3 * kMm));
  }
  parts.push_back(part("left", 4, 0, 0, splitter(1), 3 * kMm));
  parts.push_back(part("right", 60, 0, 0, splitter(1), 3 * kMm));
  parts[0].faces[0].halfWidth = 1e-9;
  parts[0].placement.y = 0.5 * kMm;
  parts[0].placement.angleRad = 0.5e-3;
  const Trace trace = traceBundles(makeLayout(parts));
  QVERIFY(trace.truncated && trace.cutW > 0);
  QVERIFY(closing(trace) < kClosing);
  // What the light may cost, first in any order and then by power, whatever it meets.
  const TraceBudget budget;
  QVERIFY2(trace.work < 2 * (budget.work + TraceBudget::kMostFaces * (TraceBudget::kStep + 20)),
           qPrintable(QString::number(trace.work)));
}

namespace {

/// Light and links of a layout, and the best processor time of five times through.
struct Timed {
  Trace trace;
  CellSet set;
  double seconds = 1e9;
};

Timed timed(const Layout& layout) {
  Timed out;
  for (int i = 0; i < 5; ++i) {
    const std::clock_t start = std::clock();
    out.trace = traceBundles(layout);
    out.set = findCells(layout, out.trace);
    out.seconds = std::min(out.seconds, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return out;
}

}  // namespace

// Four times the channels: four times the beams. Five-fold guard in processor
// time.
void TestEnergy::timeGrowsLinearlyWithChannels() {
  BenchOptions fine;
  fine.pitch = 30 * kUm;
  fine.lensAperture = 25 * kMm;
  double seconds[2];
  const int sides[] = {50, 100};
  for (int i = 0; i < 2; ++i) {
    const Timed bench = timed(makeLayout(benchB(sides[i], fine)));
    QCOMPARE(bench.set.cells.at(0).links.size(), static_cast<std::size_t>(sides[i] * sides[i]));
    seconds[i] = bench.seconds;
  }
  QVERIFY2(seconds[1] < 5 * 4 * seconds[0],
           qPrintable(QString("%1 s, %2 s").arg(seconds[0]).arg(seconds[1])));
}

// Behind an aperture each beam has the power that the round aperture leaves it,
// whether beams are kept one by one or as factors.
void TestEnergy::clippingOfManyBeams() {
  BenchOptions open = fine(40 * kMm);
  for (double aperture : {9 * kMm, 4 * kMm}) {
    std::vector<PlacedPart> parts = benchA(12, open);
    find(parts, "minus_lens").faces[0].apertureRadius = aperture / 2;
    const Layout layout = makeLayout(parts);
    const Trace clipped = traceBundles(layout), whole = traceBundles(makeLayout(benchA(12, open)));
    const int line = faceOf(layout, "minus");
    for (std::size_t i = 0; i < whole.arrivals.size(); ++i) {
      const Arrival &before = whole.arrivals[i], &after = clipped.arrivals[i];
      if (before.face != line) continue;
      // 40 mm from the grating, where all channels cross, to the lens, 20 mm
      // from there to the pixels
      const double radius = kFocal * kWavelength / (constants::kPi * 2.5 * kUm);
      const ApertureTable table(aperture / 2, radius, radius, 10 * kMm);
      double worst = 0;
      for (int spot = 0; spot < before.spots(); ++spot) {
        const Spot from = spotOf(whole, before, spot), to = spotOf(clipped, after, spot);
        worst =
            std::max(worst, std::abs(to.powerW / from.powerW - table.transmittance(2 * from.u, 2 * from.v)));
      }
      QVERIFY2(worst < 1e-5, qPrintable(QString::number(worst)));
    }
  }
}

// The worst clipped beam is one that shines.
void TestEnergy::darkLasersAreNotClipped() {
  std::vector<PlacedPart> parts = benchA(5, {10 * kMm});
  std::vector<double>& powers = std::get<EmitterGrid>(find(parts, "axon").faces[0].action).powerW;
  const auto worst = [&parts] {
    const Layout layout = makeLayout(parts);
    const Trace trace = traceBundles(layout);
    Crossing found;
    for (const Crossing& crossing : trace.crossings) {
      const bool axonAtLens =
          layout.partOf(crossing.face) == "minus_lens" &&
          trace.sources[static_cast<std::size_t>(crossing.source)].role == EmitterRole::Axon;
      if (axonAtLens) found = crossing;
    }
    return found;
  };
  QVERIFY(std::abs(worst().worstClip - 0.0471) < 1e-4);
  for (int channel : {0, 4, 20, 24}) powers[static_cast<std::size_t>(channel)] = 0;
  QVERIFY(worst().worstClip < 0.04 && worst().worstClip > 0.01);
  QVERIFY(powers[static_cast<std::size_t>(worst().worstChannel)] > 0);
  for (int channel = 0; channel < 25; ++channel) {
    if (channel != 12) powers[static_cast<std::size_t>(channel)] = 0;
  }
  QCOMPARE(worst().worstChannel, 12);
}

// Two crossed arrays: 25 times the channels are 625 times the beams. What is
// stored goes with the channels; five-fold guard in processor time.
void TestEnergy::timeOfCrossingsGoesWithChannels() {
  double seconds[2];
  const int sides[] = {5, 25};
  for (int i = 0; i < 2; ++i) {
    const int n = sides[i];
    const Timed bench = timed(makeLayout(benchA(n, fine(25 * kMm))));
    QCOMPARE(bench.set.cells.at(0).links.size(), static_cast<std::size_t>(n * n * n * n));
    for (const Arrival& arrival : bench.trace.arrivals)
      QVERIFY(arrival.powerW.stored() <= static_cast<std::size_t>(30 * n * n));
    seconds[i] = bench.seconds;
  }
  QVERIFY2(seconds[1] < 5 * 25 * seconds[0],
           qPrintable(QString("%1 s, %2 s").arg(seconds[0]).arg(seconds[1])));
}

QTEST_APPLESS_MAIN(TestEnergy)
#include "tst_energy.moc"
