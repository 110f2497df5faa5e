#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rooms.h"

namespace lightloom::laser {

/// Taps g_k of the drive that undoes an inter-symbol response h_k: Σ_k g_k h_{j−k} = 1 for j = 0, else 0.
/// Written until what is left is below 1e-4 of g_0; nullopt where 256 are not enough: such a response has no
/// stable inverse. `response` needs at least one tap.
std::optional<std::vector<double>> inverseTaps(std::span<const double> response);

/// Σ|g_k|: by how much the swing of the drive grows when any sequence of symbols is to arrive undistorted.
double swingFactor(std::span<const double> inverse);

}  // namespace lightloom::laser
