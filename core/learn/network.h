#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/kernel_table.h"
#include "rooms.h"

namespace lightloom::learn {

/// The ADC's full scale over the running rms of what it reads.
inline constexpr double kFullScaleSigmas = 4;

/// The nonlinearity of a hidden layer, applied to g·z with g = `network.gain`. The output layer has none.
using Activation = ActivationKind;

/// Whether an activation gives negative values, which the axons of the next layer then write as a signed x.
bool isSigned(Activation activation);

/// One layer and the numbers with which it meets the hardware (model.md 4.5).
struct Layer {
  int inputs = 0;              ///< without the bias
  int neurons = 0;             ///< M
  int slots = 0;               ///< inputs, and one more with x = 1 where the network has a bias
  bool signedInput = false;    ///< x in −1 … 1
  std::vector<float> weights;  ///< neurons × slots, column-major
  double activationScale = 1;  ///< X: x = clip(h / X); 1 for the first layer
  double adcFullScale = 0;     ///< electrons, `kFullScaleSigmas` × the running rms of D; 0 = not calibrated
  /// Running means of what light beside the weights meets (`ProductEngine::besideMeans`), where the cell
  /// calibrates its leak; else empty.
  std::vector<float> besideMeans = {};
};

/// A multi-layer perceptron as a plain value: a copy is a snapshot.
struct Network {
  std::vector<Layer> layers;                 ///< at least one
  Activation activation = Activation::Relu;  ///< of the hidden layers
  double gain = 1;                           ///< g > 0 of h = act(g·z)
  bool bias = true;                          ///< one more slot with x = 1 in every layer
};

/// Widths from the inputs to the outputs, at least two. Weights are uniform with the variance of Kaiming (He
/// et al. 2015: 2/N) for relu and of Glorot & Bengio (2010: 2/(N + M)) otherwise, divided by the gain where
/// it is not 1; biases 0. Keyed by the seed and the layer.
Network makeNetwork(const std::vector<int>& widths, Activation activation, double gain, bool bias,
                    std::uint64_t seed);

/// 64-bit hash of the bits of all weights: equal if and (but for chance) only if the networks are.
std::uint64_t weightsHash(const Network& network);

/// A hash as reports and runs print it: 16 hexadecimal digits.
std::string hashText(std::uint64_t hash);

/// Root mean square of a layer's weights, bias included.
double weightRms(const Layer& layer);

/// Mean of W⁴.
double weightFourth(const Layer& layer);

/// Largest |weight| of a layer, bias included.
float weightMaximum(const Layer& layer);

}  // namespace lightloom::learn
