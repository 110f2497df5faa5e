#include "study/binomial.h"

#include <algorithm>
#include <cmath>

namespace lightloom::study {
namespace {

constexpr double kNormalQuantile = 1.959963984540054;  // of 97.5 %

}  // namespace

Interval wilsonInterval(std::size_t hits, std::size_t tries) {
  if (tries == 0) return {};
  constexpr double kSquare = kNormalQuantile * kNormalQuantile;
  const auto n = static_cast<double>(tries);
  const double share = static_cast<double>(hits) / n,
               middle = (share + kSquare / (2 * n)) / (1 + kSquare / n);
  const double half =
      kNormalQuantile / (1 + kSquare / n) * std::sqrt(share * (1 - share) / n + kSquare / (4 * n * n));
  // Rounding must not leave 0 or 1 out where nothing, or everything, was hit.
  return {hits == 0 ? 0 : std::max(0.0, middle - half), hits == tries ? 1 : std::min(1.0, middle + half)};
}

}  // namespace lightloom::study
