#include "laser/single_pole.h"

#include <cmath>

#include "laser/lock_dynamics.h"

namespace lightloom::laser {

SinglePole singlePole(Frequency pole, Time slot, double gate) {
  const double x = pole.angular() * slot.seconds();
  if (!(x > 0)) return {1, 1};
  if (x > 1e6) return {0, 0};
  const double atGate = std::exp(-x * (1 - gate));
  return {std::exp(-x), -atGate * std::expm1(-x * gate) / (gate * x)};
}

std::vector<double> singlePoleTaps(const SinglePole& pole) {
  std::vector<double> residues;
  double residue = pole.leak;
  while (residue >= kTapTolerance && residues.size() + 1 < kLargestTapCount) {
    residues.push_back(residue);
    residue *= pole.residue;
  }
  return tapsFromResidues(residues);
}

std::vector<double> delayTaps(double symbols, double gate) {
  const double whole = std::min<double>(std::floor(symbols), kLargestTapCount - 2);
  const double missed = std::max(0.0, symbols - std::floor(symbols) - (1 - gate)) / gate;
  std::vector<double> out(static_cast<std::size_t>(whole), 0.0);
  out.push_back(1 - missed);
  if (missed > 0) out.push_back(missed);
  return out;
}

std::vector<double> convolved(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> out(a.size() + b.size() - 1, 0.0);
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j) out[i + j] += a[i] * b[j];
  return out;
}

Frequency rcPole(double loadOhm, double sourceOhm, double capacitanceF) {
  const double resistance = loadOhm * sourceOhm / (loadOhm + sourceOhm);
  return Frequency::hertz(1 / (2 * constants::kPi * resistance * capacitanceF));
}

}  // namespace lightloom::laser
