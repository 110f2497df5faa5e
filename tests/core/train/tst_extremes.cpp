#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "test_support.h"
#include "train/headless.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// Benches at the end of every scale: a stated result or a stated reason, no NaN, no hang.
class TestExtremes : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void reasonForNotComputingIsNamed_data();
  void reasonForNotComputingIsNamed();
  void extremeBenchesStillCompute_data();
  void extremeBenchesStillCompute();
  void saysThatPixelsAreFull();
  void namedCapacitanceHoldsTheCharge();
};

namespace {

using Changes = QStringList;

QString each(const char* part, const char* value, int from, int to) {
  QStringList out;
  for (int i = from; i < to; ++i)
    out << QStringLiteral("%1[%2].%3").arg(QLatin1String(part)).arg(i).arg(QLatin1String(value));
  return out.join(QLatin1Char(';'));
}

Design changed(const QString& changes) {
  Design design = with(with(test::dimLight(), "training.dataset=iris"), "network.hidden=8");
  design = with(with(design, "training.epochs=3"), "training.batch=10");
  for (const QString& change : changes.split(QLatin1Char(';'), Qt::SkipEmptyParts))
    design = with(design, change.toStdString());
  return design;
}

bool finite(const Report& report) {
  bool out = std::isfinite(report.photonsPerMac) && std::isfinite(report.energy.totalJoulesPerOp) &&
             std::isfinite(report.powerW) && std::isfinite(report.density.opsPerSPerM2) &&
             !std::isnan(report.snr) && !std::isnan(report.enob);
  for (const NoiseContribution& row : report.noise)
    out = out && std::isfinite(row.sigma) && std::isfinite(row.share);
  for (const LayerNumbers& layer : report.layers)
    out = out && std::isfinite(layer.sigma) && !std::isnan(layer.snr);
  return out;
}

}  // namespace

void TestExtremes::reasonForNotComputingIsNamed_data() {
  QTest::addColumn<QString>("changes");
  QTest::addColumn<QString>("reason");
  const QString dead = each("vcsel_array2", "power=0", 0, 25);
  QTest::newRow("no light from an array") << "vcsel_array2.power=0"
                                          << "bench.dark-array";
  QTest::newRow("all lasers dead") << dead << "bench.dark-array";
  QTest::newRow("no leader") << "leader_laser1.power=0"
                             << "bench.no-signal";
  QTest::newRow("blind detectors")
      << "detector_line1.quantum_efficiency=0;detector_line2.quantum_efficiency=0"
      << "bench.no-signal";
  QTest::newRow("all pixels dead") << each("detector_line1", "quantum_efficiency=0", 0, 25) +
                                          QLatin1Char(';') +
                                          each("detector_line2", "quantum_efficiency=0", 0, 25)
                                   << "bench.no-signal";
  QTest::newRow("none locks") << "vcsel_array2.detuning=900GHz;vcsel_array2.auto_bias=off"
                              << "bench.no-signal";
  QTest::newRow("lens that swallows all") << "lens1.loss=1"
                                          << "bench.no-cell";
  QTest::newRow("splitter that sends nothing") << "beam_splitter1.reflectance=0"
                                               << "bench.no-signal";
}

void TestExtremes::reasonForNotComputingIsNamed() {
  QFETCH(QString, changes);
  QFETCH(QString, reason);
  const Design design = changed(changes);
  const Result<TrainingResult> result = trainHeadless(design, dataOf(design));
  QVERIFY(!result);
  QCOMPARE(QString::fromStdString(result.error().id), reason);
}

void TestExtremes::extremeBenchesStillCompute_data() {
  QTest::addColumn<QString>("changes");
  QTest::newRow("nearly no photons")
      << "vcsel_array1.power=1e-15;vcsel_array2.power=1e-15;leader_laser1.power=1e-10";
  QTest::newRow("one bit") << "vcsel_array1.dac_bits=1;vcsel_array2.dac_bits=1;detector_line1.adc_bits=1;"
                              "detector_line2.adc_bits=1";
  QTest::newRow("saturated pixels") << "detector_line1.full_well=1e-6;detector_line2.full_well=1e-6";
  QTest::newRow("saturated, each line")
      << "detector_line1.full_well=1e-6;detector_line2.full_well=1e-6;detector_line1.integration=separate;"
         "detector_line2.integration=separate";
  QTest::newRow("one laser left") << each("vcsel_array2", "power=0", 0, 24);
  QTest::newRow("one pixel pair left") << each("detector_line1", "quantum_efficiency=0", 1, 25) +
                                              QLatin1Char(';') +
                                              each("detector_line2", "quantum_efficiency=0", 1, 25);
  QTest::newRow("one line dead") << "detector_line1.quantum_efficiency=0";
  QTest::newRow("drowned in dark current")
      << "detector_line1.dark_current=1e-3;detector_line2.dark_current=1e-3";
  QTest::newRow("noise without bound")
      << "vcsel_array1.rin=-60;vcsel_array2.rin=-60;leader_laser1.linewidth=1e12;"
         "detector_line1.gain_error=9";
  QTest::newRow("slowest") << "vcsel_array1.symbol_rate=1e3;vcsel_array2.symbol_rate=1e3";
  QTest::newRow("fastest") << "vcsel_array1.symbol_rate=1e12;vcsel_array2.symbol_rate=1e12";
  QTest::newRow("every switch off") << "noise.all=off;detector_line1.full_well=1e-6";
}

