#include <QTest>
#include <chrono>
#include <cmath>
#include <ctime>
#include <thread>
#include <vector>

#include "all_rooms.h"
#include "core/learn/samples.h"
#include "core/product/cells.h"
#include "learn/internal/shard.h"
#include "learn/internal/shard_team.h"

using namespace lightloom::tests;
using namespace lightloom::testing;

namespace {

constexpr double kFloatSums = 1e-4;  // the noise that is left, with float32 sums in another order

/// A small network in front of mini-batches that shards share.
class Probe {
 public:
  Probe(const CellHardware& cell, int shards, int batch) : m_data(clouds(12, 3, 60, 0.2, 2)) {
    m_settings.shards = shards;
    m_settings.hardware = HardwareUse::All;
    m_hardware.cells.push_back(cell);
    m_network = makeNetwork({12, 30, 20, 3}, Activation::Relu, 1, true, 1);
    ForwardPass whole(m_network, m_settings, m_hardware, batch);
    whole.loadWeights(m_network);
    whole.calibrate(m_network, 3, true, m_data, m_data.train.data(), batch, {});
    m_shards = makeShards(m_network, m_settings, m_hardware, batch);
  }

  std::vector<Shard>& run(const std::vector<std::uint32_t>& index, std::uint64_t step = 0) {
    const std::vector<BackwardScales> scales(m_network.layers.size());
    for (Shard& shard : m_shards)
      shard.run(m_network, m_settings, m_data, scales, {index.data(), static_cast<int>(index.size()), step});
    return m_shards;
  }

  /// The first training samples.
  std::vector<std::uint32_t> samples(int count) const {
    return {m_data.train.begin(), m_data.train.begin() + count};
  }

  const Network& network() const { return m_network; }

 private:
  Dataset m_data;
  TrainerSettings m_settings;
  Hardware m_hardware;
  Network m_network;
  std::vector<Shard> m_shards;
};

double largestOf(const std::vector<float>& values) {
  double largest = 0;
  for (const float v : values) largest = std::max(largest, std::abs(static_cast<double>(v)));
  return largest;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return ab / std::sqrt(aa * bb);
}

/// Appends `values` − `reference`.
void appendDifference(std::vector<double>& to, const std::vector<float>& values,
                      const std::vector<float>& reference, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to.push_back(static_cast<double>(values[i] - reference[i]));
}

double processorMilliseconds() {
  return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

}  // namespace

class TestShards : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void teamDoesEveryPartOnce_data();
  void teamDoesEveryPartOnce();
  void teamWithoutRoundsBurnsNoProcessor();
  void partsShareABatchEvenly_data();
  void partsShareABatchEvenly();
  void gradientsAddUpToThatOfTheBatch_data();
  void gradientsAddUpToThatOfTheBatch();
  void readOutsAddUpToThoseOfTheBatch();
  void noiseOfShardsIsIndependent();
};

void TestShards::teamDoesEveryPartOnce_data() {
  QTest::addColumn<int>("parts");
  QTest::addColumn<int>("threads");
  for (const int parts : {1, 2, 7})
    for (const int threads : {1, 2, 3, 16})
      QTest::addRow("%d parts, %d threads", parts, threads) << parts << threads;
}

void TestShards::teamDoesEveryPartOnce() {
  QFETCH(int, parts);
  QFETCH(int, threads);
  std::vector<long> rounds(static_cast<std::size_t>(parts), 0);
  long present = 0;
  ShardTeam team(parts, threads, [&](int part) { rounds[static_cast<std::size_t>(part)] += present; });
  QCOMPARE(team.threads(), std::min(parts, threads));
  long expected = 0;
  for (int round = 0; round < 500; ++round) {
    if (round % 100 == 99) std::this_thread::sleep_for(std::chrono::milliseconds(1));  // helpers fall asleep
    present = round;
    expected += round;
    team.run();
    for (const long done : rounds) QCOMPARE(done, expected);
  }
}

void TestShards::teamWithoutRoundsBurnsNoProcessor() {
  ShardTeam team(4, 4, [](int) {});
  team.run();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const double before = processorMilliseconds();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  QVERIFY(processorMilliseconds() - before < 5);
}

void TestShards::partsShareABatchEvenly_data() {
  QTest::addColumn<int>("samples");
  for (const int samples : {1, 3, 6, 7, 20, 24}) QTest::addRow("%d", samples) << samples;
}

