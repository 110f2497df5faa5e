#include <QAction>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "canvas/loupe_content.h"
#include "document/part_edits.h"
#include "documents/run_file.h"
#include "main_window.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"
#include "test_report.h"
#include "test_support.h"
#include "train/headless.h"
#include "train/runner.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

class TestRunLoop : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void trainsEditsAndGoesOn();
  void replaysWithoutAWindow();
  void aSavedRunGoesOn();
  void aRunThatCannotGoOnIsShown();
  void snapshotsHoldWhatWouldBeLost();
  void waitsForANewRun();
  void holdsWhereTheBenchCannotCompute();
  void saysWhyAnEmptyBenchCannotTrain();
  void trainsNothingButWhatIsShown();
  void keepsTheRunUntilItIsLetGo();
  void saysWhatTheRunWasTrainedWith();
  void waitsForLightThatWasLost();
  void trainsOnWhereItHadFinished();
  void beginsWithTheWeightsOfARun();
  void theStateFollowsTheBench();
  void trainsOnTheDataThatIsChosen();
  void saysWhatItToldOfATable();
  void aDivergedRunHasNoNumbers();
  void withoutALockThereIsNoPhaseError();

 private:
  static constexpr int kPatienceMs = 60000;
};

namespace {

double lastTrainAccuracy(const RunController& run) {
  return run.curves().points.empty() ? 0 : run.curves().points.back().trainAccuracy;
}

// Of a training in a window that has closed: 12 steps of two epochs.
RunFile savedRun(const QString& path, int patienceMs) {
  MainWindow window;
  if (!window.openPath(examplePath("first-light.loom"))) qFatal("no example");
  Document& document = window.document();
  document.push(setSetting(document.design(), "training.epochs", std::int64_t{2}));
  document.compilePending();
  RunController& run = window.run();
  run.reset();
  for (std::uint64_t steps = 1; steps <= 12; ++steps) {
    run.step();
    if (!QTest::qWaitFor([&] { return run.view().steps == steps; }, patienceMs)) qFatal("no step");
  }
  const RunFile record = run.recordAsShown();
  if (!saveRunFile(record, path.toStdString())) qFatal("cannot save");
  run.markSaved(record);
  document.undoStack().setClean();
  return record;
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
  const std::size_t marks = run.curves().marks.size();
  const std::uint64_t generation = run.view().generation;
  window.document().push(setParameter(before, combiner, "fine_tilt", 97e-6));
  QTRY_VERIFY_WITH_TIMEOUT(run.curves().marks.size() > marks, kPatienceMs);
  QVERIFY(QString::fromStdString(run.curves().marks.back().label).contains(QStringLiteral("fine_tilt")));

  const std::uint64_t steps = run.view().steps;
  window.document().undoStack().undo();
  QVERIFY(sameDrawing(window.document().design(), before));
  QTRY_VERIFY_WITH_TIMEOUT(run.curves().marks.size() > marks + 1, kPatienceMs);
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
  QVERIFY(run.curves().points.empty());
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
  QTRY_COMPARE_WITH_TIMEOUT(run.curves().marks.size(), std::size_t{1}, kPatienceMs);
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

void TestRunLoop::aSavedRunGoesOn() {
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("window.loomrun"));
  RunFile saved = savedRun(path, kPatienceMs);
  saved.ablation.emplace().all = 0.5;
  QVERIFY(saveRunFile(saved, path.toStdString()).ok());
  const TrainingResult whole = trainHeadless(saved.first, test::dataOf(saved.first)).value();
  MainWindow window;
  QVERIFY(window.openPath(path));
  RunController& run = window.run();
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps == saved.steps && run.view().stepsPerEpoch > 0, kPatienceMs);
  QVERIFY(!run.isRecorded() && !run.hasUnsaved() && !run.unsavedRecord());
  QCOMPARE(run.stateText(), QStringLiteral("Paused"));
  QCOMPARE(run.curves().points.size(), pointsOf(saved).size());
  QCOMPARE(run.record().weightsHash, saved.weightsHash);
  QVERIFY(run.costs() && run.costs()->ablation.all == 0.5);
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Finished, kPatienceMs);
  QCOMPARE(run.record().weightsHash, whole.record.weightsHash);
  QVERIFY(run.hasUnsaved());

  // Train is not heard before the data are there: it goes on, too.
  MainWindow hasty;
  QVERIFY(hasty.openPath(path));
  hasty.run().togglePlay();
  QTRY_VERIFY_WITH_TIMEOUT(hasty.run().state() == RunState::Finished, kPatienceMs);
  QCOMPARE(hasty.run().record().weightsHash, whole.record.weightsHash);
}

