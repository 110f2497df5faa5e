#include "study/dot_product.h"

#include <QTest>
#include <bit>
#include <cmath>
#include <numeric>

#include "all_rooms.h"
#include "learn/forward_pass.h"
#include "test_support.h"
#include "train/headless.h"
#include "train/recorded_run.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

class TestDotProduct : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void lastReadingIsTheEngines_data();
  void lastReadingIsTheEngines();
  void meansAreThoseOfTheProduct_data();
  void meansAreThoseOfTheProduct();
  void noiseGrowsWithTheLight();
  void faintLightIsCounted();
  void anExactCellHasNoElectrons();
  void isTheSameAgain();
  void saysWhereItIsComputed();
  void namesTheEpochOfTheLastTest();
  void refusesWhatIsNotThere();
};

namespace {

// What draws numbers, or is no sum over the slots.
constexpr const char* kDrawn[] = {"shot",  "rin", "lock_symbol", "leader_phase",
                                  "servo", "ktc", "tia",         "full_well"};

struct Subject {
  Design design;
  std::shared_ptr<const Dataset> data;
  RunSnapshot run;
};

Subject subjectOf(const Design& design) {
  const std::shared_ptr<const Dataset> data = dataOf(design);
  const TrainingResult result = trainHeadless(design, data).value();
  return {design, data, openRecordedRun(result.record, *data).value()};
}

Design small(const std::string& name, const std::string& encoding, const std::string& activation) {
  Design design = example(name);
  for (const std::string& change :
       {std::string("training.dataset=digits8x8"), std::string("network.hidden=12"),
        std::string("training.epochs=1"), "network.encoding=" + encoding, "network.activation=" + activation})
    design = with(design, change);
  return design;
}

Design quiet(Design design) {
  for (const char* key : kDrawn) design = with(design, std::string("noise.") + key + "=off");
  return design;
}

DotProduct at(const Subject& subject, std::size_t layer, std::size_t neuron, std::size_t sample) {
  const Result<DotProduct> out = dotProduct(subject.run, *subject.data, 1, layer, neuron, sample);
  if (!out) qFatal("%s", english(out.error()).c_str());
  return out.value();
}

// z of a layer as the test at the end of epoch 1 has it, by a pass through the whole mini-batch.
float tested(const Subject& subject, std::size_t layer, std::size_t neuron, std::size_t sample) {
  const std::size_t batch = static_cast<std::size_t>(std::min<std::size_t>(
      subject.data->test.size(), static_cast<std::size_t>(std::max(subject.run.settings.batch, 100))));
  const std::size_t number = sample / batch;
  const int count = static_cast<int>(std::min(batch, subject.data->test.size() - number * batch));
  ForwardPass pass(subject.run.network, subject.run.settings, *subject.run.bench->hardware,
                   static_cast<int>(batch));
  pass.loadWeights(subject.run.network);
  pass.run(subject.run.network, *subject.data, subject.data->test.data() + number * batch, count,
           {subject.run.settings.noiseSeed, Stream::EvaluationNoise, (std::uint64_t{1} << 32) + number});
  const std::size_t rows = static_cast<std::size_t>(subject.run.network.layers[layer].neurons);
  return pass.layer(layer).preActivation[(sample - number * batch) * rows + neuron];
}

double sumOf(const DotProduct& product, double DotProductSlot::*value) {
  double sum = 0;
  for (const DotProductSlot& slot : product.slots) sum += slot.*value;
  return sum;
}

void addBenches() {
  QTest::addColumn<QString>("bench");
  QTest::addColumn<QString>("encoding");
  QTest::addColumn<QString>("activation");
  QTest::addColumn<QString>("change");
  const auto row = [](const char* name, const char* bench, const char* encoding, const char* activation,
                      const char* change = "") {
    QTest::newRow(name) << bench << encoding << activation << change;
  };
  for (const char* encoding : {"amplitude_phase", "amplitude_amplitude", "two_slot_phase", "phase_phase"}) {
    row(encoding, "first-light", encoding, "relu");
    row((std::string(encoding) + ", signed").c_str(), "first-light", encoding, "tanh");
  }
  row("crossed", "mnist-5x5", "amplitude_phase", "relu");
  row("crossed, signed", "mnist-5x5", "amplitude_phase", "tanh");
  row("two rails", "mnist-5x5", "amplitude_phase", "tanh", "network.signed_input=two_rails");
  row("no modulator", "mnist-5x5", "amplitude_phase", "relu", "vcsel_array1.modulator=none");
  row("no modulator, signed", "mnist-5x5", "amplitude_phase", "tanh", "vcsel_array1.modulator=none");
  row("phases of the links", "first-light", "amplitude_phase", "relu", "beam_splitter4.fine_tilt=30 µrad");
}

Design benchOfRow() {
  QFETCH(QString, bench);
  QFETCH(QString, encoding);
  QFETCH(QString, activation);
  QFETCH(QString, change);
  const Design design = small(bench.toStdString(), encoding.toStdString(), activation.toStdString());
  return change.isEmpty() ? design : with(design, change.toStdString());
}

}  // namespace

