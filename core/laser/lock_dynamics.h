#pragma once

#include <vector>

#include <Eigen/Core>

#include "laser/fixed_points.h"
#include "rooms.h"

namespace lightloom::laser {

/// e^z, φ₁(z) = (e^z − 1)/z and φ₂(z) = (e^z − 1 − z)/z² of a 3×3 matrix, without an inverse: Taylor series
/// of z/2^s, then doubling (Higham, Functions of Matrices, 2008, section 10.7). Accurate for z → 0 and for
/// stable z of any size.
struct MatrixPhi {
  Eigen::Matrix3d exponential;  ///< e^z
  Eigen::Matrix3d first;        ///< φ₁(z)
  Eigen::Matrix3d second;       ///< φ₂(z)
};

/// The three functions of `z`, whose elements must be finite.
MatrixPhi matrixPhi(const Eigen::Matrix3d& z);

/// How a laser follows small steps at one working point, and its phase noise there.
struct LockDynamics {
  double relaxationRatePerS = 0;    ///< −max Re λ(J)
  double settlingResidue = 0;       ///< 1 − φ(T)/φ(∞) after a detuning step; negative = overshoot
  double settlingAverage = 0;       ///< the same, averaged over the integrated part of the slot
  double phaseVariance = 0;         ///< rad², of the phase at an instant, from the Lyapunov equation
  double slotPhaseSigma = 0;        ///< rad rms of the phase averaged over the integrated part of a slot
  double neighbourCorrelation = 0;  ///< of that average in two neighbouring slots, −1 … 1
  /// J in 1/s, on (ln A, φ, N) with N in a unit that makes its entries of one size.
  Eigen::Matrix3d jacobianPerS = Eigen::Matrix3d::Zero();
};

/// Dynamics at a point of the branch (model.md 3.5, 3.6): b = (0, −1, 0), e = (0, 1, 0) on (A, φ, N),
/// residue = eᵀe^{JT}J⁻¹b / eᵀJ⁻¹b (b with γ_c·dμ/dΔω in its last place where the current that writes Δω
/// pumps, too), noise source diag(1, 1/A², 0)·2πδν/(1+α²), A here
/// over the free-running field. The point must be stable.
LockDynamics lockDynamics(const LockBranch& branch, const LockBranch::Point& point, const LockInputs& inputs);

/// The same in the Adler limit: one pole ω_e = Δω_L |cos(φ + atan α)|, variance πδν/ω_e.
LockDynamics adlerDynamics(double poleRate, const LockInputs& inputs);

/// Mean residue ē_k of the k-th slot after a step (model.md 3.5), k = 0, 1, …, until three in a row are below
/// `kTapTolerance` (then all later ones are: three values fix a third-order recurrence) or `kLargestTapCount`
/// are written. The point must be stable. Lock and poles of the drive are one linear system, a state each.
std::vector<double> slotResidues(const LockBranch& branch, const LockBranch::Point& point,
                                 const LockInputs& inputs);

/// The same in the Adler limit, of one pole at `poleRate` > 0, in 1/s.
std::vector<double> adlerSlotResidues(double poleRate, const LockInputs& inputs);

/// The same of the poles of a drive alone, in slots of `slot`.
std::vector<double> driveSlotResidues(const DrivePoles& drive, Time slot, double gate);

/// Taps h₀ = 1 − ē₀, h_k = ē_{k−1} − ē_k of the slot average Σ_k h_k u_{j−k}, cut where |ē| stays below 1e-4;
/// the last tap takes the rest, so that they add up to 1.
std::vector<double> tapsFromResidues(const std::vector<double>& residues);

/// Residues below this are left out of a tap list.
inline constexpr double kTapTolerance = 1e-4;
/// The longest tap list.
inline constexpr std::size_t kLargestTapCount = 256;

}  // namespace lightloom::laser
