#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "rooms.h"

namespace lightloom::learn {

/// Means over a batch of what one layer is fed, x in drive units.
struct InputMoments {
  double sumSquares = 0;          ///< Σ_j x_j²; of phase × phase x here is cos φ_x
  double sumMagnitudes = 0;       ///< Σ_j |x_j|
  double squareOfSum = 0;         ///< (Σ_j x_j)²
  double squareOfMagnitudes = 0;  ///< (Σ_j |x_j|)²
  double sumFourths = 0;          ///< Σ_j x_j⁴
  double squareOfSquares = 0;     ///< (Σ_j x_j²)²
  double squareOfSigned = 0;      ///< (Σ_j x_j |x_j|)²
  double sumDeficits = 0;         ///< Σ_j 1 − √(1 − x_j²), see `CellHardware::axonResidue`
  double squareOfDeficits = 0;    ///< (Σ_j 1 − √(1 − x_j²))², on two rails with the sign of x_j
  /// Variance over all slots and samples of what phases write: of x·x_max, of phase × phase of φ_x in rad².
  double symbolVariance = 0;
  std::vector<double> correlation;  ///< Σ_j x_j x_{j+k} / Σ_j x_j² at distances k of up to 32 slots
  double meanOutput = 0;            ///< of y = Σ x_j w_j, the signal alone
  double meanSquareOutput = 0;      ///< of y
  /// Two-slot phase: mean of (Σ_j w_j sin φ_x,j / x_max)², which an error that all slots share mixes in.
  double besideSquare = 0;
  // Phase × phase: means over the samples of d², d·s and s², where d = Σ_j cos φ_x,j (φ_x,j−1 − φ_x,j) is
  // what a delay by one slot does, and s = Σ_j sin φ_x,j what light does that weights of phase 0 meet.
  double delaySquare = 0, delaySine = 0, sineSquare = 0;

  /// Mean of (Σ_j c_j q_j)², c beside the weights and q what it meets (`ProductEngine::besideMeans`), before
  /// and after each `LeakCalibration`: what static phases mix in by the square of their sines. Only where a
  /// link has such a phase.
  std::array<double, 3> leakSquares{};

  /// Correlation of inputs `distance` slots apart; beyond the largest distance that was looked at, the one of
  /// that.
  double correlationAt(std::size_t distance) const {
    return correlation.empty() ? 0 : correlation[std::min(distance, correlation.size() - 1)];
  }
};

}  // namespace lightloom::learn
