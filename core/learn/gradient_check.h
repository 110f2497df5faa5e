#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "learn/dataset.h"
#include "learn/network.h"
#include "learn/trainer.h"
#include "product/hardware.h"
#include "rooms.h"

namespace lightloom::learn {

/// A network and a mini-batch, without noise.
struct GradientProblem {
  Network network;
  const Dataset* data = nullptr;     ///< sound, fits network and loss; not owned
  std::vector<std::uint32_t> batch;  ///< samples of `data`, at least one
  Loss loss = Loss::CrossEntropy;
  Encoding encoding = Encoding::AmplitudePhase;
  double axonLimit = 1;  ///< phase × phase: as in CellHardware, rad
};

/// dL/dW of every layer (neurons × slots) as the training computes it: float32, back through the hardware
/// without any imperfection.
std::vector<std::vector<float>> backpropagated(const GradientProblem& problem);

/// Loss of the mini-batch in double by sums that share nothing with the training: Σ x w, or Σ sin(φ_w − φ_x).
double exactLoss(const GradientProblem& problem);

/// How far gradients are from central differences of the loss in double.
struct GradientComparison {
  int compared = 0;  ///< weights
  int refused = 0;   ///< weights within a step of a kink (relu, clips): nothing can be said
  /// Largest |gradient − difference quotient| of a layer over its largest gradient, in the worst layer.
  double relative = 0;
  double largest = 0;  ///< gradient of all layers
};

/// float32 back-propagation stays below 1e-6, and below 8e-6 for sums of sines, whose gradients cancel; what
/// is wrong is off by more than this.
inline constexpr double kGradientTolerance = 1e-5;

/// Compares `gradients` (as `backpropagated` gives them) at up to `weightsPerLayer` weights of each layer,
/// drawn by `seed`. Quotients at steps of 1e-5 and half of it are extrapolated to zero (error below 1e-9 of a
/// smooth loss of order 1); a weight whose two quotients differ is refused.
GradientComparison compareGradients(const GradientProblem& problem,
                                    const std::vector<std::vector<float>>& gradients, int weightsPerLayer,
                                    std::uint64_t seed);

/// The outcome for one encoding with one activation.
struct GradientRow {
  Encoding encoding = Encoding::AmplitudePhase;
  Activation activation = Activation::Relu;
  GradientComparison comparison;
  /// Whether the gradients are right: within `kGradientTolerance`, with something compared that is not all
  /// zero.
  bool passes() const {
    return comparison.compared > 0 && comparison.largest > 0 && comparison.relative <= kGradientTolerance;
  }
};

/// The size of a gradient check.
struct GradientCheckOptions {
  std::vector<int> hidden{9, 7};                      ///< widths of the hidden layers
  int samples = 12;                                   ///< of the mini-batch, ≥ 1
  int weightsPerLayer = 100;                          ///< that are compared at most
  double axonLimit = 1.3;                             ///< of phase × phase, rad; weights reach as far
  std::function<void(const GradientRow& row)> onRow;  ///< as soon as it is known; may be empty
  std::function<bool()> cancelled;                    ///< polled once per row; may be empty
};

/// Every encoding with every activation, on a small network with the bias, loss, activation scale and seed of
/// `settings` (the gain is one that does not saturate it) and a random mini-batch of the training part: rows
/// in the order of the settings, fewer where cancelled. The data set must be sound and fit the loss. Equal
/// arguments give equal rows.
std::vector<GradientRow> checkGradients(const TrainerSettings& settings, const Dataset& data,
                                        const GradientCheckOptions& options = {});

}  // namespace lightloom::learn
