#include "train/runner.h"

#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <thread>

#include "all_rooms.h"
#include "documents/channel_table.h"
#include "documents/recovery.h"
#include "documents/run_file.h"
#include "export/formats.h"
#include "export/report_json.h"
#include "learn/network.h"
#include "sanitized.h"
#include "study/ablation.h"
#include "test_support.h"
#include "train/headless.h"
#include "train/recorded_run.h"
#include "train/resume_point.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

class TestRunner : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void windowAndHeadlessGiveTheSameBits();
  void pauseStepAndResetDoWhatTheySay();
  void takeUpsReplayToTheSameBits_data();
  void takeUpsReplayToTheSameBits();
  void aRecordedRunGivesItsReportAgain();
  void aRecordKeepsWholePoints();
  void replaysAreCompared();
  void aDivergedRunHasNoAccuracy();
  void aDivergedRunHasNoNetwork();
  void aDivergedRunIsMarked();
  void aBrokenBenchHoldsTheRun();
  void lostLightHoldsTheRun_data();
  void lostLightHoldsTheRun();
  void tooFastALearningStillDiverges();
  void blowUpsAreContained_data();
  void blowUpsAreContained();
  void pausesComeAtOnce();
  void trainsOnAfterTheEnd();
  void isTestedOnTheBenchWhileItRests();
  void snapshotsAreWholeAndChangeNothing();
  void resetWaitsForNobody();
  void replaysWhatWasTakenUpAtTheEnd();
  void measuredLasersAreTakenUp();
  void refusesClassesForNumbers();
  void threadsChangeNothing_data();
  void threadsChangeNothing();
};

