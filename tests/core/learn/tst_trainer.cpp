
#include <QTest>
#include <cmath>
#include <numeric>
#include <thread>
#include <vector>

#include "all_rooms.h"
#include "core/learn/samples.h"
#include "core/product/cells.h"
#include "learn/divergence.h"
#include "learn/evaluator.h"
#include "learn/trainer.h"

using namespace lightloom::tests;
using namespace lightloom::testing;

namespace {

std::shared_ptr<const Hardware> bench() {
  auto hardware = std::make_shared<Hardware>();
  hardware->cells.push_back(benchA());
  return hardware;
}

std::shared_ptr<const Dataset> threeClouds() {
  return std::make_shared<const Dataset>(clouds(20, 3, 100, 0.12, 3));
}

std::shared_ptr<const Dataset> digits() {
  return std::make_shared<const Dataset>(
      bytesFromCsv(LIGHTLOOM_SOURCE_DIR "/resources/datasets/digits8x8.csv", 64, 10, 1.0f / 16));
}

TrainerSettings small() {
  TrainerSettings settings;
  settings.hidden = {30};
  settings.batch = 32;
  settings.epochs = 5;
  settings.learningRate = 3e-3;
  return settings;
}

void runToEnd(Trainer& trainer) {
  while (!trainer.finished()) trainer.step();
}

std::uint64_t hashAfterTraining(const TrainerSettings& settings, int threads = 1) {
  Trainer trainer(settings, threeClouds(), bench(), threads);
  runToEnd(trainer);
  return weightsHash(trainer.network());
}

}  // namespace

class TestTrainer : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void noiseOffIsTheExactNetwork();
  void sameSeedSameBits();
  void evaluationLeavesNoTrace();
  void evaluationSharedByThreads_data();
  void evaluationSharedByThreads();
  void takesUpHardwareAndKeepsWeights();
  void networkLearnsOnTheBench_data();
  void networkLearnsOnTheBench();
  void learnsDigits();
  void zeroLearningRateKeepsTheWeights();
  void learnsARegression();
  void scalesAndClipsFollowTheHardware();
  void batchesOfAnySizeTrain_data();
  void batchesOfAnySizeTrain();
  void shardsGiveTheSameBitsOnAnyThreads_data();
  void shardsGiveTheSameBitsOnAnyThreads();
  void shardsReachTheSameAccuracy_data();
  void shardsReachTheSameAccuracy();
  void divergenceNamesItsReason_data();
  void divergenceNamesItsReason();
  void guessesAreADivergence();
  void remedyFitsTheBench();
  void layersRunOnTheirCells();
  void inferenceAgreesWithEvaluation();
  void scoresAverageToTheAccuracy_data();
  void scoresAverageToTheAccuracy();
};

void TestTrainer::noiseOffIsTheExactNetwork() {
  TrainerSettings settings = small();
  settings.epochs = 20;
  Trainer trainer(settings, threeClouds(), idealHardware(*bench()));
  runToEnd(trainer);
  const Evaluation onHardware = trainer.evaluateTest();
  const Evaluation exact = trainer.evaluateExact();
  QCOMPARE(onHardware.loss, exact.loss);
  QCOMPARE(onHardware.accuracy, exact.accuracy);
  QVERIFY(exact.accuracy > 0.95);
}

void TestTrainer::sameSeedSameBits() {
  const std::uint64_t alone = hashAfterTraining(small());
  std::uint64_t first = 0, second = 0;
  std::thread one([&] { first = hashAfterTraining(small()); });
  std::thread two([&] { second = hashAfterTraining(small()); });
  one.join();
  two.join();
  QCOMPARE(first, alone);
  QCOMPARE(second, alone);
  TrainerSettings other = small();
  other.noiseSeed = 2;
  QVERIFY(hashAfterTraining(other) != alone);
  other = small();
  other.seed = 2;
  QVERIFY(hashAfterTraining(other) != alone);
}

void TestTrainer::evaluationLeavesNoTrace() {
  Trainer trainer(small(), threeClouds(), bench());
  while (!trainer.finished()) {
    trainer.step();
    if (trainer.stepInEpoch() == 1) {
      const Evaluation once = trainer.evaluateTest();
      QCOMPARE(trainer.evaluateTest().loss, once.loss);
    }
  }
  QCOMPARE(weightsHash(trainer.network()), hashAfterTraining(small()));
}

