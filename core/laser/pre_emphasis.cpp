#include "laser/pre_emphasis.h"

#include <algorithm>
#include <cmath>

#include "laser/lock_dynamics.h"

namespace lightloom::laser {
namespace {

// Tap k of the inverse from those before it: what their echoes leave in slot k is taken out by it.
double nextTap(std::span<const double> response, const std::vector<double>& inverse) {
  const std::size_t k = inverse.size();
  double echo = 0;
  for (std::size_t m = 1; m < response.size() && m <= k; ++m) echo += response[m] * inverse[k - m];
  return -echo / response[0];
}

bool faded(const std::vector<double>& inverse, std::size_t memory) {
  if (inverse.size() < memory) return false;
  return std::all_of(inverse.end() - static_cast<std::ptrdiff_t>(memory), inverse.end(),
                     [&](double g) { return std::fabs(g) <= kTapTolerance * std::fabs(inverse[0]); });
}

}  // namespace

std::optional<std::vector<double>> inverseTaps(std::span<const double> response) {
  if (response.empty() || response[0] == 0) return std::nullopt;
  const std::size_t memory = response.size() - 1;
  std::vector<double> inverse{1 / response[0]};
  if (memory == 0) return inverse;
  // Later taps follow from the last `memory` ones alone.
  while (inverse.size() < kLargestTapCount) {
    inverse.push_back(nextTap(response, inverse));
    if (!std::isfinite(inverse.back())) return std::nullopt;
    if (faded(inverse, memory)) return inverse;
  }
  return std::nullopt;
}

double swingFactor(std::span<const double> inverse) {
  double sum = 0;
  for (const double g : inverse) sum += std::fabs(g);
  return sum;
}

}  // namespace lightloom::laser
