#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QSlider>
#include <QTabWidget>
#include <QToolButton>
#include <cmath>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "canvas/loupe_item.h"
#include "document/part_edits.h"
#include "inspector/beat_scope.h"
#include "inspector/lock_curves_plot.h"
#include "inspector/lock_error_plot.h"
#include "inspector/lock_inspector.h"
#include "inspector/lock_map_plot.h"
#include "inspector/phasor_board.h"
#include "inspector/wander_plot.h"
#include "main_window.h"
#include "test_support.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

class TestInspector : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void cleanup();
  void opensOnASynapseArray();
  void drawsMapCurvesAndLasers();
  void injectionIsOneStep();
  void resetsToTheBench();
  void changesOneLaserAlone();
  void sharesTheChosenLaser();
  void pausesStepsAndUnlocks();
  void beatNotesFallSilentWhereLasersLock();
  void hiddenInspectorDoesNotSimulate();
  void followsTheSelection();
  void saysWhyThereIsNothing();
  void numbersWarnByColour();
  void showsTheWeightsThatALaserSends();
  void weightsWithoutHeatStay();
  void saysWhyThereAreNoWeights();
  void readsInTheDark();

 private:
  static constexpr int kPatienceMs = 30000;
  LockInspector& page() { return m_window->inspector(); }
  template <typename Widget>
  Widget* find(const char* name) {
    return m_window->findChild<Widget*>(QLatin1String(name));
  }
  void openPage();
  const ArrayLock& lock();
  void drag(QSlider* slider, int steps);
  void trainSmall(const std::vector<const char*>& changes);

  std::unique_ptr<MainWindow> m_window;
};

void TestInspector::init() {
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
  QVERIFY(m_window->openPath(examplePath("mnist-5x5.loom")));
}

void TestInspector::cleanup() {
  m_window->document().undoStack().setClean();
  m_window.reset();
}

void TestInspector::openPage() {
  find<QAction>("showLocking")->trigger();
  QTRY_VERIFY(page().isActive());
  QTRY_VERIFY_WITH_TIMEOUT(page().map().map() && page().map().dots() > 0, kPatienceMs);
}

const ArrayLock& TestInspector::lock() {
  for (const ArrayLock& one : m_window->document().bench()->locks)
    if (one.id == page().array()) return one;
  qFatal("no array");
}

// As a hand does: press, a few moves, release.
void TestInspector::drag(QSlider* slider, int steps) {
  constexpr int kMoves = 5;
  const int start = slider->sliderPosition();
  slider->setSliderDown(true);
  for (int i = 1; i <= kMoves; ++i) {
    slider->setSliderPosition(start + steps * i / kMoves);
    QCoreApplication::processEvents();
  }
  slider->setSliderDown(false);
  QCoreApplication::processEvents();
}

void TestInspector::opensOnASynapseArray() {
  QVERIFY(!page().isActive());
  QVERIFY(!page().view());
  openPage();
  QVERIFY(lock().role == EmitterRole::Synapse);
  QVERIFY(page().sentence().isEmpty());
  QAction* toggle = find<QAction>("showLocking");
  QVERIFY(!toggle->shortcut().isEmpty() && !toggle->icon().isNull());
  find<QDockWidget>("trainingDock")->raise();
  QTRY_VERIFY(!page().isActive());
  QVERIFY(!toggle->isChecked());
  toggle->trigger();
  QTRY_VERIFY(page().isActive());
  toggle->trigger();
  QTRY_VERIFY(!page().isActive());
}

void TestInspector::drawsMapCurvesAndLasers() {
  openPage();
  QCOMPARE(page().map().dots(), 25);
  QTRY_COMPARE_WITH_TIMEOUT(page().errors().bars(), 25, kPatienceMs);
  for (int curve = 0; curve < LockCurvesPlot::kCurves; ++curve) QVERIFY(page().curves().points(curve) > 40);
  QVERIFY(page().curves().isFinite() && page().errors().isFinite());
  QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>("lockState")->text().contains(QStringLiteral("25 of 25")),
                           kPatienceMs);
  QVERIFY(find<QLabel>("lockLaser")->text().contains(QStringLiteral("locked")));
  for (const char* name : {"lockState", "lockLaser", "lockFigures", "lockTime"})
    QVERIFY2(!find<QLabel>(name)->text().contains(QStringLiteral("nan"), Qt::CaseInsensitive), name);
}

