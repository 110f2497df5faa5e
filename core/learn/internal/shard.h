#pragma once

#include <cstdint>
#include <vector>

#include "learn/forward_pass.h"
#include "learn/internal/backward_pass.h"
#include "learn/internal/loss.h"
#include "rooms.h"

namespace lightloom::learn {

/// The samples of one step of the training.
struct MiniBatch {
  const std::uint32_t* index = nullptr;
  int samples = 0;
  std::uint64_t step = 0;
  const BeforeProduct* beforeProduct = nullptr;  ///< of the first shard; null: nobody
};

/// One contiguous part of every mini-batch (`training.shards`), with workspaces of its own: shards may run
/// side by side. Their sizes differ by at most one, the first ones being the larger; those at the end of a
/// short batch may be empty. The noise of a shard is keyed by its number.
class Shard {
 public:
  Shard(const Network& network, const TrainerSettings& settings, const Hardware& hardware, int number,
        int largestBatch);

  /// Forward, loss and back-propagation of this shard's part. A part whose loss is not finite has no
  /// gradient.
  void run(const Network& network, const TrainerSettings& settings, const Dataset& data,
           const std::vector<BackwardScales>& scales, const MiniBatch& batch);

  int samples() const { return m_samples; }  ///< of the last mini-batch; 0 = the rest is not of it
  const BatchLoss& loss() const { return m_loss; }
  const ForwardPass& forward() const { return m_forward; }
  const BackwardPass& backward() const { return m_backward; }
  BackwardPass& backward() { return m_backward; }

 private:
  int m_number;
  ForwardPass m_forward;
  BackwardPass m_backward;
  std::vector<std::uint16_t> m_labels;
  int m_samples = 0;
  BatchLoss m_loss;
};

/// The shards of mini-batches of up to `batch` samples; none that would always be empty.
std::vector<Shard> makeShards(const Network& network, const TrainerSettings& settings,
                              const Hardware& hardware, int batch);

/// Read-outs and inputs of one layer, added up over the whole mini-batch.
struct LayerTotals {
  ReadOutStatistics forward, errors, gradient;
  double inputSquares = 0;  ///< Σ h²
};

// Sums over a mini-batch that all shards have run, in the order of the shards: they do not depend on threads.
BatchLoss totalLoss(const std::vector<Shard>& shards);
LayerTotals totalsOfLayer(const std::vector<Shard>& shards, std::size_t l);

/// Moves the running means of what light beside the weights of layer `l` meets by `share` towards those of
/// the mini-batch; nothing where the layer has none.
void followBesideMeans(const std::vector<Shard>& shards, std::size_t l, float share,
                       std::vector<float>& means);

/// dL/dW of the mean over the mini-batch, neurons × slots. Made in place of the first shard's gradient.
const std::vector<float>& sumGradients(std::vector<Shard>& shards, std::size_t l);

}  // namespace lightloom::learn