void TestRunLoop::aRunThatCannotGoOnIsShown() {
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("window.loomrun"));
  RunFile saved = savedRun(path, kPatienceMs);
  saved.kernelLibrary = "another";
  QVERIFY(saveRunFile(saved, path.toStdString()).ok());
  MainWindow window;
  QSignalSpy noted(&window.run(), &RunController::noted);
  QVERIFY(window.openPath(path));
  RunController& run = window.run();
  QTRY_VERIFY_WITH_TIMEOUT(!noted.isEmpty() && run.state() == RunState::Paused, kPatienceMs);
  QVERIFY(noted.front().front().toString().contains(QStringLiteral("another")));
  QVERIFY(run.isRecorded() && !run.hasUnsaved());
  QVERIFY(run.stateText().contains(QStringLiteral("new run")));
  QCOMPARE(run.record().weightsHash, saved.weightsHash);
  QVERIFY(run.record().resume);
  run.step();
  QTRY_COMPARE_WITH_TIMEOUT(run.view().steps, std::uint64_t{1}, kPatienceMs);
  QVERIFY(!run.isRecorded());
}

void TestRunLoop::snapshotsHoldWhatWouldBeLost() {
  QTemporaryDir folder;
  MainWindow window;
  RunController& run = window.run();
  QVERIFY(!run.unsavedRecord());
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Paused, kPatienceMs);
  QVERIFY(!run.unsavedRecord());
  run.step();
  QTRY_VERIFY_WITH_TIMEOUT(run.unsavedRecord() && run.unsavedRecord()->steps == 1, kPatienceMs);
  const std::shared_ptr<const RunFile> first = run.unsavedRecord();
  QVERIFY(first->resume);
  QCOMPARE(run.unsavedRecord(), first);
  run.markSaved(*first);
  QVERIFY(!run.unsavedRecord());
  run.step();
  QTRY_VERIFY_WITH_TIMEOUT(run.unsavedRecord() && run.unsavedRecord()->steps == 2, kPatienceMs);
  const std::shared_ptr<const RunFile> second = run.unsavedRecord();

  // Opened from elsewhere than a file of the person's own it is still to be saved; what its design has
  // otherwise is taken up.
  Document& document = window.document();
  const std::string combiner = document.bench()->cells.cells.front().id;
  run.expectRecorded(*second, folder.path(), false);
  document.show(apply(document.design(), setParameter(document.design(), combiner, "fine_tilt", 5e-6)));
  QTRY_VERIFY_WITH_TIMEOUT(!run.isRecorded() && run.view().steps == 2, kPatienceMs);
  QTRY_COMPARE_WITH_TIMEOUT(run.curves().marks.size(), std::size_t{1}, kPatienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(run.unsavedRecord() && run.unsavedRecord()->log.size() == 1, kPatienceMs);
  QVERIFY(run.hasUnsaved());
  QCOMPARE(run.unsavedRecord()->weightsHash, second->weightsHash);
  run.reset();
  QVERIFY(!run.unsavedRecord());
  window.document().undoStack().setClean();
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

// Also what was changed in the same turn of the event loop, before anything was compiled.
void TestRunLoop::trainsNothingButWhatIsShown() {
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  Document& document = window.document();
  RunController& run = window.run();
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps > 5, kPatienceMs);
  run.pause();
  document.push(setSetting(document.design(), "network.hidden", std::vector<double>{7}));
  run.step();
  QTRY_COMPARE_WITH_TIMEOUT(run.view().steps, std::uint64_t{1}, kPatienceMs);
  QVERIFY(run.waitingKeys().empty());
  RunFile record = run.record();
  QCOMPARE(record.weights.front().rows, std::size_t{7});
  QVERIFY(settingList(record.first, "network.hidden") == std::vector<double>{7});

  document.push(setSetting(document.design(), "training.batch", std::int64_t{20}));
  QTRY_VERIFY_WITH_TIMEOUT(!run.waitingKeys().empty(), kPatienceMs);
  QVERIFY(run.stateText().contains(QStringLiteral("new run")));
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps > 2, kPatienceMs);
  QCOMPARE(settingInteger(run.record().first, "training.batch"), std::int64_t{20});
  QVERIFY(run.isRunning());

  // A training that goes on says that it is not of what the settings show.
  QCOMPARE(run.stateText(), QStringLiteral("Training"));
  document.push(setSetting(document.design(), "network.hidden", std::vector<double>{9}));
  QTRY_VERIFY_WITH_TIMEOUT(!run.waitingKeys().empty(), kPatienceMs);
  QVERIFY(run.isRunning());
  QVERIFY(run.stateText().contains(QStringLiteral("wait for a new run")));
  run.pause();
  document.undoStack().setClean();
}

