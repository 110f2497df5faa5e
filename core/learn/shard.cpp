#include "learn/internal/shard.h"

#include <algorithm>
#include <cmath>

namespace lightloom::learn {
namespace {

struct Part {
  int first = 0;
  int samples = 0;
};

Part partOf(int samples, int shards, int number) {
  const int least = samples / shards, larger = samples % shards;
  return {number * least + std::min(number, larger), least + (number < larger ? 1 : 0)};
}

int samplesOf(const std::vector<Shard>& shards) {
  int samples = 0;
  for (const Shard& shard : shards) samples += shard.samples();
  return samples;
}

// sum ← before · sum + factor · other
void accumulate(std::vector<float>& sum, float before, const std::vector<float>& other, float factor) {
  float* __restrict to = sum.data();
  const float* __restrict from = other.data();
  for (std::size_t i = 0; i < sum.size(); ++i) to[i] = before * to[i] + factor * from[i];
}

}  // namespace

Shard::Shard(const Network& network, const TrainerSettings& settings, const Hardware& hardware, int number,
             int largestBatch)
    : m_number(number),
      m_forward(network, settings, hardware, largestBatch),
      m_backward(network, settings, hardware, largestBatch),
      m_labels(static_cast<std::size_t>(largestBatch)) {}

void Shard::run(const Network& network, const TrainerSettings& settings, const Dataset& data,
                const std::vector<BackwardScales>& scales, const MiniBatch& batch) {
  const Part part = partOf(batch.samples, settings.shards, m_number);
  m_samples = part.samples;
  if (m_samples == 0) return;
  const std::uint32_t* const index = batch.index + part.first;
  const std::uint32_t number = static_cast<std::uint32_t>(m_number);
  m_forward.loadWeights(network);
  m_forward.run(network, data, index, m_samples,
                {settings.noiseSeed, Stream::ForwardNoise, batch.step, number},
                m_number == 0 ? batch.beforeProduct : nullptr);
  m_loss = batchLoss(settings.loss, data, index, m_samples, m_forward.outputs().data(),
                     m_backward.outputError(), m_labels);
  if (std::isfinite(m_loss.sum))
    m_backward.run(network, m_forward, scales, settings.noiseSeed, batch.step, number);
}

std::vector<Shard> makeShards(const Network& network, const TrainerSettings& settings,
                              const Hardware& hardware, int batch) {
  std::vector<Shard> shards;
  for (int number = 0; number < std::min(settings.shards, batch); ++number)
    shards.emplace_back(network, settings, hardware, number, partOf(batch, settings.shards, number).samples);
  return shards;
}

BatchLoss totalLoss(const std::vector<Shard>& shards) {
  BatchLoss total;
  for (const Shard& shard : shards)
    if (shard.samples() > 0) total += shard.loss();
  return total;
}

LayerTotals totalsOfLayer(const std::vector<Shard>& shards, std::size_t l) {
  LayerTotals totals;
  for (const Shard& shard : shards) {
    if (shard.samples() == 0) continue;
    totals.forward += shard.forward().layer(l).readOut;
    totals.inputSquares += shard.forward().layer(l).inputSquares;
    totals.errors += shard.backward().errorReadOut(l);
    totals.gradient += shard.backward().gradientReadOut(l);
  }
  return totals;
}

void followBesideMeans(const std::vector<Shard>& shards, std::size_t l, float share,
                       std::vector<float>& means) {
  if (means.empty() || shards[0].forward().layer(l).engine.besideRows() != means.size()) return;
  const float samples = static_cast<float>(samplesOf(shards));
  float* __restrict to = means.data();
  for (std::size_t i = 0; i < means.size(); ++i) to[i] *= 1 - share;
  for (const Shard& shard : shards) {
    if (shard.samples() == 0) continue;
    const float* __restrict from = shard.forward().layer(l).engine.besideMeans().data();
    const float weight = share * static_cast<float>(shard.samples()) / samples;
    for (std::size_t i = 0; i < means.size(); ++i) to[i] += weight * from[i];
  }
}

const std::vector<float>& sumGradients(std::vector<Shard>& shards, std::size_t l) {
  const int samples = samplesOf(shards);
  const auto share = [&](const Shard& shard) {
    return static_cast<float>(shard.samples()) / static_cast<float>(samples);
  };
  std::vector<float>& sum = shards[0].backward().gradient(l);
  float before = share(shards[0]);
  for (std::size_t i = 1; i < shards.size() && shards[i].samples() > 0; ++i) {
    accumulate(sum, before, shards[i].backward().gradient(l), share(shards[i]));
    before = 1;
  }
  return sum;
}

}  // namespace lightloom::learn
