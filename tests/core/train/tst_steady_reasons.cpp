#include "train/steady_reasons.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "imperfections/heating.h"
#include "learn/layer_statistics.h"
#include "test_support.h"
#include "train/headless.h"
#include "train/recorded_run.h"
#include "train/settings.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// What the points of a run say of each mini-batch, and why the other curves stay where they are.
class TestSteadyReasons : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void pointsCountWhatVaries();
  void heatIsThatOfThePresentWeights();
  void olderRecordsHaveNone();
  void reasonsFollowFromTheBench_data();
  void reasonsFollowFromTheBench();
};

namespace {

Design oneLayer(Design design) {
  for (const char* change : {"training.dataset=digits8x8", "training.epochs=2"})
    design = with(design, change);
  return apply(design, setSetting(design, "network.hidden", Value(std::vector<double>{})));
}

std::string idOf(const std::optional<Message>& reason) {
  return reason ? reason->id : std::string();
}

}  // namespace

void TestSteadyReasons::pointsCountWhatVaries() {
  const Design design = oneLayer(example("first-light"));
  const auto data = dataOf(design);
  const TrainingResult trained = trainHeadless(design, data).value();
  const std::vector<RunPoint> points = pointsOf(trained.record);
  QVERIFY(points.size() > 4);
  // Forward alone is on light: 2·N·M operations for each sample of each epoch.
  const double operations = 2.0 * 65 * 10 * static_cast<double>(data->train.size());
  QCOMPARE(trained.report.energy.operations, operations);
  VERIFY_WITHIN(points.back().spentJoules, 2 * operations * trained.report.energy.totalJoulesPerOp, 1e-6);
  double before = 0, low = 1e30, high = 0;
  for (const RunPoint& point : points) {
    QVERIFY(point.spentJoules > before);
    before = point.spentJoules;
    low = std::min(low, point.signalElectrons);
    high = std::max(high, point.signalElectrons);
  }
  QVERIFY(low > 0 && high > 1.01 * low);
  // The range of the ADC follows four times the rms of what is read.
  VERIFY_WITHIN(points.back().signalElectrons, trained.record.weights[0].adcFullScale / 4, 0.3);
}

void TestSteadyReasons::heatIsThatOfThePresentWeights() {
  const Design design = oneLayer(with(example("mnist-5x5"), "vcsel_array2.thermal_equaliser=off"));
  const auto data = dataOf(design);
  const TrainingResult trained = trainHeadless(design, data).value();
  const std::vector<RunPoint> points = pointsOf(trained.record);
  const RunSnapshot run = openRecordedRun(trained.record, *data).value();
  const Hardware& hardware = *run.bench->hardware;
  const LayerStatistics layer = layerStatistics(run.network, run.settings, hardware).front();
  VERIFY_WITHIN(points.back().heatErrorRad, weightHeatError(hardware.cells[0], layer, run.settings.batch),
                1e-6);
  QVERIFY(points.back().heatErrorRad > 0);
  QVERIFY(std::fabs(points.back().heatErrorRad / points.front().heatErrorRad - 1) > 1e-3);
}

void TestSteadyReasons::olderRecordsHaveNone() {
  RunFile record = trainHeadless(oneLayer(example("first-light")), dataOf(oneLayer(example("first-light"))))
                       .value()
                       .record;
  for (std::size_t c = record.curves.columns.size(); c-- > 0;)
    for (const char* column : {"signal_electrons", "spent_J", "heat_error_rad"})
      if (record.curves.columns[c] == column) {
        record.curves.columns.erase(record.curves.columns.begin() + static_cast<std::ptrdiff_t>(c));
        record.curves.values.erase(record.curves.values.begin() + static_cast<std::ptrdiff_t>(c));
        break;
      }
  for (const RunPoint& point : pointsOf(record)) {
    QVERIFY(std::isnan(point.signalElectrons) && std::isnan(point.spentJoules));
    QVERIFY(std::isnan(point.heatErrorRad) && point.joulesPerOp > 0);
  }
}

void TestSteadyReasons::reasonsFollowFromTheBench_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QStringList>("changes");
  QTest::addColumn<QStringList>("ids");  // score, power, energy, phase
  const QString power = QStringLiteral("steady.power"), energy = QStringLiteral("steady.energy");
  const QString light = QStringLiteral("first-light"), mnist = QStringLiteral("mnist-5x5");
  const QString cold = QStringLiteral("noise.self_heating=off");
  QTest::newRow("neither") << light << QStringList{cold}
                           << QStringList{"", power, energy, "steady.no-heat-no-drift"};
  QTest::newRow("no learning") << light << QStringList{cold, "training.learning_rate=0"}
                               << QStringList{"steady.no-learning", power, energy, "steady.no-heat-no-drift"};
  QTest::newRow("preset") << light << QStringList{cold, "energy.preset=s1"}
                          << QStringList{"", power, "steady.preset", "steady.no-heat-no-drift"};
  QTest::newRow("heat") << mnist << QStringList{"vcsel_array2.thermal_equaliser=off"}
                        << QStringList{"", power, energy, "steady.heat"};
  QTest::newRow("drift") << light
                         << QStringList{cold, "noise.drift=on", "vcsel_array2.detuning_drift=1e6",
                                        "vcsel_array2.calibration_age=100"}
                         << QStringList{"", power, energy, "steady.drift"};
  QTest::newRow("both") << mnist
                        << QStringList{"vcsel_array2.thermal_equaliser=off", "noise.drift=on",
                                       "vcsel_array2.detuning_drift=1e6", "vcsel_array2.calibration_age=100"}
                        << QStringList{"", power, energy, "steady.heat-and-drift"};
}

void TestSteadyReasons::reasonsFollowFromTheBench() {
  QFETCH(QString, name);
  QFETCH(QStringList, changes);
  QFETCH(QStringList, ids);
  Design design = with(example(name.toStdString()), "training.dataset=digits8x8");
  for (const QString& change : changes) design = with(design, change.toStdString());
  const auto bench = std::make_shared<const Bench>(compileBench(design));
  const auto data = dataOf(design);
  const TrainerSettings settings = trainerSettings(design, *bench->hardware).value();
  const Network network =
      makeNetwork({data->features, 10}, settings.activation, settings.gain, settings.bias, 1);
  TrainerSettings single = settings;
  single.hidden.clear();
  const Report report = reportOf(*bench, network, single, *data);
  const SteadyReasons reasons = steadyReasons(*bench, report);
  QCOMPARE(idOf(reasons.score), ids[0].toStdString());
  QCOMPARE(idOf(reasons.power), ids[1].toStdString());
  QCOMPARE(idOf(reasons.energy), ids[2].toStdString());
  QCOMPARE(idOf(reasons.phase), ids[3].toStdString());
  // Where the light is gone, that is said.
  Report dark = report;
  dark.detectedW = 0;
  dark.locked = 0;
  dark.cannotCompute = Message{"bench.no-light", "", {}};
  QCOMPARE(idOf(steadyReasons(*bench, dark).power), std::string("steady.nothing-detected"));
  QCOMPARE(idOf(steadyReasons(*bench, dark).energy), std::string("bench.no-light"));
  QCOMPARE(idOf(steadyReasons(*bench, dark).phase), std::string("steady.nothing-locked"));
  dark.emittedW = 0;
  QCOMPARE(idOf(steadyReasons(*bench, dark).power), std::string("steady.no-light"));
}

QTEST_GUILESS_MAIN(TestSteadyReasons)
#include "tst_steady_reasons.moc"
