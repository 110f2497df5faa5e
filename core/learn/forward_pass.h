#pragma once

#include <cstdint>
#include <vector>

#include "learn/dataset.h"
#include "learn/network.h"
#include "learn/trainer.h"
#include "product/product_engine.h"
#include "rooms.h"

namespace lightloom::learn {

/// The noise of one run through all layers; each layer is a block of its own.
struct NoiseDraw {
  std::uint64_t seed = 0;                ///< TrainerSettings::noiseSeed
  Stream stream = Stream::ForwardNoise;  ///< training, its backward products, evaluation or calibration
  std::uint64_t step = 0;                ///< names the mini-batch
  std::uint32_t shard = 0;               ///< number of the part of the mini-batch
};

/// The key of the noise of layer `layer` in a run.
RandomKey layerKey(const NoiseDraw& draw, std::size_t layer);

/// The cell that layer `layer` runs on: settings.cells, or layer mod cell count.
int cellOfLayer(const TrainerSettings& settings, const Hardware& hardware, std::size_t layer);

/// One layer on its cell, with what it computed for the present mini-batch.
struct LayerRun {
  ProductEngine engine;              ///< of the cell that the layer runs on
  bool phases = false;               ///< phase × phase: W are phases, z = Σ sin(φ_w − φ_x)
  double phasePerInput = 0;          ///< of it, `CellHardware::phasePerInput`
  std::vector<float> drive;          ///< x before the DAC, slots × batch; the bias row is 1
  std::vector<float> preActivation;  ///< z, neurons × batch
  double weightScale = 1;            ///< S
  double inputSquares = 0;           ///< Σ h²; 0 for the first layer
  ReadOutStatistics readOut;         ///< what its ADCs met
};

/// rms of h, what the layer is fed before its scale X, over `samples` samples whose squares sum up to
/// `inputSquares`.
double inputRms(const Layer& layer, double inputSquares, int samples);

/// An output of a mini-batch.
struct WatchedPlace {
  std::size_t layer = 0;
  int neuron = 0;
  int sample = 0;  ///< of the mini-batch
};

/// An output z slot by slot, with the numbers that were asked for.
struct WatchedProduct {
  WatchedOutput output;
  double scale = 1;          ///< S·X: z = scale · Σ x·w where nothing errs
  double phasePerInput = 0;  ///< of sums of sines: φ_x in rad for x = 1, and z = Σ sin(w − φ_x); else 0
  std::vector<float> outputs;   ///< z of all neurons of the layer for this sample
  int sample = 0, samples = 1;  ///< of the mini-batch that it was computed in
};

/// Mini-batches through a network on the hardware of a bench (model.md 4.5): z =
/// S·X·(read-out of w·x), w = W/S, x = clip(h/X), h = act(g·z); of phase × phase W = φ_w and z is the
/// read-out. Sized once for `largestBatch`; a run allocates nothing.
class ForwardPass {
 public:
  /// For networks of the shape of `network`, on the cells that `settings` names, and for mini-batches of up
  /// to `largestBatch` ≥ 1 samples. The hardware must be able to compute.
  ForwardPass(const Network& network, const TrainerSettings& settings, const Hardware& hardware,
              int largestBatch);

  /// Puts the weights on the hardware, S = max|W| / w_max. Needed after each change of the weights.
  void loadWeights(const Network& network);

  /// z of all layers for the samples `index[0 … count)`, with the scales of `network`. `before` is asked
  /// before each product; null: nobody.
  void run(const Network& network, const Dataset& data, const std::uint32_t* index, int count,
           const NoiseDraw& draw, const BeforeProduct* before = nullptr);

  /// The same up to layer `layer`, and one of its outputs slot by slot: neuron `neuron` of the sample
  /// `index[sample]`.
  WatchedProduct watch(const Network& network, const Dataset& data, const std::uint32_t* index, int count,
                       const NoiseDraw& draw, const WatchedPlace& place);

  /// The same, setting the ADC's full scale of each layer to 4 rms of D, the means that its leak is
  /// calibrated with, and its X too where `activations` says so.
  void calibrate(Network& network, double activationScale, bool activations, const Dataset& data,
                 const std::uint32_t* index, int count, const NoiseDraw& draw);

  /// Layer `l` as the last run left it.
  const LayerRun& layer(std::size_t l) const { return m_layers[l]; }
  /// z of the last layer, neurons × largestBatch, of which the first `samples()` columns hold.
  const std::vector<float>& outputs() const { return m_layers.back().preActivation; }
  int samples() const { return m_samples; }  ///< of the last run

 private:
  void start(const Network& network, const Dataset& data, const std::uint32_t* index, int count);
  ReadOut readOutOf(const Network& network, std::size_t l, double fullScale, const NoiseDraw& draw) const;
  void product(const Network& network, std::size_t l, double fullScale, const NoiseDraw& draw);
  void activate(const Network& network, std::size_t l);

  std::vector<LayerRun> m_layers;
  std::vector<std::vector<ProductEngine*>> m_onCell;  ///< engines of layers that share a cell, in turn
  int m_samples = 0;
};

}  // namespace lightloom::learn
