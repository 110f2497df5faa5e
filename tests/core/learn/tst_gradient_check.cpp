#include "learn/gradient_check.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "core/learn/samples.h"

using namespace lightloom::tests;
using namespace lightloom::testing;

/// Back-propagation against central differences in double.
class TestGradientCheck : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyEncodingAndActivationAgrees_data();
  void everyEncodingAndActivationAgrees();
  void aWrongGradientFails_data();
  void aWrongGradientFails();
  void kinksAreRefused();
  void lossIsThatOfTheTraining();
  void cancellingEndsTheCheckEarly();
};

namespace {

constexpr double kFloat = 1e-6;  // float32 gradients of order 1

// What float32 leaves of sums of some tens, of a layer's largest gradient; gradients of sums of sines cancel.
constexpr double kFloatBound = 1e-6, kFloatBoundOfPhases = 3e-6;

TrainerSettings settingsFor(const Dataset& data) {
  TrainerSettings settings;
  settings.activationScale = 2.2;
  settings.loss = data.classes > 0 ? Loss::CrossEntropy : Loss::MeanSquare;
  return settings;
}

// One hidden neuron, so that everything can be reckoned by hand.
GradientProblem single(const Dataset& data, float weight, float bias) {
  GradientProblem problem;
  problem.network = makeNetwork({1, 1, 1}, Activation::Relu, 1, true, 1);
  problem.network.layers[0].weights = {weight, bias};
  problem.network.layers[1].weights = {0.7f, 0.1f};
  problem.data = &data;
  problem.batch = {0};
  problem.loss = Loss::MeanSquare;
  return problem;
}

Dataset oneNumber() {
  Dataset data;
  data.features = data.targetCount = 1;
  data.values = {0.5f, 0.25f};
  data.targets = {0.75f, 0.5f};
  data.train = {0};
  data.test = {1};
  return data;
}

}  // namespace

void TestGradientCheck::everyEncodingAndActivationAgrees_data() {
  QTest::addColumn<bool>("classes");
  QTest::addColumn<bool>("bias");
  QTest::newRow("classes") << true << true;
  QTest::newRow("classes without bias") << true << false;
  QTest::newRow("regression") << false << true;
}

void TestGradientCheck::everyEncodingAndActivationAgrees() {
  QFETCH(bool, classes);
  QFETCH(bool, bias);
  const Dataset data = classes ? clouds(6, 3, 20, 0.2, 2) : regression(40, 2);
  TrainerSettings settings = settingsFor(data);
  settings.bias = bias;
  const std::vector<GradientRow> rows = checkGradients(settings, data);
  QCOMPARE(rows.size(), std::size_t{4 * 6});
  for (const GradientRow& row : rows) {
    const QByteArray name = QString("%1 %2: %3, %4 compared")
                                .arg(static_cast<int>(row.encoding))
                                .arg(static_cast<int>(row.activation))
                                .arg(row.comparison.relative)
                                .arg(row.comparison.compared)
                                .toUtf8();
    QVERIFY2(row.passes(), name.constData());
    const double bound = row.encoding == Encoding::PhasePhase ? kFloatBoundOfPhases : kFloatBound;
    QVERIFY2(row.comparison.relative < bound, name.constData());
    QVERIFY2(row.comparison.compared > 40 && row.comparison.refused <= 2, name.constData());
  }
}

void TestGradientCheck::aWrongGradientFails_data() {
  QTest::addColumn<int>("encoding");
  for (int encoding = 0; encoding < 4; ++encoding) QTest::addRow("encoding %d", encoding) << encoding;
}

// A layer that is off by a thousandth, one weight with the wrong sign, one that is left out.
void TestGradientCheck::aWrongGradientFails() {
  QFETCH(int, encoding);
  const Dataset data = clouds(6, 3, 20, 0.2, 2);
  GradientProblem problem;
  problem.network = makeNetwork({6, 5, 3}, Activation::Tanh, 1, true, 4);
  problem.network.gain = 0.3;
  problem.network.layers[1].activationScale = 1.5;
  problem.data = &data;
  problem.batch = {data.train.begin(), data.train.begin() + 8};
  problem.encoding = static_cast<Encoding>(encoding);
  problem.axonLimit = 1.3;
  const std::vector<std::vector<float>> right = backpropagated(problem);
  const auto passes = [&](const std::vector<std::vector<float>>& gradients) {
    return GradientRow{problem.encoding, Activation::Tanh, compareGradients(problem, gradients, 100, 1)}
        .passes();
  };
  QVERIFY(passes(right));
  std::vector<std::vector<float>> wrong = right;
  for (float& value : wrong[0]) value *= 1.001f;
  QVERIFY(!passes(wrong));
  wrong = right;
  wrong[1][2] = -wrong[1][2];
  QVERIFY(!passes(wrong));
  wrong = right;
  wrong[0][4] = 0;
  QVERIFY(!passes(wrong));
  for (std::vector<float>& layer : wrong) std::fill(layer.begin(), layer.end(), 0.0f);
  QVERIFY(!passes(wrong));
}

// A hidden neuron that is about to switch on: of its weights nothing can be said, of those above it all.
void TestGradientCheck::kinksAreRefused() {
  const Dataset data = oneNumber();
  const GradientProblem near = single(data, 0.5f, -0.25f + 1e-6f);
  const GradientComparison refused = compareGradients(near, backpropagated(near), 10, 1);
  QCOMPARE(refused.refused, 2);
  QCOMPARE(refused.compared, 2);
  QVERIFY(refused.relative < kFloatBound);
  const GradientProblem away = single(data, 0.5f, 0.25f);
  const GradientComparison all = compareGradients(away, backpropagated(away), 10, 1);
  QCOMPARE(all.refused, 0);
  QCOMPARE(all.compared, 4);
}

// h = 0.5·0.5 + 0.25 = 0.5, z = 0.7·0.5 + 0.1 = 0.45, L = (0.45 − 0.75)² = 0.09.
void TestGradientCheck::lossIsThatOfTheTraining() {
  const Dataset data = oneNumber();
  const GradientProblem problem = single(data, 0.5f, 0.25f);
  QVERIFY(std::fabs(exactLoss(problem) - 0.09) < 1e-7);
  const std::vector<std::vector<float>> gradients = backpropagated(problem);
  QVERIFY(std::fabs(static_cast<double>(gradients[1][0]) + 2 * 0.3 * 0.5) < kFloat);
  QVERIFY(std::fabs(static_cast<double>(gradients[0][0]) + 2 * 0.3 * 0.7 * 0.5) < kFloat);
}

void TestGradientCheck::cancellingEndsTheCheckEarly() {
  const Dataset data = clouds(6, 3, 20, 0.2, 2);
  GradientCheckOptions options;
  int rows = 0;
  options.onRow = [&](const GradientRow&) { ++rows; };
  options.cancelled = [&] { return rows == 5; };
  QCOMPARE(checkGradients(settingsFor(data), data, options).size(), std::size_t{5});
}

QTEST_APPLESS_MAIN(TestGradientCheck)
#include "tst_gradient_check.moc"