void TestRunLoop::keepsTheRunUntilItIsLetGo() {
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  Document& document = window.document();
  RunController& run = window.run();
  int asked = 0;
  bool answer = false;
  run.setDropGuard([&] {
    ++asked;
    return answer;
  });
  auto* play = window.findChild<QAction*>(QStringLiteral("play"));
  play->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps > 5, kPatienceMs);
  play->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Paused, kPatienceMs);
  QCOMPARE(asked, 0);
  QVERIFY(run.hasUnsaved());
  const std::string weights = run.record().weightsHash;
  document.push(setSetting(document.design(), "training.seed", std::int64_t{5}));
  for (const char* name : {"play", "step", "reset"}) {
    window.findChild<QAction*>(QLatin1String(name))->trigger();
    QTest::qWait(100);
    QCOMPARE(run.record().weightsHash, weights);
  }
  QCOMPARE(asked, 3);

  // What cannot begin lets nothing go, and does not ask.
  document.push(setSetting(document.design(), "network.cells", std::string("nowhere")));
  play->trigger();
  QVERIFY(window.messageText().contains(QStringLiteral("nowhere")));
  QCOMPARE(asked, 3);
  QCOMPARE(run.record().weightsHash, weights);
  document.undoStack().undo();

  run.markSaved(run.record());
  QVERIFY(!run.hasUnsaved());
  answer = true;
  play->trigger();
  QCOMPARE(asked, 3);
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps > 5 && run.isRunning(), kPatienceMs);
  QCOMPARE(settingInteger(run.record().first, "training.seed"), std::int64_t{5});
  run.pause();
  document.undoStack().setClean();
}

void TestRunLoop::saysWhatTheRunWasTrainedWith() {
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  Document& document = window.document();
  const auto facts = [&] { return window.findChild<QLabel*>(QStringLiteral("runFacts"))->text(); };
  window.run().step();
  QTRY_COMPARE_WITH_TIMEOUT(window.run().view().steps, std::uint64_t{1}, kPatienceMs);
  const QString trained = facts();
  document.push(setSetting(document.design(), "training.seed", std::int64_t{4711}));
  QTRY_VERIFY_WITH_TIMEOUT(!window.run().waitingKeys().empty(), kPatienceMs);
  QCOMPARE(facts(), trained);
  window.run().reset();
  QTRY_VERIFY_WITH_TIMEOUT(facts().contains(QStringLiteral("4711")), kPatienceMs);
  document.undoStack().setClean();
}

void TestRunLoop::waitsForLightThatWasLost() {
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  Document& document = window.document();
  RunController& run = window.run();
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.view().epoch >= 1, kPatienceMs);
  const std::string combiner = document.bench()->cells.cells.front().id;
  document.push(setParameter(document.design(), combiner, "fine_tilt", 300e-6));
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Held, kPatienceMs);
  QVERIFY(run.stateText().contains(QStringLiteral("fine_tilt")));
  QVERIFY(run.stateText().startsWith(QStringLiteral("Held, undo goes on")));
  QSignalSpy problems(&run, &RunController::problem);
  run.play();
  QCOMPARE(problems.count(), 1);
  const std::uint64_t steps = run.view().steps;
  for (const RunPoint& point : run.curves().points) QVERIFY(point.step <= steps);
  QVERIFY(lastTrainAccuracy(run) > 0.5);
  document.undoStack().undo();
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps > steps + 20, kPatienceMs);
  QVERIFY(run.state() == RunState::Running || run.state() == RunState::Finished);
  QVERIFY(lastTrainAccuracy(run) > 0.5);
  run.pause();
  document.undoStack().setClean();
}

void TestRunLoop::trainsOnWhereItHadFinished() {
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  Document& document = window.document();
  RunController& run = window.run();
  document.push(setSetting(document.design(), "training.epochs", std::int64_t{1}));
  document.compilePending();
  run.reset();
  auto* play = window.findChild<QAction*>(QStringLiteral("play"));
  play->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Finished, kPatienceMs);
  const std::uint64_t steps = run.view().steps;
  play->trigger();
  QVERIFY(window.messageText().contains(QStringLiteral("Trains on")));
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps > steps, kPatienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Finished, kPatienceMs);
  QCOMPARE(run.view().steps, 2 * steps);
  QCOMPARE(run.view().epochs, 2);
  QVERIFY(run.progressText().contains(QStringLiteral("2")));
  document.undoStack().setClean();
}

