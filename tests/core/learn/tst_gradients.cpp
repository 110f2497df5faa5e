
#include <QTest>
#include <cmath>
#include <vector>

#include "all_rooms.h"
#include "core/learn/samples.h"
#include "core/product/cells.h"
#include "learn/forward_pass.h"
#include "learn/internal/backward_pass.h"
#include "learn/internal/loss.h"

using namespace lightloom::tests;
using namespace lightloom::testing;

namespace {

constexpr double kFloat = 1e-6;  // float32 gradients of order 1

/// A small network on a mini-batch whose loss and gradient can be asked for again and again.
class Probe {
 public:
  Probe(const TrainerSettings& settings, const Dataset& data, const Hardware& hardware)
      : m_settings(settings),
        m_data(data),
        m_network(makeNetwork({data.features, 7, 5, data.outputs()}, settings.activation, settings.gain,
                              settings.bias, settings.seed)),
        m_samples(static_cast<int>(data.train.size())),
        m_forward(m_network, settings, hardware, m_samples),
        m_backward(m_network, settings, hardware, m_samples),
        m_labels(data.train.size()) {
    m_forward.loadWeights(m_network);
    m_forward.calibrate(m_network, settings.activationScale, true, data, data.train.data(), m_samples, {});
  }

  Network& network() { return m_network; }

  double loss() {
    m_forward.loadWeights(m_network);
    m_forward.run(m_network, m_data, m_data.train.data(), m_samples, {});
    return batchLoss(m_settings.loss, m_data, m_data.train.data(), m_samples, m_forward.outputs().data(),
                     m_backward.outputError(), m_labels)
               .sum /
           m_samples;
  }

  BackwardPass& backward(std::uint64_t step = 0) {
    loss();
    m_backward.run(m_network, m_forward, std::vector<BackwardScales>(3), 1, step, 0);
    return m_backward;
  }

 private:
  TrainerSettings m_settings;
  Dataset m_data;
  Network m_network;
  int m_samples;
  ForwardPass m_forward;
  BackwardPass m_backward;
  std::vector<std::uint16_t> m_labels;
};

Hardware exactHardware(Encoding encoding = Encoding::AmplitudePhase) {
  Hardware hardware;
  hardware.cells.push_back(idealCell(3, 4, encoding));
  if (encoding == Encoding::PhasePhase) hardware.cells[0].axonLimit = 0.6;
  return hardware;
}

}  // namespace

class TestGradients : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void productOfPhases();
  void gradientsAgreeWithCentralDifferences_data();
  void gradientsAgreeWithCentralDifferences();
  void clippedInputsHaveNoGradient();
  void hardwareGradientsAreRightOnAverage_data();
  void hardwareGradientsAreRightOnAverage();
};

// V34: ∂z/∂φ_w = cos(φ_w − φ_x) to 1e-6, and −cos(φ_w − φ_x)·dφ_x/dh with respect to what drives x.
void TestGradients::productOfPhases() {
  for (const bool isSigned : {false, true}) {
    Layer layer;
    layer.inputs = 3;
    layer.slots = 4;
    layer.neurons = 2;
    layer.signedInput = isSigned;
    layer.activationScale = 1.7;
    layer.weights = uniform(8, -0.6, 0.6, 3);
    const std::vector<float> x = uniform(4, isSigned ? -1 : 0, 1, 4);
    const double rise = isSigned ? 0.5 : 1.0;
    PhaseGradient gradients(layer, 0.5, 1);
    for (std::size_t m = 0; m < 2; ++m) {
      std::vector<float> error(2, 0.0f), gradient(8), back(3);
      error[m] = 1;
      gradients.toWeights(layer, x.data(), error.data(), 1, gradient.data());
      gradients.toInputs(layer, error.data(), 1, back.data());
      for (std::size_t j = 0; j < 4; ++j) {
        const double slope =
            std::cos(static_cast<double>(layer.weights[2 * j + m]) - rise * static_cast<double>(x[j]));
        QVERIFY(std::abs(static_cast<double>(gradient[2 * j + m]) - slope) < kFloat);
        QCOMPARE(gradient[2 * j + 1 - m], 0.0f);
        if (j < 3) QVERIFY(std::abs(static_cast<double>(back[j]) + slope * rise / 1.7) < kFloat);
      }
    }
  }
}