void TestTrainer::evaluationSharedByThreads_data() {
  QTest::addColumn<int>("helpers");
  for (const int helpers : {0, 1, 3, 40}) QTest::addRow("%d", helpers) << helpers;
}

// 675 test samples are six mini-batches and three quarters.
void TestTrainer::evaluationSharedByThreads() {
  QFETCH(int, helpers);
  const auto data = std::make_shared<const Dataset>(clouds(20, 3, 900, 0.3, 3));
  Trainer trainer(small(), data, bench());
  trainer.step();
  int calls = 0;
  const WorkBeside beside = [&](const std::function<void()>& work) {
    ++calls;
    std::vector<std::jthread> threads;
    for (int i = 0; i < helpers; ++i) threads.emplace_back(work);
    work();
  };
  const Evaluation alone = trainer.evaluateTest();
  const Evaluation shared = trainer.evaluateTest(beside);
  QCOMPARE(shared.terms, alone.terms);
  int right = 0;
  for (int label = 0; label < alone.terms.classes; ++label) right += alone.terms.answered(label, label);
  QCOMPARE(static_cast<double>(right) / alone.samples, alone.accuracy);
  QCOMPARE(shared.samples, 675);
  QCOMPARE(shared.loss, alone.loss);
  QCOMPARE(shared.accuracy, alone.accuracy);
  QCOMPARE(trainer.evaluateExact(beside).loss, trainer.evaluateExact().loss);
  QCOMPARE(calls, 2);
}

void TestTrainer::takesUpHardwareAndKeepsWeights() {
  const auto run = [](bool lookAtTheTest) {
    Trainer trainer(small(), threeClouds(), bench());
    for (int i = 0; i < 9; ++i) trainer.step();
    const std::uint64_t before = weightsHash(trainer.network());
    auto dimmer = std::make_shared<Hardware>(*bench());
    for (float& inverse : dimmer->cells[0].inverseSignal) inverse *= 2;
    trainer.setHardware(dimmer);
    if (weightsHash(trainer.network()) != before) return std::uint64_t(0);
    if (lookAtTheTest) trainer.evaluateTest();
    runToEnd(trainer);
    return weightsHash(trainer.network());
  };
  const std::uint64_t replay = run(false);
  QVERIFY(replay != 0 && replay != hashAfterTraining(small()));
  QCOMPARE(run(true), replay);
}

void TestTrainer::networkLearnsOnTheBench_data() {
  QTest::addColumn<int>("use");
  QTest::addColumn<int>("activation");
  QTest::addColumn<bool>("sgd");
  QTest::newRow("forward") << static_cast<int>(HardwareUse::Forward) << static_cast<int>(Activation::Relu)
                           << false;
  QTest::newRow("forward, sgd") << static_cast<int>(HardwareUse::Forward)
                                << static_cast<int>(Activation::Relu) << true;
  QTest::newRow("forward_backward") << static_cast<int>(HardwareUse::ForwardBackward)
                                    << static_cast<int>(Activation::Relu) << false;
  QTest::newRow("all") << static_cast<int>(HardwareUse::All) << static_cast<int>(Activation::Relu) << false;
  QTest::newRow("sine, signed x") << static_cast<int>(HardwareUse::Forward)
                                  << static_cast<int>(Activation::Sine) << false;
  QTest::newRow("tanh, all") << static_cast<int>(HardwareUse::All) << static_cast<int>(Activation::Tanh)
                             << false;
}

void TestTrainer::networkLearnsOnTheBench() {
  QFETCH(int, use);
  QFETCH(int, activation);
  QFETCH(bool, sgd);
  TrainerSettings settings = small();
  settings.hardware = static_cast<HardwareUse>(use);
  settings.activation = static_cast<Activation>(activation);
  settings.hidden = {30, 20};
  settings.epochs = 40;
  if (sgd) {
    settings.optimiser = Optimiser::Sgd;
    settings.learningRate = 0.02;
  }
  Trainer trainer(settings, threeClouds(), bench());
  runToEnd(trainer);
  QVERIFY(!trainer.diverged());
  const double accuracy = trainer.evaluateTest().accuracy;
  QVERIFY2(accuracy > 0.9, qPrintable(QString::number(accuracy)));
}