// A new run with new curves, that a replay repeats; weights that do not fit are refused, and the run begins
// anyway.
void TestRunLoop::beginsWithTheWeightsOfARun() {
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("trained.loomrun"));
  const RunFile trained = savedRun(path, kPatienceMs);
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  RunController& run = window.run();
  QTRY_VERIFY_WITH_TIMEOUT(run.data() != nullptr, kPatienceMs);
  run.askedBeginWith(trained);
  QTRY_VERIFY_WITH_TIMEOUT(run.snapshot() != nullptr, kPatienceMs);
  QCOMPARE(run.view().steps, std::uint64_t{0});
  QCOMPARE(run.record().weightsHash, trained.weightsHash);
  run.step();
  QTRY_COMPARE_WITH_TIMEOUT(run.view().steps, std::uint64_t{1}, kPatienceMs);
  const RunFile record = run.record();
  HeadlessOptions options;
  options.start = record.start;
  options.steps = 1;
  options.twin = false;
  QCOMPARE(trainHeadless(record.first, run.data(), options).value().record.weightsHash, record.weightsHash);
  run.markSaved(record);

  const Design design = window.document().design();
  window.document().push(difference(design, test::with(design, "network.hidden=7")));
  QSignalSpy problems(&run, &RunController::problem);
  run.askedBeginWith(trained);
  QTRY_COMPARE_WITH_TIMEOUT(problems.size(), 1, kPatienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(run.snapshot() != nullptr, kPatienceMs);
  QVERIFY(run.record().start.empty());
  window.document().undoStack().setClean();
}

void TestRunLoop::theStateFollowsTheBench() {
  MainWindow window;
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("dark.loom"));
  const Design bright = test::example("first-light");
  const std::string combiner = compileBench(bright).cells.cells.front().id;
  const Design dark = test::with(bright, combiner + ".enabled=off");
  QVERIFY(saveDesign(dark, path.toStdString()).ok());
  QVERIFY(window.openPath(path));
  RunController& run = window.run();
  const auto* label = window.findChild<QLabel*>(QStringLiteral("runState"));
  QTRY_VERIFY_WITH_TIMEOUT(run.data() && !run.isLoadingData(), kPatienceMs);
  QVERIFY(run.stateText().startsWith(QStringLiteral("Cannot train yet")));
  QCOMPARE(label->accessibleName(), run.stateText());
  QCOMPARE(label->text(), run.stateText());
  window.document().replaceWith(bright, QStringLiteral("Mend"));
  QTRY_COMPARE_WITH_TIMEOUT(run.stateText(), QStringLiteral("Ready to train"), kPatienceMs);
  QVERIFY(label->accessibleName().startsWith(QStringLiteral("Ready to train")));
  window.document().undoStack().undo();
  QTRY_VERIFY_WITH_TIMEOUT(label->accessibleName().startsWith(QStringLiteral("Cannot train yet")),
                           kPatienceMs);
  window.document().undoStack().setClean();

  // A window that has loaded nothing yet.
  MainWindow fresh;
  fresh.document().push(difference(fresh.document().design(), dark));
  const auto* state = fresh.findChild<QLabel*>(QStringLiteral("runState"));
  QTRY_VERIFY(state->accessibleName().startsWith(QStringLiteral("Cannot train yet")));
  fresh.document().push(difference(fresh.document().design(), bright));
  QTRY_VERIFY_WITH_TIMEOUT(state->accessibleName().startsWith(QStringLiteral("Ready to train · epoch 1 of")),
                           kPatienceMs);
  fresh.document().undoStack().setClean();
}

// Data that were loaded before the bench could compute are not those of a design that names others since.
void TestRunLoop::trainsOnTheDataThatIsChosen() {
  MainWindow window;
  Document& document = window.document();
  const Design bright = test::with(test::example("first-light"), "training.dataset=iris");
  const std::string combiner = compileBench(bright).cells.cells.front().id;
  document.show(test::with(bright, combiner + ".enabled=off"));
  RunController& run = window.run();
  QTRY_VERIFY_WITH_TIMEOUT(run.data() && run.data()->name == "iris", kPatienceMs);
  document.push(setSetting(document.design(), "training.dataset", std::string("wine")));
  document.push(setParameter(document.design(), combiner, "enabled", true));
  run.step();
  QTRY_COMPARE_WITH_TIMEOUT(run.view().steps, std::uint64_t{1}, kPatienceMs);
  QCOMPARE(run.data()->name, std::string("wine"));
  document.undoStack().setClean();
}

