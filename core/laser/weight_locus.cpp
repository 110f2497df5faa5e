#include "laser/weight_locus.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/Dense>

#include "base/check.h"

namespace lightloom::laser {
namespace {

using Complex = std::complex<double>;

Complex ownField(const FixedPoint& point, const LocusSettings& settings) {
  return std::polar(settings.residualAmplitude ? point.amplitude : 1.0, point.phase);
}

struct Samples {
  std::vector<double> phase;
  std::vector<Complex> own, light;  ///< without and with the reflection
};

Samples sample(std::span<const FixedPoint> usable, const LocusSettings& settings) {
  Samples out;
  for (const FixedPoint& point : usable) {
    out.phase.push_back(point.phase);
    out.own.push_back(ownField(point, settings));
    out.light.push_back(emittedField(point, settings));
  }
  return out;
}

// The turn that makes weight zero real: both ends reach equally far, or (uncalibrated) the middle of the
// phase is zero.
double turnOf(const Samples& samples, bool calibrated) {
  const Complex middle = samples.light[samples.light.size() / 2];
  if (!calibrated) return std::arg(middle);
  const Complex ends = samples.light.front() + samples.light.back();
  const double turn = std::arg(ends);
  return std::real(middle * std::polar(1.0, -turn)) < 0 ? turn + constants::kPi : turn;
}

// The run of samples about the middle over which the weight rises.
std::pair<std::size_t, std::size_t> risingRun(const std::vector<Complex>& turned) {
  std::size_t first = turned.size() / 2, last = first;
  while (first > 0 && turned[first - 1].imag() < turned[first].imag()) --first;
  while (last + 1 < turned.size() && turned[last + 1].imag() > turned[last].imag()) ++last;
  return {first, last};
}

// Least squares of values over the columns.
Eigen::VectorXd fit(const Eigen::MatrixXd& columns, const Eigen::VectorXd& values) {
  return columns.colPivHouseholderQr().solve(values);
}

std::array<double, 3> quadratureFit(std::span<const Complex> turned) {
  const Eigen::Index count = static_cast<Eigen::Index>(turned.size());
  Eigen::MatrixXd columns(count, 3);
  Eigen::VectorXd values(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const Complex z = turned[static_cast<std::size_t>(i)];
    columns.row(i) << 1, z.imag(), z.imag() * z.imag();
    values(i) = z.real() * z.real();
  }
  const Eigen::VectorXd q = fit(columns, values);
  return {q(0), q(1), q(2)};
}

std::array<double, 3> responseFit(std::span<const Complex> turned, std::span<const double> phase,
                                  double middle) {
  const Eigen::Index count = static_cast<Eigen::Index>(turned.size());
  Eigen::MatrixXd columns(count, 3);
  Eigen::VectorXd values(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const double asked = std::sin(phase[static_cast<std::size_t>(i)] - middle);
    columns.row(i) << asked, asked * asked, asked * asked * asked;
    values(i) = turned[static_cast<std::size_t>(i)].imag();
  }
  const Eigen::VectorXd r = fit(columns, values);
  return {r(0), r(1), r(2)};
}

double squared(double x) {
  return x * x;
}

// Mean of w² + c² for weights evenly spread over ±limit.
double meanPowerOf(const std::array<double, 3>& quadrature, double limit) {
  return quadrature[0] + (1 + quadrature[2]) * squared(limit) / 3;
}

// The point of a rising run where the weight is zero, between two samples.
struct ZeroPoint {
  Complex own, light;
  FixedPoint point;
};
ZeroPoint zeroPoint(std::span<const FixedPoint> usable, const Samples& samples,
                    const std::vector<Complex>& turned, std::size_t first, std::size_t last) {
  std::size_t i = first;
  while (i + 2 <= last && turned[i + 1].imag() < 0) ++i;
  const double low = turned[i].imag(), high = turned[i + 1].imag();
  const double share = std::clamp(-low / (high - low), 0.0, 1.0);
  return {samples.own[i] + share * (samples.own[i + 1] - samples.own[i]),
          samples.light[i] + share * (samples.light[i + 1] - samples.light[i]),
          between(usable[i], usable[i + 1], share)};
}

}  // namespace

Complex emittedField(const FixedPoint& point, const LocusSettings& settings) {
  return ownField(point, settings) - settings.reflected;
}

WeightLocus weightLocus(std::span<const FixedPoint> usable, const LocusSettings& settings) {
  LL_CHECK(usable.size() >= 5);
  const Samples samples = sample(usable, settings);
  const double turn = turnOf(samples, settings.calibrated);
  std::vector<Complex> turned;
  for (const Complex& z : samples.light) turned.push_back(z * std::polar(1.0, -turn));
  const auto [first, last] = risingRun(turned);
  WeightLocus out;
  const std::size_t middlePoint = usable.size() / 2;
  if (last - first < 4)
    return {0, samples.light[middlePoint], usable[middlePoint], 1, 1, {1, 0, -1}, {1, 0, 0}};
  const std::span<const Complex> run(turned.data() + first, last - first + 1);
  out.quadrature = quadratureFit(run);
  out.limit = std::max(0.0, std::min(-run.front().imag(), run.back().imag()));
  if (!settings.calibrated) {
    const double middle = samples.phase[samples.phase.size() / 2];
    out.response = responseFit(run, std::span(samples.phase).subspan(first, run.size()), middle);
    out.limit =
        std::sin(std::min({middle - samples.phase[first], samples.phase[last] - middle, constants::kPi / 2}));
  }
  out.meanPower = meanPowerOf(out.quadrature, out.limit);
  const ZeroPoint zero = zeroPoint(usable, samples, turned, first, last);
  out.zero = zero.light;
  out.zeroPoint = zero.point;
  if (std::abs(zero.light) > 0) out.phaseGain = std::real(zero.own / zero.light);
  return out;
}

}  // namespace lightloom::laser
