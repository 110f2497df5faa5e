#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "bench/bench.h"
#include "design/edit.h"
#include "design/templates.h"
#include "imperfections/cell_hardware.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::with;

/// What edges of parts take from a beam, and what that costs its overlap with a whole one.
class TestStops : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void edgesTakeWhatOfAGaussianLiesBeyond_data();
  void edgesTakeWhatOfAGaussianLiesBeyond();
  void stopsOfOneArmCostOverlap_data();
  void stopsOfOneArmCostOverlap();
  void stopsBehindTheCombinerCostNone();
  void switchLeavesTheLight();
};

namespace {

constexpr double kWaist = 2.5e-3, kWavelength = 974e-9;  // m

Component part(const char* id, const char* kind, std::map<std::string, Value, std::less<>> values) {
  Component out;
  out.id = id;
  out.kind = kind;
  for (auto& [key, value] : values) out.values[key] = value;
  return out;
}

// A leader of one milliwatt, a part 0.1 m away, and stops all around.
Design behindLeader(Component component) {
  Design design;
  component.values["x"] = 0.0;
  for (Component one :
       {part("leader", "leader_laser", {{"power", 1e-3}, {"waist", kWaist}, {"x", -0.1}}),
        std::move(component),
        part("ahead", "beam_stop", {{"x", 0.1}, {"angle", constants::kPi}, {"aperture", 0.2}}),
        part("up", "beam_stop", {{"y", 0.1}, {"angle", -constants::kPi / 2}, {"aperture", 0.2}}),
        part("back", "beam_stop", {{"x", -0.2}, {"aperture", 0.2}})})
    design.components.push_back(std::make_shared<const Component>(std::move(one)));
  return design;
}

// 1/e² radius of the leader's beam at a distance from its waist.
double radiusAt(double distance) {
  return kWaist * std::hypot(1, distance * kWavelength / (constants::kPi * kWaist * kWaist));
}

double clippedBy(const Bench& bench, const std::string& id) {
  double sum = 0;
  for (const LostLight& loss : bench.trace.losses)
    if (loss.cause == LossCause::Clipped && bench.layout.parts[static_cast<std::size_t>(loss.part)] == id)
      sum += loss.powerW;
  return sum;
}

bool isNamed(const Bench& bench, const std::string& id) {
  for (const Check& check : bench.checks)
    if (check.message.id == "optics.clipped" && check.component == id) return true;
  return false;
}

// The share of a round Gaussian inside an ellipse, by a sum over its width.
double shareInEllipse(double halfWidth, double halfHeight, double radius) {
  constexpr int kSteps = 20000;
  double sum = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double u = halfWidth * (2.0 * (i + 0.5) / kSteps - 1);
    const double v = halfHeight * std::sqrt(1 - u * u / (halfWidth * halfWidth));
    sum += std::exp(-2 * u * u / (radius * radius)) * std::erf(std::sqrt(2.0) * v / radius);
  }
  return sum * 2 * halfWidth / kSteps * std::sqrt(2 / constants::kPi) / radius;
}

Design cell(const std::string& assignment) {
  Design design;
  design.components = homodyneCell({CellCrossing::OneAxon, 1, 25}).value();
  return assignment.empty() ? design : with(design, assignment);
}

}  // namespace

void TestStops::edgesTakeWhatOfAGaussianLiesBeyond_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QString>("key");
  QTest::addColumn<double>("size");
  QTest::addColumn<double>("angle");
  for (const double size : {2e-3, 5e-3}) {
    QTest::addRow("mirror of %g mm", size * 1e3) << "mirror"
                                                 << "aperture" << size << 0.75 * constants::kPi;
    QTest::addRow("splitter of %g mm", size * 1e3) << "beam_splitter"
                                                   << "size" << size << 0.75 * constants::kPi;
    QTest::addRow("isolator of %g mm", size * 1e3) << "isolator"
                                                   << "aperture" << size << 0.0;
    QTest::addRow("stop of %g mm", size * 1e3) << "beam_stop"
                                               << "aperture" << size << constants::kPi;
  }
}

