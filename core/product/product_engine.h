#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/random.h"
#include "product/hardware.h"
#include "product/watched_output.h"
#include "rooms.h"

namespace lightloom::product {

/// Sizes of a product y (neurons × samples) = w (neurons × slots) · x (slots × samples); all ≥ 1. `slots` is
/// N, one symbol each, bias included.
struct ProductShape {
  int neurons = 1;  ///< M, rows of the weights and of the outputs
  int slots = 1;    ///< N, what the sum runs over
  int samples = 1;  ///< columns of the inputs and of the outputs
};

/// The range of the axon's drive: 0 … 1, or −1 … 1 written in two slots or on two rails
/// (CellHardware::signedInput).
enum class Drive { Unsigned, Signed };

/// A matrix in memory, column-major without gaps. `transposed` says that the product takes its transpose, so
/// that the back-propagated error (Wᵀ·dY) and the weight gradient (dY·Xᵀ) need no copy.
struct MatrixView {
  const float* data = nullptr;  ///< rows·columns numbers, not owned
  int rows = 0;                 ///< of the stored matrix
  int columns = 0;              ///< of the stored matrix
  bool transposed = false;
};

/// The read-out of one product: its noise, and the scales before and behind it.
struct ReadOut {
  RandomKey key;  ///< names the noise of this product
  /// Electrons; the ADC spans ± this. 0 = not calibrated yet: neither rounded nor clipped.
  double adcFullScale = 0;
  float inputFactor = 1;   ///< x is inputFactor · inputs, clipped to the range of the drive
  float outputFactor = 1;  ///< outputs are outputFactor · y
  /// Means over the calibration data of what stands beside the weights, `ProductEngine::besideMeans`; null:
  /// the samples of this product are the calibration data. Only cells that calibrate their leak read it.
  const float* besideMeans = nullptr;
};

/// Counts of the ADCs in a product, or in several added up; all 0 where the cell is exact.
struct ReadOutStatistics {
  double sumSquares = 0;     ///< Σ D² before the ADC, electrons²
  std::int64_t clipped = 0;  ///< outputs beyond the ADC's full scale
  std::int64_t outputs = 0;  ///< that were read

  double rmsElectrons() const;  ///< of D; 0 where there are no outputs
  double clippedShare() const;  ///< clipped over outputs, 0 … 1; 0 where there are no outputs
  /// Adds what the ADCs met in another product.
  ReadOutStatistics& operator+=(const ReadOutStatistics& other);
};

/// Matrix products as a cell of the bench computes them, in float32. Column b of the inputs is one sample;
/// neuron m sits on synapse m mod F, sample b on axon b mod B, and a pass takes F consecutive neurons and B
/// consecutive samples.
///
/// Model (model.md sections 3 and 4), primes after DAC and inter-symbol interference:
///  - DAC: 2^bits levels over ±weightLimit; 2^bits levels over 0 … 1, of |x| where x is signed (zero stays
///    zero).
///  - ISI along the slots, w'_j = Σ_k h_k w_{j−k}, x' likewise; before the first slot both are 0. Signed x is
///    taken as one sequence: the turn from x⁺ to x⁻ and light of one sign in slots of the other are left out.
///  - weights then follow `weightResponse`; beside w' stands c = √(q₀ + q₁w' + q₂w'²), √(1−w'²) on a circle.
///    Signed x in two slots leaves r₂ and q₁ out, which do not turn with the inverted weight.
///  - mean = gain·e^{−(σ_w²+σ_x²+σ_l²)/2}·(cosψ·Σ w'x' − sinψ·Σ c·x') + offsetPerSquare·Σ x'², ψ the static
///    `phase` of the link, taken off the synapse's: sin(φ_w − ψ). Phases common to all axons (to 1e-5) are
///    folded into the weights. Signed x in two slots has |x'| beside the sine, on two rails x'|x'| beside the
///    offset. Amplitude × amplitude has cosψ alone.
///  - shot and read noise: one normal of the summed variance per output, exact in law for Gaussian
///    counts; two Poisson counts where fewer than `kFewElectrons` fall on a pair. Signed x needs 2N slots of
///    weight light and dark; the second half of two slots runs with inverted weights into the same integrator
///    (one read-out), two rails are two read-outs.
///  - phase noise of an axon: one normal per sample and pass of F neurons; of a synapse: one vector of B
///    correlated normals per neuron and pass, its covariance the Gram matrix of the samples. The leader's
///    is one such vector per pass of F neurons, the same for all of them. All have the rms slope
///    √mean_j c²_mj of the neuron, exact but for the spread of c inside a row: the variance is right to
///    within a factor of 1 − w_max² … 1/(1 − w_max²). Standard deviations are those of
///    sin δφ, √(½(1 − e^{−2σ²})). Amplitude × amplitude has the variance of cos(ψ + δφ) instead, without any
///    first order where ψ = 0, taken as independent.
///  - slow heating of lasers that write phases: see `SlowHeat` and `HeatOrder`. Weights run as if each pass
///    was one of `largest.samples` samples; axons run through the samples of their product alone, their mean
///    taken off.
///  - servo and the light that unequal lines leave in D: see `addSharedErrors`. Crosstalk: a normal of
///    variance gain²·crosstalk·Σw'²Σx'²/N per output. Capacitors hold `wellElectrons`, see `readCarefully`.
///  - two-slot phase: x·x_max = cos φ_x on either sign, always on; every symbol has errors of its own in both
///    slots. What an axon's error mixes in of w is drawn output by output: its variance is right, that the
///    neurons share it as far as their weights are alike is left out. Static phases common to all links and
///    the servo turn φ_x exactly; what single links have beside it turns the mean, not the errors.
///  - phase × phase: mean = gain·e^{−…/2}·Σ sin(φ_w − φ_x − ψ), taps and levels act on the phases; phase
///    errors meet √mean_j cos²φ_w·cos φ_x, which leaves out w_max² sin²φ_x and what neurons have whose phases
///    lean.
///  - ADC: 2^bits levels over ± full scale in electrons, clipped there.
///  - calibration of the leak: an offset before the ADC, what goes with Σx behind it, see `LeakCalibration`.
///
/// With neutral hardware every pass is skipped and the product is exact. Equal keys give equal bits. After
/// construction nothing allocates. Not thread-safe; different engines may run at once.
class ProductEngine {
 public:
  /// The neurons of every product are those of `largest`; its slots and samples bound those of later calls.
  ProductEngine(const CellHardware& cell, const ProductShape& largest, Drive drive);
  ~ProductEngine();
  ProductEngine(ProductEngine&&) noexcept;
  ProductEngine& operator=(ProductEngine&&) noexcept;

