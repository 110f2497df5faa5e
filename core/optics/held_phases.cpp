#include "optics/held_phases.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace lightloom::optics {
namespace {

using Complex = std::complex<double>;
using Table = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using View = Eigen::Map<const Table>;

constexpr double kStill = 1e-9;                        // rad: phases that move less have arrived
constexpr double kMostVisits = 2e7;                    // of links, over all turns
constexpr double kLeastTurns = 3, kMostTurns = 10000;  // of tables of any size
constexpr Eigen::Index kMostExact = 64;  // channels of the smaller array for an exact singular vector
constexpr int kPowerTurns = 20;          // towards the singular vector of larger tables

double withinTurn(double angle) {
  return std::remainder(angle, 2 * std::numbers::pi);
}

// e^{i arg z}, and 1 of no light at all.
Complex direction(Complex z) {
  const double size = std::abs(z);
  return size > 0 ? z / size : Complex(1);
}

Eigen::VectorXcd directions(const Eigen::VectorXcd& values) {
  return values.unaryExpr([](const Complex& z) { return direction(z); });
}

// The synapses' side of the leading pair of singular vectors of a table, up to size.
Eigen::VectorXcd leadingSynapses(const Table& unit) {
  if (std::min(unit.rows(), unit.cols()) > kMostExact) {
    Eigen::VectorXcd left = (unit * unit.colwise().sum().adjoint()).normalized();
    for (int turn = 0; turn < kPowerTurns; ++turn) {
      const Eigen::VectorXcd before = left;
      left = (unit * (unit.adjoint() * left)).normalized();
      if ((left - before).norm() < kStill) break;
    }
    return left;
  }
  const bool wide = unit.rows() <= unit.cols();
  const Eigen::MatrixXcd gram =
      wide ? Eigen::MatrixXcd(unit * unit.adjoint()) : Eigen::MatrixXcd(unit.adjoint() * unit);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd> solver(gram);
  const Eigen::VectorXcd leading = solver.eigenvectors().col(gram.rows() - 1);
  return wide ? leading : Eigen::VectorXcd(unit * leading);
}

double largestTurn(const Eigen::VectorXcd& now, const Eigen::VectorXcd& before) {
  double largest = 0;
  for (Eigen::Index i = 0; i < now.size(); ++i)
    largest = std::max(largest, std::abs(std::arg(now[i] * std::conj(before[i]))));
  return largest;
}

// The arguments of some directions about their circular mean, so that they sum up to 0; returns what was
// taken off.
double centred(const Eigen::VectorXcd& turned, std::vector<double>& out) {
  const double mean = std::arg(turned.sum());
  double sum = 0;
  for (const Complex& z : turned) {
    out.push_back(withinTurn(std::arg(z) - mean));
    sum += out.back();
  }
  const double off = sum / static_cast<double>(out.size());
  for (double& phase : out) phase -= off;
  return mean + off;
}

}  // namespace

double HeldPhases::rest(int synapse, int axon, double psi) const {
  if (assumed) return 0;
  return withinTurn(psi - common - synapses[static_cast<std::size_t>(synapse)] -
                    axons[static_cast<std::size_t>(axon)]);
}

HeldPhases holdPhases(const FringeTable& table) {
  const View fringes(table.fringes.data(), table.synapses, table.axons);
  const Table unit = fringes.unaryExpr([](const Complex& z) { return z == Complex(0) ? z : direction(z); });
  Eigen::VectorXcd synapses = directions(leadingSynapses(unit)), axons;
  HeldPhases out;
  out.converged = false;
  const double turns =
      std::clamp(kMostVisits / static_cast<double>(table.fringes.size()), kLeastTurns, kMostTurns);
  for (double turn = 0; turn < turns && !out.converged; ++turn) {
    const Eigen::VectorXcd before = axons;
    axons = directions(fringes.transpose() * synapses.conjugate());
    const Eigen::VectorXcd next = directions(fringes * axons.conjugate());
    out.converged = largestTurn(next, synapses) < kStill && before.size() == axons.size() &&
                    largestTurn(axons, before) < kStill;
    synapses = next;
  }
  out.common = withinTurn(centred(axons, out.axons) + centred(synapses, out.synapses));
  return out;
}

HeldPhases centredPhases(double common, const std::vector<double>& synapses,
                         const std::vector<double>& axons) {
  const auto turned = [](const std::vector<double>& phases) {
    Eigen::VectorXcd out(static_cast<Eigen::Index>(phases.size()));
    for (std::size_t i = 0; i < phases.size(); ++i)
      out[static_cast<Eigen::Index>(i)] = std::polar(1.0, phases[i]);
    return out;
  };
  HeldPhases out;
  out.common =
      withinTurn(common + centred(turned(axons), out.axons) + centred(turned(synapses), out.synapses));
  return out;
}

}  // namespace lightloom::optics