namespace {

constexpr const char* kLosesLight = "beam_splitter4.fine_tilt=300 µrad";

Design small() {
  return with(with(test::dimLight(), "training.epochs=2"), "network.hidden=20");
}

std::shared_ptr<const Bench> benchOf(const Design& design, const std::string& label = {}) {
  auto bench = std::make_shared<Bench>(compileBench(design));
  bench->change.label = label;
  return bench;
}

RunView waitFor(const Runner& runner, const std::function<bool(const RunView&)>& done) {
  RunView view;
  for (int i = 0; i < 60000; ++i) {
    view = runner.poll();
    if (done(view)) return view;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  qFatal("the runner did not get there");
  return view;
}

bool finished(const RunView& view) {
  return view.state == RunState::Finished;
}

bool isHeld(const RunView& view) {
  return view.state == RunState::Held;
}

void addShards() {
  QTest::addColumn<std::string>("shards");
  for (const char* shards : {"training.shards=1", "training.shards=3"})
    QTest::newRow(shards) << std::string(shards);
}

std::string hashOf(const TrainingResult& result) {
  return result.record.weightsHash;
}

}  // namespace

void TestRunner::windowAndHeadlessGiveTheSameBits() {
  const Design design = small();
  const auto data = dataOf(design);
  Runner runner;
  QVERIFY(runner.load(benchOf(design), data).ok());
  runner.play();
  waitFor(runner, finished);
  const RunFile record = runner.record();
  const TrainingResult headless = trainHeadless(design, data).value();
  QCOMPARE(record.weightsHash, hashOf(headless));
  QVERIFY(!headless.diverged);
}

void TestRunner::pauseStepAndResetDoWhatTheySay() {
  const Design design = small();
  Runner runner;
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  QCOMPARE(runner.poll().steps, std::uint64_t{0});
  runner.step();
  runner.step();
  waitFor(runner, [](const RunView& view) { return view.steps == 2; });
  QTest::qWait(30);
  const RunView paused = runner.poll();
  QCOMPARE(paused.steps, std::uint64_t{2});
  QCOMPARE(paused.state, RunState::Paused);
  runner.reset();
  const RunView again = waitFor(runner, [](const RunView& view) { return view.stepsPerEpoch > 0; });
  QCOMPARE(again.steps, std::uint64_t{0});
  QVERIFY(again.generation > paused.generation);
}

void TestRunner::takeUpsReplayToTheSameBits_data() {
  addShards();
}

void TestRunner::takeUpsReplayToTheSameBits() {
  QFETCH(std::string, shards);
  const Design design = with(small(), shards);
  const auto data = dataOf(design);
  const std::string combiner = compileBench(design).cells.cells.at(0).id;
  Runner runner;
  QVERIFY(runner.load(benchOf(design), data).ok());
  runner.step();
  waitFor(runner, [](const RunView& view) { return view.steps == 1; });
  runner.setBench(benchOf(with(design, combiner + ".fine_tilt=60 µrad"), "Tilt"));
  waitFor(runner, [](const RunView& view) { return view.curves.marks.size() == 1; });
  runner.play();
  const RunView end = waitFor(runner, finished);
  QCOMPARE(end.curves.marks[0].label, std::string("Tilt"));
  const RunFile record = runner.record();
  QCOMPARE(record.log.size(), std::size_t{1});
  HeadlessOptions options;
  options.log = record.log;
  QCOMPARE(hashOf(trainHeadless(record.first, data, options).value()), record.weightsHash);
  QVERIFY(hashOf(trainHeadless(record.first, data).value()) != record.weightsHash);
}

void TestRunner::aRecordedRunGivesItsReportAgain() {
  const Design design = with(small(), "training.epochs=1");
  const auto data = dataOf(design);
  HeadlessOptions options;
  options.log = {{3, difference(design, with(design, "beam_splitter4.fine_tilt=60 µrad"))}};
  options.steps = 20;
  const TrainingResult trained = trainHeadless(design, data, options).value();
  QCOMPARE(trained.record.steps, std::uint64_t{20});
  const RunFile saved = readRun(writeRun(trained.record).value(), "run").value();
  const Result<RunSnapshot> run = openRecordedRun(saved, *data);
  QVERIFY(run.ok());
  QCOMPARE(weightsHash(run.value().network), trained.weightsHash);
  QCOMPARE(reportJson(*run.value().bench, *run.value().report), reportJson(*trained.bench, trained.report));

  RunFile old = saved;
  for (WeightMatrix& matrix : old.weights) matrix.activationScale = 0;
  QCOMPARE(openRecordedRun(old, *data).error().id, std::string("run.no-scales"));
  const auto others = dataOf(example("mnist-5x5"));
  QCOMPARE(openRecordedRun(saved, *others).error().id, std::string("run.other-data"));
  RunFile silent = saved;
  silent.data.hash.clear();
  QCOMPARE(openRecordedRun(silent, *others).error().id, std::string("run.other-weights"));
  old.weights.clear();
  QCOMPARE(openRecordedRun(old, *data).error().id, std::string("run.no-weights"));
}

// A saved run keeps the range of its energy and its worst laser.
void TestRunner::aRecordKeepsWholePoints() {
  std::vector<RunPoint> points;
  HeadlessOptions options;
  options.onPoint = [&](const RunPoint& point, int) { points.push_back(point); };
  const Design design = with(small(), "training.epochs=1");
  const TrainingResult trained = trainHeadless(design, dataOf(design), options).value();
  const std::vector<RunPoint> kept = pointsOf(readRun(writeRun(trained.record).value(), "run").value());
  QCOMPARE(kept.size(), points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    QVERIFY(points[i].joulesPerOpLow < points[i].joulesPerOpHigh && points[i].worstPhaseErrorRad > 0);
    QCOMPARE(kept[i].joulesPerOpLow, points[i].joulesPerOpLow);
    QCOMPARE(kept[i].joulesPerOpHigh, points[i].joulesPerOpHigh);
    QCOMPARE(kept[i].worstPhaseErrorRad, points[i].worstPhaseErrorRad);
  }
}

// What a replay finds otherwise is said: a curve that was made better, weights that were exchanged.
void TestRunner::replaysAreCompared() {
  const Design design = with(small(), "training.epochs=1");
  const auto data = dataOf(design);
  const RunFile record = trainHeadless(design, data).value().record;
  const RunFile again = trainHeadless(design, data).value().record;
  QVERIFY(!replayProblem(record, again));
  RunFile better = record;
  for (std::size_t c = 0; c < better.curves.columns.size(); ++c)
    if (better.curves.columns[c] == "test_accuracy") better.curves.values[c].back() = 0.999;
  QCOMPARE(replayProblem(better, again)->id, std::string("run.replay-differs"));
  QVERIFY(english(*replayProblem(better, again)).find("test_accuracy") != std::string::npos);
  RunFile behind = record;  // a twin that a window did not wait for
  for (std::size_t c = 0; c < behind.curves.columns.size(); ++c)
    if (behind.curves.columns[c] == "ideal_test_accuracy") behind.curves.values[c].back() = std::nan("");
  QVERIFY(!replayProblem(behind, again));
  RunFile other = record;
  other.weights[0].data[0] += 1;
  other.weightsHash = heldWeightsHash(other);
  QVERIFY(english(*replayProblem(other, again)).find("weights_hash") != std::string::npos);
  RunFile longer = record;
  ++longer.steps;
  QVERIFY(english(*replayProblem(longer, again)).find("steps") != std::string::npos);
  for (const auto scale :
       {&WeightMatrix::activationScale, &WeightMatrix::adcFullScale, &WeightMatrix::phasePerInput}) {
    RunFile scaled = record;
    scaled.weights[0].*scale = 3 * scaled.weights[0].*scale + 1;
    QCOMPARE(replayProblem(scaled, again)->id, std::string("run.replay-differs"));
    scaled.weights[0].*scale = 0;  // older programs did not record it
    QVERIFY(!replayProblem(scaled, again));
  }
}

// A run that diverged has no accuracy, not one of 0.
void TestRunner::aDivergedRunHasNoAccuracy() {
  const Design design = with(with(small(), "training.optimiser=sgd"), "training.learning_rate=1000");
  const TrainingResult result = trainHeadless(design, dataOf(design)).value();
  QVERIFY(result.diverged);
  QVERIFY(std::isnan(result.finalTestAccuracy) && std::isnan(result.exactTestAccuracy));
  const std::string json = trainingJson(result);
  QVERIFY(json.find("\"final_test_accuracy\": null") != std::string::npos);
  QVERIFY(json.find("\"exact_test_accuracy\": null") != std::string::npos);
  QVERIFY(json.find("\"metric\": \"accuracy\"") != std::string::npos);
}

// Nor energy, signal to noise or weights that anybody could use: each place says why.
void TestRunner::aDivergedRunHasNoNetwork() {
  const Design design = with(with(small(), "training.optimiser=sgd"), "training.learning_rate=1000");
  const auto data = dataOf(design);
  TrainingResult result = trainHeadless(design, data).value();
  const std::string why = english(*result.reason);
  QVERIFY2(why.find("epoch 1, step ") != std::string::npos &&
               why.find("ower the learning rate") != std::string::npos,
           why.c_str());
  const auto says = [&](const Report& report) {
    const std::vector<Check> checks = allChecks(*result.bench, report);
    const bool named = std::any_of(checks.begin(), checks.end(), [&](const Check& check) {
      return check.severity == Severity::Error && english(check.message) == why;
    });
    int missing = 0;
    for (const HeadlineNumber& number : headlineNumbers(report)) {
      if (number.reason.empty() != std::isfinite(number.value)) return false;
      if (!number.reason.empty() && numberText(number) != "– (the training has diverged)") return false;
      missing += number.reason.empty() ? 0 : 1;
    }
    return named && report.layers.empty() && report.diverged && missing >= 5;
  };
  QVERIFY(says(result.report));
  const std::string json = trainingJson(result);
  for (const char* key : {"snr", "enob", "photons_per_mac", "total_J_per_op", "power_W", "ops_per_s_per_m2"})
    QVERIFY2(json.find('"' + std::string(key) + "\": null") != std::string::npos, key);
  std::size_t reasons = 0;
  for (std::size_t at = json.find("\"reason\": \"" + why); at != std::string::npos;
       at = json.find("\"reason\": \"" + why, at + 1))
    ++reasons;
  QCOMPARE(reasons, std::size_t{4});  // noise, energy, density, training
  // The run keeps it, and so does who opens it.
  result.record.resultJson = json;
  const RunFile run = readRun(writeRun(result.record).value(), "run").value();
  QVERIFY(run.diverged && english(*run.diverged) == why);
  QVERIFY(says(*openRecordedRun(run, *data).value().report));
  QCOMPARE(english(ablate(run, *data).error()), why);
  const ExportSubject subject = exportSubject(run, *data).value();
  QCOMPARE(exportProblem(*findExportFormat("onnx"), subject)->id, std::string("export.diverged"));
  for (const char* format : {"html", "csv", "svg", "latex"}) {
    const auto files = findExportFormat(format)->make(subject, {});
    QVERIFY(files.ok());
    bool named = false;
    for (const ExportFile& file : files.value())
      named = named || file.bytes.find("iverged") != std::string::npos;
    QVERIFY2(named, format);
  }
  // A replay diverges, too, and one that does not is another training.
  HeadlessOptions options;
  options.steps = run.steps + 1;
  const TrainingResult again = trainHeadless(design, data, options).value();
  QVERIFY(again.diverged && !replayProblem(run, again.record));
  RunFile sound = again.record;
  sound.diverged.reset();
  QCOMPARE(replayProblem(run, sound)->id, std::string("run.replay-differs"));
}

// Plots mark where it was, and the view has nothing left of the network.
void TestRunner::aDivergedRunIsMarked() {
  const Design design = with(with(small(), "training.optimiser=sgd"), "training.learning_rate=1000");
  Runner runner;
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  runner.play();
  const RunView view = waitFor(runner, [](const RunView& at) { return at.state == RunState::Diverged; });
  QVERIFY(view.reason && view.report && view.report->diverged);
  QCOMPARE(english(*view.report->diverged), english(*view.reason));
  QCOMPARE(view.curves.marks.back().label, std::string("Diverged"));
  QCOMPARE(view.curves.marks.back().step, view.steps);
  runner.play();
  QTest::qWait(20);
  QCOMPARE(runner.poll().state, RunState::Diverged);
  QCOMPARE(runner.poll().steps, view.steps);
}

void TestRunner::aBrokenBenchHoldsTheRun() {
  const Design design = small();
  const std::string combiner = compileBench(design).cells.cells.at(0).id;
  Runner runner;
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  runner.play();
  runner.setBench(benchOf(with(design, combiner + ".enabled=off"), "Take the combiner away"));
  const RunView held = waitFor(runner, [](const RunView& view) { return view.state == RunState::Held; });
  QVERIFY(held.reason.has_value());
  QCOMPARE(held.curves.marks.size(), std::size_t{1});
  QCOMPARE(held.curves.marks[0].label, std::string("Take the combiner away"));
  QCOMPARE(held.curves.marks[0].step, held.steps);
  runner.setBench(benchOf(design, "Undo"));
  waitFor(runner, finished);
  QVERIFY(runner.record().log.size() <= 1);  // what held the run is in no log
}

void TestRunner::lostLightHoldsTheRun_data() {
  addShards();
}

// The training stands where it stood before the light went, whatever else is turned meanwhile, and goes on
// when it is back; a replay never sees the fall.
void TestRunner::lostLightHoldsTheRun() {
  QFETCH(std::string, shards);
  const Design design = with(with(small(), shards), "training.epochs=6");
  const Design tilted = with(design, kLosesLight);
  const auto data = dataOf(design);
  Runner runner;
  QVERIFY(runner.load(benchOf(design), data).ok());
  runner.play();
  waitFor(runner, [](const RunView& view) { return view.epoch >= 1; });
  runner.setBench(benchOf(tilted, "Tilt"));
  const RunView held = waitFor(runner, isHeld);
  QCOMPARE(held.reason->id, std::string("run.light-lost"));
  QVERIFY(english(*held.reason).find("Tilt") != std::string::npos);
  // The change that took the light is marked where the training stands now.
  QCOMPARE(held.curves.marks.size(), std::size_t{1});
  QCOMPARE(held.curves.marks[0].label, std::string("Tilt"));
  QCOMPARE(held.curves.marks[0].step, held.steps);
  for (const RunPoint& point : held.curves.points) QVERIFY(point.step <= held.steps);

  const RunFile standing = runner.record();
  QCOMPARE(standing.steps, held.steps);
  QVERIFY(standing.log.empty());
  HeadlessOptions until;
  until.twin = false;
  until.steps = standing.steps;
  QCOMPARE(hashOf(trainHeadless(design, data, until).value()), standing.weightsHash);

  runner.setBench(benchOf(with(tilted, "beam_splitter4.fine_x=1 µm"), "Move"));
  const RunView again =
      waitFor(runner, [&](const RunView& view) { return isHeld(view) && view.generation > held.generation; });
  QCOMPARE(again.steps, held.steps);
  runner.setBench(benchOf(design, "Undo"));
  const RunView end = waitFor(runner, finished);
  QVERIFY(end.steps > held.steps);
  const RunFile record = runner.record();
  QCOMPARE(record.log.size(), std::size_t{1});
  QCOMPARE(record.log[0].step, held.steps);
  HeadlessOptions options;
  options.twin = false;
  options.log = readRun(writeRun(record).value(), "run").value().log;
  const TrainingResult replayed = trainHeadless(record.first, data, options).value();
  QCOMPARE(hashOf(replayed), record.weightsHash);
  QVERIFY(!replayed.diverged && replayed.finalTestAccuracy > 0.8);
}

// Nobody touched the bench: the learning rate is to blame.
void TestRunner::tooFastALearningStillDiverges() {
  const Design design = with(with(small(), "training.optimiser=sgd"), "training.learning_rate=1000");
  Runner runner;
  QVERIFY(runner.load(benchOf(with(design, "training.weight_clip=1000")), dataOf(design)).ok());
  runner.play();
  const RunView view =
      waitFor(runner, [](const RunView& now) { return now.state == RunState::Diverged || finished(now); });
  QCOMPARE(view.state, RunState::Diverged);
  QVERIFY(view.reason->id.rfind("training.", 0) == 0);
}

void TestRunner::blowUpsAreContained_data() {
  QTest::addColumn<std::string>("changes");
  for (const char* changes : {
           "training.optimiser=sgd training.learning_rate=1e6",
           "training.optimiser=adam training.learning_rate=1e6",
           "training.optimiser=sgd training.learning_rate=1e9 training.weight_clip=1e6",
           "training.optimiser=sgd training.learning_rate=1e6 training.batch=1",
           "training.optimiser=sgd training.learning_rate=1e3 training.momentum=0.99999",
           "training.learning_rate=1e6 training.loss=mean_square",
           "training.learning_rate=1e6 network.activation=square",
           "training.learning_rate=1e6 network.activation=identity",
           "training.learning_rate=1e6 training.shards=3",
           "training.learning_rate=1e6 training.hardware=all",
           "training.learning_rate=1e6 training.weight_decay=1",
           "training.activation_scale=1e6 training.learning_rate=1e3",
           "network.gain=1e6 training.learning_rate=1e6",
       })
    QTest::newRow(changes) << std::string(changes);
}

// Whatever a training runs into: it ends, says why where it has no result, and what it has drawn is finite.
void TestRunner::blowUpsAreContained() {
  QFETCH(std::string, changes);
  Design design = with(small(), "training.epochs=1");
  for (const QString& change : QString::fromStdString(changes).split(' '))
    design = with(design, change.toStdString());
  const std::string before = designHash(design);
  Runner runner;
  const auto loaded = runner.load(benchOf(design), dataOf(design));
  QVERIFY2(loaded.ok(), loaded ? "" : english(loaded.error()).c_str());
  runner.play();
  const RunView view =
      waitFor(runner, [](const RunView& now) { return now.state == RunState::Diverged || finished(now); });
  QCOMPARE(view.state == RunState::Diverged, view.reason.has_value());
  QVERIFY(!view.curves.points.empty() || view.state == RunState::Diverged);
  for (const RunPoint& point : view.curves.points) {
    for (const double drawn :
         {point.opticalEmittedW, point.joulesPerOp, point.signalElectrons, point.spentJoules})
      QVERIFY(std::isfinite(drawn));
    for (const double score : {point.trainAccuracy, point.testAccuracy})
      QVERIFY(std::isnan(score) || (score >= 0 && score <= 1));
    QVERIFY(!std::isinf(point.loss));
  }
  QCOMPARE(designHash(runner.record().first), before);
}

// Pauses at random moments: the run rests when the mini-batch under way is over, and is then what its replay
// gives. LIGHTLOOM_PAUSES tries more of them, and counts the time, which a busy machine makes as long as it
// likes.
void TestRunner::pausesComeAtOnce() {
  const int many = qEnvironmentVariableIntValue("LIGHTLOOM_PAUSES");
  constexpr int kFew = 10;
  const Design design = with(small(), "training.epochs=100");
  Runner runner;
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  std::vector<double> waits;
  for (int i = 0; i < std::max(kFew, many); ++i) {
    runner.play();
    QTest::qSleep(i * 7 % 23);
    QElapsedTimer timer;
    timer.start();
    runner.pause();
    const RunFile record = runner.record();
    waits.push_back(1e-6 * static_cast<double>(timer.nsecsElapsed()));
    QTest::qSleep(2);
    QCOMPARE(runner.poll().steps, record.steps);
    if (i % 50 != 5) continue;
    QVERIFY(record.steps > 0);
    HeadlessOptions options;
    options.log = record.log;
    options.twin = false;
    options.steps = record.steps;
    const TrainingResult replayed = trainHeadless(record.first, dataOf(record.first), options).value();
    QCOMPARE(replayed.record.weightsHash, record.weightsHash);
    if (finished(runner.poll())) runner.reset();
  }
  if (many == 0) return;
  std::sort(waits.begin(), waits.end());
  std::printf("median %.1f ms, 95 %% within %.1f ms, longest %.1f ms\n", waits[waits.size() / 2],
              waits[waits.size() * 95 / 100], waits.back());
  QVERIFY(waits[waits.size() * 95 / 100] <= 200 && waits.back() <= 1000);
}

void TestRunner::trainsOnAfterTheEnd() {
  const Design design = small();
  const auto data = dataOf(design);
  Runner runner;
  QVERIFY(runner.load(benchOf(design), data).ok());
  runner.play();
  const RunView first = waitFor(runner, finished);
  const std::string before = runner.record().weightsHash;
  runner.play();
  runner.play();  // pressed twice is meant once
  QVERIFY(!finished(runner.poll()));
  const RunView second = waitFor(runner, finished);
  QCOMPARE(second.epochs, 4);
  QCOMPARE(second.steps, 2 * first.steps);
  const RunFile record = readRun(writeRun(runner.record()).value(), "run").value();
  QCOMPARE(record.log.size(), std::size_t{1});
  QCOMPARE(record.log[0].moreEpochs, 2);
  QCOMPARE(record.log[0].step, first.steps);
  QVERIFY(finalDesign(record) == record.first);
  HeadlessOptions options;
  options.log = record.log;
  const TrainingResult replayed = trainHeadless(record.first, data, options).value();
  QCOMPARE(replayed.epochs.size(), std::size_t{4});
  QCOMPARE(hashOf(replayed), record.weightsHash);
  QCOMPARE(hashOf(trainHeadless(record.first, data).value()), before);
}

// Phases that do not fit the new bench are cut when it is taken up: also after the last mini-batch.
// Accuracy falls with the bench and comes back with it, to the bit; the run is as if nobody had looked.
void TestRunner::isTestedOnTheBenchWhileItRests() {
  const Design design = with(small(), "training.epochs=4");
  const auto data = dataOf(design);
  Runner runner;
  QVERIFY(runner.load(benchOf(design), data).ok());
  const auto restingPoints = [&] {
    std::vector<RunPoint> out;
    for (const RunPoint& point : runner.poll().curves.points)
      if (point.atRest) out.push_back(point);
    return out;
  };

  runner.setBench(benchOf(with(design, kLosesLight), "Tilt"));
  waitFor(runner, [](const RunView& view) { return !view.curves.marks.empty(); });
  QVERIFY(restingPoints().empty());  // nothing was trained
  runner.setBench(benchOf(design, "Back"));
  runner.play();
  const RunView end = waitFor(runner, finished);
  const double trained = end.curves.points.back().testAccuracy;
  QVERIFY(trained > 0.6);
  const RunFile before = runner.record();

  const std::string combiner = compileBench(design).cells.cells.at(0).id;
  runner.setBench(benchOf(with(design, combiner + ".fine_tilt=200 µrad"), "Tilt"));
  waitFor(runner, [&](const RunView&) { return restingPoints().size() == 1; });
  const RunPoint tilted = restingPoints().back();
  QVERIFY2(tilted.testAccuracy < trained - 0.1, qPrintable(QString::number(tilted.testAccuracy)));
  QCOMPARE(tilted.step, end.steps);
  QVERIFY(tilted.opticalDetectedW != end.curves.points.back().opticalDetectedW || tilted.seconds > 0);
  runner.setBench(benchOf(design, "Undo Tilt"));
  waitFor(runner, [&](const RunView&) { return restingPoints().size() == 2; });
  QCOMPARE(restingPoints().back().testAccuracy, trained);
  QVERIFY(restingPoints().back().seconds >= tilted.seconds);
  QCOMPARE(runner.poll().state, RunState::Finished);

  const RunFile after = runner.record();
  QCOMPARE(after.weightsHash, before.weightsHash);
  QCOMPARE(after.curves.values[0].size(), before.curves.values[0].size());
  QCOMPARE(after.resume->pointSeconds.size(), after.curves.values[0].size());
  HeadlessOptions options;
  options.log = after.log;
  QCOMPARE(replayProblem(after, trainHeadless(after.first, data, options).value().record), std::nullopt);
}

void TestRunner::snapshotsAreWholeAndChangeNothing() {
  const Design design = small();
  const auto data = dataOf(design);
  Runner runner;
  QVERIFY(!runner.snapshot());
  QVERIFY(runner.load(benchOf(design), data).ok());
  for (int i = 0; i < 60000 && !runner.snapshot(); ++i) QTest::qWait(1);
  const std::shared_ptr<const RunSnapshot> untrained = runner.snapshot();
  QVERIFY(untrained && untrained->bench && untrained->report && untrained->record);
  QCOMPARE(untrained->record->steps, std::uint64_t{0});
  QVERIFY(!runner.lastRecord());  // nothing that could be lost
  runner.play();
  std::shared_ptr<const RunSnapshot> last = untrained;
  bool grows = true;
  while (!finished(runner.poll())) {
    runner.refresh();
    for (int i = 0; i < 60000 && !runner.isFresh(); ++i) QTest::qWait(1);
    const std::shared_ptr<const RunSnapshot> next = runner.snapshot();
    grows = grows && next->record->steps >= last->record->steps;
    last = next;
  }
  QVERIFY(grows && last->record->steps > 0);
  const RunFile record = runner.record();
  QCOMPARE(record.weightsHash, hashOf(trainHeadless(design, data).value()));
  const RunSnapshot opened = openRecordedRun(record, *data).value();
  const std::shared_ptr<const RunSnapshot> end = runner.snapshot();
  QCOMPARE(weightsHash(end->network), weightsHash(opened.network));
  QCOMPARE(reportJson(*end->bench, *end->report), reportJson(*opened.bench, *opened.report));
}

// The mini-batch takes far longer than everything else here. The new run begins when it is over.
void TestRunner::resetWaitsForNobody() {
  const char* hidden = LIGHTLOOM_SANITIZED ? "network.hidden=150,150" : "network.hidden=700,700";
  const Design design = with(with(with(small(), hidden), "training.batch=1000"), "training.hardware=all");
  Runner runner;
  QVERIFY(runner.load(benchOf(design), dataOf(design)).ok());
  waitFor(runner, [](const RunView& view) { return view.stepsPerEpoch > 0; });
  runner.play();
  QTest::qWait(50);
  runner.reset();
  runner.reset();
  const RunView anew = runner.poll();
  QCOMPARE(anew.stepsPerEpoch, 0);  // it has not begun
  QCOMPARE(anew.state, RunState::Paused);
  const RunView begun = waitFor(runner, [](const RunView& view) { return view.stepsPerEpoch > 0; });
  QCOMPARE(begun.steps, std::uint64_t{0});
  QVERIFY(begun.curves.points.empty());
}

void TestRunner::replaysWhatWasTakenUpAtTheEnd() {
  const Design design = with(with(small(), "network.encoding=phase_phase"), "training.epochs=1");
  const auto data = dataOf(design);
  std::string synapses;
  for (const ComponentPtr& part : design.components)
    if (part->kind == "vcsel_array" && viewOf(*part, *findKind(part->kind)).text("role") == "synapse")
      synapses = part->id;
  Runner runner;
  QVERIFY(runner.load(benchOf(design), data).ok());
  runner.play();
  waitFor(runner, finished);
  const std::string before = runner.record().weightsHash;
  runner.setBench(benchOf(with(design, synapses + ".usable_high=0.4"), "Narrow"));
  waitFor(runner, [](const RunView& view) { return view.curves.marks.size() == 1; });
  const RunFile record = runner.record();
  QVERIFY(record.weightsHash != before);
  HeadlessOptions options;
  options.log = record.log;
  options.steps = record.steps;
  QCOMPARE(hashOf(trainHeadless(record.first, data, options).value()), record.weightsHash);
}

// A table of measured lasers comes to a bench that has a trained run: the run as it was replays as it was;
// taken up by the training it is part of the log, to the last bit of each laser, and replays with it; numbers
// that were measured before speak of another bench.
void TestRunner::measuredLasersAreTakenUp() {
  const Design design = with(with(small(), "vcsel_array2.detuning_spread=0 Hz"), "training.epochs=1");
  const auto data = dataOf(design);
  const RunFile before = trainHeadless(design, data).value().record;
  const std::string table = "laser,detuning (MHz),alpha,injection_ratio (dB)\n0,123.456789,2.7182818284,\n";
  const Design measured =
      apply(design, importChannels(design, "vcsel_array2", table, "lab.csv").value().edit);
  QVERIFY(!(measured == design));
  QVERIFY(!speaksOf(design, measured));
  QVERIFY(!replayProblem(before, trainHeadless(before.first, data).value().record));
  Runner runner;
  QVERIFY(runner.load(benchOf(design), data).ok());
  for (int i = 0; i < 3; ++i) runner.step();
  waitFor(runner, [](const RunView& view) { return view.steps == 3; });
  runner.setBench(benchOf(measured, "Measured lasers"));
  waitFor(runner, [](const RunView& view) { return view.curves.marks.size() == 1; });
  runner.play();
  waitFor(runner, finished);
  const RunFile record = readRun(writeRun(runner.record()).value(), "run").value();
  QVERIFY(finalDesign(record) == measured);
  QVERIFY(record.weightsHash != before.weightsHash);
  HeadlessOptions options;
  options.log = record.log;
  options.steps = record.steps;
  QVERIFY(!replayProblem(record, trainHeadless(record.first, data, options).value().record));
  // Without the table it is another training, and says so.
  HeadlessOptions without;
  without.steps = record.steps;
  QCOMPARE(replayProblem(record, trainHeadless(record.first, data, without).value().record)->id,
           std::string("run.replay-differs"));
}

void TestRunner::refusesClassesForNumbers() {
  const Design design = with(small(), "training.dataset=meats_nir");
  Runner runner;
  QCOMPARE(runner.load(benchOf(design), dataOf(design)).error().id, std::string("run.data-mismatch"));
}

void TestRunner::threadsChangeNothing_data() {
  addShards();
}

void TestRunner::threadsChangeNothing() {
  QFETCH(std::string, shards);
  const Design design = with(with(small(), "training.epochs=1"), shards);
  const auto data = dataOf(design);
  const TrainingResult a = trainHeadless(design, data).value();
  for (const int threads : {2, 3, 4}) {
    HeadlessOptions several;
    several.threads = threads;
    const TrainingResult b = trainHeadless(design, data, several).value();
    QCOMPARE(hashOf(a), hashOf(b));
    QCOMPARE(a.idealTestAccuracy, b.idealTestAccuracy);
    QCOMPARE(a.finalTestAccuracy, b.finalTestAccuracy);
    QCOMPARE(a.exactTestAccuracy, b.exactTestAccuracy);
  }
}

QTEST_GUILESS_MAIN(TestRunner)
#include "tst_runner.moc"
