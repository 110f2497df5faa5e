#pragma once

#include <array>
#include <complex>

#include "rooms.h"

namespace lightloom::laser {

/// The three roots of x³ + a x² + b x + c, the first one real, a conjugate or real pair after it. Newton from
/// outside the turning points falls monotonically onto the outer root; the rest is deflated from the end that
/// does not cancel (Kahan, To Solve a Real Cubic Equation, 1986). Finite coefficients.
std::array<std::complex<double>, 3> cubicRoots(double a, double b, double c);

}  // namespace lightloom::laser
