#pragma once

#include <optional>
#include <vector>

#include "learn/network.h"
#include "learn/trainer.h"
#include "rooms.h"

namespace lightloom::learn {

/// Optimiser state of a network and its update rule. Sgd: v ← μv + (g + λW), W ← W − ηv. Adam (Kingma & Ba
/// 2015, β 0.9 and 0.999, ε 1e-8) with decoupled decay. Then W is clipped to ±weightClip · rms of its layer
/// before the step, which needs no second pass over the weights.
class WeightUpdate {
 public:
  WeightUpdate(const TrainerSettings& settings, const Network& network);

  /// Weights of layer `l` stay within ±limit too: phases of phase × phase. Infinite at first. Whoever changes
  /// weights outside of `apply` says their limit again.
  void setLimit(std::size_t l, double limit);

  /// Updates one layer with its gradient (neurons × slots).
  void apply(std::size_t l, const std::vector<float>& gradient, Layer& layer);

  /// Ends a step: to be called once all layers of a mini-batch are updated.
  void endStep();

  /// Puts the optimiser's part into a state that has its layers, and takes it from there. The limits are of
  /// the hardware and stay.
  void save(TrainerState& state) const;
  void resume(const TrainerState& state);

 private:
  double descend(std::size_t l, const std::vector<float>& gradient, float limit, Layer& layer);

  Optimiser m_optimiser;
  float m_rate;
  float m_momentum;
  float m_decay;
  double m_clip;
  double m_beta1;
  double m_power1;  ///< β₁^t of the step to come
  double m_power2;
  std::vector<double> m_limits;                  ///< of each layer's |W|
  std::vector<std::optional<double>> m_squares;  ///< Σ W² of each layer as it is now, where known
  std::vector<std::vector<float>> m_first;       ///< velocity, or mean of gradients
  std::vector<std::vector<float>> m_second;      ///< mean of squared gradients; adam only
};

}  // namespace lightloom::learn
