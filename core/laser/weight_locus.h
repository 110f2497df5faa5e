#pragma once

#include <array>
#include <complex>
#include <span>

#include "laser/fixed_points.h"
#include "rooms.h"

namespace lightloom::laser {

/// The effects that change the light of a laser beside its phase.
struct LocusSettings {
  bool residualAmplitude = true;  ///< the locked amplitude changes along the branch; off: stays 1
  double reflected = 0;    ///< leader light that the facet sends along, √(R·P_inc/P), relative field
  bool calibrated = true;  ///< the drive of every weight was measured; off: taken as a pure phase shift
};

/// The light of a locked laser over its usable range as a weight: z = A e^{iφ} − reflected, relative to the
/// free-running field (model.md 3.7). Turned so that weight zero is real, w = Im z is the weight and c = Re z
/// stands beside it where a phase error δ turns the light: w cos δ + c sin δ. A constant amplitude without
/// reflection gives the circle w = sin φ, c = √(1 − w²).
struct WeightLocus {
  double limit = 1;                 ///< largest weight of both signs; calibrated: both ends alike
  std::complex<double> zero{1, 0};  ///< z at weight zero, not turned
  FixedPoint zeroPoint;             ///< of the branch, there
  double meanPower = 1;             ///< of |z|² over evenly spread weights
  double phaseGain = 1;             ///< Re(A e^{iφ}/z) at weight zero: what a phase error of the laser turns
  std::array<double, 3> quadrature{1, 0,
                                   -1};  ///< c² = q₀ + q₁ w + q₂ w², fitted (to 4 % at 0 dB, better below)
  std::array<double, 3> response{1, 0, 0};  ///< weight r₁a + r₂a² + r₃a³ where a was asked for, fitted
};

/// Light that leaves the facet at a point of the branch, relative to the free-running field: A e^{iφ} −
/// reflected (A = 1 without residual amplitude).
std::complex<double> emittedField(const FixedPoint& point, const LocusSettings& settings);

/// Locus over points of the usable range, ascending in phase; at least 5 points.
WeightLocus weightLocus(std::span<const FixedPoint> usable, const LocusSettings& settings);

}  // namespace lightloom::laser
