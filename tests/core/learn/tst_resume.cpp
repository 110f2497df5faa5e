#include <QTest>
#include <cmath>
#include <vector>

#include "all_rooms.h"
#include "core/documents/sample_design.h"
#include "core/learn/samples.h"
#include "core/product/cells.h"
#include "documents/run_file.h"
#include "learn/trainer.h"
#include "train/recorded_run.h"
#include "train/resume_point.h"

using namespace lightloom::tests;
using namespace lightloom::testing;

namespace {

constexpr int kStepsPerEpoch = 8;  // 225 samples in batches of 32: one is left for the last

std::shared_ptr<const Hardware> benchOf(Encoding encoding) {
  auto hardware = std::make_shared<Hardware>();
  CellHardware cell = benchA();
  if (encoding != Encoding::AmplitudePhase) {
    cell = shotCell(25, 25, 3913, 0.9, encoding);
    cell.weightTaps = {0.911f, 0.088f, 0.001f};
    cell.adcBits = 6;
  }
  if (encoding == Encoding::PhasePhase) cell.weightLimit = cell.axonLimit = 0.45;
  hardware->cells.push_back(cell);
  return hardware;
}

std::shared_ptr<const Hardware> dimmer(const Hardware& hardware) {
  auto out = std::make_shared<Hardware>(hardware);
  for (float& inverse : out->cells[0].inverseSignal) inverse *= 2;
  return out;
}

// As a run file keeps it, and the twin beside it.
TrainerState throughAFile(const TrainerState& state) {
  ResumePoint point;
  point.trainer = state;
  point.twin = TwinState{state, {{1, 0.5}}};
  RunFile run;
  run.first = sampleDesign();
  run.steps = state.steps;
  for (const LayerState& layer : state.layers)
    run.weights.push_back({layer.weights.size(), 1, layer.weights});
  run.weightsHash = heldWeightsHash(run);
  run.resume = std::make_shared<const ResumePoint>(point);
  const Result<RunFile> read = readRun(writeRun(run).value(), "run");
  if (!read) qFatal("%s", english(read.error()).c_str());
  if (!read.value().resume) qFatal("the file has lost where the training stood");
  if (!(*read.value().resume == point)) qFatal("the file has changed where the training stood");
  return read.value().resume->trainer;
}

struct Steps {
  std::vector<double> losses;
  void take(Trainer& trainer, int count) {
    for (int i = 0; i < count; ++i) losses.push_back(trainer.step().loss);
  }
};

bool sameStatistics(const Trainer& a, const Trainer& b) {
  const std::vector<LayerStatistics> of = a.layerStatistics(), other = b.layerStatistics();
  for (std::size_t l = 0; l < of.size(); ++l)
    if (of[l].activationScale != other[l].activationScale || of[l].adcFullScale != other[l].adcFullScale ||
        of[l].clippedShare != other[l].clippedShare || of[l].weightFourth != other[l].weightFourth)
      return false;
  return of.size() == other.size();
}

}  // namespace

class TestResume : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void goesOnToTheSameBits_data();
  void goesOnToTheSameBits();
  void goesOnAfterATakeUp_data();
  void goesOnAfterATakeUp();
  void goesBackOverATakeUp();
  void aDivergedTrainingStaysSo();
  void learnsAfterThousandsOfSteps();
  void whatDoesNotFitIsKnown();
  void numbersOfAnyValueEndNothing_data();
  void numbersOfAnyValueEndNothing();
};

