#pragma once

#include <cstddef>
#include <vector>

#include "rooms.h"

namespace lightloom::study {

struct Interval {
  double low = 0, high = 1;
};

/// Where a probability lies with 95 % confidence after `hits` in `tries`: the score interval (Wilson, J. Am.
/// Stat. Assoc. 22, 209, 1927). hits ≤ tries; 0 … 1 without any try.
Interval wilsonInterval(std::size_t hits, std::size_t tries);

/// How many of those that were tried together hit.
struct Cluster {
  std::size_t hits = 0, tries = 0;
};

/// The same where those of a cluster may hit or miss together: the tries count as so many fewer as the
/// shares of the clusters scatter more than independent tries would (design effect; Kish, Survey Sampling,
/// 1965); a cluster counts as one try where no scatter is seen: one cluster, all or nothing hit.
Interval clusteredInterval(const std::vector<Cluster>& clusters);

}  // namespace lightloom::study
