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
// edges. b = (0, −1, pumped), the current entering by the carriers, too.
Vector3d unitStep(const Matrix3d& j, double pumped) {
  const Vector3d detuned(j(0, 2) * j(2, 1) - j(0, 1) * j(2, 2), j(0, 0) * j(2, 2) - j(0, 2) * j(2, 0),
                         j(0, 1) * j(2, 0) - j(0, 0) * j(2, 1));
  const Vector3d carriers(j(0, 1) * j(1, 2) - j(0, 2) * j(1, 1), j(0, 2) * j(1, 0) - j(0, 0) * j(1, 2),
                          j(0, 0) * j(1, 1) - j(0, 1) * j(1, 0));
  const Vector3d column = detuned - pumped * carriers;
  return column / column[1];
}

// γ dμ/dΔω in the units of `balancedJacobian`.
double pumpedBy(const LockBranch::Point& point, const LockInputs& inputs) {
  const double perUnit = inputs.current.pumpPerHz * inputs.laser.fieldDecayRatePerS / (2 * kPi);
  const double gamma = inputs.laser.carrierDecayRatePerS / inputs.laser.fieldDecayRatePerS;
  return perUnit == 0 ? 0 : gamma * perUnit / std::sqrt(point.exchange);
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

template <typename Matrix>
struct Phi {
  Matrix exponential, first, second;
};

template <typename Matrix>
Phi<Matrix> phiOf(const Matrix& z) {
  const double norm = z.cwiseAbs().colwise().sum().maxCoeff();
  const int doublings = norm > 0.5 ? static_cast<int>(std::ceil(std::log2(norm / 0.5))) : 0;
  const Matrix scaled = z * std::ldexp(1.0, -doublings);
  const Matrix one = Matrix::Identity(z.rows(), z.cols());
  Matrix second = one / kTaylorTerms;
  for (int term = kTaylorTerms - 1; term >= 2; --term) second = (one + scaled * second).eval() / term;
  Phi<Matrix> phi{one, one + scaled * second, second};
  phi.exponential += scaled * phi.first;
  for (int i = 0; i < doublings; ++i) {
    phi.second = (0.25 * (phi.exponential * phi.second + phi.first + phi.second)).eval();
    phi.first = (0.5 * (phi.exponential * phi.first + phi.first)).eval();
    phi.exponential = (phi.exponential * phi.exponential).eval();
  }
  return phi;
}

// What is left of a step, which decays as a linear system does: the row `seen` of its state.
struct Decay {
  Eigen::MatrixXd matrix;  ///< per unit of time
  Eigen::VectorXd state;   ///< at the step
  Eigen::Index seen = 0;
};

// Puts a pole before everything that a symbol has to pass: ė = −ω e drives what stood first before.
void addPole(Decay& decay, const Eigen::VectorXd& door, double rate) {
  const Eigen::Index n = decay.matrix.rows();
  decay.matrix.conservativeResize(n + 1, n + 1);
  decay.matrix.row(n).setZero();
  decay.matrix.col(n).head(n) = door;
  decay.matrix(n, n) = -rate;
  decay.state.conservativeResize(n + 1);
  decay.state(n) = 1;
}

bool isPole(double hertz, double slotS) {
  constexpr double kMost = 1e6;  // of a slot: beyond it there is none
  return 2 * kPi * hertz * slotS < kMost;
}

// The poles of a drive before a decay whose state is driven through `door`; rates in units of `unit` per s.
void addDrive(Decay& decay, Eigen::VectorXd door, const DrivePoles& drive, double slotS, double unit) {
  for (const double hertz : {drive.rcHz, drive.driverHz}) {
    if (!isPole(hertz, slotS)) continue;
    const double rate = 2 * kPi * hertz / unit;
    addPole(decay, door, rate);
    door = Eigen::VectorXd::Zero(decay.state.size());
    door(door.size() - 1) = rate;
  }
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

std::vector<double> residuesOf(const Decay& decay, double slot, double gate) {
  const Phi<Eigen::MatrixXd> seen = phiOf<Eigen::MatrixXd>(decay.matrix * (slot * gate));
  const Eigen::MatrixXd idle = phiOf<Eigen::MatrixXd>(decay.matrix * (slot * (1 - gate))).exponential;
  const Eigen::MatrixXd whole = seen.exponential * idle;
  Eigen::VectorXd state = idle * decay.state;
  return collectResidues([&] {
    const double residue = seen.first.row(decay.seen).dot(state);
    state = (whole * state).eval();
    return residue;
  });
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
  const Phi<Matrix3d> phi = phiOf(z);
  return {phi.exponential, phi.first, phi.second};
}
LockDynamics lockDynamics(const LockBranch& branch, const LockBranch::Point& point,
                          const LockInputs& inputs) {
  const double alpha = inputs.laser.alpha, k = branch.rate();
  const Matrix3d jacobian = balancedJacobian(point, alpha);
  const SlotPropagators slot = slotPropagators(jacobian, inputs.slot.seconds() * k, inputs.gate);
  const Vector3d step = unitStep(jacobian, pumpedBy(point, inputs));
  const Matrix3d covariance = unitCovariance(jacobian);
  // Spontaneous light does not know how much light it meets: (A_free/A)² in the logarithm of the field and in
  // its phase.
  const double weaker = (inputs.laser.pump - 1) / (point.field * point.field);
  const double source = 2 * kPi * inputs.laser.linewidthHz / k / (1 + alpha * alpha) * weaker;
  const RowVector3d mean = slot.gate.first.row(1);
  const double shape = 2 * slot.gate.second.row(1).dot(covariance.col(1));
  const double neighbour = mean * slot.idle * slot.gate.first * covariance.col(1);
  LockDynamics out;
  out.jacobianPerS = k * jacobian;
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
  out.jacobianPerS.diagonal().setConstant(-poleRate);
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
  const Vector3d step = unitStep(jacobian, pumpedBy(point, inputs));
  Decay decay{jacobian, step, 1};
  // J e + β v of ẋ = J x + β u: a step of u moves x by −J⁻¹β, which is `step`.
  addDrive(decay, -jacobian * step, inputs.drive, inputs.slot.seconds(), branch.rate());
  return residuesOf(decay, inputs.slot.seconds() * branch.rate(), inputs.gate);
}

std::vector<double> adlerSlotResidues(double poleRate, const LockInputs& inputs) {
  const double slot = poleRate * inputs.slot.seconds();
  const Eigen::VectorXd one = Eigen::VectorXd::Ones(1);
  Decay decay{-one.asDiagonal().toDenseMatrix(), one, 0};
  addDrive(decay, one, inputs.drive, inputs.slot.seconds(), poleRate);
  return residuesOf(decay, slot, inputs.gate);
}

std::vector<double> driveSlotResidues(const DrivePoles& drive, Time slot, double gate) {
  const double first = std::min(drive.rcHz, drive.driverHz), other = std::max(drive.rcHz, drive.driverHz);
  if (!isPole(first, slot.seconds())) return {};
  const double unit = 2 * kPi * first;
  const Eigen::VectorXd one = Eigen::VectorXd::Ones(1);
  Decay decay{-one.asDiagonal().toDenseMatrix(), one, 0};
  addDrive(decay, one, {other, std::numeric_limits<double>::infinity()}, slot.seconds(), unit);
  return residuesOf(decay, slot.seconds() * unit, gate);
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
