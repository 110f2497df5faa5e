#include <QTest>
#include <algorithm>

#include "all_rooms.h"
#include "design/kind.h"
#include "learn/network.h"
#include "test_support.h"
#include "train/internal/training_memory.h"
#include "train/settings.h"

using namespace lightloom::tests;
using lightloom::test::with;

class TestSettings : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsEveryGroup();
  void namesUnknownCells();
  void refusesBrokenWidths();
  void tellsWhatNeedsANewRun();
  void waitingSettingsAreCompiledOnlyWhereLightKnowsThem_data();
  void waitingSettingsAreCompiledOnlyWhereLightKnowsThem();
  void networksBeyondMemoryAreRefused();
};

namespace {

// Another value than the default's.
Value anotherValue(const Parameter& row, const Value& value) {
  switch (row.type) {
    case ValueType::Switch:
      return !std::get<bool>(value);
    case ValueType::Integer:
      return std::get<std::int64_t>(value) + 1;
    case ValueType::Real:
      return std::get<double>(value) == row.low ? (row.low + std::min(row.high, 1.0)) / 2
                                                : (std::get<double>(value) + row.low) / 2;
    case ValueType::RealList:
      return std::vector<double>{7};
    case ValueType::Text:
      return std::string("another");
    case ValueType::Enumeration:
      for (std::string_view key : row.enumerators)
        if (key != std::get<Enumerator>(value).key) return Enumerator{std::string(key)};
  }
  return value;
}

// What three steps on the bench make of the weights, whatever the design says about them.
std::uint64_t bitsOn(const Bench& bench) {
  const Design small = with(test::example("first-light"), "training.dataset=iris");
  TrainerSettings settings = trainerSettings(small, *bench.hardware).value();
  settings.hidden = {8};
  settings.hardware = HardwareUse::All;
  static const std::shared_ptr<const Dataset> data = test::dataOf(small);
  Trainer trainer(settings, data, bench.hardware);
  for (int i = 0; i < 3; ++i) trainer.step();
  return weightsHash(trainer.network());
}

}  // namespace

void TestSettings::readsEveryGroup() {
  Design design;
  for (const char* change : {"network.hidden=30,20", "network.activation=tanh", "training.optimiser=adam",
                             "training.batch=7", "training.hardware=all", "training.seed=11", "noise.seed=12",
                             "training.loss=mean_square", "training.shards=3"})
    design = with(design, change);
  const TrainerSettings settings = trainerSettings(design, Hardware()).value();
  QCOMPARE(settings.hidden, (std::vector<int>{30, 20}));
  QCOMPARE(settings.activation, Activation::Tanh);
  QCOMPARE(settings.optimiser, Optimiser::Adam);
  QCOMPARE(settings.batch, 7);
  QCOMPARE(settings.hardware, HardwareUse::All);
  QCOMPARE(settings.seed, std::uint64_t{11});
  QCOMPARE(settings.noiseSeed, std::uint64_t{12});
  QCOMPARE(settings.loss, Loss::MeanSquare);
  QCOMPARE(settings.shards, 3);
}

void TestSettings::namesUnknownCells() {
  Hardware hardware;
  hardware.cells.push_back(idealCell(5, 5));
  QCOMPARE(trainerSettings(with(Design(), "network.cells=ideal, ideal"), hardware).value().cells,
           (std::vector<int>{0, 0}));
  QCOMPARE(trainerSettings(with(Design(), "network.cells=other"), hardware).error().id,
           std::string("run.unknown-cell"));
}

void TestSettings::refusesBrokenWidths() {
  QCOMPARE(trainerSettings(with(Design(), "network.hidden=2.5"), Hardware()).error().id,
           std::string("run.bad-hidden"));
}

void TestSettings::networksBeyondMemoryAreRefused() {
  const std::shared_ptr<const Dataset> digits = test::dataOf(with(Design(), "training.dataset=digits8x8"));
  TrainerSettings settings;
  settings.hidden = {65536, 65536};
  // 65 × 65536 + 65537 × 65536 weights alone are 17 GB in single precision; there are many copies.
  QVERIFY(trainingBytes(settings, 64, 10, 1000) > 10 * 17.2e9);
  const std::optional<Message> problem = memoryProblem(settings, *digits, 8e9);
  QVERIFY(problem && problem->id == "run.too-large");
  const std::string words = english(*problem);
  QVERIFY2(words.find("network.hidden = 65536,65536") != std::string::npos, words.c_str());
  QVERIFY2(words.find("8.0 GB") != std::string::npos, words.c_str());
  // The widths that it names fit, and a little more does not.
  const int widest = std::stoi(words.substr(words.rfind("= ") + 2));
  settings.hidden = {widest, widest};
  QVERIFY(!memoryProblem(settings, *digits, 8e9));
  settings.hidden = {widest + widest / 50, widest + widest / 50};
  QVERIFY(memoryProblem(settings, *digits, 8e9));
  settings.hidden = {100};
  QVERIFY(!memoryProblem(settings, *digits, 8e9) && !dataProblem(settings, *digits));
  QCOMPARE(memoryProblem(settings, *digits, 1e3)->id, std::string("run.too-large"));
}

void TestSettings::tellsWhatNeedsANewRun() {
  const Design design;
  QVERIFY(needsNewRun(design, with(design, "noise.shot=off")).empty());
  QCOMPARE(needsNewRun(design, with(design, "training.seed=9")), (std::vector<std::string>{"training.seed"}));
  QCOMPARE(needsNewRun(design, with(design, "training.shards=2")),
           (std::vector<std::string>{"training.shards"}));
  QCOMPARE(needsNewRun(design, with(design, "network.encoding=amplitude_amplitude")),
           (std::vector<std::string>{"network.encoding"}));
}

void TestSettings::waitingSettingsAreCompiledOnlyWhereLightKnowsThem_data() {
  QTest::addColumn<std::string>("key");
  for (const SettingsGroup& group : settingsGroups())
    for (const Parameter& row : group.rows) {
      const std::string key = std::string(group.id) + "." + std::string(row.key);
      if (group.id == "network" || group.id == "training" || key == "noise.seed")
        QTest::newRow(key.c_str()) << key;
    }
}

// A drag while a setting waits for a new run: the bench of the window does for the training, too, or else it
// is made anew from what the run knows; never is it another one than a replay compiles.
void TestSettings::waitingSettingsAreCompiledOnlyWhereLightKnowsThem() {
  QFETCH(std::string, key);
  const Design running = test::example("first-light");
  Design edited = with(running, "beam_splitter4.fine_tilt=50 µrad");
  edited = apply(edited, setSetting(edited, key, anotherValue(*findSetting(key), settingValue(edited, key))));
  QCOMPARE(needsNewRun(running, edited), std::vector<std::string>{key});
  const auto bench = std::make_shared<const Bench>(compileBench(edited));
  const std::shared_ptr<const Bench> taken = benchTakenUp(running, bench);
  QVERIFY(taken->design == takenUp(running, edited));
  const bool lightKnows =
      key == "network.encoding" || key == "network.signed_input" || key == "training.hardware";
  QCOMPARE(taken->hardware != bench->hardware, lightKnows);
  QCOMPARE(bitsOn(*taken), bitsOn(compileBench(takenUp(running, edited))));
  QCOMPARE(taken->checks.size(), compileBench(takenUp(running, edited)).checks.size());
  QCOMPARE(benchTakenUp(edited, bench), bench);
}

QTEST_APPLESS_MAIN(TestSettings)
#include "tst_settings.moc"