void TestResume::goesOnToTheSameBits_data() {
  QTest::addColumn<int>("optimiser");
  QTest::addColumn<int>("use");
  QTest::addColumn<int>("encoding");
  QTest::addColumn<int>("shards");
  QTest::addColumn<int>("before");
  const struct {
    const char* name;
    HardwareUse use;
    Encoding encoding;
  } kHardware[] = {{"forward", HardwareUse::Forward, Encoding::AmplitudePhase},
                   {"forward and backward", HardwareUse::ForwardBackward, Encoding::AmplitudePhase},
                   {"all", HardwareUse::All, Encoding::AmplitudePhase},
                   {"phase x phase", HardwareUse::Forward, Encoding::PhasePhase},
                   {"two slots", HardwareUse::All, Encoding::TwoSlotPhase},
                   {"amplitudes", HardwareUse::All, Encoding::AmplitudeAmplitude}};
  for (const auto& hardware : kHardware)
    for (const Optimiser optimiser : {Optimiser::Sgd, Optimiser::Adam})
      for (const int shards : {1, 4})
        for (const int before : {0, 1, 5, kStepsPerEpoch - 1, kStepsPerEpoch, kStepsPerEpoch + 3})
          QTest::addRow("%s, %s, %d shards, %d steps", hardware.name,
                        optimiser == Optimiser::Sgd ? "sgd" : "adam", shards, before)
              << static_cast<int>(optimiser) << static_cast<int>(hardware.use)
              << static_cast<int>(hardware.encoding) << shards << before;
}

void TestResume::goesOnToTheSameBits() {
  QFETCH(int, optimiser);
  QFETCH(int, use);
  QFETCH(int, encoding);
  QFETCH(int, shards);
  QFETCH(int, before);
  const auto data = std::make_shared<const Dataset>(clouds(20, 3, 100, 0.12, 3));
  const auto hardware = benchOf(static_cast<Encoding>(encoding));
  TrainerSettings settings;
  settings.hidden = {30, 12};
  settings.activation = Activation::Tanh;
  settings.batch = 32;
  settings.optimiser = static_cast<Optimiser>(optimiser);
  settings.learningRate = settings.optimiser == Optimiser::Sgd ? 0.02 : 3e-3;
  settings.weightDecay = 1e-4;
  settings.hardware = static_cast<HardwareUse>(use);
  settings.shards = shards;
  constexpr int kAfter = kStepsPerEpoch + 3;

  Trainer whole(settings, data, hardware);
  QCOMPARE(whole.stepsPerEpoch(), kStepsPerEpoch);
  Steps uninterrupted;
  uninterrupted.take(whole, before);
  const TrainerState state = whole.state();
  const double epochLoss = whole.epochLoss(), epochAccuracy = whole.epochAccuracy();
  const int epoch = whole.epoch(), stepInEpoch = whole.stepInEpoch();
  uninterrupted.losses.clear();
  uninterrupted.take(whole, kAfter);

  for (const TrainerState& from : {state, throughAFile(state)}) {
    QVERIFY(fits(from, settings, *data));
    Trainer resumed(settings, data, hardware, 2);
    Steps others;
    others.take(resumed, 3);  // whatever it did before
    others.losses.clear();
    resumed.resume(from);
    QVERIFY(resumed.state() == state);
    QCOMPARE(resumed.epoch(), epoch);
    QCOMPARE(resumed.stepInEpoch(), stepInEpoch);
    QCOMPARE(resumed.epochLoss(), epochLoss);
    QCOMPARE(resumed.epochAccuracy(), epochAccuracy);
    others.take(resumed, kAfter);
    QVERIFY(others.losses == uninterrupted.losses);
    QCOMPARE(weightsHash(resumed.network()), weightsHash(whole.network()));
    QVERIFY(resumed.state() == whole.state());
    QVERIFY(sameStatistics(resumed, whole));
    QCOMPARE(resumed.evaluateTest().loss, whole.evaluateTest().loss);
    QCOMPARE(resumed.runningLoss(), whole.runningLoss());
    QCOMPARE(resumed.firstLoss(), whole.firstLoss());
  }
}

void TestResume::goesOnAfterATakeUp_data() {
  QTest::addColumn<int>("encoding");
  QTest::addColumn<int>("since");
  for (const Encoding encoding : {Encoding::AmplitudePhase, Encoding::PhasePhase})
    for (const int since : {0, 4})
      QTest::addRow("encoding %d, %d steps after it", static_cast<int>(encoding), since)
          << static_cast<int>(encoding) << since;
}