void TestInspector::injectionIsOneStep() {
  openPage();
  const Design before = m_window->document().design();
  const double ratio = lock().injectionRatio;
  const std::shared_ptr<const LockMap> map = page().map().map();
  drag(find<QSlider>("lockInjection"), -40);
  QCOMPARE(m_window->document().undoStack().count(), 1);
  m_window->document().compilePending();
  QVERIFY(std::fabs(10 * std::log10(lock().injectionRatio / ratio) + 4) < 0.06);
  QCOMPARE(page().map().map(), map);
  QVERIFY(find<QLabel>("lockInjectionNote")->text().contains(QStringLiteral("measured")));
  drag(find<QSlider>("lockDetuning"), 25);
  QCOMPARE(m_window->document().undoStack().count(), 2);
  m_window->document().undoStack().undo();
  m_window->document().undoStack().undo();
  QVERIFY(sameDrawing(m_window->document().design(), before));
  find<QSlider>("lockInjection")->triggerAction(QAbstractSlider::SliderSingleStepAdd);
  find<QSlider>("lockInjection")->triggerAction(QAbstractSlider::SliderSingleStepAdd);
  QCOMPARE(m_window->document().undoStack().count(), 2);
}

void TestInspector::resetsToTheBench() {
  openPage();
  const Design before = m_window->document().design();
  QVERIFY(!find<QToolButton>("lockInjectionReset")->isEnabled());
  drag(find<QSlider>("lockInjection"), 12);
  drag(find<QSlider>("lockDetuning"), 12);
  QTRY_VERIFY(find<QToolButton>("lockInjectionReset")->isEnabled());
  find<QToolButton>("lockInjectionReset")->click();
  find<QToolButton>("lockDetuningReset")->click();
  QVERIFY(sameDrawing(m_window->document().design(), before));
  QCOMPARE(m_window->document().undoStack().count(), 4);
}

void TestInspector::changesOneLaserAlone() {
  openPage();
  m_window->selection().setLaser({page().array(), 7});
  auto* target = find<QComboBox>("lockTarget");
  QVERIFY(target->isEnabled());
  target->setCurrentIndex(1);
  Q_EMIT target->activated(1);
  drag(find<QSlider>("lockDetuning"), 300);
  m_window->document().compilePending();
  QCOMPARE(m_window->document().undoStack().count(), 1);
  QVERIFY(findComponent(m_window->document().design(), page().array())->overrides.at("detuning").contains(7));
  QVERIFY(lock().lasers[7].detuningHz > lock().lasers[6].detuningHz + 10e9);
  QCOMPARE(lock().locked, 24);
  QTRY_VERIFY_WITH_TIMEOUT(page().view()->lasers[7].motion != LaserMotion::Locked &&
                               page().view()->lasers[6].motion == LaserMotion::Locked,
                           kPatienceMs);
  find<QToolButton>("lockDetuningReset")->click();
  m_window->document().compilePending();
  QCOMPARE(lock().locked, 25);
}

void TestInspector::sharesTheChosenLaser() {
  openPage();
  m_window->selection().setLaser({page().array(), 10});
  auto* map = find<QWidget>("lockMapPlot");
  QTest::mouseClick(map, Qt::LeftButton, {}, page().map().dotPosition(10).toPoint());
  QVERIFY((m_window->selection().laser() == LaserChoice{page().array(), 11}));
  for (const LoupeItem* loupe : m_window->view().benchScene().loupes())
    QCOMPARE(loupe->picked(), loupe->part() == page().array() ? 11 : -1);
  auto* board = find<PhasorBoard>("phasors");
  QTest::keyClick(board, Qt::Key_Up);
  QCOMPARE(m_window->selection().laser().channel, 16);
  Q_EMIT page().errors().laserClicked(16);
  QCOMPARE(m_window->selection().laser().channel, -1);
}

void TestInspector::pausesStepsAndUnlocks() {
  openPage();
  auto* pace = find<QComboBox>("lockPace");
  pace->setCurrentIndex(0);
  Q_EMIT pace->activated(0);
  find<QToolButton>("lockPlay")->click();
  QTRY_VERIFY_WITH_TIMEOUT(!page().view()->playing, kPatienceMs);
  const double paused = page().view()->timeS;
  QTest::qWait(60);
  QCOMPARE(page().view()->timeS, paused);
  find<QToolButton>("lockStep")->click();
  QTRY_VERIFY_WITH_TIMEOUT(page().view()->timeS > paused, kPatienceMs);
  const double phase = page().view()->lasers[3].moment.phase;
  find<QToolButton>("lockKick")->click();
  QTRY_VERIFY_WITH_TIMEOUT(page().view()->lasers[3].moment.phase != phase, kPatienceMs);
  QCOMPARE(page().view()->lasers[3].rmsRad, 0.0);
  find<QToolButton>("lockPlay")->click();
  QTRY_VERIFY_WITH_TIMEOUT(page().view()->playing, kPatienceMs);
}

