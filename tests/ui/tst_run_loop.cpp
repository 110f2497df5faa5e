#include <QSignalSpy>
#include <QTemporaryDir>

#include "canvas/bench_view.h"
#include "document/part_edits.h"
#include "io/run_file.h"
#include "main_window.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"
#include "run/runner.h"
#include "test_report.h"
#include "test_support.h"
#include "ui_fixture.h"

using namespace lightloom;

class TestRunLoop : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void trainsEditsAndGoesOn();
  void replaysWithoutAWindow();
  void waitsForANewRun();
  void holdsWhereTheBenchCannotCompute();
  void saysWhyAnEmptyBenchCannotTrain();

 private:
  static constexpr int kPatienceMs = 60000;
};

namespace {

double lastTrainAccuracy(const RunController& run) {
  return run.points().empty() ? 0 : run.points().back().trainAccuracy;
}

}  // namespace

void TestRunLoop::trainsEditsAndGoesOn() {
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  RunController& run = window.run();
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(lastTrainAccuracy(run) > 0.6, kPatienceMs);
  QVERIFY(run.isRunning());
  QTRY_VERIFY_WITH_TIMEOUT(window.plots().plots().front()->points(0) > 0, kPatienceMs);

  const Design before = window.document().design();
  const std::string combiner = window.document().bench()->cells.cells.front().id;
  const std::size_t marks = run.marks().size();
  const std::uint64_t generation = run.view().generation;
  window.document().push(setParameter(before, combiner, "fine_tilt", 97e-6));
  QTRY_VERIFY_WITH_TIMEOUT(run.marks().size() > marks, kPatienceMs);
  QVERIFY(QString::fromStdString(run.marks().back().label).contains(QStringLiteral("fine_tilt")));

  const std::uint64_t steps = run.view().steps;
  window.document().undoStack().undo();
  QVERIFY(sameDrawing(window.document().design(), before));
  QTRY_VERIFY_WITH_TIMEOUT(run.marks().size() > marks + 1, kPatienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps > steps + 20, kPatienceMs);
  QCOMPARE(run.view().generation, generation);
  QVERIFY(run.isRunning());

  run.pause();
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Paused, kPatienceMs);
  QTest::qWait(300);  // the mini-batch that was under way
  const std::uint64_t paused = run.view().steps;
  run.step();
  QTRY_COMPARE_WITH_TIMEOUT(run.view().steps, paused + 1, kPatienceMs);
  run.reset();
  QTRY_VERIFY_WITH_TIMEOUT(run.view().generation > generation && run.view().steps == 0, kPatienceMs);
  QVERIFY(run.points().empty());
  QVERIFY(windowState(window).contains("\"state\": \"paused\""));
  window.document().undoStack().setClean();
}

void TestRunLoop::replaysWithoutAWindow() {
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  Document& document = window.document();
  document.push(setSetting(document.design(), "training.epochs", std::int64_t{3}));
  document.compilePending();
  RunController& run = window.run();
  run.reset();
  QTRY_VERIFY_WITH_TIMEOUT(run.waitingKeys().empty(), kPatienceMs);
  run.step();
  QTRY_COMPARE_WITH_TIMEOUT(run.view().steps, std::uint64_t{1}, kPatienceMs);
  document.push(setParameter(document.design(), document.bench()->cells.cells.front().id, "fine_tilt", 1e-4));
  document.compilePending();
  run.step();
  QTRY_COMPARE_WITH_TIMEOUT(run.marks().size(), std::size_t{1}, kPatienceMs);
  document.undoStack().undo();
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Finished, kPatienceMs);

  QTemporaryDir folder;
  const std::string path = folder.filePath(QStringLiteral("window.loomrun")).toStdString();
  QVERIFY(saveRunFile(run.record(), path).ok());
  const RunFile record = readRunFile(path).value();
  QVERIFY(record.log.size() >= 1);
  HeadlessOptions options;
  options.log = record.log;
  options.twin = false;
  const TrainingResult replayed = trainHeadless(record.first, test::dataOf(record.first), options).value();
  QCOMPARE(replayed.record.weightsHash, record.weightsHash);
  document.undoStack().setClean();
}

void TestRunLoop::waitsForANewRun() {
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  RunController& run = window.run();
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Paused, kPatienceMs);
  window.document().push(setSetting(window.document().design(), "training.seed", std::int64_t{5}));
  QTRY_COMPARE_WITH_TIMEOUT(run.waitingKeys(), std::vector<std::string>{"training.seed"}, kPatienceMs);
  run.reset();
  QTRY_VERIFY_WITH_TIMEOUT(run.waitingKeys().empty() && run.state() == RunState::Paused, kPatienceMs);
  window.document().undoStack().setClean();
}

void TestRunLoop::holdsWhereTheBenchCannotCompute() {
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  RunController& run = window.run();
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps > 5, kPatienceMs);
  const std::string combiner = window.document().bench()->cells.cells.front().id;
  window.document().push(removeComponents(window.document().design(), {combiner}));
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Held, kPatienceMs);
  QVERIFY(run.stateText().size() > 10);
  const std::uint64_t held = run.view().steps;
  window.document().undoStack().undo();
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps > held + 5, kPatienceMs);
  run.pause();
  window.document().undoStack().setClean();
}

void TestRunLoop::saysWhyAnEmptyBenchCannotTrain() {
  MainWindow window;
  window.document().push(
      setSetting(window.document().design(), "training.dataset", std::string("digits8x8")));
  QSignalSpy problems(&window.run(), &RunController::problem);
  window.run().play();
  QTRY_COMPARE_WITH_TIMEOUT(problems.count(), 1, kPatienceMs);
  QVERIFY(!window.messageText().isEmpty());
  window.document().undoStack().setClean();
}

QTEST_MAIN(TestRunLoop)
#include "tst_run_loop.moc"
