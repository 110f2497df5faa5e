#include "report/report.h"

#include <QTest>

#include "all_rooms.h"
#include "export/report_json.h"
#include "learn/forward_pass.h"
#include "report/fields.h"
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
  void unlockedLasersHaveNoNumbers_data();
  void unlockedLasersHaveNoNumbers();
  void oscillatingLasersHaveMeans();
  void everyFigureIsOneOrSaysWhy_data();
  void everyFigureIsOneOrSaysWhy();
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

// The fields of a row as numbers, and its reason.
struct Fields {
  std::map<std::string, double> numbers;
  std::string reason;
  bool known(const char* key) const { return std::isfinite(numbers.at(key)); }
};

template <typename Row>
Fields fieldsOf(const Row& row) {
  Fields out;
  visitFields(row, [&](const char* key, const auto& value) {
    using Value = std::decay_t<decltype(value)>;
    if constexpr (std::is_arithmetic_v<Value>) out.numbers[key] = static_cast<double>(value);
    if constexpr (std::is_same_v<Value, std::optional<Message>>)
      if (value) out.reason = english(*value);
  });
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

void TestReport::unlockedLasersHaveNoNumbers_data() {
  QTest::addColumn<std::string>("change");
  QTest::addColumn<std::string>("reason");
  QTest::addColumn<bool>("band");
  QTest::newRow("no light") << std::string("leader_laser1.power=0 W") << std::string("No leader light")
                            << false;
  QTest::newRow("below threshold") << std::string("vcsel_array2.power=0 W")
                                   << std::string("below its threshold") << false;
  QTest::newRow("detuned") << std::string("vcsel_array2.detuning=200 GHz") << std::string("Detuned by 19")
                           << true;
}

// A phase, an error or a width of a lock that there is not are not 0: there is none, and it says why.
void TestReport::unlockedLasersHaveNoNumbers() {
  QFETCH(std::string, change);
  QFETCH(std::string, reason);
  QFETCH(bool, band);
  const Bench bench = compileBench(with(example("first-light"), change));
  const ArrayLock& lock = *lockOf(bench.locks, "vcsel_array2");
  QCOMPARE(lock.hasBand, band);
  QCOMPARE(lock.locked, 0);
  const Fields array = fieldsOf(lock), laser = fieldsOf(lock.lasers.at(0));
  for (const char* key :
       {"stable_low_Hz", "w_max", "usable_span_rad", "relaxation_rate_per_s", "drive_swing_A"})
    QCOMPARE(array.known(key), band);
  QVERIFY(!array.known("phase_error_rad") && !array.known("worst_phase_error_rad"));
  QVERIFY(array.known("bias_current_A") && array.known("injection_ratio"));
  if (!band) QVERIFY2(array.reason.find(reason) != std::string::npos, array.reason.c_str());
  for (const char* key : {"phase_rad", "phase_error_rad", "drift_rad", "amplitude"})
    QVERIFY2(!laser.known(key), key);
  QVERIFY2(laser.reason.find(reason) != std::string::npos, laser.reason.c_str());
  const std::string json = reportJson(bench, makeReport(bench, {}), {true, true});
  QVERIFY(json.find("\"phase_rad\": null") != std::string::npos);
  QVERIFY(json.find(laser.reason) != std::string::npos);
  const std::vector<Check> checks = bench.checks;
  QVERIFY(std::any_of(checks.begin(), checks.end(), [](const Check& check) {
    return check.severity == Severity::Error && check.component == "vcsel_array2" && !check.fix.text.empty();
  }));
}

// The lasers of the lock map that lie beyond their Hopf edge: of those that settle phase and amplitude are
// means, the others have neither.
void TestReport::oscillatingLasersHaveMeans() {
  int settled = 0, moving = 0, running = 0;
  for (const char* name : {"gao-lock-map", "array-22-of-25"}) {
    const Bench bench = compileBench(example(name));
    const int before = moving;
    for (const LaserLock& laser : lockOf(bench.locks, "vcsel_array2")->lasers) {
      const Fields fields = fieldsOf(laser);
      QCOMPARE(fields.reason.empty(), laser.stable);
      QCOMPARE(fields.known("phase_error_rad"), laser.stable);
      if (!laser.locked || laser.stable) continue;
      const bool runs = laser.settled && laser.fringe == 0;
      QCOMPARE(fields.known("phase_rad"), laser.settled && !runs);
      QCOMPARE(fields.known("fringe"), laser.settled);
      QVERIFY(fields.reason.find(runs            ? "whole turns"
                                 : laser.settled ? "instead of resting"
                                                 : "does not settle") != std::string::npos);
      ++(runs ? running : laser.settled ? settled : moving);
    }
    QCOMPARE(std::any_of(bench.checks.begin(), bench.checks.end(),
                         [](const Check& check) { return check.message.id == "lock.cycles-unsettled"; }),
             moving > before);
  }
  QVERIFY(settled >= 1 && moving >= 1 && running >= 1);
}

void TestReport::everyFigureIsOneOrSaysWhy_data() {
  QTest::addColumn<std::string>("change");
  QTest::addColumn<int>("missing");
  QTest::newRow("as it is") << std::string("training.seed=1") << 0;
  QTest::newRow("no leader") << std::string("leader_laser1.power=0 W") << 2;  // both phase-lock errors
  QTest::newRow("no combiner") << std::string("beam_splitter4.enabled=off") << 2;
}

void TestReport::everyFigureIsOneOrSaysWhy() {
  QFETCH(std::string, change);
  QFETCH(int, missing);
  const Bench bench = compileBench(with(example("first-light"), change));
  const Report report = makeReport(bench, {});
  int without = 0;
  for (const HeadlineNumber& number : headlineNumbers(report)) {
    QCOMPARE(std::isfinite(number.value), number.reason.empty());
    if (number.reason.empty()) continue;
    ++without;
    QCOMPARE(numberText(number), "– (" + std::string(number.reason) + ")");
  }
  QCOMPARE(without, missing);
}

QTEST_APPLESS_MAIN(TestReport)
#include "tst_report.moc"
