#include "laser/lock_dynamics.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include <Eigen/LU>

#include "laser/internal/cubic.h"

namespace lightloom::laser {
namespace {

using constants::kPi;
using Eigen::Matrix3d;
using Eigen::RowVector3d;
using Eigen::Vector3d;

constexpr int kTaylorTerms = 15;

// Jacobian of (ln A, φ, N·k/√G) in units of k: similar to the one of (A, φ, N), with entries of one size.
Matrix3d balancedJacobian(const LockBranch::Point& point, double alpha) {
  const double root = std::sqrt(point.exchange);
  Matrix3d jacobian;
  jacobian << point.gain, -point.pull, root,  //
      point.pull, point.gain, alpha * root,   //
      -root, 0, -point.carrierDamping;
  return jacobian;
}

// Tangent of the branch with unit phase: J⁻¹b / eᵀJ⁻¹b through the adjugate, which stays finite at the band
// edges.
Vector3d unitStep(const Matrix3d& j) {
  const Vector3d column(j(0, 2) * j(2, 1) - j(0, 1) * j(2, 2), j(0, 0) * j(2, 2) - j(0, 2) * j(2, 0),
                        j(0, 1) * j(2, 0) - j(0, 0) * j(2, 1));
  return column / column[1];
}

// −max Re λ, from λ³ + (Γ−2n)λ² + (n²+s²−2nΓ+G)λ − det J.
double slowestRate(const LockBranch::Point& point, double alpha) {
  const double a2 = point.carrierDamping - 2 * point.gain;
  const double a1 = point.gain * point.gain + point.pull * point.pull -
                    2 * point.gain * point.carrierDamping + point.exchange;
  double fastest = -std::numeric_limits<double>::infinity();
  for (const std::complex<double>& root : cubicRoots(a2, a1, point.saddleNode(alpha))) {
    fastest = std::max(fastest, root.real());
  }
  return -fastest;
}

// Symmetric P with JP + PJᵀ + diag(1, 1, 0) = 0, unknowns P00 P01 P02 P11 P12 P22.
Matrix3d unitCovariance(const Matrix3d& j) {
  constexpr int kIndex[3][3] = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};
  Eigen::Matrix<double, 6, 6> system = Eigen::Matrix<double, 6, 6>::Zero();
  for (int row = 0; row < 3; ++row) {
    for (int column = row; column < 3; ++column) {
      for (int inner = 0; inner < 3; ++inner) {
        system(kIndex[row][column], kIndex[inner][column]) += j(row, inner);
        system(kIndex[row][column], kIndex[row][inner]) += j(column, inner);
      }
    }
  }
  Eigen::Matrix<double, 6, 1> source;
  source << -1, 0, 0, -1, 0, 0;
  const Eigen::Matrix<double, 6, 1> p = system.partialPivLu().solve(source);
  Matrix3d covariance;
  covariance << p[0], p[1], p[2], p[1], p[3], p[4], p[2], p[4], p[5];
  return covariance;
}

// e^{Jt} and its means over the slot: the whole slot, the idle part before the gate and the integrated part.
struct SlotPropagators {
  Matrix3d whole, idle;
  MatrixPhi gate;
};

SlotPropagators slotPropagators(const Matrix3d& jacobian, double slot, double gate) {
  SlotPropagators out;
  out.gate = matrixPhi(jacobian * (slot * gate));
  out.idle = gate < 1 ? matrixPhi(jacobian * (slot * (1 - gate))).exponential : Matrix3d::Identity();
  out.whole = out.gate.exponential * out.idle;
  return out;
}

// Drops the residues below the tolerance at the end.
void trimSettled(std::vector<double>& residues) {
  while (!residues.empty() && std::abs(residues.back()) < kTapTolerance) residues.pop_back();
}

template <typename Next>
std::vector<double> collectResidues(Next next) {
  std::vector<double> residues;
  for (int small = 0; small < 3 && residues.size() + 1 < kLargestTapCount;) {
    residues.push_back(next());
    small = std::abs(residues.back()) < kTapTolerance ? small + 1 : 0;
  }
  trimSettled(residues);
  return residues;
}

// (1 − e^{−x})/x and (e^{−x} − 1 + x)/x², also for x → 0.
double meanDecay(double x) {
  return x > 0 ? -std::expm1(-x) / x : 1;
}
double secondDecay(double x) {
  return x < 1e-4 ? 0.5 - x / 6 + x * x / 24 : (1 - meanDecay(x)) / x;
}

}  // namespace

