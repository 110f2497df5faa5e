#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "rooms.h"

namespace lightloom::laser {

/// Where a function changes sign between `low` and `high`, to a few units in the last place: Chandrupatla's
/// method (Adv. Eng. Software 28, 1997, 145), which interpolates where that is safe and halves elsewhere. A
/// value of 0 counts as negative. Without a change: `high` if all is positive, else `low`. A jump through
/// zero is found like a root.
template <typename Function>
double signChange(double low, double high, Function value) {
  double a = high, b = low, c = low, share = 0.5;
  double atA = value(a), atB = value(b), atC = atB;
  if ((atA > 0) == (atB > 0)) return atA > 0 ? high : low;
  for (int i = 0; i < 120; ++i) {
    const double x = a + share * (b - a), here = value(x);
    const bool sameAsA = (here > 0) == (atA > 0);
    c = sameAsA ? a : b;
    atC = sameAsA ? atA : atB;
    if (!sameAsA) {
      b = a;
      atB = atA;
    }
    a = x;
    atA = here;
    const double best = std::abs(atA) < std::abs(atB) ? a : b;
    const double least = 2 * std::numeric_limits<double>::epsilon() * std::abs(best) / std::abs(b - a);
    if (!(least < 0.5) || atA == 0) return best;
    const double xi = (a - b) / (c - b), phi = (atA - atB) / (atC - atB);
    const bool smooth = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    share = smooth ? atA / (atB - atA) * atC / (atB - atC) +
                         (c - a) / (b - a) * atA / (atC - atA) * atB / (atC - atB)
                   : 0.5;
    share = std::clamp(share, least, 1 - least);
  }
  return 0.5 * (a + b);
}

}  // namespace lightloom::laser