// What the target of an own table is stands over the bench, with the key that says otherwise.
void TestRunLoop::saysWhatItToldOfATable() {
  QTemporaryDir folder;
  QFile table(folder.filePath(QStringLiteral("own.csv")));
  QVERIFY(table.open(QIODevice::WriteOnly));
  table.write("a,b,kind\n");
  for (int i = 0; i < 30; ++i) table.write(i % 2 ? "1.5,2.5,red\n" : "3.5,1.5,blue\n");
  table.close();
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  window.run().setDataDirs({folder.path().toStdString()});
  window.document().push(setSetting(window.document().design(), "training.dataset", std::string("own.csv")));
  QSignalSpy notes(&window.run(), &RunController::noted);
  window.run().play();
  QTRY_COMPARE_WITH_TIMEOUT(notes.count(), 1, kPatienceMs);
  const QString said = notes.first().first().toString();
  QVERIFY2(
      said.contains(QStringLiteral("“kind”, with 2 classes")) && said.contains(QStringLiteral("own.json")),
      qPrintable(said));
  window.run().pause();
  window.document().undoStack().setClean();
}

// Bar, figures, plots and the state that scripts read say where the training diverged and what helps; no
// number of its network is left anywhere.
void TestRunLoop::aDivergedRunHasNoNumbers() {
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  Document& document = window.document();
  for (const char* change : {"training.optimiser=sgd", "training.learning_rate=1000"})
    document.push(difference(document.design(), lightloom::test::with(document.design(), change)));
  document.compilePending();
  RunController& run = window.run();
  run.reset();
  run.play();
  QTRY_COMPARE_WITH_TIMEOUT(run.state(), RunState::Diverged, kPatienceMs);
  const QString why = run.stateText();
  QVERIFY2(why.startsWith(QLatin1String("Diverged in epoch 1, step ")) &&
               why.contains(QLatin1String("learning rate")),
           qPrintable(why));
  QTRY_VERIFY(run.view().report && run.view().report->diverged);
  const QJsonObject state =
      QJsonDocument::fromJson(windowState(window)).object()[QLatin1String("run")].toObject();
  QCOMPARE(state[QLatin1String("state")].toString(), QStringLiteral("diverged"));
  QCOMPARE(state[QLatin1String("reason")].toString(), why);
  for (const char* key : {"train_accuracy", "test_accuracy", "J_per_op"})
    QVERIFY2(state[QLatin1String(key)].isNull(), key);
  const auto textOf = [&](const char* name) {
    const auto* label = window.findChild<QLabel*>(QLatin1String(name));
    return label ? label->text() : QString();
  };
  QTRY_COMPARE(textOf("snr"), QStringLiteral("–"));
  QCOMPARE(textOf("energy_per_op"), QStringLiteral("–"));
  QVERIFY(textOf("emitted").contains(QLatin1String("mW")));
  QVERIFY(!textOf("runFigures").contains(QLatin1String("OP")));
  QCOMPARE(run.curves().marks.back().label, std::string("Diverged"));
  const std::vector<Check> checks = document.checks();
  QVERIFY(std::any_of(checks.begin(), checks.end(),
                      [](const Check& check) { return check.message.id.rfind("training.", 0) == 0; }));
  document.undoStack().setClean();
}

void TestRunLoop::withoutALockThereIsNoPhaseError() {
  const Bench bench =
      compileBench(lightloom::test::with(lightloom::test::example("first-light"), "leader_laser1.power=0 W"));
  QCOMPARE(bench.locks.at(1).locked, 0);
  const std::vector<LoupeContent> loupes = loupeContents(bench);
  const auto lasers = std::find_if(loupes.begin(), loupes.end(),
                                   [](const LoupeContent& loupe) { return loupe.part == "vcsel_array2"; });
  QVERIFY(lasers != loupes.end());
  const QString said = channelText(bench, *lasers, 0);
  QVERIFY2(said.contains(QLatin1String("No leader light")) && !said.contains(QLatin1String("mrad")),
           qPrintable(said));
}

QTEST_MAIN(TestRunLoop)
#include "tst_run_loop.moc"
