#include <QTest>
#include <thread>

#include "all_rooms.h"
#include "documents/run_file.h"
#include "files/zip.h"
#include "sanitized.h"
#include "test_support.h"
#include "train/headless.h"
#include "train/recorded_run.h"
#include "train/resume_point.h"
#include "train/runner.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

namespace {

Design small() {
  return with(with(test::dimLight(), "training.epochs=3"), "network.hidden=20");
}

std::shared_ptr<const Bench> benchOf(const Design& design, const std::string& label = {}) {
  auto bench = std::make_shared<Bench>(compileBench(design));
  bench->change.label = label;
  return bench;
}

// Tests of a network at rest are no part of a run.
RunView waitFor(const Runner& runner, const std::function<bool(const RunView&)>& done) {
  for (int i = 0; i < 60000; ++i) {
    RunView view = runner.poll();
    Trail<RunPoint> trained;
    for (const RunPoint& point : view.curves.points)
      if (!point.atRest) trained.push_back(point);
    view.curves.points = trained;
    if (done(view)) return view;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  qFatal("the runner did not get there");
  return {};
}

bool finished(const RunView& view) {
  return view.state == RunState::Finished;
}

RunFile throughBytes(const RunFile& run) {
  const Result<RunFile> read = readRun(writeRun(run).value(), "run");
  if (!read) qFatal("%s", english(read.error()).c_str());
  return read.value();
}

std::shared_ptr<const RunFile> snapshotAt(const Runner& runner, std::uint64_t steps) {
  for (int i = 0; i < 60000; ++i) {
    if (const auto snapshot = runner.lastRecord(); snapshot && snapshot->steps == steps) return snapshot;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  qFatal("there is no snapshot of the pause");
  return nullptr;
}

void stepTo(Runner& runner, std::uint64_t steps) {
  while (runner.poll().steps < steps) {
    const std::uint64_t before = runner.poll().steps;
    runner.step();
    waitFor(runner, [&](const RunView& view) { return view.steps > before; });
  }
}

bool same(double a, double b) {
  return a == b || (a != a && b != b);
}

// Everything but the time.
bool samePoints(const Trail<RunPoint>& a, const Trail<RunPoint>& b) {
  const auto equal = [](const RunPoint& p, const RunPoint& q) {
    return p.step == q.step && same(p.epoch, q.epoch) && same(p.loss, q.loss) &&
           same(p.trainAccuracy, q.trainAccuracy) && same(p.testAccuracy, q.testAccuracy) &&
           same(p.opticalEmittedW, q.opticalEmittedW) && same(p.opticalDetectedW, q.opticalDetectedW) &&
           same(p.joulesPerOp, q.joulesPerOp) && same(p.joulesPerOpLow, q.joulesPerOpLow) &&
           same(p.joulesPerOpHigh, q.joulesPerOpHigh) && same(p.phaseErrorRad, q.phaseErrorRad) &&
           same(p.worstPhaseErrorRad, q.worstPhaseErrorRad) && same(p.signalElectrons, q.signalElectrons) &&
           same(p.spentJoules, q.spentJoules) && same(p.heatErrorRad, q.heatErrorRad);
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), equal);
}

bool sameEpochs(const std::vector<EpochRow>& a, const std::vector<EpochRow>& b) {
  const auto equal = [](const EpochRow& p, const EpochRow& q) {
    return p.epoch == q.epoch && same(p.loss, q.loss) && same(p.trainAccuracy, q.trainAccuracy) &&
           same(p.testAccuracy, q.testAccuracy) && same(p.joulesPerOp, q.joulesPerOp);
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), equal);
}

struct End {
  RunView view;
  RunFile record;
};

End trainToTheEnd(Runner& runner) {
  runner.play();
  End end{waitFor(runner, finished), runner.record()};
  const auto twinIsThere = [&] {
    return end.view.curves.twin.size() == static_cast<std::size_t>(end.view.epochs);
  };
  for (int i = 0; i < 60000 && !twinIsThere(); ++i) {
    end.record = runner.record();  // which looks after the twin
    end.view = waitFor(runner, finished);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return end;
}

}  // namespace

/// A run that is put aside and taken up again.
class TestResumedRun : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goesOnAsIfNothingHadBeen_data();
  void goesOnAsIfNothingHadBeen();
  void aFinishedRunTrainsOn();
  void aRunWhoseLightWasLostStandsBeforeIt();
  void snapshotsComeByThemselves();
  void withoutItsTwinTheTwinBeginsAnew();
  void whatDoesNotFitIsRefused();
  void runsWithoutAResumePointStayAsTheyWere();
  void zerosCanBeReadBack();
  void hostileEntriesAreErrors();
  void truncatedEntriesAreErrors();
  void newerResumePointsAreLeftOut();
};