// The bench of the state, not the first one, is what it goes on with; the next take-up calibrates with the
// same noise.
void TestResume::goesOnAfterATakeUp() {
  QFETCH(int, encoding);
  QFETCH(int, since);
  const auto data = std::make_shared<const Dataset>(clouds(20, 3, 100, 0.12, 3));
  const auto first = benchOf(static_cast<Encoding>(encoding)), second = dimmer(*first);
  TrainerSettings settings;
  settings.hidden = {30};
  settings.batch = 32;
  Steps uninterrupted, others;
  Trainer whole(settings, data, first);
  uninterrupted.take(whole, 5);
  whole.setHardware(second);
  uninterrupted.take(whole, since);
  Trainer resumed(settings, data, second);
  resumed.resume(throughAFile(whole.state()));
  uninterrupted.losses.clear();
  for (const auto& [trainer, steps] : {std::pair(&whole, &uninterrupted), std::pair(&resumed, &others)}) {
    steps->take(*trainer, 6);
    trainer->setHardware(first);
    steps->take(*trainer, 6);
  }
  QVERIFY(others.losses == uninterrupted.losses);
  QVERIFY(resumed.state() == whole.state());
}

// As where light is lost: the state of the bench before, with a third one taken up.
void TestResume::goesBackOverATakeUp() {
  const auto data = std::make_shared<const Dataset>(clouds(20, 3, 100, 0.12, 3));
  const auto first = benchOf(Encoding::AmplitudePhase), second = dimmer(*first), third = dimmer(*second);
  TrainerSettings settings;
  settings.hidden = {30};
  settings.batch = 32;
  Steps steps;
  Trainer straight(settings, data, first), back(settings, data, first);
  for (Trainer* trainer : {&straight, &back}) steps.take(*trainer, 5);
  const TrainerState before = back.state();
  back.setHardware(second);
  steps.take(back, 7);
  back.resume(before);
  for (Trainer* trainer : {&straight, &back}) {
    trainer->setHardware(third);
    steps.take(*trainer, 5);
  }
  QVERIFY(back.state() == straight.state());
}

void TestResume::aDivergedTrainingStaysSo() {
  const auto data = std::make_shared<const Dataset>(clouds(20, 3, 100, 0.12, 3));
  TrainerSettings settings;
  settings.optimiser = Optimiser::Sgd;
  settings.activation = Activation::Identity;
  const auto hardware = idealHardware(*benchOf(Encoding::AmplitudePhase));
  for (const double rate : {1e30, 30.0}) {
    settings.learningRate = rate;
    settings.weightClip = 1e6;
    Trainer trainer(settings, data, hardware);
    for (int i = 0; i < 2000 && !trainer.diverged(); ++i) trainer.step();
    QVERIFY(trainer.diverged());
    Trainer resumed(settings, data, hardware);
    resumed.resume(trainer.state());
    QVERIFY(resumed.diverged());
    QCOMPARE(english(*resumed.diverged()), english(*trainer.diverged()));
    QCOMPARE(resumed.step().samples, 0);
  }
}

// β₁^t leaves the normal numbers, and then all of them.
void TestResume::learnsAfterThousandsOfSteps() {
  const auto data = std::make_shared<const Dataset>(clouds(4, 2, 20, 0.12, 3));
  TrainerSettings settings;
  settings.hidden = {};
  const auto hardware = idealHardware(*benchOf(Encoding::AmplitudePhase));
  Trainer trainer(settings, data, hardware);
  bool tiny = false;
  for (int i = 0; i < 7200; ++i) {
    trainer.step();
    const double power = trainer.state().power1;
    if (power > 0 && power < 1e-310) tiny = true;
    if (i % 50 == 0 || (power < 1e-322 && power > 0))
      QVERIFY(throughAFile(trainer.state()) == trainer.state());
  }
  QVERIFY(tiny);
  QVERIFY(throughAFile(trainer.state()) == trainer.state());
}