void TestDotProduct::lastReadingIsTheEngines_data() {
  addBenches();
}

void TestDotProduct::lastReadingIsTheEngines() {
  const Subject subject = subjectOf(benchOfRow());
  for (std::size_t layer = 0; layer < subject.run.network.layers.size(); ++layer)
    for (const auto& [neuron, sample] :
         {std::pair<std::size_t, std::size_t>{0, 0}, {3, 7}, {9, 120}, {5, 259}}) {
      const DotProduct product = at(subject, layer, neuron, sample);
      const float engine = tested(subject, layer, neuron, sample);
      QVERIFY(product.engine == static_cast<double>(engine));
      QVERIFY(std::bit_cast<std::uint64_t>(product.slots.back().reading) ==
              std::bit_cast<std::uint64_t>(product.engine));
      double exact = 0;
      for (const DotProductSlot& slot : product.slots)
        exact +=
            product.phasePerInput != 0 ? std::sin(slot.w - product.phasePerInput * slot.x) : slot.x * slot.w;
      QCOMPARE(product.exact, product.scale * exact);
      QCOMPARE(product.slots.back().exact, product.exact);
      QCOMPARE(product.outputs.size(), static_cast<std::size_t>(subject.run.network.layers[layer].neurons));
      QCOMPARE(product.outputs[neuron], engine);
      QVERIFY(product.slots.size() % static_cast<std::size_t>(subject.run.network.layers[layer].slots) == 0);
    }
}

void TestDotProduct::meansAreThoseOfTheProduct_data() {
  addBenches();
}

// Without anything that is drawn, what the slots bring on average adds up to what came out.
void TestDotProduct::meansAreThoseOfTheProduct() {
  const Subject subject = subjectOf(quiet(benchOfRow()));
  for (std::size_t layer = 0; layer < subject.run.network.layers.size(); ++layer)
    for (std::size_t neuron = 0; neuron < 10; ++neuron) {
      const DotProduct product = at(subject, layer, neuron, 11 * neuron);
      double size = 0;
      for (const DotProductSlot& slot : product.slots) size += std::fabs(slot.signalElectrons);
      const double left = sumOf(product, &DotProductSlot::noiseElectrons) + product.startElectrons;
      QVERIFY2(std::fabs(left) < 2e-4 * size, qPrintable(QString::number(left / size)));
    }
}

// After half of the slots about half of the variance is there: the bridge does not gather it at an end.
void TestDotProduct::noiseGrowsWithTheLight() {
  Design design = small("first-light", "amplitude_phase", "relu");
  for (const char* key : kDrawn)
    if (std::string(key) != "shot") design = with(design, std::string("noise.") + key + "=off");
  const Subject subject = subjectOf(design);
  double half = 0, whole = 0, single = 0;
  for (std::size_t sample = 0; sample < 300; ++sample) {
    const DotProduct product = at(subject, 0, sample % 12, sample);
    double sum = 0;
    for (std::size_t j = 0; j < product.slots.size(); ++j) {
      const double noise = product.slots[j].noiseElectrons;
      sum += noise;
      single += noise * noise;
      if (j + 1 == product.slots.size() / 2) half += sum * sum;
    }
    whole += sum * sum;
  }
  QVERIFY2(half / whole > 0.35 && half / whole < 0.65, qPrintable(QString::number(half / whole)));
  QVERIFY2(single / whole > 0.8 && single / whole < 1.25, qPrintable(QString::number(single / whole)));
}

void TestDotProduct::faintLightIsCounted() {
  Design design = small("first-light", "amplitude_phase", "relu");
  for (const char* key : kDrawn)
    if (std::string(key) != "shot") design = with(design, std::string("noise.") + key + "=off");
  design = with(design, "noise.dark=off");
  Subject subject{design, dataOf(design), untrainedRun(design, *dataOf(design)).value()};
  Bench bench = *subject.run.bench;
  auto faint = std::make_shared<Hardware>(*bench.hardware);
  constexpr float kShare = 1e-7f;
  for (CellHardware& cell : faint->cells)
    for (std::size_t i = 0; i < cell.electronsAxon.size(); ++i) {
      cell.electronsAxon[i] *= kShare;
      cell.electronsSynapse[i] *= kShare;
      cell.darkElectrons[i] *= kShare;
      cell.inverseSignal[i] /= kShare;
      cell.adcBits = 0;
    }
  bench.hardware = faint;
  subject.run.bench = std::make_shared<const Bench>(bench);
  int counted = 0;
  for (std::size_t neuron = 0; neuron < 12; ++neuron) {
    const DotProduct product = at(subject, 0, neuron, 3);
    if (!product.counted) continue;
    ++counted;
    for (const DotProductSlot& slot : product.slots) {
      const double count = slot.signalElectrons + slot.noiseElectrons;
      QVERIFY2(std::fabs(count - std::round(count)) < 1e-6, qPrintable(QString::number(count)));
    }
  }
  QVERIFY(counted > 0);
}

