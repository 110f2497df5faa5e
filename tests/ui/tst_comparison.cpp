#include "document/comparison.h"

#include <QAction>
#include <QLabel>
#include <QTabWidget>

#include "all_rooms.h"
#include "main_window.h"
#include "panels/change_strip.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"
#include "sanitized.h"
#include "test_support.h"
#include "ui_fixture.h"

using namespace lightloom::tests;
using lightloom::test::with;

class TestComparison : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void cleanup();
  void figuresFollowAChange();
  void aGestureIsOneChange();
  void namesAreNoChange();
  void aPinnedStateStays();
  void testedAfterTheEnd();
  void theWindowNeverWaits();

 private:
  static constexpr int kPatienceMs = 60000;

  const FigureChange* figure(const char* key);
  Document& document() { return m_window->document(); }
  RunController& run() { return m_window->run(); }

  std::unique_ptr<MainWindow> m_window;
  std::vector<FigureChange> m_figures;
};

void TestComparison::init() {
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
  QVERIFY(m_window->openPath(examplePath("first-light.loom")));
  QTRY_VERIFY_WITH_TIMEOUT(run().view().report && !run().view().report->layers.empty(), kPatienceMs);
}

void TestComparison::cleanup() {
  document().undoStack().setClean();
  m_window.reset();
}

const FigureChange* TestComparison::figure(const char* key) {
  m_figures = m_window->comparison().figures();
  for (const FigureChange& one : m_figures)
    if (one.now.key == key) return &one;
  return nullptr;
}

void TestComparison::figuresFollowAChange() {
  QVERIFY(figure("energy_per_op") && !figure("energy_per_op")->then);
  const double before = figure("emitted")->now.value;
  QVERIFY(!m_window->findChild<QLabel*>(QStringLiteral("changeStrip"))->isVisible());
  const double power = viewOf(document().design(), "leader_laser1").real("power");
  document().push(setParameter(document().design(), "leader_laser1", "power", power / 2));
  QTRY_VERIFY_WITH_TIMEOUT(figure("emitted")->differs(), kPatienceMs);
  const FigureChange& emitted = *figure("emitted");
  QCOMPARE(emitted.then->value, before);
  QVERIFY(emitted.now.value < before);
  QVERIFY2(emitted.differenceText().startsWith(QStringLiteral("−")), qPrintable(emitted.differenceText()));
  QCOMPARE(emitted.verdict(), 0);  // less light is neither
  QCOMPARE(figure("energy_per_op")->verdict(), 1);
  QVERIFY(m_window->comparison().words().contains(QStringLiteral("Leader")) ||
          m_window->comparison().words().contains(QStringLiteral("leader_laser1")));
  // Beside the form of the part, and in full under Figures.
  const auto* strip = m_window->findChild<QLabel*>(QStringLiteral("changeStrip"));
  QTRY_VERIFY_WITH_TIMEOUT(strip->isVisible() && strip->text().contains(QStringLiteral("→")), kPatienceMs);
  auto* tabs = m_window->findChild<QTabWidget*>(QStringLiteral("propertyTabs"));
  tabs->setCurrentIndex(2);
  QVERIFY(!strip->isVisible());
  QVERIFY(m_window->findChild<QLabel*>(QStringLiteral("emitted_change"))->isVisible());
  document().undoStack().undo();
  QTRY_VERIFY_WITH_TIMEOUT(figure("emitted")->now.value == before, kPatienceMs);
  QVERIFY(figure("emitted")->differs());  // undo is a change, too
}

void TestComparison::aGestureIsOneChange() {
  const double before = figure("emitted")->now.value;
  const double power = viewOf(document().design(), "leader_laser1").real("power");
  const int gesture = document().newGesture();
  for (const double factor : {0.9, 0.8, 0.7, 0.6}) {
    document().push(setParameter(document().design(), "leader_laser1", "power", factor * power), gesture);
    document().compilePending();
    QTRY_VERIFY_WITH_TIMEOUT(run().view().bench->design == document().design(), kPatienceMs);
  }
  QTRY_VERIFY_WITH_TIMEOUT(figure("emitted")->differs(), kPatienceMs);
  QCOMPARE(figure("emitted")->then->value, before);
}

