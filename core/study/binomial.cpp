#include "study/binomial.h"

#include <algorithm>
#include <cmath>

namespace lightloom::study {
namespace {

constexpr double kNormalQuantile = 1.959963984540054;  // of 97.5 %

// Of a share among so many independent tries.
Interval scoreInterval(double share, double tries) {
  constexpr double kSquare = kNormalQuantile * kNormalQuantile;
  const double middle = (share + kSquare / (2 * tries)) / (1 + kSquare / tries);
  const double half = kNormalQuantile / (1 + kSquare / tries) *
                      std::sqrt(share * (1 - share) / tries + kSquare / (4 * tries * tries));
  // Rounding must not leave 0 or 1 out where nothing, or everything, was hit.
  return {share == 0 ? 0 : std::max(0.0, middle - half), share == 1 ? 1 : std::min(1.0, middle + half)};
}

}  // namespace

Interval wilsonInterval(std::size_t hits, std::size_t tries) {
  if (tries == 0) return {};
  return scoreInterval(static_cast<double>(hits) / static_cast<double>(tries), static_cast<double>(tries));
}

Interval clusteredInterval(const std::vector<Cluster>& clusters) {
  double hits = 0, tries = 0, counted = 0, squares = 0;
  for (const Cluster& cluster : clusters) {
    hits += static_cast<double>(cluster.hits);
    tries += static_cast<double>(cluster.tries);
    counted += cluster.tries > 0 ? 1 : 0;
  }
  if (tries == 0) return {};
  const double share = hits / tries;
  for (const Cluster& cluster : clusters) {
    const double off = static_cast<double>(cluster.hits) - share * static_cast<double>(cluster.tries);
    squares += off * off;
  }
  if (squares == 0 || counted < 2) return scoreInterval(share, counted);
  const double variance = counted / (counted - 1) * squares / (tries * tries);
  return scoreInterval(share, std::min(tries, share * (1 - share) / variance));
}

}  // namespace lightloom::study