void TestResumedRun::goesOnAsIfNothingHadBeen_data() {
  QTest::addColumn<std::string>("setting");
  QTest::addColumn<int>("pause");
  QTest::addColumn<bool>("changed");
  const char* const kSettings[] = {"training.optimiser=adam", "training.optimiser=sgd", "training.shards=4",
                                   "training.hardware=all", "network.encoding=phase_phase"};
  for (const char* setting : kSettings)
    for (const bool changed : {false, true})
      for (const int pause : {7, 0}) {
        // A sanitizer sees each value of each with every setting.
        if (LIGHTLOOM_SANITIZED && changed == (pause == 0)) continue;
        QTest::addRow("%s, paused at %d%s", setting, pause, changed ? ", changed" : "")
            << std::string(setting) << pause << changed;
      }
}

// `pause` after the first epoch, 0 = at its end.
void TestResumedRun::goesOnAsIfNothingHadBeen() {
  QFETCH(std::string, setting);
  QFETCH(int, pause);
  QFETCH(bool, changed);
  const Design design = with(small(), setting);
  const auto data = dataOf(design);
  const auto bench = benchOf(design);
  const auto tilted = benchOf(with(design, "beam_splitter4.fine_tilt=20 µrad"), "Tilt");
  const auto prepare = [&](Runner& runner) {
    if (!runner.load(bench, data)) qFatal("cannot load");
    stepTo(runner, 3);
    if (changed) runner.setBench(tilted);
    waitFor(runner, [&](const RunView& view) { return !changed || view.curves.marks.size() == 1; });
  };
  Runner straight;
  prepare(straight);
  const End whole = trainToTheEnd(straight);

  auto runner = std::make_unique<Runner>();
  prepare(*runner);
  const std::uint64_t steps =
      static_cast<std::uint64_t>(whole.view.stepsPerEpoch) + static_cast<std::uint64_t>(pause);
  stepTo(*runner, steps);
  const auto snapshot = snapshotAt(*runner, steps);
  const RunView paused = waitFor(*runner, [](const RunView&) { return true; });
  runner.reset();

  for (const RunFile& run : {*snapshot, throughBytes(*snapshot)}) {
    Runner again;
    const Result<Done> resumed =
        again.resume(changed ? tilted : bench, data, std::make_shared<const RunFile>(run));
    QVERIFY2(resumed.ok(), resumed ? "" : english(resumed.error()).c_str());
    QVERIFY(again.lastRecord() && again.lastRecord()->steps == steps);
    const RunView standing = waitFor(again, [](const RunView& view) { return view.stepsPerEpoch > 0; });
    QCOMPARE(standing.state, RunState::Paused);
    QCOMPARE(standing.steps, steps);
    QCOMPARE(standing.epoch, paused.epoch);
    QCOMPARE(standing.stepInEpoch, pause);
    QCOMPARE(standing.epochs, 3);
    QVERIFY(samePoints(standing.curves.points, paused.curves.points));
    for (std::size_t i = 0; i < standing.curves.points.size(); ++i)
      QCOMPARE(standing.curves.points[i].seconds, paused.curves.points[i].seconds);
    QCOMPARE(standing.curves.marks.size(), paused.curves.marks.size());
    const End end = trainToTheEnd(again);
    QCOMPARE(end.record.weightsHash, whole.record.weightsHash);
    QVERIFY(samePoints(end.view.curves.points, whole.view.curves.points));
    QVERIFY(end.view.curves.points.back().seconds >
            end.view.curves.points[standing.curves.points.size() - 1].seconds);
    QVERIFY(end.view.curves.twin == whole.view.curves.twin);
    QVERIFY(end.view.curves.marks == whole.view.curves.marks);
    if (changed) QCOMPARE(end.view.curves.marks[0].parts, std::vector<std::string>{"beam_splitter4"});
    QCOMPARE(end.record.log.size(), whole.record.log.size());
    QVERIFY(finalDesign(end.record) == finalDesign(whole.record));
    QVERIFY(end.record.first == whole.record.first);
    QVERIFY(sameEpochs(end.record.resume->epochs, whole.record.resume->epochs));
    QVERIFY(end.record.resume->trainer == whole.record.resume->trainer);
    QVERIFY(end.record.resume->twin->trainer == whole.record.resume->twin->trainer);
    QVERIFY(!replayProblem(whole.record, end.record));
  }
}