void TestExtremes::extremeBenchesStillCompute() {
  QFETCH(QString, changes);
  for (const char* encoding : {"amplitude_phase", "amplitude_amplitude", "two_slot_phase", "phase_phase"}) {
    const Design design = with(changed(changes), std::string("network.encoding=") + encoding);
    const Result<TrainingResult> result = trainHeadless(design, dataOf(design));
    QVERIFY2(result, result ? "" : english(result.error()).c_str());
    const TrainingResult& run = result.value();
    QVERIFY2(finite(run.report), encoding);
    QVERIFY(run.finalTestAccuracy >= 0 && run.finalTestAccuracy <= 1);
    for (const WeightMatrix& matrix : run.record.weights)
      for (const float weight : matrix.data) QVERIFY2(std::isfinite(weight), encoding);
  }
}

void TestExtremes::saysThatPixelsAreFull() {
  const auto objections = [](const QString& changes) {
    const Design design = changed(changes);
    QStringList out;
    const Result<TrainingResult> result = trainHeadless(design, dataOf(design));
    for (const Check& check : result.value().report.checks)
      out << QString::fromStdString(check.message.id) + QLatin1Char(' ') +
                 QString::fromStdString(check.component);
    out.sort();
    return out;
  };
  QVERIFY(objections({}).isEmpty());
  const QString full = QStringLiteral("detector_line1.full_well=1e-6;detector_line2.full_well=1e-6");
  QCOMPARE(objections(full),
           QStringList({"detector.saturated detector_line1", "detector.saturated detector_line2"}));
  QVERIFY(
      objections(full + QStringLiteral(
                            ";detector_line1.receiver=transimpedance;detector_line2.receiver=transimpedance"))
          .isEmpty());
}

// A pair that holds the difference already is not told to do so.
void TestExtremes::namedCapacitanceHoldsTheCharge() {
  const auto saturated = [](const QString& changes) {
    const Design design = changed(changes);
    std::vector<Check> out;
    const Result<Simulation> simulation = simulateDesign(design, *dataOf(design));
    for (const Check& check : simulation.value().report.checks)
      if (check.message.id == "detector.saturated") out.push_back(check);
    return out;
  };
  const auto value = [](const Check& check) {
    return QString::number(std::get<Quantity>(check.fix.arguments.at(0)).si, 'g', 17);
  };
  for (const char* integration : {"differential", "separate"}) {
    QString changes = QStringLiteral(
                          "detector_line1.capacitance=1e-17 F;detector_line2.capacitance=1e-17 F;"
                          "detector_line1.integration=%1;detector_line2.integration=%1")
                          .arg(QLatin1String(integration));
    const std::vector<Check> full = saturated(changes);
    QCOMPARE(full.size(), std::size_t{2});
    for (const Check& check : full) {
      QCOMPARE(QString::fromStdString(english(check.fix)).contains(QStringLiteral("integration")),
               QLatin1String(integration) == QLatin1String("separate"));
      changes +=
          QStringLiteral(";%1.capacitance=%2 F").arg(QString::fromStdString(check.component), value(check));
    }
    QVERIFY(saturated(changes).empty());
  }
  // A capacitor of a microvolt would only hold its own noise.
  QString changes = QStringLiteral("detector_line1.full_well=1e-6;detector_line2.full_well=1e-6");
  for (const Check& check : saturated(changes)) {
    QVERIFY(QString::fromStdString(english(check.fix)).startsWith(QStringLiteral("Use a full well of")));
    changes +=
        QStringLiteral(";%1.full_well=%2 V").arg(QString::fromStdString(check.component), value(check));
  }
  QVERIFY(saturated(changes).empty());
}

QTEST_GUILESS_MAIN(TestExtremes)
#include "tst_extremes.moc"
