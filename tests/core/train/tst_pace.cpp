#include "train/pace.h"

#include <QElapsedTimer>
#include <QTest>
#include <functional>
#include <thread>

#include "all_rooms.h"
#include "learn/trainer.h"
#include "sanitized.h"
#include "test_support.h"
#include "train/headless.h"
#include "train/runner.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::with;
using Per = lightloom::train::Pace::Per;

class TestPace : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void hasWords_data();
  void hasWords();
  void refusesOtherWords_data();
  void refusesOtherWords();
  void dividesTheTime();
  void changesNoBits_data();
  void changesNoBits();
  void keepsTheTime();
  void theWholeRunTakesItsTime();
  void nothingElseWaits();
  void aPressIsOneMiniBatch();
  void productsAreWatchedOneByOne();
};

namespace {

constexpr int kSoonMs = LIGHTLOOM_SANITIZED ? 1000 : 100;
constexpr double kLong = 600;

Design small() {
  return with(with(test::dimLight(), "training.epochs=2"), "network.hidden=20");
}

std::shared_ptr<const Bench> benchOf(const Design& design) {
  return std::make_shared<const Bench>(compileBench(design));
}

bool comes(const Runner& runner, const std::function<bool(const RunView&)>& done, int ms = 60000) {
  QElapsedTimer timer;
  timer.start();
  while (!done(runner.poll())) {
    if (timer.elapsed() > ms) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

bool finished(const RunView& view) {
  return view.state == RunState::Finished;
}

// A run that has done its first mini-batch and waits very long for its second.
void waitsAfterTheFirst(Runner& runner, const Design& design) {
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  runner.setPace({Per::Step, kLong});
  runner.play();
  QVERIFY(comes(runner, [](const RunView& view) { return view.steps == 1; }));
}

}  // namespace

void TestPace::hasWords_data() {
  QTest::addColumn<Pace>("pace");
  QTest::addColumn<std::string>("key");
  QTest::newRow("free") << Pace{} << std::string("free");
  QTest::newRow("press") << Pace{Per::Press, 0} << std::string("press");
  QTest::newRow("product") << Pace{Per::Product, 1} << std::string("product:1");
  QTest::newRow("step") << Pace{Per::Step, 0.5} << std::string("step:0.5");
  QTest::newRow("epoch") << Pace{Per::Epoch, 60} << std::string("epoch:60");
  QTest::newRow("run") << Pace{Per::Run, kLongestPace} << std::string("run:3600");
}

void TestPace::hasWords() {
  QFETCH(Pace, pace);
  QFETCH(std::string, key);
  QCOMPARE(paceKey(pace), key);
  QVERIFY(paceFromKey(key) == pace);
}

void TestPace::refusesOtherWords_data() {
  QTest::addColumn<std::string>("key");
  for (const char* key : {"", "slow", "free:1", "press:", "step", "step:", "step:0", "step:-1", "run:3601",
                          "epoch:nan", "epoch:inf", "run:1 s", "run:x", ":1", "step:1:2"})
    QTest::newRow(key) << std::string(key);
}

void TestPace::refusesOtherWords() {
  QFETCH(std::string, key);
  QVERIFY(!paceFromKey(key));
}

void TestPace::dividesTheTime() {
  QCOMPARE(secondsPerStep({}, 10, 4), 0.0);
  QCOMPARE(secondsPerStep({Per::Press, 0}, 10, 4), 0.0);
  QCOMPARE(secondsPerStep({Per::Product, 2}, 10, 4), 0.0);
  QCOMPARE(secondsPerStep({Per::Step, 2}, 10, 4), 2.0);
  QCOMPARE(secondsPerStep({Per::Epoch, 20}, 10, 4), 2.0);
  QCOMPARE(secondsPerStep({Per::Run, 20}, 10, 4), 0.5);
}

void TestPace::changesNoBits_data() {
  QTest::addColumn<Pace>("pace");
  QTest::addColumn<std::string>("shards");
  const Pace paces[] = {{Per::Product, 0.002}, {Per::Step, 0.003}, {Per::Epoch, 0.02}, {Per::Run, 0.2}};
  for (const Pace& pace : paces)
    for (const char* shards : {"training.shards=1", "training.shards=3"})
      QTest::addRow("%s %s", paceKey(pace).c_str(), shards) << pace << std::string(shards);
}

void TestPace::changesNoBits() {
  QFETCH(Pace, pace);
  QFETCH(std::string, shards);
  const Design design = with(small(), shards);
  const auto data = dataOf(design);
  Runner runner;
  runner.setPace(pace);
  QVERIFY(runner.load(benchOf(design), data).ok());
  runner.play();
  QVERIFY(comes(runner, [](const RunView& view) { return view.steps >= 5; }));
  runner.setPace({Per::Step, kLong});
  runner.setPace(pace);
  QVERIFY(comes(runner, finished));
  const RunFile paced = runner.record();
  const RunFile free = trainHeadless(design, data).value().record;
  QCOMPARE(paced.weightsHash, free.weightsHash);
  QVERIFY(paced.log.empty());
}

void TestPace::keepsTheTime() {
  const Design design = small();
  Runner runner;
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  QVERIFY(comes(runner, [](const RunView& view) { return view.stepsPerEpoch > 0; }));
  runner.setPace({Per::Step, 0.05});
  QElapsedTimer timer;
  timer.start();
  runner.play();
  QVERIFY(comes(
      runner, [](const RunView& view) { return view.steps == 1; }, 20 * kSoonMs));
  QVERIFY(comes(runner, [](const RunView& view) { return view.steps >= 11; }));
  const qint64 ms = timer.elapsed();
  QVERIFY2(ms >= 490 && ms < 500 + 20 * kSoonMs, qPrintable(QString::number(ms)));
  const RunView view = runner.poll();
  QCOMPARE(view.state, RunState::Running);
  // The ideal twin was done with its epoch long before, and tells no end of what has only begun.
  for (const TwinPoint& point : view.curves.twin) QVERIFY(point.epoch <= view.epoch);
}

void TestPace::theWholeRunTakesItsTime() {
  const Design design = small();
  Runner runner;
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  runner.setPace({Per::Run, 2});
  QElapsedTimer timer;
  timer.start();
  runner.play();
  QVERIFY(comes(runner, finished));
  const qint64 ms = timer.elapsed();
  QVERIFY2(ms >= 1800 && ms < 2000 + 20 * kSoonMs, qPrintable(QString::number(ms)));
}

void TestPace::nothingElseWaits() {
  const Design design = small();
  QElapsedTimer timer;
  {
    Runner runner;
    waitsAfterTheFirst(runner, design);
    // A bench is taken up, and no mini-batch is trained early for it.
    runner.setBench(benchOf(with(design, "beam_splitter4.fine_tilt=60 µrad")));
    QVERIFY(comes(
        runner, [](const RunView& view) { return view.curves.marks.size() == 1; }, kSoonMs));
    QCOMPARE(runner.poll().steps, std::uint64_t{1});
    // A record is that of the moment.
    timer.start();
    QCOMPARE(runner.record().steps, std::uint64_t{1});
    QVERIFY(timer.elapsed() < kSoonMs);
    // A step is asked for and comes, then it rests.
    runner.step();
    QVERIFY(comes(
        runner, [](const RunView& view) { return view.steps == 2; }, kSoonMs));
    QVERIFY(comes(
        runner, [](const RunView& view) { return view.state == RunState::Paused; }, kSoonMs));
    // Train again begins at once; a pause ends the waiting and keeps what was trained.
    runner.play();
    QVERIFY(comes(
        runner, [](const RunView& view) { return view.steps == 3; }, kSoonMs));
    runner.pause();
    QVERIFY(comes(
        runner, [&](const RunView&) { return runner.snapshot() && runner.snapshot()->record->steps == 3; },
        kSoonMs));
    // Another pace counts from now on.
    runner.play();
    QVERIFY(comes(
        runner, [](const RunView& view) { return view.steps == 4; }, kSoonMs));
    runner.setPace({});
    QVERIFY(comes(runner, finished));
    runner.reset();
    QVERIFY(comes(runner, [](const RunView& view) { return view.stepsPerEpoch > 0 && view.steps == 0; }));
  }
  auto waiting = std::make_unique<Runner>();
  waitsAfterTheFirst(*waiting, design);
  timer.start();
  waiting.reset();
  QVERIFY2(timer.elapsed() < kSoonMs, qPrintable(QString::number(timer.elapsed())));
}

void TestPace::aPressIsOneMiniBatch() {
  const Design design = small();
  const auto data = dataOf(design);
  Runner runner;
  QVERIFY(runner.load(benchOf(design), data).ok());
  runner.play();
  QVERIFY(comes(runner, [](const RunView& view) { return view.steps >= 1; }));
  runner.setPace({Per::Press, 0});
  QVERIFY(comes(runner, [](const RunView& view) { return view.state == RunState::Paused; }));
  QTest::qWait(50);
  const std::uint64_t stood = runner.poll().steps;
  runner.play();
  runner.play();
  QVERIFY(comes(runner, [&](const RunView& view) { return view.steps == stood + 2; }));
  QTest::qWait(50);
  QCOMPARE(runner.poll().steps, stood + 2);
  QCOMPARE(runner.poll().state, RunState::Paused);
  // A run that has finished goes on by a press, too, and says that it is longer now.
  runner.setPace({});
  runner.play();
  QVERIFY(comes(runner, finished));
  const RunView end = runner.poll();
  runner.setPace({Per::Press, 0});
  runner.play();
  QVERIFY(comes(runner, [&](const RunView& view) { return view.steps == end.steps + 1; }));
  QVERIFY(runner.poll().epochs > end.epochs);
}

void TestPace::productsAreWatchedOneByOne() {
  const Design design = small();
  Runner runner;
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  runner.setPace({Per::Product, 0.2});
  runner.play();
  QVERIFY(comes(runner, [](const RunView& view) { return view.product == 1; }));
  QVERIFY(comes(runner, [](const RunView& view) { return view.product == 2; }));
  QVERIFY(comes(runner, [](const RunView& view) { return view.steps == 1; }));
  QVERIFY(comes(runner, [](const RunView& view) { return view.product == 1; }));
  // Whoever pauses sees the mini-batch end.
  runner.setPace({Per::Product, kLong});
  QVERIFY(comes(
      runner, [](const RunView& view) { return view.product == 2; }, kSoonMs));
  runner.pause();
  QVERIFY(comes(
      runner, [](const RunView& view) { return view.steps == 2 && view.product == 0; }, kSoonMs));
  QCOMPARE(runner.poll().state, RunState::Paused);
}

QTEST_GUILESS_MAIN(TestPace)
#include "tst_pace.moc"