void TestTrainer::learnsDigits() {
  const std::shared_ptr<const Dataset> data = digits();
  QVERIFY2(data->count() > 0, "resources/datasets lacks the digits");
  TrainerSettings settings = small();
  settings.hidden = {100};
  settings.epochs = 20;
  settings.learningRate = 2e-3;
  Trainer trainer(settings, data, bench());
  runToEnd(trainer);
  const double accuracy = trainer.evaluateTest().accuracy;
  QVERIFY2(accuracy >= 0.95, qPrintable(QString::number(accuracy)));
  QVERIFY(trainer.evaluateExact().accuracy >= 0.95);
}

void TestTrainer::zeroLearningRateKeepsTheWeights() {
  for (const Optimiser optimiser : {Optimiser::Sgd, Optimiser::Adam}) {
    TrainerSettings settings = small();
    settings.optimiser = optimiser;
    settings.learningRate = 0;
    Trainer trainer(settings, threeClouds(), bench());
    const std::vector<float> before = trainer.network().layers[0].weights;
    for (int step = 0; step < 5; ++step) trainer.step();
    QCOMPARE(trainer.network().layers[0].weights, before);
  }
}

void TestTrainer::learnsARegression() {
  TrainerSettings settings = small();
  settings.loss = Loss::MeanSquare;
  settings.learningRate = 1e-2;
  settings.epochs = 150;
  Trainer trainer(settings, std::make_shared<const Dataset>(regression(600, 4)), idealHardware(*bench()));
  runToEnd(trainer);
  const double determination = trainer.evaluateTest().accuracy;
  QVERIFY2(determination > 0.95, qPrintable(QString::number(determination)));
}

void TestTrainer::scalesAndClipsFollowTheHardware() {
  Trainer trainer(small(), threeClouds(), bench());
  for (int i = 0; i < 25; ++i) trainer.step();
  const std::vector<LayerStatistics> statistics = trainer.layerStatistics();
  QCOMPARE(statistics.size(), std::size_t(2));
  QCOMPARE(statistics[0].activationScale, 1.0);
  QVERIFY(statistics[1].activationScale > 0);
  for (std::size_t l = 0; l < statistics.size(); ++l) {
    const Layer& layer = trainer.network().layers[l];
    QVERIFY(static_cast<double>(weightMaximum(layer)) <= 2.5 * 1.05 * weightRms(layer));
    QVERIFY(std::abs(statistics[l].weightScale * 0.45 - static_cast<double>(weightMaximum(layer))) < 1e-6);
    QVERIFY(std::abs(statistics[l].weightRms - weightRms(layer) / statistics[l].weightScale) < 1e-9);
    QVERIFY(statistics[l].adcFullScale > 0);
    QVERIFY(statistics[l].clippedShare < 0.02);
  }
}

void TestTrainer::batchesOfAnySizeTrain_data() {
  QTest::addColumn<int>("batch");
  for (const int batch : {1, 7, 25, 1000}) QTest::addRow("%d", batch) << batch;
}

void TestTrainer::batchesOfAnySizeTrain() {
  QFETCH(int, batch);
  TrainerSettings settings = small();
  settings.batch = batch;
  settings.epochs = 1;
  settings.hardware = HardwareUse::All;
  Trainer trainer(settings, threeClouds(), bench());
  int samples = 0;
  while (!trainer.finished()) samples += trainer.step().samples;
  QCOMPARE(samples, 225);
  QVERIFY(!trainer.diverged());
  QVERIFY(std::isfinite(trainer.evaluateTest().loss));
}

void TestTrainer::shardsGiveTheSameBitsOnAnyThreads_data() {
  QTest::addColumn<int>("shards");
  QTest::addColumn<int>("batch");
  for (const int shards : {1, 2, 3, 7}) {
    QTest::addRow("%d", shards) << shards << 32;  // 225 samples: one is left for the last batch
    QTest::addRow("%d, batch of 5", shards) << shards << 5;
  }
}