void TestGradients::gradientsAgreeWithCentralDifferences_data() {
  QTest::addColumn<int>("activation");
  QTest::addColumn<bool>("bias");
  QTest::addColumn<bool>("classes");
  QTest::addColumn<bool>("phases");
  for (int a = 0; a <= static_cast<int>(Activation::Identity); ++a)
    for (const bool phases : {false, true})
      QTest::addRow("activation %d%s", a, phases ? ", phases" : "") << a << (a % 2 == 0) << true << phases;
  QTest::newRow("mean square") << static_cast<int>(Activation::Tanh) << true << false << false;
  QTest::newRow("mean square of classes") << static_cast<int>(Activation::Sine) << true << true << false;
}

// The loss is known to about 1e-7 and the step is 1/200, so a difference is good to 5e-5 plus the kinks of
// relu and of the clips, of which few lie within a step.
void TestGradients::gradientsAgreeWithCentralDifferences() {
  QFETCH(int, activation);
  QFETCH(bool, bias);
  QFETCH(bool, classes);
  QFETCH(bool, phases);
  TrainerSettings settings;
  settings.activation = static_cast<Activation>(activation);
  settings.gain = 1.3;
  settings.bias = bias;
  settings.activationScale = 2.2;
  settings.loss = classes && QByteArray(QTest::currentDataTag()).startsWith("activation") ? Loss::CrossEntropy
                                                                                          : Loss::MeanSquare;
  Probe probe(settings, classes ? clouds(6, 3, 10, 0.2, 2) : regression(30, 2),
              exactHardware(phases ? Encoding::PhasePhase : Encoding::AmplitudePhase));
  int probes = 0, wrong = 0;
  for (std::size_t l = 0; l < 3; ++l) {
    const std::vector<float> gradient = probe.backward().gradient(l);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      float& weight = probe.network().layers[l].weights[i];
      const float before = weight;
      const float step = 5e-3f;
      weight = before + step;
      const double above = probe.loss();
      weight = before - step;
      const double below = probe.loss();
      weight = before;
      const double slope = (above - below) / (2 * static_cast<double>(step));
      ++probes;
      wrong += std::abs(slope - static_cast<double>(gradient[i])) > 1e-4 + 3e-3 * std::abs(slope) ? 1 : 0;
    }
  }
  QVERIFY2(wrong <= probes / 25, qPrintable(QString("%1 of %2").arg(wrong).arg(probes)));
}

void TestGradients::clippedInputsHaveNoGradient() {
  TrainerSettings settings;
  settings.activationScale = 1e-3;  // every x of the hidden layers is 0 or 1
  Probe probe(settings, clouds(6, 3, 10, 0.2, 2), exactHardware());
  BackwardPass& backward = probe.backward();
  for (const float g : backward.gradient(0)) QVERIFY(std::abs(g) < 1e-7f);
  double last = 0;
  for (const float g : backward.gradient(2)) last += static_cast<double>(std::abs(g));
  QVERIFY(last > 0);
}

void TestGradients::hardwareGradientsAreRightOnAverage_data() {
  QTest::addColumn<int>("use");
  QTest::newRow("forward_backward") << static_cast<int>(HardwareUse::ForwardBackward);
  QTest::newRow("all") << static_cast<int>(HardwareUse::All);
}

// Back-propagation on noisy hardware, forward exact to four digits: the mean over many draws agrees with the
// exact one.
void TestGradients::hardwareGradientsAreRightOnAverage() {
  QFETCH(int, use);
  Hardware hardware;
  hardware.cells.push_back(shotCell(3, 4, 1e6, 1.0));
  hardware.cells[0].weightLimit = 0.6;
  hardware.cells[0].weightPhaseSigma = hardware.cells[0].axonPhaseSigma = 0.002;
  TrainerSettings settings;
  settings.activation = Activation::Tanh;
  Probe exact(settings, clouds(6, 3, 10, 0.2, 2), exactHardware());
  settings.hardware = static_cast<HardwareUse>(use);
  Probe noisy(settings, clouds(6, 3, 10, 0.2, 2), hardware);
  for (std::size_t l = 0; l < 3; ++l) {
    const std::vector<float> expected = exact.backward().gradient(l);
    std::vector<double> mean(expected.size(), 0.0);
    const int draws = 60;
    for (int k = 0; k < draws; ++k) {
      const std::vector<float>& gradient = noisy.backward(static_cast<std::uint64_t>(k)).gradient(l);
      for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += static_cast<double>(gradient[i]) / draws;
    }
    double error = 0, power = 0;
    for (std::size_t i = 0; i < mean.size(); ++i) {
      error += std::pow(mean[i] - static_cast<double>(expected[i]), 2);
      power += std::pow(static_cast<double>(expected[i]), 2);
    }
    QVERIFY2(error < 1e-3 * power, qPrintable(QString("layer %1: %2").arg(l).arg(error / power)));
  }
}

QTEST_APPLESS_MAIN(TestGradients)
#include "tst_gradients.moc"
