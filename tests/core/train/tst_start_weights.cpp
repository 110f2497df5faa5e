#include "train/start_weights.h"

#include <QTest>
#include <limits>
#include <thread>

#include "all_rooms.h"
#include "documents/run_file.h"
#include "files/zip.h"
#include "test_support.h"
#include "train/headless.h"
#include "train/recorded_run.h"
#include "train/runner.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

namespace {

Design small() {
  return with(with(test::dimLight(), "training.epochs=1"), "network.hidden=20");
}

TrainingResult trained(const Design& design, const HeadlessOptions& options = {}) {
  Result<TrainingResult> out = trainHeadless(design, dataOf(design), options);
  if (!out) qFatal("%s", english(out.error()).c_str());
  return std::move(out).value();
}

HeadlessOptions from(const RunFile& run) {
  HeadlessOptions options;
  options.start = startWeightsOf(run);
  return options;
}

std::string problemOf(const Design& design, const HeadlessOptions& options) {
  const Result<TrainingResult> out = trainHeadless(design, dataOf(design), options);
  return out ? "trained" : out.error().id;
}

RunFile throughBytes(const RunFile& run) {
  const Result<RunFile> read = readRun(writeRun(run).value(), "run");
  if (!read) qFatal("%s", english(read.error()).c_str());
  return read.value();
}

bool saysVersion(const RunFile& run, const char* version) {
  const std::vector<ZipEntry> entries = readZip(writeRun(run).value(), "run").value();
  for (const ZipEntry& entry : entries)
    if (entry.name == "run.json") return entry.bytes.find(version) != std::string::npos;
  return false;
}

RunView waitFor(const Runner& runner, RunState state) {
  for (int i = 0; i < 60000; ++i) {
    RunView view = runner.poll();
    if (view.state == state) return view;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  qFatal("the runner did not get there");
  return {};
}

}  // namespace

/// Training that begins with the weights of another run.
class TestStartWeights : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void beginsWhereTheOtherEnded_data();
  void beginsWhereTheOtherEnded();
  void replaysToTheSameBits();
  void theWindowComesToTheSameBits();
  void runsWithoutAreWrittenAsBefore();
  void namesWhatDoesNotFit();
};

void TestStartWeights::beginsWhereTheOtherEnded_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("amplitudes") << "dim-light";
  QTest::newRow("phases, which a new run spreads") << "paper-kernel";
}

// With a learning rate of 0 nothing else moves the weights.
void TestStartWeights::beginsWhereTheOtherEnded() {
  QFETCH(QString, name);
  Design design = name == "dim-light" ? small() : example("paper-kernel");
  if (name != "dim-light") design = with(with(design, "training.dataset=digits8x8"), "training.epochs=1");
  const RunFile first = trained(design).record;
  const Design still = with(with(design, "training.learning_rate=0"), "training.weight_decay=0");
  const RunFile second = trained(still, from(first)).record;
  QCOMPARE(second.weightsHash, first.weightsHash);
  QCOMPARE(second.start.size(), first.weights.size());
  for (std::size_t l = 0; l < first.weights.size(); ++l) {
    QCOMPARE(second.start[l].data, first.weights[l].data);
    QCOMPARE(second.start[l].activationScale, 0.0);
  }
  QVERIFY(trained(still).record.weightsHash != first.weightsHash);
}

void TestStartWeights::replaysToTheSameBits() {
  const RunFile first = trained(small()).record;
  const Design other = with(small(), "training.seed=7");
  const TrainingResult second = trained(other, from(first));
  QVERIFY(second.record.weightsHash != first.weightsHash);
  QVERIFY(second.record.weightsHash != trained(other).record.weightsHash);
  const RunFile read = throughBytes(second.record);
  QVERIFY(writeRun(read).value() == writeRun(second.record).value());
  HeadlessOptions replay;
  replay.start = read.start;
  replay.log = read.log;
  replay.steps = read.steps;
  const TrainingResult again = trained(read.first, replay);
  QVERIFY(!replayProblem(read, again.record));
  QCOMPARE(again.record.weightsHash, read.weightsHash);
  // The ideal twin begins there, too.
  QCOMPARE(again.idealTestAccuracy, second.idealTestAccuracy);
}

void TestStartWeights::theWindowComesToTheSameBits() {
  const RunFile first = trained(small()).record;
  const Design other = with(small(), "training.seed=7");
  const std::string expected = trained(other, from(first)).record.weightsHash;
  const auto bench = std::make_shared<const Bench>(compileBench(other));
  const auto data = dataOf(other);
  Runner runner;
  QVERIFY(runner.load(bench, data, startWeightsOf(first)).ok());
  for (int i = 0; i < 5; ++i) {
    runner.step();
    waitFor(runner, RunState::Paused);
  }
  const RunFile cut = throughBytes(runner.record());
  QVERIFY(cut.resume && !cut.start.empty());
  runner.play();
  waitFor(runner, RunState::Finished);
  QCOMPARE(runner.record().weightsHash, expected);
  // From the beginning is from the same weights, and a run that goes on still says what it began with.
  runner.reset();
  runner.play();
  waitFor(runner, RunState::Finished);
  QCOMPARE(runner.record().weightsHash, expected);
  Runner later;
  QVERIFY(later.resume(bench, data, std::make_shared<const RunFile>(cut)).ok());
  later.play();
  waitFor(later, RunState::Finished);
  QCOMPARE(later.record().weightsHash, expected);
  QCOMPARE(later.record().start.at(0).data, first.weights.at(0).data);
  QVERIFY(runner.load(bench, data).ok());
  QVERIFY(runner.record().start.empty());
}

// Older programs would replay a run with start weights to another one; they refuse it by its version.
void TestStartWeights::runsWithoutAreWrittenAsBefore() {
  const RunFile first = trained(small()).record;
  QVERIFY(saysVersion(first, "\"version\": 2"));
  QVERIFY(saysVersion(trained(small(), from(first)).record, "\"version\": 3"));
}

void TestStartWeights::namesWhatDoesNotFit() {
  const RunFile first = trained(small()).record;
  QCOMPARE(problemOf(with(small(), "network.hidden=20,20"), from(first)), std::string("run.start-layers"));
  QCOMPARE(problemOf(with(small(), "network.hidden=21"), from(first)), std::string("run.start-sizes"));
  QCOMPARE(problemOf(with(small(), "network.bias=off"), from(first)), std::string("run.start-sizes"));
  const Design other = with(small(), "network.hidden=21");
  const Message sizes = trainHeadless(other, dataOf(other), from(first)).error();
  QVERIFY2(english(sizes).find("Layer 1 of the run has 20 neurons of 65 inputs") != std::string::npos,
           english(sizes).c_str());
  HeadlessOptions broken = from(first);
  broken.start[1].data[3] = std::numeric_limits<float>::quiet_NaN();
  QCOMPARE(problemOf(small(), broken), std::string("run.start-not-finite"));
  HeadlessOptions phases = from(first);
  phases.start[0].phasePerInput = 1;
  QCOMPARE(problemOf(small(), phases), std::string("run.start-encoding"));
  QCOMPARE(problemOf(small(), HeadlessOptions()), std::string("trained"));
}

QTEST_GUILESS_MAIN(TestStartWeights)
#include "tst_start_weights.moc"