void TestTrainer::shardsGiveTheSameBitsOnAnyThreads() {
  QFETCH(int, shards);
  QFETCH(int, batch);
  TrainerSettings settings = small();
  settings.hardware = HardwareUse::All;
  settings.batch = batch;
  settings.epochs = 2;
  const std::uint64_t whole = hashAfterTraining(settings);
  settings.shards = shards;
  const std::uint64_t alone = hashAfterTraining(settings);
  QCOMPARE(alone == whole, shards == 1);
  QCOMPARE(hashAfterTraining(settings, 2), alone);
  QCOMPARE(hashAfterTraining(settings, 3), alone);
}

void TestTrainer::shardsReachTheSameAccuracy_data() {
  QTest::addColumn<bool>("ideal");
  QTest::addColumn<int>("shards");
  for (const int shards : {2, 3, 7}) {
    QTest::addRow("exact, %d", shards) << true << shards;
    QTest::addRow("on the bench, %d", shards) << false << shards;
  }
}

void TestTrainer::shardsReachTheSameAccuracy() {
  QFETCH(bool, ideal);
  QFETCH(int, shards);
  const auto hardware = ideal ? idealHardware(*bench()) : bench();
  const auto accuracy = [&](int parts) {
    TrainerSettings settings = small();
    settings.epochs = 20;
    settings.shards = parts;
    Trainer trainer(settings, threeClouds(), hardware, 2);
    runToEnd(trainer);
    return trainer.evaluateTest().accuracy;
  };
  const double one = accuracy(1), several = accuracy(shards);
  // Of the 75 samples of the test part one may change sides by rounding, two by noise.
  QVERIFY2(std::abs(several - one) < (ideal ? 1.5 : 2.5) / 75,
           qPrintable(QString("%1 instead of %2").arg(several).arg(one)));
}

void TestTrainer::divergenceNamesItsReason_data() {
  QTest::addColumn<int>("shards");
  QTest::newRow("one shard") << 1;
  QTest::newRow("three shards") << 3;
}

void TestTrainer::divergenceNamesItsReason() {
  QFETCH(int, shards);
  TrainerSettings settings = small();
  settings.shards = shards;
  settings.optimiser = Optimiser::Sgd;
  settings.learningRate = 1e30;
  settings.activation = Activation::Identity;
  Trainer trainer(settings, threeClouds(), idealHardware(*bench()));
  runToEnd(trainer);
  QVERIFY(trainer.diverged());
  QVERIFY(trainer.diverged()->id.rfind("training.", 0) == 0);
  // Where it was: epochs and mini-batches are counted from one.
  const std::string said = english(*trainer.diverged());
  const std::string where = "Diverged in epoch " + std::to_string(trainer.epoch() + 1) + ", step " +
                            std::to_string(trainer.stepInEpoch() + 1) + ": ";
  QVERIFY2(said.rfind(where, 0) == 0 && said.find("Lower the learning rate.") != std::string::npos,
           said.c_str());
  const std::uint64_t steps = trainer.steps();
  QCOMPARE(trainer.step().samples, 0);
  QCOMPARE(trainer.steps(), steps);
}

// Weights that have grown without bound may leave a loss that is finite and not even beyond all measure: the
// answers then are guesses.
void TestTrainer::guessesAreADivergence() {
  TrainerSettings settings = small();
  settings.optimiser = Optimiser::Sgd;
  settings.momentum = 0;
  settings.learningRate = 100;
  settings.hidden = {30, 30, 30};
  Dataset noise = *threeClouds();
  KeyedRandom random({7, Stream::Shuffle, 0, 0, 0});
  for (std::uint16_t& label : noise.labels) label = static_cast<std::uint16_t>(random.below(3));
  Trainer trainer(settings, std::make_shared<const Dataset>(noise), idealHardware(*bench()));
  runToEnd(trainer);
  QVERIFY(trainer.diverged());
  QCOMPARE(trainer.diverged()->id, std::string("training.guesses"));
  QVERIFY(std::isfinite(trainer.epochLoss()) && trainer.epochLoss() > 2 * (trainer.firstLoss() + 1));
  QVERIFY(trainer.epoch() < settings.epochs && trainer.stepInEpoch() == 0);
  Trainer again(settings, std::make_shared<const Dataset>(noise), idealHardware(*bench()));
  again.resume(trainer.state());
  QVERIFY(again.diverged() && english(*again.diverged()) == english(*trainer.diverged()));
  // Guessing alone is none: what learns nothing stays where it began.
  settings.learningRate = 0;
  Trainer still(settings, std::make_shared<const Dataset>(noise), idealHardware(*bench()));
  runToEnd(still);
  QVERIFY(!still.diverged());
}

