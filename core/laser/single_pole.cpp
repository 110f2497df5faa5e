#include "laser/single_pole.h"

#include <cmath>

#include "laser/lock_dynamics.h"

namespace lightloom {

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

Frequency rcPole(double loadOhm, double sourceOhm, double capacitanceF) {
  const double resistance = loadOhm * sourceOhm / (loadOhm + sourceOhm);
  return Frequency::hertz(1 / (2 * constants::kPi * resistance * capacitanceF));
}

}  // namespace lightloom