void TestShards::partsShareABatchEvenly() {
  QFETCH(int, samples);
  Probe probe(benchA(), 7, 24);
  const std::vector<Shard>& shards = probe.run(probe.samples(samples));
  int total = 0;
  for (const Shard& shard : shards) total += shard.samples();
  QCOMPARE(total, samples);
  QVERIFY(shards.front().samples() - shards.back().samples() <= 1);
  QVERIFY(std::is_sorted(shards.rbegin(), shards.rend(),
                         [](const Shard& a, const Shard& b) { return a.samples() < b.samples(); }));
  QCOMPARE(Probe(benchA(), 16, 5).run(probe.samples(5)).size(), std::size_t(5));
}

void TestShards::gradientsAddUpToThatOfTheBatch_data() {
  QTest::addColumn<int>("shards");
  for (const int shards : {2, 3, 7, 16}) QTest::addRow("%d", shards) << shards;
}

void TestShards::gradientsAddUpToThatOfTheBatch() {
  QFETCH(int, shards);
  for (const int samples : {50, 11}) {
    Probe one(idealCell(3, 4), 1, 50), several(idealCell(3, 4), shards, 50);
    std::vector<Shard>& whole = one.run(one.samples(samples));
    std::vector<Shard>& parts = several.run(several.samples(samples));
    QVERIFY(std::abs(totalLoss(parts).sum / totalLoss(whole).sum - 1) < 1e-6);
    QCOMPARE(totalLoss(parts).correct, totalLoss(whole).correct);
    for (std::size_t l = 0; l < 3; ++l) {
      const std::vector<float>& expected = sumGradients(whole, l);
      const std::vector<float>& sum = sumGradients(parts, l);
      double worst = 0;
      for (std::size_t i = 0; i < sum.size(); ++i)
        worst = std::max(worst, std::abs(static_cast<double>(sum[i] - expected[i])));
      QVERIFY2(worst <= 1e-5 * largestOf(expected), qPrintable(QString::number(worst)));
    }
  }
}

void TestShards::readOutsAddUpToThoseOfTheBatch() {
  // So much light that the noise hides in the fifth digit.
  const CellHardware cell = shotCell(3, 4, 1e12, 1.0);
  Probe one(cell, 1, 50), several(cell, 7, 50);
  std::vector<Shard>& whole = one.run(one.samples(50));
  std::vector<Shard>& parts = several.run(several.samples(50));
  for (std::size_t l = 0; l < 3; ++l) {
    const LayerTotals a = totalsOfLayer(whole, l), b = totalsOfLayer(parts, l);
    QCOMPARE(b.forward.outputs, a.forward.outputs);
    QCOMPARE(b.errors.outputs, a.errors.outputs);
    QVERIFY(std::abs(b.forward.rmsElectrons() / a.forward.rmsElectrons() - 1) < kFloatSums);
    if (l > 0) QVERIFY(std::abs(b.inputSquares / a.inputSquares - 1) < kFloatSums);
  }
}

// Two shards meet the same samples. What differs from the exact network is noise alone, in the first layer's
// sums and in the gradient of the last layer, whose inputs hardly depend on the noise before.
void TestShards::noiseOfShardsIsIndependent() {
  CellHardware bright = shotCell(3, 4, 1e8, 1.0);
  Probe noisy(bright, 2, 40), exact(idealCell(3, 4), 2, 40);
  std::vector<std::uint32_t> twice = noisy.samples(20);
  twice.insert(twice.end(), twice.begin(), twice.begin() + 20);
  const std::vector<Shard>& reference = exact.run(twice);
  std::vector<double> forward[2], gradient[2];
  for (std::uint64_t step = 0; step < 50; ++step) {
    const std::vector<Shard>& shards = noisy.run(twice, step);
    for (std::size_t s = 0; s < 2; ++s) {
      appendDifference(forward[s], shards[s].forward().layer(0).preActivation,
                       reference[s].forward().layer(0).preActivation, 30 * 20);
      const std::vector<float>& g = shards[s].backward().gradient(2);
      appendDifference(gradient[s], g, reference[s].backward().gradient(2), g.size());
    }
  }
  for (const auto& noise : {forward, gradient}) {
    const double limit = 4 / std::sqrt(static_cast<double>(noise[0].size()));
    const double r = correlation(noise[0], noise[1]);
    QVERIFY2(std::abs(r) < limit, qPrintable(QString("%1, limit %2").arg(r).arg(limit)));
  }
}

QTEST_APPLESS_MAIN(TestShards)
#include "tst_shards.moc"
