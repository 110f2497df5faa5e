#include <QTest>

#include "all_rooms.h"
#include "core/optics/scenes.h"
#include "optics/cells.h"

using namespace lightloom::tests;
using namespace lightloom::scenes;

/// Remedies with numbers are followed, and the check that named them has to be gone.
class TestOpticsRemedies : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void namedGratingsMendTheirCheck_data();
  void namedGratingsMendTheirCheck();
  void namedLinesMendTheirCheck_data();
  void namedLinesMendTheirCheck();
  void namedAxonPitchMendsItsCheck();
  void evenGratingsWantTwiceThePeriod();
  void otherReasonsAreNamed();
};

namespace {

using Parts = std::vector<PlacedPart>;
constexpr double kP = 80 * kUm;

FaceAction& action(Parts& parts, const std::string& id) {
  return find(parts, id).faces[0].action;
}

std::optional<Check> checkOf(const Parts& parts, const std::string& id) {
  const Layout layout = makeLayout(parts);
  for (const Check& check : findCells(layout, traceBundles(layout)).checks)
    if (check.message.id == id) return check;
  return std::nullopt;
}

double quantity(const Message& fix, std::size_t index) {
  return std::get<Quantity>(fix.arguments.at(index)).si;
}

int number(const Message& fix, std::size_t index) {
  return static_cast<int>(std::get<std::int64_t>(fix.arguments.at(index)));
}

std::string named(const Message& fix, std::size_t index) {
  return std::get<std::string>(fix.arguments.at(index));
}

// "Give %1 %2 × %3 orders with periods of %4 in the plane and %5 out of it."
void followGrating(Parts& parts, const Message& fix) {
  Grating& grating = std::get<Grating>(action(parts, named(fix, 0)));
  grating.ordersX = number(fix, 1);
  grating.ordersY = number(fix, 2);
  grating.periodX = quantity(fix, 3);
  grating.periodY = quantity(fix, 4);
  const std::size_t orders = static_cast<std::size_t>(grating.ordersX * grating.ordersY);
  grating.orderEfficiency.assign(orders, 0.75 / static_cast<double>(orders));
}

void withPeriods(Parts& parts, const std::string& id, double share) {
  Grating& grating = std::get<Grating>(action(parts, id));
  grating.periodX *= share;
  grating.periodY *= share;
}

}  // namespace

void TestOpticsRemedies::namedGratingsMendTheirCheck_data() {
  QTest::addColumn<Parts>("parts");
  QTest::addColumn<QString>("id");
  QTest::addColumn<QString>("grating");
  const auto changed = [](Parts parts, const std::function<void(Parts&)>& change) {
    change(parts);
    return parts;
  };
  QTest::newRow("odd, twice the period")
      << changed(benchB(5), [](Parts& parts) { withPeriods(parts, "synapse_leader_grating", 2); })
      << "optics.facets-dark"
      << "synapse_leader_grating";
  QTest::newRow("even, half the period")
      << changed(benchB(4), [](Parts& parts) { withPeriods(parts, "synapse_leader_grating", 0.5); })
      << "optics.facets-dark"
      << "synapse_leader_grating";
  QTest::newRow("odd orders on even facets")
      << changed(benchB(4), [](Parts& parts) { action(parts, "synapse_leader_grating") = grating(5, kP); })
      << "optics.facets-dark"
      << "synapse_leader_grating";
  QTest::newRow("even orders on odd facets")
      << changed(benchB(5), [](Parts& parts) { action(parts, "synapse_leader_grating") = grating(4, kP); })
      << "optics.facets-dark"
      << "synapse_leader_grating";
  QTest::newRow("orders along one axis only")
      << changed(benchB(5),
                 [](Parts& parts) {
                   std::get<Grating>(action(parts, "synapse_leader_grating")).ordersY = 1;
                   std::get<Grating>(action(parts, "synapse_leader_grating")).orderEfficiency.assign(5, 0.15);
                 })
      << "optics.facets-dark"
      << "synapse_leader_grating";
  // Even ones land between the pixels, odd ones on each other.
  for (const int n : {4, 5})
    QTest::newRow(n == 4 ? "even copies too close" : "odd copies too close")
        << changed(benchA(n), [n](Parts& parts) { action(parts, "synapse_grating") = grating(n, kP); })
        << (n == 4 ? "optics.channels-unseen" : "optics.two-synapses") << "synapse_grating";
  QTest::newRow("even copies between odd synapses")
      << changed(benchB(5), [](Parts& parts) { action(parts, "axon_grating") = grating(4, kP); })
      << "optics.channels-unseen"
      << "axon_grating";
  QTest::newRow("odd copies between even synapses")
      << changed(benchB(4), [](Parts& parts) { action(parts, "axon_grating") = grating(3, kP); })
      << "optics.channels-unseen"
      << "axon_grating";
}