// With hardly any light of the leader every laser runs free; with that of the bench none does.
void TestInspector::beatNotesFallSilentWhereLasersLock() {
  const Design bench = m_window->document().design();
  const DesignEdit dark = difference(bench, test::with(bench, "vcsel_array2.injection_ratio=-80 dB"));
  openPage();
  find<QTabWidget>("lockTabs")->setCurrentIndex(2);
  auto* pace = find<QComboBox>("lockPace");
  pace->setCurrentIndex(pace->count() - 1);
  Q_EMIT pace->activated(pace->count() - 1);
  auto* scope = find<BeatScope>("beatScope");
  const auto notes = [scope] { return scope->words().count(QStringLiteral("GHz")); };
  QTRY_VERIFY_WITH_TIMEOUT(scope->words().contains(QStringLiteral("25 together")), kPatienceMs);
  QTRY_COMPARE_WITH_TIMEOUT(notes(), 0, kPatienceMs);
  QVERIFY(scope->loudness() < 0.1);
  m_window->document().push(dark);
  QTRY_VERIFY_WITH_TIMEOUT(notes() >= 1, kPatienceMs);
  m_window->document().undoStack().undo();
  QTRY_COMPARE_WITH_TIMEOUT(notes(), 0, kPatienceMs);
}

void TestInspector::hiddenInspectorDoesNotSimulate() {
  openPage();
  find<QAction>("showLocking")->trigger();
  QTRY_VERIFY(!page().isActive());
  const std::shared_ptr<const LockView> last = page().view();
  m_window->document().push(
      setParameter(m_window->document().design(), page().array(), "injection_ratio", -15.0));
  QTest::qWait(100);
  QCOMPARE(page().view(), last);
  openPage();
  QTRY_VERIFY_WITH_TIMEOUT(std::fabs(10 * std::log10(page().view()->lasers[0].injectionRatio) + 15) < 0.01,
                           kPatienceMs);
}

void TestInspector::followsTheSelection() {
  openPage();
  const std::string first = page().array();
  for (const ArrayLock& one : m_window->document().bench()->locks)
    if (one.id != first) m_window->selection().set({one.id});
  QVERIFY(page().array() != first);
  m_window->selection().clear();
  QVERIFY(page().array() != first);
  m_window->selection().setLaser({first, 2});
  QCOMPARE(page().array(), first);
}

void TestInspector::saysWhyThereIsNothing() {
  openPage();
  Document& document = m_window->document();
  PartIds leaders;
  for (const ComponentPtr& part : document.design().components)
    if (part->kind == "leader_laser") leaders.push_back(part->id);
  document.push(removeComponents(document.design(), leaders));
  QTRY_VERIFY(page().sentence().contains(QStringLiteral("leader light")));
  drag(find<QSlider>("lockInjection"), 5);
  QTRY_VERIFY(page().sentence().isEmpty());
  document.startNew();
  QTRY_VERIFY(page().sentence().contains(QStringLiteral("VCSEL array")));
  QVERIFY(!find<QSlider>("lockInjection")->isEnabled());
  find<QToolButton>("lockKick")->click();
  QTest::qWait(50);
}

void TestInspector::numbersWarnByColour() {
  openPage();
  QVERIFY(m_window->openPath(examplePath("bench-a.loom")));
  QTRY_VERIFY(lock().drive.swingA > lock().drive.swingLimitA);
  QVERIFY(find<QLabel>("lockFigures")->text().contains(QStringLiteral("color:#")));
  Document& document = m_window->document();
  document.push(setParameter(document.design(), page().array(), "tuning_fast", 100e12));
  document.compilePending();
  QVERIFY(lock().drive.swingA <= lock().drive.swingLimitA);
  QVERIFY(!find<QLabel>("lockFigures")->text().contains(QStringLiteral("color:#")));
}

// A network that is trained within a second, on the bench of the example.
void TestInspector::trainSmall(const std::vector<const char*>& changes) {
  Document& document = m_window->document();
  Design design = document.design();
  std::vector<const char*> all{"training.dataset=iris", "network.hidden=30", "training.batch=50",
                               "training.epochs=2"};
  all.insert(all.end(), changes.begin(), changes.end());
  for (const char* change : all) design = applyAssignment(design, change).value();
  document.replaceWith(design, QStringLiteral("small"));
  document.compilePending();
  m_window->run().reset();
  m_window->run().play();
  QTRY_VERIFY_WITH_TIMEOUT(m_window->run().state() == RunState::Finished, kPatienceMs);
}

