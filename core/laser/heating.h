#pragma once

#include <vector>

#include "rooms.h"

namespace lightloom::laser {

/// Temperature rise of every laser of a rows × columns array by the heat of all the others, K:
/// ΔT_i = Σ_{j≠i} coupling · (pitch/d_ij) · P_j, the spreading resistance of a half-space scaled to one
/// pitch. `heatW`: rows·columns values, row by row; coupling in K/W at one pitch. Exact to 1e-12 of the
/// largest rise; time goes with N log N.
std::vector<double> neighbourHeating(int rows, int columns, double couplingKPerW,
                                     const std::vector<double>& heatW);

}  // namespace lightloom::laser