void TestResumedRun::aFinishedRunTrainsOn() {
  const Design design = with(small(), "training.epochs=1");
  const auto data = dataOf(design);
  const auto bench = benchOf(design);
  std::string hash;
  std::shared_ptr<const RunFile> once;
  {
    Runner runner;
    QVERIFY(runner.load(bench, data).ok());
    trainToTheEnd(runner);
    once = std::make_shared<const RunFile>(throughBytes(runner.record()));
    hash = trainToTheEnd(runner).record.weightsHash;
  }
  Runner again;
  QVERIFY(again.resume(bench, data, once).ok());
  QCOMPARE(again.poll().state, RunState::Finished);
  const End end = trainToTheEnd(again);
  QCOMPARE(end.record.weightsHash, hash);
  QCOMPARE(end.view.epochs, 2);
  again.reset();
  const RunView anew = waitFor(again, [](const RunView& view) { return view.stepsPerEpoch > 0; });
  QCOMPARE(anew.steps, std::uint64_t{0});
  QVERIFY(!again.lastRecord());
}

// The run before a change that took the light goes on as if the change had never been.
void TestResumedRun::aRunWhoseLightWasLostStandsBeforeIt() {
  const Design design = with(small(), "training.epochs=6");
  const auto data = dataOf(design);
  const auto bench = benchOf(design);
  std::shared_ptr<const RunFile> standing;
  {
    Runner runner;
    QVERIFY(runner.load(bench, data).ok());
    runner.play();
    waitFor(runner, [](const RunView& view) { return view.epoch >= 1; });
    runner.setBench(benchOf(with(design, "beam_splitter4.fine_tilt=300 µrad"), "Tilt"));
    const RunView held = waitFor(runner, [](const RunView& view) { return view.state == RunState::Held; });
    standing = snapshotAt(runner, held.steps);
    QVERIFY(standing->log.empty());
  }
  Runner again;
  QVERIFY(again.resume(bench, data, standing).ok());
  QCOMPARE(waitFor(again, [](const RunView& view) { return view.stepsPerEpoch > 0; }).state,
           RunState::Paused);
  const End end = trainToTheEnd(again);
  const TrainingResult straight = trainHeadless(design, data).value();
  QCOMPARE(end.record.weightsHash, straight.record.weightsHash);
  QVERIFY(!replayProblem(straight.record, end.record));
}

void TestResumedRun::snapshotsComeByThemselves() {
  const Design design = with(example("first-light"), "training.epochs=100000");
  Runner runner;
  QVERIFY(!runner.lastRecord());
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  QVERIFY(!runner.lastRecord());
  runner.play();
  std::shared_ptr<const RunFile> first;
  QTRY_VERIFY_WITH_TIMEOUT((first = runner.lastRecord()) != nullptr, 20000);
  QTRY_VERIFY_WITH_TIMEOUT(runner.lastRecord()->steps > first->steps, 20000);
  QVERIFY(first->resume && first->resume->trainer.steps == first->steps);
  runner.pause();
  // The mini-batch that was under way when the pause was asked for is the last one.
  const std::uint64_t steps = runner.record().steps;
  QTRY_COMPARE_WITH_TIMEOUT(runner.lastRecord()->steps, steps, 20000);
}