void TestInspector::showsTheWeightsThatALaserSends() {
  trainSmall({"vcsel_array2.thermal_equaliser=off"});
  openPage();
  auto* tabs = find<QTabWidget>("lockTabs");
  tabs->setCurrentIndex(1);
  QTRY_VERIFY_WITH_TIMEOUT(page().sent() && !page().wander().trail().empty(), kPatienceMs);
  QVERIFY(page().wander().isVisible() && page().wander().isFinite());
  // The weights are those of the network, and the numbers those of the core.
  const RunFile record = m_window->run().record();
  const RunSnapshot opened = openRecordedRun(record).value();
  const auto same = [&](int laser) {
    const SentWeights expected =
        sentWeights(*m_window->document().bench(), opened.network, opened.settings, page().array(), laser)
            .value();
    return page().sent() && page().sent()->symbols.size() == expected.symbols.size() &&
           page().sent()->symbols[7].heatedHz == expected.symbols[7].heatedHz &&
           page().sent()->rmsHz == expected.rmsHz;
  };
  QVERIFY(same(0));
  QVERIFY(page().sent()->heats && page().sent()->rmsHz > 1e6);
  const std::vector<SentWeight> trail = page().wander().trail();
  QVERIFY(trail.size() <= static_cast<std::size_t>(WanderPlot::kTrail));
  QTRY_COMPARE(page().map().weights(), static_cast<int>(page().wander().trail().size()));
  const auto beyond = [&] {
    int out = 0;
    for (const SentWeight& symbol : page().wander().trail())
      if (!isUsable(page().sent()->branch, symbol.heatedHz)) ++out;
    return out;
  };
  QCOMPARE(page().wander().outside(), beyond());
  // Time goes on in the lasers' own pace, and rests with them.
  auto* pace = find<QComboBox>("lockPace");
  pace->setCurrentIndex(pace->count() - 2);
  Q_EMIT pace->activated(pace->currentIndex());
  const std::int64_t before = page().wander().trail().back().slot;
  QTRY_VERIFY_WITH_TIMEOUT(page().wander().trail().back().slot != before, kPatienceMs);
  QTRY_VERIFY(find<QLabel>("lockSent")->text().contains(QStringLiteral("symbols a second")));
  find<QToolButton>("lockPlay")->click();
  QTRY_VERIFY_WITH_TIMEOUT(!page().view()->playing, kPatienceMs);
  QTest::qWait(100);
  const std::int64_t paused = page().wander().trail().back().slot;
  QTest::qWait(100);
  QCOMPARE(page().wander().trail().back().slot, paused);
  // Another laser sends other weights.
  m_window->selection().setLaser({page().array(), 4});
  QTRY_VERIFY_WITH_TIMEOUT(same(4), kPatienceMs);
  QCOMPARE(page().sent()->symbols.front().neuron, 4);
}

void TestInspector::weightsWithoutHeatStay() {
  trainSmall({"noise.self_heating=off"});
  openPage();
  find<QTabWidget>("lockTabs")->setCurrentIndex(1);
  QTRY_VERIFY_WITH_TIMEOUT(page().sent() && !page().wander().trail().empty(), kPatienceMs);
  QVERIFY(!page().sent()->heats);
  QCOMPARE(page().wander().outside(), 0);
  QTRY_VERIFY(find<QLabel>("lockSent")->text().contains(QStringLiteral("self-heating is off")));
  // The bench that the window shows is the one that counts.
  m_window->document().push(setSetting(m_window->document().design(), "noise.self_heating", Value(true)));
  QTRY_VERIFY_WITH_TIMEOUT(page().sent() && page().sent()->heats, kPatienceMs);
}

void TestInspector::saysWhyThereAreNoWeights() {
  openPage();
  find<QTabWidget>("lockTabs")->setCurrentIndex(1);
  const auto words = [this] { return find<QLabel>("lockWanderSentence")->text(); };
  QTRY_VERIFY(words().contains(QStringLiteral("Train a network")));
  QVERIFY(find<QLabel>("lockWanderSentence")->isVisible());
  QCOMPARE(page().map().weights(), 0);
  trainSmall({});
  QTRY_VERIFY_WITH_TIMEOUT(page().sent() != nullptr, kPatienceMs);
  QVERIFY(!find<QLabel>("lockWanderSentence")->isVisible());
  for (const ArrayLock& one : m_window->document().bench()->locks)
    if (one.role != EmitterRole::Synapse) m_window->selection().set({one.id});
  QTRY_VERIFY_WITH_TIMEOUT(words().contains(QStringLiteral("holds no weights")), kPatienceMs);
  QVERIFY(!page().sent());
  QCOMPARE(page().map().weights(), 0);
  QVERIFY(m_window->openPath(examplePath("mnist-5x5.loom")));
  QTRY_VERIFY(words().contains(QStringLiteral("Train a network")));
}

void TestInspector::readsInTheDark() {
  openPage();
  applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeChoice::Dark);
  QTest::qWait(50);
  const QImage picture = page().grab().toImage();
  double sum = 0;  // of the ground, whatever curve goes over it
  for (int y = 0; y < picture.height(); ++y) sum += qGray(picture.pixel(picture.width() - 30, y));
  QVERIFY2(sum / picture.height() < 60, qPrintable(QString::number(sum / picture.height())));
  applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeChoice::Light);
}

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
