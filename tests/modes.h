#pragma once

#include <Eigen/Core>

namespace lightloom::tests {

/// Eigenvalues of a real 3 × 3 matrix and, in their order, its right eigenvectors as columns.
struct Modes {
  Eigen::Vector3cd values;
  Eigen::Matrix3cd vectors;

  double fastestGrowth() const { return values.real().maxCoeff(); }
};

/// By Eigen's solver, which the core does not use: an oracle of its own. Compiled once, for its templates
/// take longer than any test.
Modes modesOf(const Eigen::Matrix3d& matrix);

}  // namespace lightloom::tests
