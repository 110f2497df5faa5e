#include "optics/gaussian.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/units.h"

namespace lightloom::optics {
namespace {

using Complex = std::complex<double>;
using constants::kPi;
constexpr Complex kI(0.0, 1.0);

// Faddeeva function: nodes of the midpoint and the trapezoidal rule, h = √(π/(N + 1))
constexpr int kTerms = 11;
const double kStep = std::sqrt(kPi / (kTerms + 1));

struct Node {
  double square, weight;
};

std::array<Node, kTerms + 1> nodesFrom(double shift) {
  std::array<Node, kTerms + 1> nodes{};
  for (int k = 0; k <= kTerms; ++k) {
    const double t = (k + shift) * kStep;
    nodes[static_cast<std::size_t>(k)] = {t * t, std::exp(-t * t)};
  }
  return nodes;
}

const std::array<Node, kTerms + 1> kMidpoints = nodesFrom(0.5);
const std::array<Node, kTerms + 1> kTrapezoids = nodesFrom(0.0);

// Σ weight/(z² − node²), in real arithmetic: complex division would check for infinities every time.
Complex nodeSum(Complex square, const Node* first, const Node* last) {
  double re = 0, im = 0;
  const double b = square.imag();
  for (const Node* n = first; n != last; ++n) {
    const double a = square.real() - n->square;
    const double scale = n->weight / (a * a + b * b);
    re += a * scale;
    im -= b * scale;
  }
  return {re, im};
}

Complex midpointRule(Complex z) {
  return 2.0 * kI * kStep * z / kPi *
         nodeSum(z * z, kMidpoints.data(), kMidpoints.data() + kMidpoints.size());
}

Complex firstQuadrant(Complex z) {
  const double x = z.real(), y = z.imag();
  if (y >= std::max(x, kPi / kStep)) return midpointRule(z);
  const Complex pole = std::exp(-2.0 * kI * kPi * z / kStep);
  const double phase = x / kStep - std::floor(x / kStep);
  if (y < x && phase >= 0.25 && phase <= 0.75) {
    const Complex sum = nodeSum(z * z, kTrapezoids.data() + 1, kTrapezoids.data() + kTrapezoids.size());
    return 2.0 * std::exp(-z * z) / (1.0 - pole) + kI * kStep / (kPi * z) + 2.0 * kI * kStep * z / kPi * sum;
  }
  return 2.0 * std::exp(-z * z) / (1.0 + pole) + midpointRule(z);
}

// Modified Bessel functions scaled by exp(−z), z ≥ 0
double scaledBesselSeries(int order, double z) {
  double term = 1;
  for (int k = 1; k <= order; ++k) term *= z / (2.0 * k);
  double sum = term;
  for (int k = 1; term > 1e-17 * sum; ++k) {
    term *= z * z / (4.0 * k * (k + order));
    sum += term;
  }
  return sum * std::exp(-z);
}

double scaledBesselAsymptotic(int order, double z) {
  const double mu = 4.0 * order * order;
  double term = 1, sum = 1;
  for (int k = 1; k <= 40; ++k) {
    const double odd = 2.0 * k - 1;
    const double next = -term * (mu - odd * odd) / (8.0 * k * z);
    if (std::abs(next) > std::abs(term) || std::abs(next) < 1e-17) break;
    term = next;
    sum += term;
  }
  return sum / std::sqrt(2 * kPi * z);
}

double scaledBessel(int order, double z) {
  return z < 20 ? scaledBesselSeries(order, z) : scaledBesselAsymptotic(order, z);
}

// One end of the window: ±exp(integrand's exponent at the end)·w(±i z), so that nothing overflows.
Complex endTerm(Complex z, Complex exponentAtEnd) {
  const double sign = z.real() >= 0 ? 1.0 : -1.0;
  return sign * std::exp(exponentAtEnd) * faddeeva(kI * sign * z);
}

constexpr double kLongish = 0.1;        // of the squares of the radii: an ellipse and no circle
constexpr double kNodesPerRadius = 40;  // cubic interpolation is then good to about 1e-8
constexpr double kReach =
    4.5;  // exp(−2·4.5²) < 1e-17: further in a beam passes whole, further out it is lost

}  // namespace

std::complex<double> faddeeva(std::complex<double> z) {
  if (z.imag() < 0) return 2.0 * std::exp(-z * z) - faddeeva(-z);
  if (z.real() < 0) return std::conj(firstQuadrant(-std::conj(z)));
  return firstQuadrant(z);
}

std::complex<double> complexErf(std::complex<double> z) {
  if (z.real() < 0) return -complexErf(-z);
  if (std::norm(z) > 0.25) return 1.0 - std::exp(-z * z) * faddeeva(kI * z);
  Complex term = z, sum = z;
  for (int n = 1; n < 20; ++n) {
    term *= -z * z / static_cast<double>(n);
    sum += term / (2.0 * n + 1);
  }
  return 2.0 / std::sqrt(kPi) * sum;
}

std::complex<double> waistParameter(double waist, double wavelength) {
  return {0, kPi * waist * waist / wavelength};
}

double beamRadius(std::complex<double> q, double wavelength) {
  return std::sqrt(wavelength * std::norm(q) / (kPi * q.imag()));
}

double powerInWindow(const AxisBeam& beam, double wavelength, const Window& window) {
  if (std::isinf(window.halfWidth)) return 1;
  const double scale = std::sqrt(2.0) / beamRadius(beam.q, wavelength);
  const double offset = std::abs(beam.position - window.centre);
  const double far = scale * (window.halfWidth + offset);
  const double near = scale * (window.halfWidth - offset);
  if (near < 0) return 0.5 * (std::erfc(-near) - std::erfc(far));
  return 0.5 * (std::erf(near) + std::erf(far));
}

std::complex<double> axisOverlap(const AxisBeam& a, const AxisBeam& b, double wavelength,
                                 const Window& window) {
  const double share = powerInWindow(a, wavelength, window) * powerInWindow(b, wavelength, window);
  if (share < 1e-200) return 0;
  const double k = 2 * kPi / wavelength;
  const Complex alphaA = std::conj(0.5 * kI * k / a.q), alphaB = 0.5 * kI * k / b.q;
  const double xa = a.position - window.centre, xb = b.position - window.centre;
  const Complex square = alphaA + alphaB;
  const Complex linear = 2.0 * (alphaA * xa + alphaB * xb) + kI * k * (a.tilt - b.tilt);
  const Complex constant = -alphaA * xa * xa - alphaB * xb * xb - kI * k * (a.tilt * xa - b.tilt * xb);
  // Metres beside each other in micrometres: nothing is left, and the exponents below would cancel to noise.
  constexpr double kNothingLeft = 1e12;
  if (!(std::abs(constant) < kNothingLeft)) return 0;
  const Complex root = std::sqrt(square);
  const Complex whole = std::exp(constant + linear * linear / (4.0 * square));

  Complex integral = 2.0 * whole;
  if (!std::isinf(window.halfWidth)) {
    const double h = window.halfWidth;
    const Complex upper = root * h - linear / (2.0 * root), lower = root * h + linear / (2.0 * root);
    const double inside = (upper.real() >= 0 ? 1.0 : -1.0) + (lower.real() >= 0 ? 1.0 : -1.0);
    integral = inside * whole - endTerm(upper, constant + linear * h - square * h * h) -
               endTerm(lower, constant - linear * h - square * h * h);
  }
  const double norm =
      std::sqrt(0.5 * kPi * beamRadius(a.q, wavelength) * beamRadius(b.q, wavelength) * share);
  return 0.5 * std::sqrt(kPi) / root * integral / norm;
}

std::complex<double> transformed(std::complex<double> q, const RayMatrix& matrix) {
  return (matrix.a * q + matrix.b) / (matrix.c * q + matrix.d);
}

ApertureTable::ApertureTable(double apertureRadius, double radiusU, double radiusV, double largestOffset,
                             bool many)
    : m_aperture(apertureRadius),
      m_radiusU(radiusU),
      m_radiusV(radiusV),
      m_width2(0.5 * (radiusU * radiusU + radiusV * radiusV)),
      m_ellipticity(0.5 * (radiusU * radiusU - radiusV * radiusV)),
      m_strips(!many && std::abs(m_ellipticity) > kLongish * m_width2) {
  LL_CHECK(apertureRadius > 0 && radiusU > 0 && radiusV > 0);
  if (std::abs(m_ellipticity) < 1e-9 * m_width2) m_ellipticity = 0;
  if (largestOffset + kReach * std::max(radiusU, radiusV) > apertureRadius) tabulate(largestOffset);
}

double ApertureTable::slope(double r) const {
  const double gap = m_aperture - r;
  return -4 * m_aperture / m_width2 * std::exp(-2 * gap * gap / m_width2) *
         scaledBessel(1, 4 * m_aperture * r / m_width2);
}

double ApertureTable::curl(double r) const {
  const double gap = m_aperture - r, z = 4 * m_aperture * r / m_width2;
  return -16 * m_aperture / (m_width2 * m_width2) * std::exp(-2 * gap * gap / m_width2) *
         (m_aperture * scaledBessel(2, z) - r * scaledBessel(1, z));
}

void ApertureTable::tabulate(double largestOffset) {
  const double width = std::sqrt(m_width2);
  m_start = std::max(0.0, m_aperture - kReach * width);
  const double end =
      std::clamp(largestOffset, m_start + width / kNodesPerRadius, m_aperture + kReach * width);
  const int steps = std::max(2, static_cast<int>(std::ceil((end - m_start) / width * kNodesPerRadius)));
  m_step = (end - m_start) / steps;
  double value = m_start > 0 ? 1.0 : -std::expm1(-2 * m_aperture * m_aperture / m_width2);
  const double gauss = 0.5 / std::sqrt(3.0);
  for (int i = 0; i <= steps; ++i) {
    const double r = m_start + i * m_step;
    m_transmission.push_back(std::max(0.0, value));
    m_slope.push_back(slope(r));
    if (m_ellipticity != 0) m_curl.push_back(curl(r));
    value += 0.5 * m_step * (slope(r + (0.5 - gauss) * m_step) + slope(r + (0.5 + gauss) * m_step));
  }
  if (end >= m_aperture + kReach * width) m_transmission.back() = 0;
}

// ∫ over u′ of the Gaussian along u and of its share along v between the ends of the chord, u′ = a sin t;
// only where the Gaussian is more than 1e-16, with sine and cosine turned on from strip to strip.
double ApertureTable::byStrips(double u, double v) const {
  constexpr double kPerRadius = 9, kFewest = 64, kMost = 1024;  // strips
  constexpr double kFar = 6;                                    // e^−36
  const double narrow = std::min(m_radiusU, m_radiusV);
  const int strips = static_cast<int>(std::clamp(kPerRadius * m_aperture / narrow, kFewest, kMost));
  const double alongU = std::sqrt(2.0) / m_radiusU, alongV = std::sqrt(2.0) / m_radiusV;
  const double reachU = kFar / alongU, reachV = kFar / alongV;
  if (std::fabs(u) - reachU >= m_aperture || std::fabs(v) - reachV >= m_aperture) return 0;
  if (std::hypot(std::fabs(u) + reachU, std::fabs(v) + reachV) <= m_aperture) return 1;
  const auto stripAt = [&](double along) {
    const double t = std::asin(std::clamp(along / m_aperture, -1.0, 1.0));
    return (t / kPi + 0.5) * strips;
  };
  const int first = std::max(0, static_cast<int>(stripAt(u - reachU))),
            last = std::min(strips, static_cast<int>(std::ceil(stripAt(u + reachU))));
  const double step = kPi / strips, start = kPi * ((first + 0.5) / strips - 0.5);
  const double turnSine = std::sin(step), turnCosine = std::cos(step);
  double sine = std::sin(start), cosine = std::cos(start), sum = 0;
  for (int i = first; i < last; ++i) {
    const double chord = m_aperture * cosine, offset = alongU * (m_aperture * sine - u);
    sum += chord * std::exp(-offset * offset) *
           (std::erf(alongV * (chord - v)) + std::erf(alongV * (chord + v)));
    const double before = sine;
    sine = sine * turnCosine + cosine * turnSine;
    cosine = cosine * turnCosine - before * turnSine;
  }
  return std::clamp(sum * step * alongU / (2 * std::sqrt(kPi)), 0.0, 1.0);
}

double ApertureTable::transmittance(double u, double v) const {
  if (passesAll()) return 1;
  if (m_strips) return byStrips(u, v);
  const double r2 = u * u + v * v, r = std::sqrt(r2);
  if (r < m_start) return 1;
  const std::size_t last = m_transmission.size() - 1;
  const double x = std::min((r - m_start) / m_step, static_cast<double>(last));
  const std::size_t i = std::min(static_cast<std::size_t>(x), last - 1);
  const double t = x - static_cast<double>(i), s = 1 - t;
  double value = m_transmission[i] * (1 + 2 * t) * s * s + m_transmission[i + 1] * (1 + 2 * s) * t * t +
                 m_step * t * s * (s * m_slope[i] - t * m_slope[i + 1]);
  if (m_ellipticity != 0 && r2 > 0) {
    const double cos2 = (u * u - v * v) / r2;
    value += 0.125 * m_ellipticity * cos2 * (s * m_curl[i] + t * m_curl[i + 1]);
  }
  return std::clamp(value, 0.0, 1.0);
}

}  // namespace lightloom::optics