void TestResumedRun::withoutItsTwinTheTwinBeginsAnew() {
  const Design design = small();
  const auto data = dataOf(design);
  const auto bench = benchOf(design);
  Runner runner;
  QVERIFY(runner.load(bench, data).ok());
  stepTo(runner, 5);
  RunFile run = *snapshotAt(runner, 5);
  auto point = std::make_shared<ResumePoint>(*run.resume);
  point->twin.reset();
  run.resume = point;
  Runner again;
  QVERIFY(again.resume(bench, data, std::make_shared<const RunFile>(throughBytes(run))).ok());
  QVERIFY(trainToTheEnd(again).view.curves.twin == trainToTheEnd(runner).view.curves.twin);
}

void TestResumedRun::whatDoesNotFitIsRefused() {
  const Design design = small();
  const auto data = dataOf(design);
  const auto bench = benchOf(design);
  Runner runner;
  QVERIFY(runner.load(bench, data).ok());
  stepTo(runner, 5);
  const RunFile sound = runner.record();
  const auto problemOf = [&](const std::function<void(RunFile&, ResumePoint&)>& change,
                             const std::shared_ptr<const Dataset>& samples) {
    RunFile run = sound;
    auto point = std::make_shared<ResumePoint>(*run.resume);
    run.resume = point;
    change(run, *point);
    Runner again;
    const Result<Done> resumed = again.resume(bench, samples, std::make_shared<const RunFile>(run));
    return resumed ? std::string("resumed") : resumed.error().id;
  };
  const std::string misfit = "run.resume-misfit";
  QCOMPARE(problemOf([](RunFile&, ResumePoint&) {}, data), std::string("resumed"));
  QCOMPARE(problemOf([](RunFile& run, ResumePoint&) { run.resume.reset(); }, data),
           std::string("run.no-resume-point"));
  QCOMPARE(problemOf([](RunFile& run, ResumePoint&) { run.kernelLibrary = "other"; }, data),
           std::string("run.other-library"));
  QCOMPARE(problemOf([](RunFile& run, ResumePoint&) { run.data.hash = "0"; }, data),
           std::string("run.other-data"));
  QCOMPARE(problemOf([](RunFile& run, ResumePoint&) { run.data.hash.clear(); }, data), misfit);
  QCOMPARE(problemOf([](RunFile& run, ResumePoint&) { ++run.steps; }, data), misfit);
  QCOMPARE(
      problemOf([](RunFile& run, ResumePoint&) { run.first = with(run.first, "network.hidden=21"); }, data),
      misfit);
  QCOMPARE(problemOf([](RunFile&, ResumePoint& point) { point.pointSeconds.push_back(1); }, data), misfit);
  QCOMPARE(problemOf([](RunFile&, ResumePoint& point) { point.seconds = 1e300; }, data), misfit);
  QCOMPARE(problemOf([](RunFile&, ResumePoint& point) { point.seconds = std::nan(""); }, data), misfit);
  QCOMPARE(problemOf([](RunFile&, ResumePoint& point) { point.twin->trainer.layers.clear(); }, data), misfit);
  QCOMPARE(
      problemOf(
          [&](RunFile& run, ResumePoint&) {
            run.log.push_back({5, difference(run.first, with(run.first, "network.encoding=phase_phase"))});
          },
          data),
      misfit);
}

void TestResumedRun::runsWithoutAResumePointStayAsTheyWere() {
  const Design design = with(small(), "training.epochs=1");
  const auto data = dataOf(design);
  Runner runner;
  QVERIFY(runner.load(benchOf(design), data).ok());
  stepTo(runner, 12);
  RunFile run = runner.record();
  const std::string withPoint = writeRun(run).value();
  QCOMPARE(writeRun(readRun(withPoint, "run").value()).value(), withPoint);
  run.resume.reset();
  const std::string without = writeRun(run).value();
  QVERIFY(without.size() < withPoint.size());
  HeadlessOptions options;
  options.steps = 12;
  RunFile headless = trainHeadless(design, data, options).value().record;
  for (std::size_t c = 0; c < run.curves.columns.size(); ++c)
    if (run.curves.columns[c] == "ideal_test_accuracy") headless.curves.values[c] = run.curves.values[c];
  QCOMPARE(writeRun(headless).value(), without);
  QVERIFY(!readRun(without, "run").value().resume);
}

