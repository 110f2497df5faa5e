#pragma once

#include <complex>
#include <limits>
#include <vector>

#include "rooms.h"

namespace lightloom::optics {

/// Faddeeva function w(z) = exp(−z²) erfc(−iz), relative error below 1e-13 for Im z ≥ 0; below the real axis
/// the reflection w(−z) = 2 exp(−z²) − w(z) is used and may overflow to infinity. Modified trapezoidal rules,
/// Al Azah & Chandler-Wilde, SIAM J. Numer. Anal. 59, 2346 (2021), with twelve terms.
std::complex<double> faddeeva(std::complex<double> z);

/// Complex error function. Relative error 1e-12 away from its zeros.
std::complex<double> complexErf(std::complex<double> z);

/// One transverse axis of a Gaussian beam in a plane: field exp(−ik (x − position)²/2q − ik·tilt·(x −
/// position)) at time factor exp(+iωt), zero phase at its centre. q = z + i z_R in m with z_R > 0; tilt is a
/// direction cosine.
struct AxisBeam {
  std::complex<double> q;  ///< m, z + i z_R
  double position = 0;     ///< m, of the beam's centre
  double tilt = 0;         ///< direction cosine
};

/// A window of the transverse axis: a pixel's side, or the whole line.
struct Window {
  double centre = 0;  ///< m
  /// m > 0; infinite is the whole line
  double halfWidth = std::numeric_limits<double>::infinity();
};

/// q at the waist: i π w₀²/λ. Lengths in m.
std::complex<double> waistParameter(double waist, double wavelength);

/// 1/e² radius (m) of a beam of Gaussian parameter q (m) at wavelength (m): w² = λ/(π Im(−1/q)).
double beamRadius(std::complex<double> q, double wavelength);

/// Share of a beam's power inside the window, 0 … 1; accurate in relative terms far outside the beam, too.
double powerInWindow(const AxisBeam& beam, double wavelength, const Window& window);

/// ∫ conj(a)·b over the window, both normalised to the power that they bring to it. |·| ≤ 1; the argument is
/// the phase of b against a. Completes the square on both q, offsets and tilts; the ends are complex error
/// functions. 0 where a beam brings (nearly) nothing. The overlap γ of model.md 1.4 is |axisOverlap(in
/// plane)·axisOverlap(out of plane)·cos ψ|.
std::complex<double> axisOverlap(const AxisBeam& a, const AxisBeam& b, double wavelength,
                                 const Window& window);

/// A ray matrix of unit determinant on (x in m, direction cosine): a and d are pure numbers, b in m, c in
/// 1/m.
struct RayMatrix {
  double a = 1, b = 0, c = 0, d = 1;
};

/// q behind the matrix: (a q + b)/(c q + d).
std::complex<double> transformed(std::complex<double> q, const RayMatrix& matrix);

/// Power of offset Gaussian beams of one size through one round aperture, as a table over the offset. The
/// circular beam is integrated to about 1e-8; a mildly elliptical one is corrected to first order in w_u² −
/// w_v² (heat equation: δT = ⅛(w_u² − w_v²)/2·cos 2φ·(T'' − T'/r)).
class ApertureTable {
 public:
  /// Radii of aperture and beam (1/e², along u and v) in m, all > 0; `largestOffset` (m) bounds the offsets
  /// asked for. Beams that are a tenth or more wider along one axis than along the other, as on a mirror that
  /// stands askew, are added up strip by strip, unless they are `many`: the table knows ellipses to the first
  /// order only.
  ApertureTable(double apertureRadius, double radiusU, double radiusV, double largestOffset,
                bool many = false);

  /// Everything within `largestOffset` passes to 1e-15: no need to ask.
  bool passesAll() const { return m_transmission.empty(); }

  /// Transmitted share of a beam centred at (u, v), 0 … 1.
  double transmittance(double u, double v) const;

 private:
  void tabulate(double largestOffset);
  double slope(double r) const;
  double curl(double r) const;

  double byStrips(double u, double v) const;

  double m_aperture, m_radiusU, m_radiusV, m_width2, m_ellipticity;
  bool m_strips;
  double m_start = 0, m_step = 1;
  std::vector<double> m_transmission, m_slope, m_curl;
};

}  // namespace lightloom::optics
