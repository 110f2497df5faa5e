#include "locks/leader_feedback.h"

#include <QTest>

#include "all_rooms.h"
#include "bench/bench.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;
using lightloom::test::with;

class TestLeaderFeedback : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theIsolationThatIsNamedIsEnough_data();
  void theIsolationThatIsNamedIsEnough();
  void theIsolatorThatIsAskedForIsEnough();
  void theWrongWayRoundIsSaid();
  void whatSendsLightBackBeforeItIsNamed();
};

namespace {

std::optional<Message> fixOf(const Design& design) {
  for (const Check& check : compileBench(design).checks)
    if (check.message.id == "leader.feedback") return check.fix;
  return std::nullopt;
}

QString idOf(const std::optional<Message>& fix) {
  return fix ? QString::fromStdString(fix->id) : QString();
}

Design without(Design design, const std::string& part) {
  std::erase_if(design.components, [&](const ComponentPtr& component) { return component->id == part; });
  return design;
}

}  // namespace

void TestLeaderFeedback::theIsolationThatIsNamedIsEnough_data() {
  QTest::addColumn<QString>("now");
  QTest::newRow("none") << "0 dB";
  QTest::newRow("little") << "15 dB";
}

// One stands there already: it only has to be a better one.
void TestLeaderFeedback::theIsolationThatIsNamedIsEnough() {
  QFETCH(QString, now);
  const Design weak = with(example("mnist-5x5"), "isolator1.isolation=" + now.toStdString());
  const std::optional<Message> fix = fixOf(weak);
  QCOMPARE(idOf(fix), QStringLiteral("leader.feedback.isolation"));
  QCOMPARE(std::get<std::string>(fix->arguments.at(0)), std::string("isolator1"));
  const double isolation = std::get<Quantity>(fix->arguments.at(1)).si;
  QVERIFY(isolation > 15 && isolation < 80);
  QVERIFY(!fixOf(with(weak, "isolator1.isolation=" + shortestNumber(isolation) + " dB")));
}

void TestLeaderFeedback::theIsolatorThatIsAskedForIsEnough() {
  const Design bare = without(example("mnist-5x5"), "isolator1");
  QCOMPARE(idOf(fixOf(bare)), QStringLiteral("leader.feedback.fix"));
  QVERIFY(!fixOf(example("mnist-5x5")));
}

void TestLeaderFeedback::theWrongWayRoundIsSaid() {
  const ComponentPtr isolator = findComponent(example("mnist-5x5"), "isolator1");
  const double angle = viewOf(*isolator, *findKind(isolator->kind)).real("angle");
  Design turned =
      with(example("mnist-5x5"),
           "isolator1.angle=" + shortestNumber((angle + constants::kPi) * 180 / constants::kPi) + " deg");
  turned = with(turned, "isolator1.isolation=5 dB");
  const std::optional<Message> fix = fixOf(turned);
  QCOMPARE(idOf(fix), QStringLiteral("leader.feedback.turn"));
  QVERIFY(!fixOf(example("mnist-5x5")));
}

// A window, at right angles to the light.
void TestLeaderFeedback::whatSendsLightBackBeforeItIsNamed() {
  Design design = example("mnist-5x5");
  const ComponentPtr leader = findComponent(design, "leader_laser1"),
                     isolator = findComponent(design, "isolator1");
  QVERIFY(leader && isolator);
  auto window = std::make_shared<Component>();
  window->id = "beam_splitter90";
  window->kind = "beam_splitter";
  const PartView from = viewOf(*leader, *findKind(leader->kind)),
                 to = viewOf(*isolator, *findKind(isolator->kind));
  window->values["x"] = 0.5 * (from.real("x") + to.real("x"));
  window->values["y"] = 0.5 * (from.real("y") + to.real("y"));
  window->values["angle"] = from.real("angle") + constants::kPi;
  window->values["reflectance"] = 0.01;
  design.components.push_back(window);
  const std::optional<Message> fix = fixOf(design);
  QCOMPARE(idOf(fix), QStringLiteral("leader.feedback.before"));
  QCOMPARE(std::get<std::string>(fix->arguments.at(0)), std::string("beam_splitter90"));
  const double turned = (from.real("angle") + constants::kPi) * 180 / constants::kPi + 10;
  QVERIFY(!fixOf(with(design, "beam_splitter90.angle=" + shortestNumber(turned) + " deg")));
}

QTEST_GUILESS_MAIN(TestLeaderFeedback)
#include "tst_leader_feedback.moc"
