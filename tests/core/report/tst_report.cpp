#include "report/report.h"

#include <QTest>

#include "all_rooms.h"
#include "learn/forward_pass.h"
#include "test_support.h"
#include "train/experiment.h"
#include "train/headless.h"
#include "train/recorded_run.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// Numbers of a report that belong to no file of their own.
class TestReport : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void linesCountTheirOwnElectrons();
  void convertersAreUsedAsFarAsTheEngineSays_data();
  void convertersAreUsedAsFarAsTheEngineSays();
};

namespace {

constexpr double kFloat = 1e-6;  // electrons of links in float32

// Of the plus and the minus line of first-light, detector_line2 and detector_line1.
std::pair<double, double> electronsOf(const char* change) {
  const Design design = with(example("first-light"), change);
  const Report report = simulateDesign(design, *dataOf(design)).value().report;
  std::pair<double, double> out;
  for (const DetectorNumbers& line : report.detectors)
    (line.id == "detector_line2" ? out.first : out.second) = line.electronsPerReadout;
  return out;
}

}  // namespace

// n₊ has R_s n_X + T_s n_W, n₋ the rest; what a line counts depends on its own pixels.
void TestReport::linesCountTheirOwnElectrons() {
  const auto [plus, minus] = electronsOf("noise.reflection=on");
  VERIFY_WITHIN(plus, minus, 1e-9);
  const auto [weights, inputs] = electronsOf("beam_splitter4.reflectance=0.1");
  VERIFY_WITHIN(weights + inputs, plus + minus, kFloat);
  QVERIFY(weights > 0.89 * (plus + minus) &&
          weights < 0.9 * (plus + minus));  // nearly all light is the weights'
  const auto [whole, tenth] = electronsOf("detector_line1.quantum_efficiency=0.1");
  VERIFY_WITHIN(whole, plus, kFloat);
  VERIFY_WITHIN(tenth / minus, 0.1 / 0.8, 0.01);
  const auto [quiet, dark] = electronsOf("detector_line1.dark_current=10uA");
  VERIFY_WITHIN(quiet, plus, kFloat);
  QVERIFY(dark > 2 * minus);
}

void TestReport::convertersAreUsedAsFarAsTheEngineSays_data() {
  QTest::addColumn<QStringList>("changes");
  QTest::newRow("first light") << QStringList();
  QTest::newRow("signed inputs") << QStringList{"network.activation=tanh"};
  QTest::newRow("two rails") << QStringList{"network.activation=tanh", "network.signed_input=two_rails"};
  QTest::newRow("amplitudes") << QStringList{"network.encoding=amplitude_amplitude"};
  QTest::newRow("two-slot phase") << QStringList{"network.encoding=two_slot_phase"};
  QTest::newRow("phases") << QStringList{"network.encoding=phase_phase"};
}

// rms of D over full scale, from the network that runs; after a change of the light it is no longer 1/4.
void TestReport::convertersAreUsedAsFarAsTheEngineSays() {
  QFETCH(QStringList, changes);
  Design design = example("first-light");
  for (const QString& change : changes) design = with(design, change.toStdString());
  const auto data = dataOf(design);
  HeadlessOptions options;
  options.twin = false;
  options.steps = 100;
  const TrainingResult trained = trainHeadless(design, data, options).value();
  const RecordedRun run = openRecordedRun(trained.record, *data).value();
  for (const double wider : {1.0, 2.5}) {
    Network network = run.network;
    for (Layer& layer : network.layers) layer.adcFullScale *= wider;
    const Report report = reportOf(*run.bench, network, run.settings, *data);
    const std::vector<std::uint32_t> batch = reportBatch(*data, run.settings.batch);
    ForwardPass forward(network, run.settings, *run.bench->hardware, static_cast<int>(batch.size()));
    forward.loadWeights(network);
    forward.run(network, *data, batch.data(), static_cast<int>(batch.size()), {1});
    double largest = 0, utilisation = 0;
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      if (network.layers[l].adcFullScale <= largest) continue;
      largest = network.layers[l].adcFullScale;
      utilisation = forward.layer(l).readOut.rmsElectrons() / largest;
    }
    for (const DetectorNumbers& line : report.detectors)
      VERIFY_WITHIN(line.adcUtilisation, utilisation, 0.08);
    VERIFY_WITHIN(utilisation, 1 / kFullScaleSigmas / wider, 0.35);
  }
}

QTEST_APPLESS_MAIN(TestReport)
#include "tst_report.moc"