void TestComparison::namesAreNoChange() {
  const double power = viewOf(document().design(), "leader_laser1").real("power");
  document().push(setParameter(document().design(), "leader_laser1", "power", power / 2));
  QTRY_VERIFY_WITH_TIMEOUT(figure("emitted")->differs(), kPatienceMs);
  const QString words = m_window->comparison().words();
  auto leader = std::make_shared<Component>(*findComponent(document().design(), "leader_laser1"));
  leader->name = "Pump";
  document().push(replaceComponent(document().design(), leader));
  QCOMPARE(m_window->comparison().words(), words);
  QVERIFY(figure("emitted")->differs());
}

void TestComparison::aPinnedStateStays() {
  auto* pin = m_window->findChild<QAction*>(QStringLiteral("pin"));
  run().play();
  QTRY_VERIFY_WITH_TIMEOUT(run().curves().points.size() > 2, kPatienceMs);
  run().pause();
  pin->trigger();
  QVERIFY(m_window->comparison().isPinned() && pin->isChecked());
  const double before = figure("emitted")->now.value;
  const double power = viewOf(document().design(), "leader_laser1").real("power");
  for (const double factor : {0.5, 0.25}) {
    document().push(setParameter(document().design(), "leader_laser1", "power", factor * power));
    document().compilePending();
  }
  QTRY_VERIFY_WITH_TIMEOUT(figure("emitted")->differs(), kPatienceMs);
  QCOMPARE(figure("emitted")->then->value, before);
  QCOMPARE(m_window->plots().plots()[1]->overlays(), 1);
  pin->trigger();
  QVERIFY(!m_window->comparison().isPinned());
  QCOMPARE(m_window->plots().plots()[1]->overlays(), 0);
  run().markSaved(run().record());
}

// The bench stays alive: the combiner turned by 0.1 mrad after the end costs accuracy, and undo brings it
// back.
void TestComparison::testedAfterTheEnd() {
  document().push(setSetting(document().design(), "training.epochs", std::int64_t{40}));
  document().compilePending();
  run().play();
  QTRY_VERIFY_WITH_TIMEOUT(run().state() == RunState::Finished, kPatienceMs);
  const auto score = [this] { return figure("test_accuracy") ? figure("test_accuracy")->now.value : 0; };
  const double trained = score();
  QVERIFY2(trained > 0.6, qPrintable(QString::number(trained)));
  const std::string combiner = document().bench()->cells.cells.front().id;
  document().push(setParameter(document().design(), combiner, "fine_tilt", 300e-6));
  QTRY_VERIFY_WITH_TIMEOUT(score() < trained - 0.1, kPatienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(m_window->plots().isAlongTime(), kPatienceMs);
  QCOMPARE(figure("test_accuracy")->then->value, trained);
  QCOMPARE(figure("test_accuracy")->verdict(), -1);
  document().undoStack().undo();
  QTRY_COMPARE_WITH_TIMEOUT(score(), trained, kPatienceMs);
  // And it trains on from there.
  const std::uint64_t steps = run().view().steps;
  run().play();
  QTRY_VERIFY_WITH_TIMEOUT(run().view().steps > steps, kPatienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(!m_window->plots().isAlongTime(), kPatienceMs);
  run().pause();
  run().markSaved(run().record());
}

// A mini-batch that takes far longer than all that is done here: nobody waits for its end.
void TestComparison::theWindowNeverWaits() {
  Design slow = document().design();
  for (const char* change : {"network.hidden=2500,2500", "training.batch=1000", "training.hardware=all"})
    slow = with(slow, change);
#if LIGHTLOOM_SANITIZED
  QSKIP("Minutes of multiplying.");
#endif
  document().push(difference(document().design(), slow));
  document().compilePending();
  run().reset();
  QTRY_VERIFY_WITH_TIMEOUT(run().view().stepsPerEpoch > 0, kPatienceMs);
  run().play();
  QTest::qWait(50);
  for (const char* page : {"showPhotons", "showLocking", "showNoise"}) {
    m_window->findChild<QAction*>(QLatin1String(page))->trigger();
    QCoreApplication::processEvents();
  }
  run().pause();
  run().snapshot();
  run().withSnapshot(m_window.get(), [](const std::shared_ptr<const RunSnapshot>&) {});
  const double power = viewOf(document().design(), "leader_laser1").real("power");
  document().push(setParameter(document().design(), "leader_laser1", "power", power / 2));
  document().compilePending();
  QCoreApplication::processEvents();
  QCOMPARE(run().view().steps, std::uint64_t{0});
  run().reset();
  QCOMPARE(run().view().steps, std::uint64_t{0});
  QTRY_VERIFY_WITH_TIMEOUT(run().view().stepsPerEpoch > 0, kPatienceMs);
}

QTEST_MAIN(TestComparison)
#include "tst_comparison.moc"
