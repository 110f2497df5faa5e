#include "laser/internal/cubic.h"

#include <cmath>

namespace lightloom::laser {
namespace {

double outerRoot(double a, double b, double c) {
  const double inflection = -a / 3;
  const double there = ((inflection + a) * inflection + b) * inflection + c;
  if (there == 0) return inflection;
  const double side = there > 0 ? -1 : 1;
  const double spread = a * a - 3 * b;
  const double reach = spread > 0 ? 2 * std::sqrt(spread) / 3 : 0;
  double x = inflection + side * (reach + std::cbrt(std::abs(there)));
  for (int i = 0; i < 200; ++i) {
    const double value = ((x + a) * x + b) * x + c;
    const double slope = (3 * x + 2 * a) * x + b;
    const double next = x - value / slope;
    if (!(slope > 0) || !(side * (x - next) > 0)) break;
    x = next;
  }
  return x;
}

}  // namespace

std::array<std::complex<double>, 3> cubicRoots(double a, double b, double c) {
  const double x = outerRoot(a, b, c);
  const bool outer = x * x * std::abs(x) > std::abs(c);
  const double q = outer ? -c / x : b + x * (a + x);
  const double p = outer ? (q - b) / x : a + x;
  const double discriminant = 0.25 * p * p - q;
  if (discriminant < 0) {
    const double imaginary = std::sqrt(-discriminant);
    return {x, std::complex<double>(-0.5 * p, imaginary), std::complex<double>(-0.5 * p, -imaginary)};
  }
  const double larger = -0.5 * p - std::copysign(std::sqrt(discriminant), p);
  return {x, larger, larger == 0 ? 0 : q / larger};
}

}  // namespace lightloom::laser
