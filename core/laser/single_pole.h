#pragma once

#include <vector>

#include "base/units.h"
#include "rooms.h"

namespace lightloom::laser {

/// Inter-symbol interference of one pole seen by a pixel that integrates the last share `gate` of each slot
/// (model.md 3.5): slot average = (1−ε)u_j + ε v_{j−1} with the end-of-slot value v_j = (1−r)u_j + r v_{j−1}.
struct SinglePole {
  double residue = 0;  ///< r = e^{−ωT}
  double leak = 0;     ///< ε = (e^{−ωT(1−gate)} − r)/(gate·ωT)
};

/// Interference of a pole at `pole` (3 dB frequency, ω = 2π·pole); slot > 0, 0 < gate ≤ 1. A pole at or above
/// 1e6/T, or infinite, is none: r = ε = 0. A pole at 0 or below never moves: r = ε = 1.
SinglePole singlePole(Frequency pole, Time slot, double gate = 1.0);

/// Taps h₀ = 1 − ε, h_k = ε(1−r)r^{k−1} until what is left is below 1e-4 or 256 are written; the last one
/// takes the rest, so that they add up to 1.
std::vector<double> singlePoleTaps(const SinglePole& pole);

/// Taps of symbols that come late by `symbols` ≥ 0 slots where the last share `gate` of a slot is integrated:
/// n whole slots, then (1 − s, s) with s = the part of the window in which the symbol before still stands.
std::vector<double> delayTaps(double symbols, double gate = 1.0);

/// Taps of one response after the other, Σ_k a_k b_{j−k}.
std::vector<double> convolved(const std::vector<double>& a, const std::vector<double>& b);

/// 1/(2π (R‖R_s) C) of a drive: load and source resistance in ohm, capacitance in farad, all > 0.
Frequency rcPole(double loadOhm, double sourceOhm, double capacitanceF);

}  // namespace lightloom::laser
