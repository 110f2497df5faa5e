#include "report/internal/layer_noise.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "learn/forward_pass.h"
#include "report/network_on_bench.h"
#include "test_support.h"
#include "train/experiment.h"
#include "train/settings.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// What the formulas of the report say of each source alone, against what the first layer of a network that
/// has learned a little really computes: mean square error over samples, neurons and draws.
class TestLayerNoise : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void varianceAgreesWithTheEngine_data();
  void varianceAgreesWithTheEngine();
  void channelsWithoutNeuronsDoNotCount();
  void outputsWithoutLightAreLost();
  void sharesAddUpToOne();
};

namespace {

constexpr double kFloat = 1e-6;  // gains of links in float32

Design onlyWith(const QString& source, const QStringList& assignments) {
  QStringList all{"training.dataset=digits8x8", "network.hidden=20"};
  for (const Imperfection* imperfection : kImperfections) {
    const QString path = QString::fromStdString(switchPath(*imperfection));
    all.append(path + (path == "noise." + source ? "=on" : "=off"));
  }
  Design design = test::crossedWithoutModulators();
  for (const QString& assignment : all + assignments) design = with(design, assignment.toStdString());
  return design;
}

struct Errors {
  double predicted = 0, measured = 0;
};

Errors errorsOf(const QString& source, const QStringList& assignments) {
  constexpr int kSteps = 60, kDraws = 200, kSamples = 100;
  const Design design = onlyWith(source, assignments);
  const Bench bench = compileBench(design);
  const std::shared_ptr<const Dataset> data = dataOf(design);
  const TrainerSettings settings = trainerSettings(design, *bench.hardware).value();
  Trainer trainer(settings, data, bench.hardware);
  for (int step = 0; step < kSteps; ++step) trainer.step();
  const Network& network = trainer.network();
  const std::vector<std::uint32_t> batch(data->train.begin(), data->train.begin() + kSamples);
  const NetworkOnBench seen =
      observeNetwork(network, settings, *data, *bench.hardware, trainer.layerStatistics(), batch);

  Errors out;
  for (const auto& [imperfection, variance] : layerNoise(bench, seen.layers[0], seen.inputs[0]).variances)
    if (source.toStdString() == imperfection->key) out.predicted = variance;

  ForwardPass real(network, settings, *bench.hardware, kSamples);
  ForwardPass ideal(network, settings, *idealHardware(*bench.hardware), kSamples);
  real.loadWeights(network);
  ideal.loadWeights(network);
  ideal.run(network, *data, batch.data(), kSamples, {});
  const std::vector<float>& exact = ideal.layer(0).preActivation;
  const double unit =
      real.layer(0).phases ? 1 : real.layer(0).weightScale * network.layers[0].activationScale;
  for (int draw = 0; draw < kDraws; ++draw) {
    real.run(network, *data, batch.data(), kSamples,
             {1, Stream::EvaluationNoise, static_cast<std::uint64_t>(draw)});
    const std::vector<float>& z = real.layer(0).preActivation;
    double sum = 0;
    for (std::size_t i = 0; i < z.size(); ++i)
      sum += std::pow(static_cast<double>(z[i] - exact[i]) / unit, 2);
    out.measured += sum / static_cast<double>(z.size()) / kDraws;
  }
  return out;
}

}  // namespace