void TestDotProduct::anExactCellHasNoElectrons() {
  const Design design = small("first-light", "amplitude_phase", "relu");
  Subject subject{design, dataOf(design), untrainedRun(design, *dataOf(design)).value()};
  Bench bench = *subject.run.bench;
  Hardware exact;
  exact.cells.assign(bench.hardware->cells.size(), idealCell(5, 1));
  bench.hardware = std::make_shared<const Hardware>(exact);
  subject.run.bench = std::make_shared<const Bench>(bench);
  const DotProduct product = at(subject, 0, 4, 9);
  QVERIFY(!product.hasElectrons && std::isnan(product.slots.front().signalElectrons));
  VERIFY_WITHIN(product.engine, product.exact, 1e-5);
  QCOMPARE(product.slots.back().reading, product.engine);
  // The partial sums themselves, to the rounding of the engine.
  double sum = 0;
  for (const DotProductSlot& slot : product.slots) {
    sum += product.scale * slot.x * slot.w;
    QVERIFY(std::fabs(slot.reading - sum) < 1e-5);
  }
}

void TestDotProduct::isTheSameAgain() {
  const Design design = small("first-light", "amplitude_phase", "relu");
  const Subject subject{design, dataOf(design), untrainedRun(design, *dataOf(design)).value()};
  const DotProduct one = at(subject, 1, 2, 5), other = at(subject, 1, 2, 5), next = at(subject, 1, 2, 6);
  bool differs = false;
  for (std::size_t j = 0; j < one.slots.size(); ++j) {
    QCOMPARE(one.slots[j].noiseElectrons, other.slots[j].noiseElectrons);
    QCOMPARE(one.slots[j].reading, other.slots[j].reading);
    differs = differs || one.slots[j].noiseElectrons != next.slots[j].noiseElectrons;
  }
  QVERIFY(differs);
}

// Neuron m is on synapse m mod F, sample b of the mini-batch on axon b mod B; the rest are passes.
void TestDotProduct::saysWhereItIsComputed() {
  const Design design = with(small("mnist-5x5", "amplitude_phase", "relu"), "network.hidden=60");
  const Subject subject{design, dataOf(design), untrainedRun(design, *dataOf(design)).value()};
  const DotProduct product = at(subject, 0, 53, 147);
  const int batch = std::max(subject.run.settings.batch, 100), inBatch = 147 % batch;
  QCOMPARE(product.place.synapse, 3);
  QCOMPARE(product.place.rowPass, 2);
  QCOMPARE(product.place.rowPasses, 3);
  QCOMPARE(product.place.sample, inBatch);
  QCOMPARE(product.place.axon, inBatch % 25);
  QCOMPARE(product.place.columnPass, inBatch / 25);
  QCOMPARE(product.place.columnPasses, (product.place.samples + 24) / 25);
  QCOMPARE(product.slotSeconds, 1e-10);
  QCOMPARE(product.slots[4].seconds, 5e-10);
  // An electron more moves the output by as much where no converter rounds.
  QVERIFY(std::fabs(product.perElectron * product.slots[0].signalElectrons) < 1);
}

void TestDotProduct::namesTheEpochOfTheLastTest() {
  const Design design = with(small("first-light", "amplitude_phase", "relu"), "training.epochs=2");
  const std::shared_ptr<const Dataset> data = dataOf(design);
  QCOMPARE(testedEpoch(trainHeadless(design, data).value().record), 2);
  QCOMPARE(testedEpoch(RunFile()), 0);
}

void TestDotProduct::refusesWhatIsNotThere() {
  const Design design = small("first-light", "amplitude_phase", "relu");
  const Subject subject{design, dataOf(design), untrainedRun(design, *dataOf(design)).value()};
  const auto problem = [&](std::size_t layer, std::size_t neuron, std::size_t sample) {
    const Result<DotProduct> out = dotProduct(subject.run, *subject.data, 0, layer, neuron, sample);
    return out ? std::string() : out.error().id;
  };
  QCOMPARE(problem(2, 0, 0), std::string("product.no-layer"));
  QCOMPARE(problem(1, 10, 0), std::string("product.no-neuron"));
  QCOMPARE(problem(0, 0, subject.data->test.size()), std::string("product.no-sample"));
  QCOMPARE(problem(1, 9, subject.data->test.size() - 1), std::string());
}

QTEST_APPLESS_MAIN(TestDotProduct)
#include "tst_dot_product.moc"
