#include "speed/speed.h"

#include <QTest>

#include "all_rooms.h"
#include "documents/design_file.h"
#include "speed/internal/stopwatch.h"
#include "speed/traced_benches.h"
#include "test_support.h"
#include "train/settings.h"

using namespace lightloom::tests;

/// That each number is measured on the work it names. How fast a machine is, no test asks.
class TestSpeed : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyNumberIsMeasured();
  void keepsWhatItHasWhenCancelled();
  void tracedBenchesAreWhatTheyAreCalled_data();
  void tracedBenchesAreWhatTheyAreCalled();
  void medianTimeCountsCalls();
};

namespace {

SpeedWork smallWork() {
  const Design design = test::example("first-light");
  SpeedWork work;
  work.bench = std::make_shared<const Bench>(compileBench(design));
  work.data = test::dataOf(design);
  work.settings = trainerSettings(design, *work.bench->hardware).value();
  work.traced = {{"first", design}};
  work.widths = {5, 20};
  work.batches = {1, 7};
  work.seconds = 0.005;
  work.pointDesign = design;
  work.pointData = work.data;
  work.points = 20;
  work.mostProcessors = 2;
  return work;
}

}  // namespace

void TestSpeed::keepsWhatItHasWhenCancelled() {
  SpeedWork work = smallWork();
  double share = 0;
  work.progress = [&share](double now) { share = now; };
  work.cancelled = [&share] { return share > 0; };  // after the first part, which measures the steps
  const SpeedReport report = measureSpeed(work);
  QVERIFY(report.cancelled);
  QVERIFY(report.step.full > 0 && report.peakGflops > 0);
  QVERIFY(std::isnan(report.lossLast) && std::isnan(report.normalsPerSecond));
  QVERIFY(report.sources.empty() && report.traces.empty() && report.widths.empty());
  QVERIFY(std::isnan(report.points.oneThread));
  work = smallWork();
  work.pointData = nullptr;
  work.seconds = 1e-4;
  work.mostProcessors = 1;
  const SpeedReport alone = measureSpeed(work);
  QVERIFY(std::isnan(alone.points.speedup()));
  QCOMPARE(alone.processors, 1);
}

void TestSpeed::everyNumberIsMeasured() {
  SpeedWork work = smallWork();
  double share = 0;
  work.progress = [&share](double now) {
    QVERIFY(now > share);
    share = now;
  };
  const SpeedReport report = measureSpeed(work);
  QCOMPARE(share, 1.0);
  QVERIFY(!report.cancelled);
  QCOMPARE(report.kernelLibrary, std::string(kernels().name));
  for (const double number :
       {report.peakGflops, report.stepFloorMicroseconds, report.step.noiseless, report.step.noise,
        report.step.noise8Bit, report.step.full, report.step.fullAllHardware, report.step.fullKernel,
        report.samplesPerSecondFull, report.samplesPerSecondNoiseless, report.inferenceMicroseconds,
        report.normalsPerSecond, report.adlerLaserStepsPerSecond, report.rateLaserStepsPerSecond})
    QVERIFY(std::isfinite(number) && number > 0);
  QVERIFY(report.productShareOfPeak > 0 && report.productShareOfPeak < 1.5);
  QVERIFY2(report.lossLast < report.lossFirst,
           qPrintable(QString("%1 %2").arg(report.lossFirst).arg(report.lossLast)));
  QCOMPARE(report.sources.size(), shownImperfections().size());
  QVERIFY(report.speedUp > 0 && report.processors >= 1 && report.processors <= 2);
  QCOMPARE(report.traces.size(), std::size_t{1});
  QCOMPARE(report.widths.size(), std::size_t{2});
  QCOMPARE(report.batches.back().size, 7);
  QVERIFY(report.points.oneThread > 0 && report.points.twoThreads > 0);
  QCOMPARE(report.points.speedup(), report.points.twoThreads / report.points.oneThread);
}

void TestSpeed::tracedBenchesAreWhatTheyAreCalled_data() {
  QTest::addColumn<int>("index");
  QTest::addColumn<int>("axons");
  QTest::addColumn<int>("synapses");
  QTest::newRow("5x5") << 0 << 25 << 25;
  QTest::newRow("25x25") << 1 << 625 << 625;
  QTest::newRow("100x100") << 2 << 1 << 10000;
}

// Every pair of channels meets on both lines, and hardly anything is cut off.
void TestSpeed::tracedBenchesAreWhatTheyAreCalled() {
  QFETCH(int, index);
  QFETCH(int, axons);
  QFETCH(int, synapses);
  const auto benches = tracedBenches(test::example("mnist-5x5")).value();
  const auto& [name, design] = benches.at(static_cast<std::size_t>(index));
  QCOMPARE(QString::fromStdString(name), QString(QTest::currentDataTag()));
  const Layout layout = compileLayout(design);
  const CellSet set = findCells(layout, traceBundles(layout));
  QCOMPARE(set.cells.size(), std::size_t{1});
  QCOMPARE(set.cells[0].axonChannels, axons);
  QCOMPARE(set.cells[0].synapseChannels, synapses);
  QCOMPARE(static_cast<std::int64_t>(set.cells[0].links.size()), std::int64_t{axons} * synapses);
  QVERIFY(set.cells[0].minVisibility > 0.99);
}

void TestSpeed::medianTimeCountsCalls() {
  int calls = 0;
  double now = 0;
  const double time = medianTime(
      1, [&now] { return now; }, [&] { now += ++calls == 4 ? 100 : 0.3; });
  QCOMPARE(calls, 4);  // one that does not count, then three
  QVERIFY(std::abs(time - 0.3) < 1e-12);
}

QTEST_GUILESS_MAIN(TestSpeed)
#include "tst_speed.moc"
