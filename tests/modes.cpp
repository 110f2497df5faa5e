#include "modes.h"

#include <Eigen/Eigenvalues>

namespace lightloom::tests {

Modes modesOf(const Eigen::Matrix3d& matrix) {
  const Eigen::EigenSolver<Eigen::Matrix3d> solver(matrix);
  return {solver.eigenvalues(), solver.eigenvectors()};
}

}  // namespace lightloom::tests