void TestStops::edgesTakeWhatOfAGaussianLiesBeyond() {
  QFETCH(QString, kind);
  QFETCH(QString, key);
  QFETCH(double, size);
  QFETCH(double, angle);
  const Bench bench = compileBench(
      behindLeader(part("edge", kind.toUtf8().constData(), {{key.toStdString(), size}, {"angle", angle}})));
  const double radius = radiusAt(0.1), half = size / 2;
  double passes = 1 - std::exp(-2 * half * half / (radius * radius));
  if (kind == "mirror") passes = shareInEllipse(half * std::sqrt(0.5), half, radius);
  if (kind == "beam_splitter") passes = std::pow(std::erf(std::sqrt(2.0) * half / radius), 2);
  const double lost = clippedBy(bench, "edge");
  QVERIFY2(std::fabs(lost / 1e-3 - (1 - passes)) < 2e-6,
           qPrintable(QString("%1 for %2").arg(lost / 1e-3).arg(1 - passes)));
  QVERIFY(isNamed(bench, "edge"));
  VERIFY_WITHIN(bench.trace.lostW, 1e-3, 1e-12);
}

void TestStops::stopsOfOneArmCostOverlap_data() {
  QTest::addColumn<QString>("stop");
  QTest::addColumn<bool>("ofAxons");
  for (const char* aperture : {"5 mm", "3 mm"}) {
    QTest::addRow("axon lens, %s", aperture) << QString("lens1.aperture=") + aperture << true;
    QTest::addRow("synapse lens, %s", aperture) << QString("lens2.aperture=") + aperture << false;
  }
}

// √T, T what the stop leaves of the beam; 0.948 of 0.898 and 0.850 of 0.723.
void TestStops::stopsOfOneArmCostOverlap() {
  QFETCH(QString, stop);
  QFETCH(bool, ofAxons);
  const Bench whole = compileBench(cell("")), cut = compileBench(cell(stop.toStdString()));
  const Links &before = whole.cells.cells.at(0).links, &after = cut.cells.cells.at(0).links;
  QCOMPARE(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    const Link link = after[i], open = before[i];
    const double left = ofAxons ? link.axonW() / open.axonW() : link.synapseW() / open.synapseW();
    QVERIFY(left < 0.99);
    VERIFY_WITHIN(link.plus.clipping / open.plus.clipping, std::sqrt(left), 1e-6);
    VERIFY_WITHIN(link.minus.clipping / open.minus.clipping, std::sqrt(left), 1e-6);
    VERIFY_WITHIN(link.plus.overlap(), link.plus.visibility * link.plus.clipping, 1e-12);
  }
  VERIFY_WITHIN(cut.cells.cells[0].meanVisibility / whole.cells.cells[0].meanVisibility,
                after[12].plus.clipping / before[12].plus.clipping, 0.02);
}

void TestStops::stopsBehindTheCombinerCostNone() {
  const Bench whole = compileBench(cell(""));
  Design design = cell("lens3.aperture=3 mm");
  const Bench cut = compileBench(with(design, "lens4.aperture=3 mm"));
  const Link link = cut.cells.cells.at(0).links[0], open = whole.cells.cells.at(0).links[0];
  QVERIFY(link.axonW() < 0.99 * open.axonW());
  VERIFY_WITHIN(link.plus.clipping, open.plus.clipping, 1e-12);
}

// Switched off, the light stays what it is and the fringe is that of whole beams.
void TestStops::switchLeavesTheLight() {
  const Bench bench = compileBench(cell("lens1.aperture=3 mm"));
  const CellLight light = cellLight(bench, 0);
  const CellHardware on = cellHardware(light, {&kClipping}), off = cellHardware(light, {});
  const Link link = bench.cells.cells[0].links[0];
  VERIFY_WITHIN(static_cast<double>(off.inverseSignal[0] / on.inverseSignal[0]), link.plus.clipping, 1e-4);
  QCOMPARE(on.electronsAxon[0], off.electronsAxon[0]);
}

QTEST_GUILESS_MAIN(TestStops)
#include "tst_stops.moc"
