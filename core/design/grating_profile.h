#pragma once

#include <complex>
#include <span>
#include <vector>

#include "rooms.h"

/// Phase profiles of diffractive gratings: what light a profile sends to which order, and profiles that send
/// none to the orders that nobody wants.
namespace lightloom::design {

/// Where the neighbours' pixels end: orders further than this many times the used field beyond the used ones
/// are not followed, and profiles need not be dark there.
inline constexpr int kGratingReach = 4;

/// Numbers of the used orders of one axis, ascending: −(n − 1)/2 … (n − 1)/2 for odd n, every second from
/// −(n − 1) to n − 1 for even n. `count` ≥ 1.
std::vector<int> usedOrders(int count);

/// The largest order number that can matter of a grating of `count` used orders: its own last order and
/// `kGratingReach` times the used field beside it.
int lastOrderInReach(int count);

/// Index of the used order next to an order.
int nearestUsed(int count, int order);

/// Amplitude of order m behind a thin phase plate whose period, from the centre of the grating on, consists
/// of K equal steps of phases φ_k (rad), per unit of incident amplitude:
/// c_m = sinc(m/K)·(1/K)·Σ_k exp(iφ_k + 2πi·m(k + ½)/K), sinc x = sin πx/πx, so that the plate is
/// Σ c_m·exp(−2πi·mx/Λ), each term of direction cosine mλ/Λ at time factor exp(+iωt). Σ|c_m|² is 1. Source:
/// Fourier series of a step function; scalar theory, for steps well above a wavelength. `steps` is not empty.
std::complex<double> orderAmplitude(std::span<const double> steps, int order);

/// What a profile is made for.
struct ProfileWish {
  int used = 5;     ///< orders of equal power, ≥ 2
  int dark = 22;    ///< no light in other orders from −dark to dark; ≥ the last used order
  int steps = 128;  ///< of a period, even, > 2·dark
};

/// A profile of phases (rad, one a step, mirror-symmetric, 0 … 2π) with equal power in the used orders and
/// next to none in the others of the wish. Found by iterated projection (Gerchberg and Saxton, Optik 35, 237
/// (1972), with the far orders left free) from a fixed set of starts, the most efficient of those that became
/// dark enough: the same wish has the same profile.
std::vector<double> darkProfile(const ProfileWish& wish);

/// The profile of `count` ≥ 2 used orders that is dark as far as light of a grating is followed, to 1e-4 rad:
/// five steps an order.
std::vector<double> usualProfile(int count);

}  // namespace lightloom::design
