#include "laser/slow_heat.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

#include "base/check.h"

namespace lightloom::laser {
namespace {

using constants::kPi;

// Nodes of the diffusive response, e^−2 … e^7.75 = 2300 times √f_th.
constexpr int kNodes = 14;
constexpr double kFirstNode = -2, kNodeStep = 0.75;

// (1 − e^{−a})/a.
double heldShare(double a) {
  return a < 1e-12 ? 1 : -std::expm1(-a) / a;
}

// The value that a detuning writes: between two neighbours of a branch, or at its end.
double valueAt(std::span<const HeatedSymbol> branch, double detuningHz) {
  const double turn = branch.back().detuningHz > branch.front().detuningHz ? 1 : -1;
  const auto above = std::find_if(branch.begin(), branch.end(), [&](const HeatedSymbol& symbol) {
    return turn * symbol.detuningHz >= turn * detuningHz;
  });
  if (above == branch.begin()) return branch.front().value;
  if (above == branch.end()) return branch.back().value;
  const HeatedSymbol &low = *(above - 1), &high = *above;
  return low.value +
         (high.value - low.value) * (detuningHz - low.detuningHz) / (high.detuningHz - low.detuningHz);
}

// Detuning or heat of a value on the branch.
double atValue(std::span<const HeatedSymbol> branch, double value, double HeatedSymbol::*of) {
  std::size_t low = 0;
  while (low + 2 < branch.size() && branch[low + 1].value < value) ++low;
  const double share = (value - branch[low].value) / (branch[low + 1].value - branch[low].value);
  return branch[low].*of + share * (branch[low + 1].*of - branch[low].*of);
}

}  // namespace

std::vector<HeatPole> heatPoles(ThermalResponse response, double cornerHz) {
  if (response == ThermalResponse::SinglePole) return {{cornerHz, 1}};
  // x/(1 + x² + s) = share/(1 + s/(1 + x²)) with the share x/(1 + x²) of each step of ln x.
  std::vector<HeatPole> out;
  double sum = 0;
  for (int node = 0; node < kNodes; ++node) {
    const double x = std::exp(kFirstNode + kNodeStep * node), rate = 1 + x * x;
    // The trapezoidal sum from the first node on, with its correction by the slope there, and behind it what
    // lies below, where the integrand is the straight line x.
    const double width = node == 0 ? kNodeStep / 2 + kNodeStep * kNodeStep / 12 + 1 : kNodeStep;
    out.push_back({cornerHz * rate, 2 / kPi * width * x / rate});
    sum += out.back().share;
  }
  for (HeatPole& pole : out) pole.share /= sum;
  return out;
}

std::complex<double> responseAt(std::span<const HeatPole> poles, double frequencyHz) {
  std::complex<double> sum = 0;
  for (const HeatPole& pole : poles) sum += pole.share / std::complex<double>(1, frequencyHz / pole.cornerHz);
  return sum;
}

std::vector<HeatPole> equalised(ThermalResponse response, double cornerHz, double tuningRatio,
                                double mismatch) {
  const bool single = response == ThermalResponse::SinglePole;
  const double share = (single ? 1 : 0.5) * mismatch;
  const double ratio = single ? std::fabs(1 + tuningRatio) : tuningRatio * tuningRatio;
  std::vector<HeatPole> out{{cornerHz, share}};
  for (const HeatPole& pole : heatPoles(response, cornerHz * std::max(ratio, 1e-6)))
    out.push_back({pole.cornerHz, -share * pole.share});
  return out;
}

// (s/b)/((1 + s/a)(1 + s/b)) = a/(a − b)·[1/(1 + s/a) − 1/(1 + s/b)].
std::vector<HeatPole> highPassed(const std::vector<HeatPole>& poles, double cornerHz) {
  std::vector<HeatPole> out;
  double passed = 0;
  for (const HeatPole& pole : poles) {
    // Two equal corners are taken as two that differ by less than anybody knows them.
    const double corner = pole.cornerHz == cornerHz ? cornerHz * (1 + 1e-6) : pole.cornerHz;
    const double share = pole.share * corner / (corner - cornerHz);
    out.push_back({corner, share});
    passed -= share;
  }
  out.push_back({cornerHz, passed});
  return out;
}

std::vector<SlotPole> slotPoles(std::span<const HeatPole> poles, Time slot, double gate, bool balanced) {
  std::vector<SlotPole> out;
  for (const HeatPole& pole : poles) {
    const double angle = 2 * kPi * pole.cornerHz * slot.seconds(), keep = std::exp(-angle);
    const double hold = std::exp(-angle * (1 - gate)) * heldShare(angle * gate);
    SlotPole here{keep, -std::expm1(-angle), hold, 1 - hold, pole.share};
    if (balanced) {
      here.gain *= -here.gain;
      here.keep *= keep;
    }
    out.push_back(here);
  }
  return out;
}

HeatAnswer heatAnswer(std::span<const HeatedSymbol> branch, double limit, double reachHz,
                      const PushedSymbol& pushed) {
  LL_CHECK(branch.size() >= 5 && limit > 0);
  constexpr int kValues = 17, kDetunings = 8;  // the latter of either sign
  HeatAnswer out;
  out.low = branch.front().value;
  out.high = branch.back().value;
  Eigen::MatrixXd powers(kValues, 3), terms(kValues * kDetunings * 2, 5);
  Eigen::VectorXd heats(kValues), changes(kValues * kDetunings * 2);
  int row = 0;
  for (int i = 0; i < kValues; ++i) {
    const double v = limit * (2.0 * i / (kValues - 1) - 1);
    powers.row(i) << 1, v, v * v;
    heats(i) = atValue(branch, v, &HeatedSymbol::heatHz);
    const double detuning = atValue(branch, v, &HeatedSymbol::detuningHz);
    for (int k = -kDetunings; k <= kDetunings; ++k) {
      if (k == 0) continue;
      // In units of the reach, so that the columns are alike in size.
      const double e = static_cast<double>(k) / kDetunings;
      terms.row(row) << e, e * v, e * v * v, e * e, e * e * v;
      const double sent = pushed ? pushed(detuning, e * reachHz) : valueAt(branch, detuning + e * reachHz);
      changes(row++) = std::clamp(sent, out.low, out.high) - v;
    }
  }
  const Eigen::Vector3d heat = powers.colPivHouseholderQr().solve(heats);
  out.heat = {heat(0), heat(1), heat(2)};
  if (reachHz <= 0) return out;
  const Eigen::VectorXd fit = terms.colPivHouseholderQr().solve(changes);
  out.linear = {fit(0) / reachHz, fit(1) / reachHz, fit(2) / reachHz};
  out.square = {fit(3) / (reachHz * reachHz), fit(4) / (reachHz * reachHz)};
  return out;
}

}  // namespace lightloom::laser
