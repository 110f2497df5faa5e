#include "report/report.h"

#include <QTest>
#include <map>
#include <set>

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
  void twoCellsCountTwice();
  void layersTakeTheirCells();
  void whatDidNotConvergeIsSaid();
};

namespace {

constexpr double kFloat = 1e-6;  // electrons of links in float32

// Of the plus and the minus line of first-light, detector_line2 and detector_line1.
std::pair<double, double> electronsOf(const char* change) {
  const Design design = with(test::dimLight(), change);
  const Report report = simulateDesign(design, *dataOf(design)).value().report;
  std::pair<double, double> out;
  for (const DetectorNumbers& line : report.detectors)
    (line.id == "detector_line2" ? out.first : out.second) = line.electronsPerReadout;
  return out;
}

// first-light twice on one table, the second half a metre aside, with 100 added to the numbers of its parts.
Design twice(const Design& design) {
  Design out = design;
  for (const ComponentPtr& part : design.components) {
    if (part->kind == "loupe") continue;
    Component other = *part;
    const std::size_t digits = other.id.find_first_of("0123456789");
    other.id = other.id.substr(0, digits) + std::to_string(100 + std::stoi(other.id.substr(digits)));
    const auto y = other.values.find("y");
    other.values["y"] = 0.5 + (y == other.values.end() ? 0.0 : std::get<double>(y->second));
    out.components.push_back(std::make_shared<const Component>(std::move(other)));
  }
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
  // Phases of lasers that their current pumps reach the ADC with less than the closed form says.
  const bool phases = changes.contains(QStringLiteral("network.encoding=phase_phase"));
  Design design = phases ? test::dimLight() : example("first-light");
  for (const QString& change : changes) design = with(design, change.toStdString());
  const auto data = dataOf(design);
  HeadlessOptions options;
  options.twin = false;
  options.steps = 100;
  const TrainingResult trained = trainHeadless(design, data, options).value();
  const RunSnapshot run = openRecordedRun(trained.record, *data).value();
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

// Two complete cells on one table do not know of each other: light, links, lasers and detector lines are
// there twice, and each link is what it is alone.
void TestReport::twoCellsCountTwice() {
  const Design one = example("first-light"), two = twice(one);
  const Bench single = compileBench(one), both = compileBench(two);
  QCOMPARE(both.cells.cells.size(), std::size_t{2});
  QCOMPARE(both.locks.size(), 2 * single.locks.size());
  QVERIFY(!both.hardware->cannotCompute);
  const Report alone = makeReport(single, {}), report = makeReport(both, {});
  QCOMPARE(report.links, 2 * alone.links);
  QCOMPARE(report.locked, 2 * alone.locked);
  for (const auto member : {&Report::emittedW, &Report::detectedW, &Report::lostW})
    VERIFY_WITHIN(report.*member, 2 * alone.*member, 1e-9);
  VERIFY_WITHIN(report.meanVisibility, alone.meanVisibility, 1e-6);
  VERIFY_WITHIN(report.phaseErrorRad, alone.phaseErrorRad, 1e-6);
  const CellHardware& of = single.hardware->cells.at(0);
  for (const CellHardware& cell : both.hardware->cells) {
    QCOMPARE(cell.links(), of.links());
    VERIFY_WITHIN(cell.weightLimit, of.weightLimit, 1e-6);
    for (std::size_t i = 0; i < of.electronsAxon.size(); ++i) {
      VERIFY_WITHIN(cell.electronsAxon[i], of.electronsAxon[i], 1e-5);
      VERIFY_WITHIN(cell.electronsSynapse[i], of.electronsSynapse[i], 1e-5);
      VERIFY_WITHIN(cell.inverseSignal[i], of.inverseSignal[i], 1e-5);
    }
  }
  std::set<std::string> ids;
  for (const Cell& cell : both.cells.cells)
    for (const std::string& id : {cell.id, cell.axonId, cell.synapseId, cell.plusId, cell.minusId})
      ids.insert(id);
  QCOMPARE(ids.size(), std::size_t{10});
}

// Layer l runs on cell l mod 2, or where the design says: half the quantum efficiency of one cell halves the
// electrons of its layers alone. Layers follow one another, so energy and power are those of one cell and of
// the other's leader, which shines meanwhile.
void TestReport::layersTakeTheirCells() {
  const Design one = example("first-light");
  Design two = twice(one);
  for (const char* line : {"detector_line101", "detector_line102"}) {
    const double efficiency = viewOf(two, line).real("quantum_efficiency");
    two = with(two, std::string(line) + ".quantum_efficiency=" + std::to_string(efficiency / 2));
  }
  const auto data = dataOf(one);
  const Report alone = simulateDesign(one, *data).value().report;
  QVERIFY(alone.layers.size() >= 2);
  const std::vector<EnergyRow>& rows = alone.energy.rows;
  const auto leader =
      std::find_if(rows.begin(), rows.end(), [](const EnergyRow& row) { return row.key == "leader"; });
  QVERIFY(leader != rows.end());
  const double leaderW = leader->joulesPerOp * alone.energy.opsPerS;
  const double symbolRateHz = viewOf(one, "vcsel_array2").real("symbol_rate");
  for (const bool turned : {false, true}) {
    Design design = two;
    if (turned) {
      std::string names;
      for (std::size_t l = 0; l < alone.layers.size(); ++l)
        names += std::string(l > 0 ? "," : "") + (l % 2 == 0 ? "beam_splitter104" : "beam_splitter4");
      design = with(design, "network.cells=" + names);
    }
    const Report report = simulateDesign(design, *data).value().report;
    QCOMPARE(report.layers.size(), alone.layers.size());
    QCOMPARE(report.detectors.size(), std::size_t{4});
    for (std::size_t l = 0; l < report.layers.size(); ++l) {
      const LayerNumbers &layer = report.layers[l], &was = alone.layers[l];
      const bool dim = (l % 2 == 1) != turned;
      QCOMPARE(layer.cell, std::string(dim ? "beam_splitter104" : "beam_splitter4"));
      VERIFY_WITHIN(layer.photonsPerMac, was.photonsPerMac * (dim ? 0.5 : 1), 1e-4);
      // P of the leader over the passes of a mini-batch, whose last one is smaller than the others.
      const double more =
          leaderW * static_cast<double>(was.passes) /
          (symbolRateHz * 2 * was.neurons * static_cast<double>(settingInteger(one, "training.batch")));
      QVERIFY(std::fabs(layer.joulesPerOp - was.joulesPerOp - more) < 0.05 * more);
    }
    VERIFY_WITHIN(report.energy.totalJoulesPerOp, alone.energy.totalJoulesPerOp + leader->joulesPerOp, 1e-6);
    VERIFY_WITHIN(report.powerW, alone.powerW + leaderW, 1e-6);
    // Twice the parts compute twice as much, at the same density; both leaders shine all the time.
    VERIFY_WITHIN(report.density.areaM2, 2 * alone.density.areaM2, 1e-9);
    VERIFY_WITHIN(report.density.opsPerS, 2 * alone.density.opsPerS, 1e-9);
    VERIFY_WITHIN(report.density.opsPerSPerM2, alone.density.opsPerSPerM2, 1e-9);
    QCOMPARE(report.energy.products.size(), alone.energy.products.size());
    for (const EnergyRow& row : report.energy.rows) {
      if (row.key != "leader") continue;
      VERIFY_WITHIN(row.cost, 2 * leaderW, 1e-6);
      VERIFY_WITHIN(row.count, report.energy.opsPerS, 1e-9);
    }
  }
}

// A bias that was not found, or not to the end, and phases of fringes likewise: in the checks, and beside the
// numbers.
void TestReport::whatDidNotConvergeIsSaid() {
  Bench bench = compileBench(example("mnist-5x5"));
  const auto reasonOf = [&](BiasSearch search) {
    for (ArrayLock& lock : bench.locks) lock.biasSearch = search;
    const std::vector<Check> checks = lockChecks(bench.design, bench.locks, {true, false});
    const std::optional<Message> problem = lockProblem(bench.locks.at(1));
    const bool checked = std::any_of(checks.begin(), checks.end(), [&](const Check& check) {
      return problem && check.message.id == problem->id && !check.fix.text.empty();
    });
    const std::string json = reportJson(bench, makeReport(bench, {}), {false, false});
    const bool written = problem && json.find("\"reason\": \"" + english(*problem)) != std::string::npos;
    if (checked != problem.has_value() || written != problem.has_value()) return std::string("unsaid");
    return problem ? problem->id : std::string();
  };
  QCOMPARE(reasonOf(BiasSearch::Found), std::string());
  QCOMPARE(reasonOf(BiasSearch::Unsettled), std::string("lock.bias-unsettled"));
  QCOMPARE(reasonOf(BiasSearch::NoRange), std::string("lock.no-driven-range"));
  const auto says = [&](const char* words) {
    return reportJson(bench, makeReport(bench, {}), {false, false}).find(words) != std::string::npos;
  };
  QVERIFY(!says("upper bound"));
  bench.cells.cells.at(0).held.converged = false;
  QVERIFY(says("upper bound"));
  bench.cells.cells.at(0).held.assumed = true;
  QVERIFY(says("are not looked at") && says("\"fringe_error_rad\": null"));
  const std::vector<HeadlineNumber> numbers = headlineNumbers(makeReport(bench, {}));
  QVERIFY(std::any_of(numbers.begin(), numbers.end(), [](const HeadlineNumber& number) {
    return number.key == "fringe_error" && !number.reason.empty() && std::isnan(number.value);
  }));
}

QTEST_APPLESS_MAIN(TestReport)
#include "tst_report.moc"