MatrixPhi matrixPhi(const Matrix3d& z) {
  const double norm = z.cwiseAbs().colwise().sum().maxCoeff();
  const int doublings = norm > 0.5 ? static_cast<int>(std::ceil(std::log2(norm / 0.5))) : 0;
  const Matrix3d scaled = z * std::ldexp(1.0, -doublings);
  const Matrix3d one = Matrix3d::Identity();
  Matrix3d second = one / kTaylorTerms;
  for (int term = kTaylorTerms - 1; term >= 2; --term) second = (one + scaled * second) / term;
  MatrixPhi phi{one, one + scaled * second, second};
  phi.exponential += scaled * phi.first;
  for (int i = 0; i < doublings; ++i) {
    phi.second = (0.25 * (phi.exponential * phi.second + phi.first + phi.second)).eval();
    phi.first = (0.5 * (phi.exponential * phi.first + phi.first)).eval();
    phi.exponential = (phi.exponential * phi.exponential).eval();
  }
  return phi;
}

LockDynamics lockDynamics(const LockBranch& branch, const LockBranch::Point& point,
                          const LockInputs& inputs) {
  const double alpha = inputs.laser.alpha, k = branch.rate();
  const Matrix3d jacobian = balancedJacobian(point, alpha);
  const SlotPropagators slot = slotPropagators(jacobian, inputs.slot.seconds() * k, inputs.gate);
  const Vector3d step = unitStep(jacobian);
  const Matrix3d covariance = unitCovariance(jacobian);
  const double source = 2 * kPi * inputs.laser.linewidthHz / k / (1 + alpha * alpha);
  const RowVector3d mean = slot.gate.first.row(1);
  const double shape = 2 * slot.gate.second.row(1).dot(covariance.col(1));
  const double neighbour = mean * slot.idle * slot.gate.first * covariance.col(1);
  LockDynamics out;
  out.relaxationRatePerS = slowestRate(point, alpha) * k;
  out.settlingResidue = slot.whole.row(1).dot(step);
  out.settlingAverage = mean * slot.idle * step;
  out.phaseVariance = std::max(0.0, source * covariance(1, 1));
  out.slotPhaseSigma = std::sqrt(std::max(0.0, source * shape));
  out.neighbourCorrelation = shape > 0 ? std::clamp(neighbour / shape, -1.0, 1.0) : 0;
  return out;
}

LockDynamics adlerDynamics(double poleRate, const LockInputs& inputs) {
  const double slot = poleRate * inputs.slot.seconds(), gate = slot * inputs.gate, idle = slot - gate;
  const double variance = kPi * inputs.laser.linewidthHz / poleRate;
  const double shape = 2 * secondDecay(gate);
  LockDynamics out;
  out.relaxationRatePerS = poleRate;
  out.settlingResidue = std::exp(-slot);
  out.settlingAverage = std::exp(-idle) * meanDecay(gate);
  out.phaseVariance = variance;
  out.slotPhaseSigma = std::sqrt(variance * shape);
  out.neighbourCorrelation = std::exp(-idle) * meanDecay(gate) * meanDecay(gate) / shape;
  return out;
}

std::vector<double> slotResidues(const LockBranch& branch, const LockBranch::Point& point,
                                 const LockInputs& inputs) {
  const Matrix3d jacobian = balancedJacobian(point, inputs.laser.alpha);
  const SlotPropagators slot = slotPropagators(jacobian, inputs.slot.seconds() * branch.rate(), inputs.gate);
  Vector3d state = slot.idle * unitStep(jacobian);
  return collectResidues([&] {
    const double residue = slot.gate.first.row(1).dot(state);
    state = (slot.whole * state).eval();
    return residue;
  });
}

std::vector<double> adlerSlotResidues(double poleRate, const LockInputs& inputs) {
  const double slot = poleRate * inputs.slot.seconds(), gate = slot * inputs.gate;
  double residue = std::exp(gate - slot) * meanDecay(gate);
  return collectResidues([&] {
    const double now = residue;
    residue *= std::exp(-slot);
    return now;
  });
}

std::vector<double> tapsFromResidues(const std::vector<double>& residues) {
  std::vector<double> taps;
  double before = 1;
  for (double residue : residues) {
    taps.push_back(before - residue);
    before = residue;
  }
  taps.push_back(before);
  return taps;
}

}  // namespace lightloom::laser