// Zeros pack so well that a reader would take them for a bomb.
void TestResumedRun::zerosCanBeReadBack() {
  const Design design = with(small(), "network.hidden=9000,60");
  const auto data = dataOf(design);
  Runner runner;
  QVERIFY(runner.load(benchOf(design), data).ok());
  const RunFile run = runner.record();
  QVERIFY(run.resume);
  QVERIFY(throughBytes(run).resume->trainer == run.resume->trainer);
}

void TestResumedRun::hostileEntriesAreErrors() {
  const Design design = small();
  Runner runner;
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  stepTo(runner, 3);
  const RunFile sound = runner.record();
  const auto problemOf = [&](const std::function<void(ResumePoint&)>& change) {
    RunFile run = sound;
    auto point = std::make_shared<ResumePoint>(*run.resume);
    change(*point);
    run.resume = point;
    const Result<RunFile> read = readRun(writeRun(run).value(), "run");
    return read ? std::string("read") : read.error().id;
  };
  QCOMPARE(problemOf([](ResumePoint&) {}), std::string("read"));
  const std::string sizes = "run.resume-sizes";
  QCOMPARE(problemOf([](ResumePoint& point) { point.trainer.layers[0].first.pop_back(); }), sizes);
  QCOMPARE(problemOf([](ResumePoint& point) { point.trainer.layers[1].second.resize(3); }), sizes);
  QCOMPARE(problemOf([](ResumePoint& point) { point.twin->trainer.layers[0].weights.clear(); }), sizes);
  QCOMPARE(problemOf([](ResumePoint& point) { point.trainer.layers.pop_back(); }), sizes);
  QCOMPARE(problemOf([](ResumePoint& point) { point.trainer.layers.resize(900); }), sizes);
  QCOMPARE(problemOf([](ResumePoint& point) { point.twin->trainer.layers.clear(); }), sizes);
  QCOMPARE(problemOf([](ResumePoint& point) { point.trainer.takeUps = std::uint64_t{1} << 60; }),
           std::string("run.resume-range"));
  QCOMPARE(problemOf([](ResumePoint& point) { point.sincePoint.counted = 2'000'000'000; }),
           std::string("run.resume-range"));
  QCOMPARE(problemOf([](ResumePoint& point) { point.trainer.seen = -1; }), std::string("run.out-of-range"));
}

void TestResumedRun::truncatedEntriesAreErrors() {
  const Design design = small();
  Runner runner;
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  stepTo(runner, 3);
  const std::vector<ZipEntry> sound = readZip(writeRun(runner.record()).value(), "run").value();
  const auto idOf = [](const std::vector<ZipEntry>& entries) {
    const Result<RunFile> read = readRun(writeZip(entries).value(), "run");
    return read ? std::string("read") : read.error().id;
  };
  QCOMPARE(idOf(sound), std::string("read"));
  int found = 0;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    if (sound[i].name.rfind("resume", 0) != 0) continue;
    ++found;
    const bool isArray = sound[i].name.ends_with(".npy");
    const std::size_t size = sound[i].bytes.size();
    for (const std::size_t kept : {std::size_t{0}, std::size_t{20}, size / 2, size - 4}) {
      std::vector<ZipEntry> cut = sound;
      cut[i].bytes.resize(kept);
      const std::string id = idOf(cut);
      QVERIFY2(id.rfind(isArray ? "npy." : "json.", 0) == 0 || id.rfind("file.", 0) == 0, id.c_str());
    }
    std::vector<ZipEntry> without = sound;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    const bool needed = isArray && sound[i].name.find("second") == std::string::npos;
    QCOMPARE(idOf(without), std::string(needed ? "run.missing-part" : "run.changed"));
  }
  QCOMPARE(found, 6);
}

// A program that knows more writes what this one does not understand: the rest of the run is there.
void TestResumedRun::newerResumePointsAreLeftOut() {
  const Design design = small();
  Runner runner;
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  stepTo(runner, 3);
  std::vector<ZipEntry> entries = readZip(writeRun(runner.record()).value(), "run").value();
  for (ZipEntry& entry : entries)
    if (entry.name == "resume.json") entry.bytes = "{\"version\": 2}";
  // It has the hash of other content, which is looked at last.
  QCOMPARE(readRun(writeZip(entries).value(), "run").error().id, std::string("run.changed"));
}

QTEST_GUILESS_MAIN(TestResumedRun)
#include "tst_resumed_run.moc"