void TestOpticsRemedies::namedGratingsMendTheirCheck() {
  QFETCH(Parts, parts);
  QFETCH(QString, id);
  QFETCH(QString, grating);
  const std::optional<Check> check = checkOf(parts, id.toStdString());
  QVERIFY(check);
  QVERIFY2(check->fix.arguments.size() == 5, english(check->fix).c_str());
  QCOMPARE(QString::fromStdString(named(check->fix, 0)), grating);
  followGrating(parts, check->fix);
  const std::optional<Check> left = checkOf(parts, id.toStdString());
  QVERIFY2(!left, left ? english(left->message).c_str() : "");
}

void TestOpticsRemedies::namedLinesMendTheirCheck_data() {
  QTest::addColumn<int>("channels");
  QTest::addColumn<int>("pixels");
  QTest::newRow("few pixels") << 5 << 3;
  QTest::newRow("one pixel more") << 5 << 6;
  QTest::newRow("one pixel less") << 5 << 4;
  QTest::newRow("even channels, odd pixels") << 4 << 5;
  QTest::newRow("even channels, few pixels") << 4 << 2;
}

// Spots of a grid of the other parity stand between the pixels; the pitch is right.
void TestOpticsRemedies::namedLinesMendTheirCheck() {
  QFETCH(int, channels);
  QFETCH(int, pixels);
  Parts parts = benchB(channels);
  for (const char* line : {"plus", "minus"}) {
    auto& grid = std::get<ReceiverGrid>(action(parts, line));
    grid.rows = grid.columns = pixels;
  }
  const std::optional<Check> check = checkOf(parts, "optics.channels-unseen");
  QVERIFY(check);
  QVERIFY2(check->fix.arguments.size() == 4, english(check->fix).c_str());
  for (const std::size_t line : {0, 1}) {
    auto& grid = std::get<ReceiverGrid>(action(parts, named(check->fix, line)));
    grid.columns = number(check->fix, 2);
    grid.rows = number(check->fix, 3);
  }
  QVERIFY(!checkOf(parts, "optics.channels-unseen"));
  QVERIFY(number(check->fix, 2) % 2 == channels % 2);
}

void TestOpticsRemedies::namedAxonPitchMendsItsCheck() {
  for (const int n : {4, 5}) {
    Parts parts = benchA(n);
    auto& axons = std::get<EmitterGrid>(action(parts, "axon"));
    axons.pitch = kP;
    const char* id = n == 4 ? "optics.channels-unseen" : "optics.two-axons";
    const std::optional<Check> check = checkOf(parts, id);
    QVERIFY(check);
    QCOMPARE(QString::fromStdString(named(check->fix, 0)), QStringLiteral("axon"));
    const double pitch = quantity(check->fix, 1);
    QVERIFY(std::abs(pitch / (n * kP) - 1) < 1e-6);
    axons.pitch = pitch;
    QVERIFY(!checkOf(parts, id));
  }
}

// Λ = 2 λ f/pitch: 850 nm, 20 mm, 80 µm.
void TestOpticsRemedies::evenGratingsWantTwiceThePeriod() {
  Parts parts = benchB(4);
  action(parts, "synapse_leader_grating") = grating(5, kP);
  const Message fix = checkOf(parts, "optics.facets-dark")->fix;
  QCOMPARE(number(fix, 1), 4);
  QVERIFY(std::abs(quantity(fix, 3) / (2 * kWavelength * kFocal / kP) - 1) < 1e-3);
}

void TestOpticsRemedies::otherReasonsAreNamed() {
  const auto fixOf = [](const std::function<void(Parts&)>& change) {
    Parts parts = benchB(5);
    change(parts);
    const std::optional<Check> check = checkOf(parts, "optics.facets-dark");
    return QString::fromStdString(check ? english(check->fix) : "");
  };
  QVERIFY(fixOf([](Parts& parts) {
            std::get<EmitterGrid>(action(parts, "leader")).powerW = {0};
          }).contains("Switch a leader on"));
  QVERIFY(fixOf([](Parts& parts) {
            std::erase_if(parts, [](const PlacedPart& part) { return part.id == "synapse_leader_grating"; });
          }).contains("Put a grating of 5 × 5 orders"));
  QVERIFY(fixOf([](Parts& parts) {
            std::get<EmitterGrid>(action(parts, "leader")).polarisationRad = 90 * kDeg;
            for (const char* array : {"axon", "synapse"})
              std::get<EmitterGrid>(action(parts, array)).polarisationRad = 0;
          }).contains("same polarisation"));
}

QTEST_APPLESS_MAIN(TestOpticsRemedies)
#include "tst_optics_remedies.moc"
