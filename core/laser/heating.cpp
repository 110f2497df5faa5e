#include "laser/heating.h"

#include <algorithm>
#include <cmath>
#include <complex>

#include <unsupported/Eigen/FFT>

#include "base/check.h"

namespace lightloom::laser {
namespace {

using Plane = Eigen::MatrixXcd;

// Transforms rows and columns of a plane in place.
void transform(Plane& plane, bool inverse) {
  Eigen::FFT<double> fft;
  Eigen::VectorXcd in, out;
  const auto apply = [&](auto line) {
    in = line;
    inverse ? fft.inv(out, in) : fft.fwd(out, in);
    return out;
  };
  for (Eigen::Index c = 0; c < plane.cols(); ++c) plane.col(c) = apply(plane.col(c));
  for (Eigen::Index r = 0; r < plane.rows(); ++r) plane.row(r) = apply(plane.row(r).transpose()).transpose();
}

// Twice the size keeps the ends of the array apart; a power of two is quick.
Eigen::Index paddedSize(int count) {
  Eigen::Index size = 1;
  while (size < 2 * count) size *= 2;
  return size;
}

}  // namespace

std::vector<double> neighbourHeating(int rows, int columns, double couplingKPerW,
                                     const std::vector<double>& heatW) {
  LL_CHECK(rows >= 1 && columns >= 1 &&
           heatW.size() == static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
  if (couplingKPerW == 0) return std::vector<double>(heatW.size(), 0.0);
  const Eigen::Index height = paddedSize(rows), width = paddedSize(columns);
  Plane heat = Plane::Zero(height, width), response = Plane::Zero(height, width);
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) heat(r, c) = heatW[static_cast<std::size_t>(r * columns + c)];
  for (Eigen::Index r = 0; r < height; ++r)
    for (Eigen::Index c = 0; c < width; ++c) {
      const double distance = std::hypot(std::min(r, height - r), std::min(c, width - c));
      if (distance > 0) response(r, c) = couplingKPerW / distance;
    }
  transform(heat, false);
  transform(response, false);
  heat.array() *= response.array();
  transform(heat, true);
  std::vector<double> out;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) out.push_back(heat(r, c).real());
  return out;
}

}  // namespace lightloom::laser
