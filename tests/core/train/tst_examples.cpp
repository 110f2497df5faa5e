#include <QDir>
#include <QFile>
#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "report/report.h"
#include "test_support.h"
#include "train/headless.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// Every example opens, is written back byte for byte, has no errors, simulates and learns. The targets for
/// the two benches are hand calculations from powers and losses, to 20 %.
class TestExamples : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void examplesOpenWithoutErrors_data();
  void examplesOpenWithoutErrors();
  void examplesTrainBriefly_data();
  void examplesTrainBriefly();
  void benchAHasItsNumbers();
  void benchBHasItsNumbers();
  void twentyTwoOfTwentyFiveLock();
  void lasersOverTheLockMap();
};

namespace {

void addExamples() {
  QTest::addColumn<QString>("name");
  for (const QString& file : QDir(QString(LIGHTLOOM_SOURCE_DIR) + "/examples").entryList({"*.loom"}))
    QTest::newRow(qPrintable(file)) << file.chopped(5);
}

// Light as of free-running lasers, as the published tables count it.
CellHardware withoutLocus(const std::string& name) {
  const Design design = with(with(example(name), "noise.reflection=off"), "noise.residual_amplitude=off");
  return compileBench(design).hardware->cells.at(0);
}

const ArrayLock& lockOf(const Bench& bench, EmitterRole role) {
  for (const ArrayLock& lock : bench.locks)
    if (lock.role == role) return lock;
  qFatal("no such array");
  return bench.locks.front();
}

double meanElectrons(const std::vector<float>& electrons) {
  double sum = 0;
  for (float n : electrons) sum += n;
  return sum / static_cast<double>(electrons.size());
}

}  // namespace

void TestExamples::examplesOpenWithoutErrors_data() {
  addExamples();
}

void TestExamples::examplesOpenWithoutErrors() {
  QFETCH(QString, name);
  QFile file(QString(LIGHTLOOM_SOURCE_DIR) + "/examples/" + name + ".loom");
  QVERIFY(file.open(QIODevice::ReadOnly));
  const std::string text = file.readAll().toStdString();
  const Design design = readDesign(text, name.toStdString()).value();
  QCOMPARE(writeDesign(design), text);
  const Bench bench = compileBench(design);
  for (const Check& check : bench.checks)
    QVERIFY2(check.severity != Severity::Error, english(check.message).c_str());
  QVERIFY(!bench.hardware->cannotCompute);
  const double balance = bench.trace.emittedW - bench.trace.detectedW - bench.trace.lostW;
  QVERIFY(std::fabs(balance) <= 1e-12 * bench.trace.emittedW);
}

void TestExamples::examplesTrainBriefly_data() {
  addExamples();
}

void TestExamples::examplesTrainBriefly() {
  QFETCH(QString, name);
  const Design design = with(example(name.toStdString()), "training.epochs=1");
  if (const auto missing = bundledDatasetProblem(settingText(design, "training.dataset")))
    QSKIP(english(*missing).c_str());
  HeadlessOptions options;
  options.twin = false;
  int points = 0;
  options.onPoint = [&](const RunPoint&, int) { ++points; };
  options.cancelled = [&] { return points >= 4; };
  const TrainingResult result = trainHeadless(design, dataOf(design), options).value();
  QVERIFY(!result.diverged);
  QVERIFY(points >= 1);
  QVERIFY(result.report.energy.totalJoulesPerOp > 0);
  QVERIFY(result.report.snr > 0);
}

void TestExamples::benchAHasItsNumbers() {
  const Bench bench = compileBench(example("bench-a"));
  const ArrayLock& synapses = lockOf(bench, EmitterRole::Synapse);
  VERIFY_WITHIN(synapses.injectionRatio, 0.1, 0.03);
  VERIFY_WITHIN(synapses.staticHalfRangeHz, 22.5e9, 0.03);
  VERIFY_WITHIN(synapses.stableLowHz, -19.2e9, 0.03);
  VERIFY_WITHIN(synapses.stableHighHz, -1.15e9, 0.1);
  VERIFY_WITHIN(synapses.wMax, 0.45, 0.03);
  VERIFY_WITHIN(synapses.relaxationRatePerS, 27e9, 0.05);
  VERIFY_WITHIN(synapses.settlingAverage, 0.089, 0.05);
  VERIFY_WITHIN(synapses.noiseRawRad, 0.0374, 0.05);
  VERIFY_WITHIN(synapses.noiseSigmaRad, 0.0156, 0.05);
  VERIFY_WITHIN(synapses.drive.vPiV, 0.068, 0.05);
  VERIFY_WITHIN(synapses.drive.vPiFastV, 1.53, 0.05);
  QCOMPARE(synapses.locked, 25);
  QCOMPARE(lockOf(bench, EmitterRole::Axon).locked, 25);
  const CellHardware& cell = bench.hardware->cells.at(0);
  QCOMPARE(cell.synapses, 25);
  QCOMPARE(cell.axons, 25);
  const CellHardware bare = withoutLocus("bench-a");
  VERIFY_WITHIN(meanElectrons(bare.electronsAxon), 3913, 0.03);
  VERIFY_WITHIN(meanElectrons(bare.electronsSynapse), 3913, 0.03);
  // With the facets' reflection |z|² is left of it, 0.88² … 0.95².
  QVERIFY(meanElectrons(cell.electronsAxon) > 3913 * 0.77 && meanElectrons(cell.electronsAxon) < 3913 * 0.91);
}

void TestExamples::twentyTwoOfTwentyFiveLock() {
  const ArrayLock lock = lockOf(compileBench(example("array-22-of-25")), EmitterRole::Synapse);
  QCOMPARE(lock.channels, 25);
  QCOMPARE(lock.locked, 22);
}

// Over the lock map: 18 stable, four beyond the Hopf edge, three without any lock; more light locks them all.
void TestExamples::lasersOverTheLockMap() {
  const ArrayLock lock = lockOf(compileBench(example("gao-lock-map")), EmitterRole::Synapse);
  int oscillating = 0, dark = 0;
  for (const LaserLock& laser : lock.lasers) {
    oscillating += !laser.stable && laser.fringe > 0 && laser.fringe < 1;
    dark += laser.fringe == 0;
  }
  QCOMPARE(lock.locked, 18);
  QCOMPARE(oscillating, 4);
  QCOMPARE(dark, 3);
  const Design brighter = with(example("gao-lock-map"), "vcsel_array2.injection_ratio=0 dB");
  QCOMPARE(lockOf(compileBench(brighter), EmitterRole::Synapse).locked, 25);
}

void TestExamples::benchBHasItsNumbers() {
  const Bench bench = compileBench(example("slow-bench"));
  const ArrayLock& synapses = lockOf(bench, EmitterRole::Synapse);
  VERIFY_WITHIN(10 * std::log10(synapses.injectionRatio), -19.3, 0.02);
  VERIFY_WITHIN(synapses.wMax, 0.50, 0.03);
  VERIFY_WITHIN(synapses.noiseSigmaRad, 0.0136, 0.06);
  const CellHardware cell = withoutLocus("slow-bench");
  QCOMPARE(cell.axons, 1);
  VERIFY_WITHIN(meanElectrons(cell.electronsAxon), 10061, 0.03);
  VERIFY_WITHIN(meanElectrons(cell.electronsSynapse), 335381, 0.03);
}

QTEST_GUILESS_MAIN(TestExamples)
#include "tst_examples.moc"
