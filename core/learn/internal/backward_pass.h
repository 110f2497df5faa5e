#pragma once

#include <optional>
#include <vector>

#include "learn/forward_pass.h"
#include "learn/phase_gradient.h"
#include "rooms.h"

namespace lightloom::learn {

/// Full scales of the ADCs after the two backward products of a layer, electrons; 0 = not calibrated yet.
struct BackwardScales {
  double errors = 0;    ///< of dX
  double gradient = 0;  ///< of dW
};

/// Back-propagation of a mini-batch: dX = Wᵀ·dZ and dW = X·dZ·xᵀ, each exact or on the hardware of the layer
/// (settings.hardware). Exact W with the masks of the clips: rounding and noise are passed straight through.
///
/// Phase × phase is no bilinear product: its gradients are exact (settings.hardware = forward).
///
/// On the hardware the roles swap (model.md 5.1). dX: the layer's inputs are the neurons, Wᵀ/S on the
/// synapses, dZ/D the signed x. dW: samples are the slots, dZ/S' on the synapses, the x of the layer on the
/// axons. D and S' are set once per mini-batch, D = max|dZ| and S' = max|dZ|/w_max, and multiplied back; ADC
/// ranges are ±4 running rms of D, which the caller keeps.
class BackwardPass {
 public:
  BackwardPass(const Network& network, const TrainerSettings& settings, const Hardware& hardware,
               int largestBatch);

  /// dL/dz of the last layer, neurons × samples: fill it before `run`.
  float* outputError() { return m_layers.back().error.data(); }

  /// Gradients of all layers for the mini-batch that `forward` has just run. `scales`: one per layer.
  void run(const Network& network, const ForwardPass& forward, const std::vector<BackwardScales>& scales,
           std::uint64_t noiseSeed, std::uint64_t step, std::uint32_t shard);

  /// dL/dW, neurons × slots.
  const std::vector<float>& gradient(std::size_t l) const { return m_layers[l].gradient; }
  std::vector<float>& gradient(std::size_t l) { return m_layers[l].gradient; }

  /// Counts of the ADCs in the last run: after dX (nothing for the first layer), and after dW.
  const ReadOutStatistics& errorReadOut(std::size_t l) const { return m_layers[l].errorReadOut; }
  const ReadOutStatistics& gradientReadOut(std::size_t l) const { return m_layers[l].gradientReadOut; }

 private:
  struct LayerErrors {
    std::optional<ProductEngine> toInputs;  ///< Wᵀ·dZ; none for the first layer
    ProductEngine toWeights;                ///< dZ·xᵀ
    std::optional<PhaseGradient> phases;    ///< phase × phase: in place of both, exact
    std::vector<float> error;               ///< dL/dz, neurons × samples
    std::vector<float> gradient;            ///< dL/dW, neurons × slots
    ReadOutStatistics errorReadOut;
    ReadOutStatistics gradientReadOut;
  };

  void gradientOf(const Network& network, const ForwardPass& forward, std::size_t l, double fullScale,
                  const NoiseDraw& draw);
  void multiplyBack(const Layer& layer, const LayerRun& run, int samples, double fullScale,
                    const RandomKey& key, LayerErrors& errors, float* below);
  void propagate(const Network& network, const ForwardPass& forward, std::size_t l, double fullScale,
                 const NoiseDraw& draw);

  std::vector<LayerErrors> m_layers;
};

/// Full scale of an ADC after a product whose read-out had `rmsElectrons`: 4 × a running mean of about 100
/// products, or the first value.
double nextFullScale(double fullScale, double rmsElectrons);

}  // namespace lightloom::learn