void TestResume::whatDoesNotFitIsKnown() {
  const auto data = std::make_shared<const Dataset>(clouds(20, 3, 100, 0.12, 3));
  TrainerSettings settings;
  settings.hidden = {30};
  const Trainer trainer(settings, data, benchOf(Encoding::AmplitudePhase));
  const TrainerState sound = trainer.state();
  QVERIFY(fits(sound, settings, *data));
  for (std::vector<float> LayerState::*member :
       {&LayerState::weights, &LayerState::first, &LayerState::second}) {
    TrainerState state = sound;
    (state.layers[1].*member).pop_back();
    QVERIFY(!fits(state, settings, *data));
  }
  TrainerState shorter = sound;
  shorter.layers.pop_back();
  QVERIFY(!fits(shorter, settings, *data));
  TrainerState endless = sound;
  endless.steps = ~std::uint64_t{0};
  QVERIFY(!fits(endless, settings, *data));
  TrainerSettings other = settings;
  other.hidden = {31};
  QVERIFY(!fits(sound, other, *data));
  other = settings;
  other.bias = false;
  QVERIFY(!fits(sound, other, *data));
  other = settings;
  other.optimiser = Optimiser::Sgd;
  QVERIFY(!fits(sound, other, *data));
}

void TestResume::numbersOfAnyValueEndNothing_data() {
  QTest::addColumn<double>("value");
  for (const double value : {0.0, -1.0, 1.0, 1e308, -1e308, 1e-320, std::nan("")})
    QTest::addRow("%g", value) << value;
}

// What somebody has written into a file may learn nothing, but neither crash nor hang.
void TestResume::numbersOfAnyValueEndNothing() {
  QFETCH(double, value);
  const auto data = std::make_shared<const Dataset>(clouds(20, 3, 100, 0.12, 3));
  constexpr double LayerState::*kNumbers[] = {&LayerState::activationScale, &LayerState::adcFullScale,
                                              &LayerState::errorsFullScale, &LayerState::gradientFullScale,
                                              &LayerState::clippedShare};
  constexpr std::vector<float> LayerState::*kArrays[] = {&LayerState::weights, &LayerState::first,
                                                         &LayerState::second};
  constexpr double TrainerState::*kTotals[] = {&TrainerState::power1, &TrainerState::power2,
                                               &TrainerState::lossSum, &TrainerState::runningLoss,
                                               &TrainerState::firstLoss};
  for (const Encoding encoding : {Encoding::AmplitudePhase, Encoding::PhasePhase, Encoding::TwoSlotPhase}) {
    TrainerSettings settings;
    settings.hidden = {30};
    settings.batch = 32;
    if (encoding != Encoding::PhasePhase) settings.hardware = HardwareUse::All;
    auto faint = std::make_shared<Hardware>(*benchOf(encoding));
    for (float& electrons : faint->cells[0].electronsAxon) electrons = 2;
    for (float& electrons : faint->cells[0].electronsSynapse) electrons = 2;
    for (const std::shared_ptr<const Hardware>& hardware :
         {benchOf(encoding), std::shared_ptr<const Hardware>(faint)}) {
      Trainer trainer(settings, data, hardware);
      trainer.step();
      const TrainerState sound = trainer.state();
      const auto goesOn = [&](const auto& change) {
        TrainerState state = sound;
        change(state);
        trainer.resume(state);
        for (int i = 0; i < 3; ++i) trainer.step();
        trainer.evaluateTest();
        trainer.layerStatistics();
      };
      for (const auto member : kNumbers)
        goesOn([&](TrainerState& state) {
          for (LayerState& layer : state.layers) layer.*member = value;
        });
      for (const auto member : kArrays)
        goesOn([&](TrainerState& state) {
          for (float& number : state.layers[0].*member) number = static_cast<float>(value);
        });
      for (const auto member : kTotals) goesOn([&](TrainerState& state) { state.*member = value; });
      goesOn([&](TrainerState& state) { state.layers[0].weightSquares = value; });
    }
  }
}

QTEST_APPLESS_MAIN(TestResume)
#include "tst_resume.moc"