  /// Sets w = factor · weights (neurons × slots after transposition), clipped to ±weightLimit, through DAC
  /// and ISI. An exact cell keeps only the pointer, neither clips nor rounds: the matrix must outlive the
  /// products.
  void setWeights(const MatrixView& weights, float factor);

  /// Lets the weights that these engines of one cell were given heat their lasers one after the other, in
  /// this order and over and over again; at least one. An engine that is not told so runs by itself.
  static void heatInTurn(std::span<ProductEngine* const> inTurn);
  /// Whether weights heat their lasers.
  bool heats() const;

  /// outputs (neurons × samples, column-major) = outputFactor · read-out of w · x for x = inputFactor ·
  /// inputs (slots × samples after transposition). Needs `setWeights` before.
  ReadOutStatistics multiply(const MatrixView& inputs, const ReadOut& readOut, float* outputs);

  /// The same product, bit for bit, and one of its outputs slot by slot. Allocates, so it is for those who
  /// look on.
  WatchedOutput watch(const MatrixView& inputs, const ReadOut& readOut, int neuron, int sample,
                      float* outputs);

  /// Whether the cell has no imperfection at all: products are exact and draw no noise.
  bool exact() const;

  /// The largest |w| that may be asked for.
  float weightLimit() const;

  /// Where outputs are freed of the light beside the weights (CellHardware::leakCalibration): for each row of
  /// the operands (slots, twice as many of a sum of sines) the mean over the samples of the last product of
  /// what the light beside a weight meets: of x, of |x| in two slots, of the sines and cosines of φ_x. Else
  /// empty.
  std::span<const float> besideMeans() const;
  /// How many means a product of the present slots has; 0 where outputs are not freed of a leak.
  std::size_t besideRows() const;

 private:
  struct State;
  ReadOutStatistics multiply(const MatrixView& inputs, const ReadOut& readOut, float* outputs, int neuron,
                             int sample, WatchedOutput* watched);

  std::unique_ptr<State> m_state;
};

/// Standard deviation of Σ x_j w_j from shot, dark and read noise of one link (model.md 4.2), in units of
/// x·w. `sumX2` = Σ x², `sumW2` = Σ w² (only amplitude × amplitude uses it), `slots` = N.
double shotNoiseSigma(const CellHardware& cell, int link, int slots, double sumX2, double sumW2, Drive drive);

}  // namespace lightloom::product