void TestLayerNoise::varianceAgreesWithTheEngine_data() {
  QTest::addColumn<QString>("source");
  QTest::addColumn<QStringList>("assignments");
  QTest::addColumn<double>("factor");
  // What is drawn is known to the spread of its draws. The others are single errors of one network, whose
  // weights and inputs the formulas take as normal and white.
  constexpr double kDrawn = 1.03, kFixed = 1.4, kRounded = 1.7;
  const auto row = [](const char* source, const QStringList& assignments, double factor) {
    QTest::addRow("%s %s", source, qPrintable(assignments.join(' '))) << source << assignments << factor;
  };
  for (const char* encoding : {"amplitude_phase", "two_slot_phase", "amplitude_amplitude", "phase_phase"}) {
    const QStringList chosen{QString("network.encoding=%1").arg(encoding)};
    row("shot", chosen, kDrawn);
    row("ktc", chosen, kDrawn);
    if (encoding != std::string("amplitude_amplitude")) row("lock_symbol", chosen, kDrawn);
    // Of phases the cosines of one draw of inputs.
    row("intersymbol", chosen, encoding == std::string("amplitude_amplitude") ? kFixed : 1.6);
    row("dac", chosen, kRounded);
    row("adc", chosen, kFixed);
  }
  const QStringList spread{"vcsel_array2.detuning_spread=0.3GHz"};
  row("lock_static", spread, kFixed);
  // One draw of the links' phases, which meet few weights.
  row("lock_static", spread + QStringList{"network.encoding=two_slot_phase"}, 2);
  const QStringList asTheyAre{"vcsel_array1.calibrated=off", "vcsel_array2.calibrated=off"};
  row("reflection", asTheyAre, kFixed);
  row("residual_amplitude", asTheyAre, kFixed);
  row("fan_out_uniformity", asTheyAre + QStringList{"fan_out1.uniformity_error=0.2"}, kFixed);
  row("gain_mismatch", {"detector_line1.gain_error=0.05"}, kFixed);
  row("crosstalk", {"fan_out3.profile_x=default", "fan_out3.stray=0.1"}, kFixed);
  row("skew", {"vcsel_array2.delay=20ps"}, kFixed);
  row("skew", {"vcsel_array1.delay=150ps"}, kFixed);
  row("skew", {"vcsel_array1.delay=250ps"}, kFixed);
  row("tia", {"detector_line1.receiver=transimpedance", "detector_line2.receiver=transimpedance"}, kDrawn);
  const QStringList separate{"detector_line1.integration=separate", "detector_line2.integration=separate"};
  for (const char* farads : {"1e-14", "2.3e-14"})  // both lines always full, and now and then
    row("full_well",
        separate + QStringList{QString("detector_line1.capacitance=%1").arg(farads),
                               QString("detector_line2.capacitance=%1").arg(farads)},
        1.05);
  for (const char* volts : {"0.0005", "0.001"})
    row("full_well",
        {QString("detector_line1.full_well=%1").arg(volts),
         QString("detector_line2.full_well=%1").arg(volts)},
        kFixed);
}

void TestLayerNoise::varianceAgreesWithTheEngine() {
  QFETCH(QString, source);
  QFETCH(QStringList, assignments);
  QFETCH(double, factor);
  const Errors errors = errorsOf(source, assignments);
  QVERIFY(errors.predicted > 0);
  const double ratio = errors.measured / errors.predicted;
  QVERIFY2(ratio < factor && ratio > 1 / factor, qPrintable(QString::number(ratio)));
}

// Two neurons on the first two of 25 channels: an unlocked laser on one of these takes half of the outputs.
void TestLayerNoise::channelsWithoutNeuronsDoNotCount() {
  const auto noiseWith = [](const char* change) {
    const Design design = onlyWith("lock_static", {"network.hidden=2", change});
    const Bench bench = compileBench(design);
    const std::shared_ptr<const Dataset> data = dataOf(design);
    const TrainerSettings settings = trainerSettings(design, *bench.hardware).value();
    const Trainer trainer(settings, data, bench.hardware);
    const std::vector<std::uint32_t> batch(data->train.begin(), data->train.begin() + 100);
    const NetworkOnBench seen =
        observeNetwork(trainer.network(), settings, *data, *bench.hardware, trainer.layerStatistics(), batch);
    return layerNoise(bench, seen.layers[0], seen.inputs[0]).total / seen.inputs[0].meanSquareOutput;
  };
  QVERIFY(noiseWith("vcsel_array2[24].detuning=4e10") < kFloat);
  QVERIFY(std::fabs(noiseWith("vcsel_array2[1].detuning=4e10") - 0.5) < kFloat);
}

// A grating of 3 × 3 orders in place of 5 × 5 leaves 16 of 25 channels without their axon.
void TestLayerNoise::outputsWithoutLightAreLost() {
  const Errors errors = errorsOf(
      "visibility", {"network.hidden=25", "fan_out3.orders_x=3", "fan_out3.orders_y=3",
                     "fan_out3.profile_x=default", "fan_out3.profile_y=default", "fan_out3.stray=0"});
  QVERIFY(std::fabs(errors.measured / errors.predicted - 1) < 0.4);
}

// Brighter lasers take away noise: no source then counts twice, none less than nothing.
void TestLayerNoise::sharesAddUpToOne() {
  for (const char* name : {"chen-2023", "chen-2022-preprint", "mnist-5x5", "paper-kernel"})
    for (const char* shot : {"on", "off"}) {
      Design design = with(with(example(name), "training.dataset=iris"),
                           QString("noise.shot=%1").arg(shot).toStdString());
      const Report report = simulateDesign(design, *dataOf(design)).value().report;
      double sum = 0;
      for (const NoiseContribution& source : report.noise) {
        QVERIFY(source.share >= 0);
        sum += source.share;
      }
      VERIFY_WITHIN(sum, 1, 1e-9);
    }
}

QTEST_APPLESS_MAIN(TestLayerNoise)
#include "tst_layer_noise.moc"
