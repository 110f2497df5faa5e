#include <QTest>
#include <cmath>
#include <numeric>

#include "all_rooms.h"
#include "study/sample_in_light.h"
#include "test_support.h"
#include "train/headless.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// Samples as detectors see them.
class TestSampleInLight : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void brightLightShowsTheSample_data();
  void brightLightShowsTheSample();
  void noiseIsThatOfThePhotons();
  void faintLightLosesTheAnswer();
};

namespace {

struct Trained {
  std::shared_ptr<const Dataset> data;
  std::shared_ptr<const RunSnapshot> run;
};

Trained trained(const std::string& encoding) {
  Design design = with(with(example("first-light"), "training.dataset=digits8x8"), "network.hidden=12");
  design = with(with(design, "training.epochs=2"), "network.encoding=" + encoding);
  const std::shared_ptr<const Dataset> data = dataOf(design);
  const TrainingResult result = trainHeadless(design, data).value();
  return {data, std::make_shared<const RunSnapshot>(openRecordedRun(result.record, *data).value())};
}

}  // namespace

void TestSampleInLight::brightLightShowsTheSample_data() {
  QTest::addColumn<QString>("encoding");
  for (const char* encoding : {"amplitude_phase", "amplitude_amplitude", "two_slot_phase", "phase_phase"})
    QTest::newRow(encoding) << encoding;
}

void TestSampleInLight::brightLightShowsTheSample() {
  QFETCH(QString, encoding);
  const Trained net = trained(encoding.toStdString());
  const LightView view(net.run, net.data);
  const SampleInLight seen = view.look(3, 1e10, 0, 20);
  QCOMPARE(seen.seen.size(), std::size_t{64});
  // A fringe is not quite straight, and phases of links differ a little.
  const double bound = encoding == QLatin1String("phase_phase") ? 0.25 : 0.02;
  for (std::size_t i = 0; i < seen.seen.size(); ++i)
    QVERIFY(std::fabs(static_cast<double>(seen.seen[i] - seen.drive[i])) < bound);
  QCOMPARE(std::accumulate(seen.votes.begin(), seen.votes.end(), 0), 20);
  QCOMPARE(*std::max_element(seen.votes.begin(), seen.votes.end()), 20);
  QCOMPARE(seen.label, static_cast<int>(net.data->labels[net.data->test[3]]));
}

// Amplitude × amplitude: half of the photons in each beam, so one multiplication has σ = A x/√n of x·w.
void TestSampleInLight::noiseIsThatOfThePhotons() {
  const Trained net = trained("amplitude_amplitude");
  const LightView view(net.run, net.data);
  const double photons = 400;
  double squares = 0;
  constexpr int kDraws = 60;
  SampleInLight seen;
  for (int draw = 0; draw < kDraws; ++draw) {
    seen = view.look(0, photons, static_cast<std::uint64_t>(draw), 0);
    for (std::size_t i = 0; i < seen.seen.size(); ++i)
      squares += std::pow(static_cast<double>(seen.seen[i] - seen.drive[i]), 2);
  }
  double meanSquare = 0, count = 0;
  const InputMoments inputs = [&] {
    InputMoments out;
    for (const std::uint32_t index : net.data->test)
      for (int j = 0; j < 64; ++j, ++count) {
        const double x = static_cast<double>(net.data->byteScale) *
                         net.data->bytes[index * 64u + static_cast<std::size_t>(j)];
        meanSquare += x * x;
      }
    out.sumSquares = meanSquare / count;
    return out;
  }();
  double own = 0;
  for (const float x : seen.drive) own += static_cast<double>(x * x) / 64;
  // Weight light n/2 and axon light n/2 · x²/⟨x²⟩ make the counts; the signal per x·w is n/(w_rms x_rms).
  const double variance = inputs.sumSquares * (0.5 + 0.5 * own / inputs.sumSquares) / photons;
  VERIFY_WITHIN(squares / (kDraws * 64), variance, 0.06);
  const SampleInLight again = view.look(0, photons, kDraws - 1, 0);
  QVERIFY(again.seen == seen.seen && again.votes.empty());
}

void TestSampleInLight::faintLightLosesTheAnswer() {
  const Trained net = trained("amplitude_phase");
  const LightView view(net.run, net.data);
  const SampleInLight faint = view.look(0, 1e-3, 1, 400);
  for (const int votes : faint.votes) QVERIFY(votes < 200);
  QVERIFY(std::accumulate(faint.votes.begin(), faint.votes.end(), 0) < 400);
  for (const float value : view.look(0, 1e-12, 1, 0).seen) QVERIFY(std::isfinite(value));
}

QTEST_GUILESS_MAIN(TestSampleInLight)
#include "tst_sample_in_light.moc"
