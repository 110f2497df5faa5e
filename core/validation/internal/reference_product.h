#pragma once

#include <vector>

#include "base/random.h"
#include "product/hardware.h"
#include "product/product_engine.h"
#include "rooms.h"

namespace lightloom::validation {

/// w · x in double: neurons × samples, column-major, of w (neurons × slots) and x (slots × samples),
/// likewise.
std::vector<double> exactProduct(const ProductShape& shape, const std::vector<double>& w,
                                 const std::vector<double>& x);

/// The yardstick of ProductEngine: slot by slot, laser by laser, in double, sharing no code with it but the
/// random numbers. Every laser has a phase error each slot, a stationary AR(1) sequence; every read-out
/// counts two Poisson numbers of electrons (Gaussian with scaled variance where shotScale is neither 0 nor
/// 1). Slow: for tests and validation only.
///
/// Intensity noise is drawn per laser and slot, the leader's for all lasers of a pass; the servo's phase once
/// per draw; the other channel that crosstalk brings sends the neuron's weights in random order and sign, at
/// a random, unchanging phase of which calibration has taken the mean (not where axons write phases).
///
/// Two-slot phase: all slots once, then with inverted weights, taken off. Signed x in two slots: all slots of
/// x⁺ first, then those of x⁻ with inverted weights, one sequence for the inter-symbol interference. On two
/// rails: x⁺ and x⁻ at once, two read-outs, one axon laser for both.
///
/// Slow heat runs along the true order of the symbols: rows of a synapse one after the other, each for all
/// passes of the samples, samples of an axon one after the other, over and over again.
///
/// What the static phases that were calibrated mix in is taken off last, with the samples of the product
/// itself as the calibration data.
class ReferenceProduct {
 public:
  /// adcFullScale in electrons; 0 = neither rounded nor clipped.
  ReferenceProduct(const CellHardware& cell, Drive drive, double adcFullScale = 0);

  /// One draw of the read-out, neurons × samples, in units of x·w. w within ±weightLimit, x within the
  /// drive's range.
  std::vector<double> measure(const ProductShape& shape, const std::vector<double>& w,
                              const std::vector<double>& x, KeyedRandom& random) const;

 private:
  struct Sequences;
  /// What is given back to each output for the phases that were calibrated, in units of x·w.
  struct Corrections {
    std::vector<double> beforeAdc, behindAdc;
  };
  using Errors = std::vector<std::vector<double>>;

  std::size_t passesOf(const ProductShape& shape) const;
  void heatWeights(Sequences& sequences) const;
  void heatInputs(Sequences& sequences) const;
  Sequences drive(const ProductShape& shape, const std::vector<double>& w,
                  const std::vector<double>& x) const;
  Sequences drivePhases(const ProductShape& shape, const std::vector<double>& w,
                        const std::vector<double>& x) const;
  void measurePass(const Sequences& sequences, int firstNeuron, int firstSample, double servo,
                   const Corrections& corrections, KeyedRandom& random, std::vector<double>& y) const;
  /// The errors of the lasers of one link, slot by slot.
  struct Flicker {
    const std::vector<double>& weightPhase;
    const std::vector<double>& axonPhase;
    const std::vector<double>& weightPower;  ///< relative
    const std::vector<double>& axonPower;
    const std::vector<double>& axonPair;  ///< rad
  };
  double readOut(const std::vector<double>& w, const std::vector<double>& x, const Flicker& flicker, int link,
                 KeyedRandom& random) const;
  double crossedLight(const Sequences& sequences, int neuron, int sample) const;
  double leakSum(const std::vector<double>& w, const std::vector<double>& x) const;
  double predictedLeak(const Sequences& sequences, int neuron, int sample) const;
  Corrections correctionsOf(const Sequences& sequences) const;
  double pairError(double x, double error) const;
  double residueOf(double x, double w, double error, double phase) const;
  double residueSums(const Sequences& sequences, int neuron, int sample) const;
  double stored(double difference, double total, double pedestal) const;
  double convert(double electrons) const;

  CellHardware m_cell;
  Drive m_drive;
  double m_fullScale;
};

}  // namespace lightloom::validation
