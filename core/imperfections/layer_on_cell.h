#pragma once

#include <cmath>
#include <cstddef>

#include "imperfections/imperfections.h"
#include "learn/layer_statistics.h"
#include "rooms.h"

namespace lightloom::imperfections {

/// A layer of a network on the cell that it runs on: what the closed-form variances of imperfections depend
/// on. Refers to its parts, which must outlive it.
class LayerOnCell {
 public:
  /// `hardware` is what the layer runs on: `light` with everything in `enabled`.
  LayerOnCell(const CellLight& light, const ImperfectionSet& enabled, const CellHardware& hardware,
              const LayerStatistics& layer, const InputMoments& inputs)
      : layer(layer), inputs(inputs), m_light(light), m_enabled(enabled), m_hardware(hardware) {}

  const LayerStatistics& layer;
  const InputMoments& inputs;

  bool isOn(const Imperfection& imperfection) const { return m_enabled.has(imperfection); }
  const CellHardware& hardware() const { return m_hardware; }
  /// The cell with only these imperfections, as far as they are enabled.
  CellHardware with(const ImperfectionSet& on) const;

  double slots() const { return layer.slots * m_hardware.slotsPerSymbol(layer.signedInput); }
  /// Slots that an axon of a cell shines, weighted by its power at |x| = 1.
  double axonSlots(const CellHardware& cell) const { return layer.slots * axonLight(cell, layer, inputs); }
  /// Moments of what the axons of a cell shine in the place of x: with its floor in each slot or on each
  /// rail, as far as moments of x tell.
  InputMoments lit(const CellHardware& cell) const;
  /// The same as phase errors meet it, which both rails share: there the floor cancels.
  InputMoments met(const CellHardware& cell) const { return rails() == 2 ? inputs : lit(cell); }
  /// Slots that a synapse shines, weighted by its power.
  double synapseSlots() const {
    return layer.slots * m_hardware.synapseLight(layer.signedInput, weightSquare());
  }
  double weightSquare() const { return layer.weightRms * layer.weightRms; }  ///< mean of w²
  /// Samples of a mini-batch that an axon sends one after the other.
  int samplesOnAxon() const;
  double rails() const { return m_hardware.readOuts(layer.signedInput); }  ///< read-outs of one output

  /// Mean of value(link) over the outputs of the layer: neuron m is on synapse channel m mod F, samples take
  /// all axon channels in turn.
  template <typename Value>
  double overLinks(const CellHardware& cell, const Value& value) const {
    double sum = 0;
    for (int s = 0; s < std::min(cell.synapses, layer.neurons); ++s) {
      double row = 0;
      for (int a = 0; a < cell.axons; ++a) row += value(static_cast<std::size_t>(cell.link(s, a)));
      const int turns = layer.neurons / cell.synapses + (s < layer.neurons % cell.synapses ? 1 : 0);
      sum += row * turns;
    }
    return sum / (static_cast<double>(cell.axons) * layer.neurons);
  }

 private:
  const CellLight& m_light;
  const ImperfectionSet& m_enabled;
  const CellHardware& m_hardware;
};

/// The share of an enabled imperfection in the variance of the outputs, apart from what it does to the noise
/// of the electrons as a factor; units of the driven w.
double ownVariance(const LayerOnCell& on, const Imperfection& imperfection);

/// Noise of the electrons of a cell: the sum of its parts.
double electronNoise(const LayerOnCell& on, const CellHardware& cell);

/// The cell with the noise of the electrons and the first `factors` factors on it.
CellHardware cellWithFactors(const LayerOnCell& on, std::size_t factors);

inline double square(double x) {
  return x * x;
}

/// Variance of sin δ of a normal δ, rad rms: (1 − e^{−2σ²})/2.
inline double sineVariance(double sigma) {
  return 0.5 * (1 - std::exp(-2 * sigma * sigma));
}

/// Variance of cos δ of a normal δ, rad rms: (1 − e^{−σ²})²/2.
inline double cosineVariance(double sigma) {
  return 0.5 * square(1 - std::exp(-sigma * sigma));
}

/// Mean square of the light beside the weights, which a phase error mixes in: 1 − w² on a circle, q₀ + q₂w²
/// in general.
double besideWeights(const LayerOnCell& on, const CellHardware& cell);

/// Σ over the slots of the squares that a phase error δ adds per sin²δ, where every symbol has an error of
/// its own: c² x²; of two-slot phases, whose slots have errors of their own, half of that and of w² sin²φ_x /
/// x_max².
double squaresOfSymbolErrors(const LayerOnCell& on, const CellHardware& cell);

/// Variance that phase errors δ of all symbols, rad rms, make of a product: the squares above times that of
/// sin δ with the correlation of neighbouring slots; of amplitudes, which have no light beside them, Σ w² x²
/// times that of cos δ.
double symbolErrorVariance(const LayerOnCell& on, const CellHardware& cell, double sigma, double correlation);

/// The same of one error that all slots share, which adds up over them where the light beside w does: c²
/// (Σ x)², with x⁻ in a slot of its own c² (Σ |x|)², for the light beside the inverted weight is not
/// inverted.
double squaresOfCommonError(const LayerOnCell& on, const CellHardware& cell);

/// The variance that mixed slots of w and x bring (taps of model.md 3.5): with g = taps − (1, 0, …) the mean
/// square that Σ_k Σ_l g_k g_l r_|k−l| adds to the product. Weights are taken as white, so that the effect of
/// the taps on them, Σ_j x_j Σ_k g_k w_{j−k} = Σ_i w_i Σ_k g_k x_{i+k}, depends on the neighbours of the
/// inputs as well.
double mixedSlotsVariance(const LayerOnCell& on, const CellHardware& cell);

/// The variance that the response of an uncalibrated drive brings to normally distributed weights: the gain
/// error of the first power with what the third adds to it; the second has a mean, which adds up over the
/// slots, unless a second slot with inverted weights takes it off.
double responseVariance(const LayerOnCell& on, const CellHardware& cell);

/// Mean square of what modulators of the axons add to a product beside the noise: the light beside x of an
/// interferometer, ε(c₀ D + k C − D C/N) of model.md 4.6, before any calibration of sums.
double residueSquare(const LayerOnCell& on, const CellHardware& cell);

/// Static phases ψ of the links: gain error cos ψ − 1 (−1 without a lock), and sin ψ of the light beside the
/// weights.
double staticPhaseVariance(const LayerOnCell& on, const CellHardware& cell);

/// Electrons of D over which the outputs of one link spread, taken as normal; of one of `rails`.
struct ElectronSpread {
  double mean = 0, sigma = 0;
};
ElectronSpread electronSpread(const LayerOnCell& on, double inverseSignal, double rails);

/// Mean of error(D)² over a spread.
template <typename Error>
double meanSquareOver(const ElectronSpread& d, const Error& error) {
  constexpr double kReach = 8, kStep = 1.0 / 16;  // sigmas: what lies beyond, or between, counts 1e-14
  double sum = 0, weights = 0;
  for (double z = -kReach; z <= kReach; z += kStep) {
    const double weight = std::exp(-0.5 * z * z);
    sum += weight * square(error(d.mean + z * d.sigma));
    weights += weight;
  }
  return sum / weights;
}

/// The excess of a value over the most that there can be; 0 where there is none.
inline double beyond(double value, double most) {
  return std::max(0.0, value - most);
}

}  // namespace lightloom::imperfections