// The remedy is one that the bench has and does not use yet.
void TestTrainer::remedyFitsTheBench() {
  const auto says = [](const CellHardware& cell, const char* words) {
    Hardware hardware;
    hardware.cells = {cell};
    return divergenceRemedy(hardware).text.find(words) != std::string_view::npos;
  };
  CellHardware cell = benchA();
  QVERIFY(says(cell, "more light"));
  QVERIFY(!says(idealCell(5, 5), "more light") && says(idealCell(5, 5), "learning rate"));
  cell.phase.assign(cell.phase.size(), 0.1f);
  QVERIFY(says(cell, "offset and sums"));
  cell.leakCalibration = LeakCalibration::OffsetAndSums;
  QVERIFY(!says(cell, "offset and sums"));
  cell.weightHeat.poles = {{0.99, 0.01}};
  cell.weightHeat.heat = {0, 1e9, 0};
  cell.weightHeat.linear = {1e-9, 0, 0};
  QVERIFY(says(cell, "thermal equaliser"));
  cell.weightHeat.linear = {1e-11, 0, 0};
  QVERIFY(!says(cell, "thermal equaliser"));
}

void TestTrainer::layersRunOnTheirCells() {
  auto two = std::make_shared<Hardware>();
  two->cells = {benchA(), benchA()};
  two->cells[1].weightLimit = 0.3;
  Trainer byIndex(small(), threeClouds(), two);
  QCOMPARE(byIndex.layerStatistics()[1].cell, 1);
  TrainerSettings settings = small();
  settings.cells = {1, 1};
  Trainer byList(settings, threeClouds(), two);
  QCOMPARE(byList.layerStatistics()[0].cell, 1);
}

void TestTrainer::inferenceAgreesWithEvaluation() {
  Trainer trainer(small(), threeClouds(), bench());
  runToEnd(trainer);
  const Dataset& data = trainer.dataset();
  const std::vector<float> answers =
      infer(trainer.network(), trainer.settings(), data, *idealHardware(*bench()), data.test, 1);
  int correct = 0;
  for (std::size_t i = 0; i < data.test.size(); ++i) {
    const auto first = answers.begin() + static_cast<std::ptrdiff_t>(3 * i);
    correct += std::max_element(first, first + 3) - first == data.labels[data.test[i]] ? 1 : 0;
  }
  QCOMPARE(correct / static_cast<double>(data.test.size()), trainer.evaluateExact().accuracy);
  QVERIFY(infer(trainer.network(), trainer.settings(), data, *bench(), {data.test[0]}, 1) !=
          infer(trainer.network(), trainer.settings(), data, *bench(), {data.test[0]}, 2));
}

void TestTrainer::scoresAverageToTheAccuracy_data() {
  QTest::addColumn<bool>("classes");
  QTest::newRow("classes") << true;
  QTest::newRow("regression") << false;
}

// The same noise as in the evaluation, sample by sample.
void TestTrainer::scoresAverageToTheAccuracy() {
  QFETCH(bool, classes);
  TrainerSettings settings = small();
  settings.epochs = 3;
  if (!classes) settings.loss = Loss::MeanSquare;
  const auto data = classes ? threeClouds() : std::make_shared<const Dataset>(regression(200, 2));
  Trainer trainer(settings, data, bench());
  runToEnd(trainer);
  const auto scores = [&](int epoch, const std::function<bool()>& cancelled = {}) {
    return testScores(trainer.network(), trainer.settings(), *data, trainer.hardware(), epoch, cancelled);
  };
  const auto mean = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  };
  const std::vector<double> all = scores(trainer.epoch());
  QCOMPARE(all.size(), data->test.size());
  QVERIFY(std::abs(mean(all) - trainer.evaluateTest().accuracy) < 1e-12);
  QVERIFY(std::abs(mean(all)) > 0.01);
  if (!classes) QVERIFY(scores(trainer.epoch() + 1) != all);
  for (const double score : scores(trainer.epoch(), [] { return true; })) QCOMPARE(score, 0.0);
}

QTEST_APPLESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
