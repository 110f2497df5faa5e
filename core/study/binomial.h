#pragma once

#include <cstddef>

#include "rooms.h"

namespace lightloom::study {

struct Interval {
  double low = 0, high = 1;
};

/// Where a probability lies with 95 % confidence after `hits` in `tries`: the score interval (Wilson, J. Am.
/// Stat. Assoc. 22, 209, 1927). hits ≤ tries; 0 … 1 without any try.
Interval wilsonInterval(std::size_t hits, std::size_t tries);

}  // namespace lightloom::study
