#include <Eigen/Core>
#include <algorithm>

#include "photonic/kernels/kernel_functions.h"

namespace lightloom::kernel {
namespace {

using Eigen::Index;
using ConstMatrix = Eigen::Map<const Eigen::MatrixXf>;
using ConstVector = Eigen::Map<const Eigen::VectorXf>;
using Vector = Eigen::Map<Eigen::VectorXf>;

constexpr std::size_t kAlignFloats = 16;

// Eigen cuts no deeper slabs than fit its first level of 32 KB, with one block of the result.
using Traits = Eigen::internal::gebp_traits<float, float>;
constexpr int kDeepestSlab = (32 * 1024 - Traits::mr * Traits::nr * static_cast<int>(sizeof(float))) /
                             ((Traits::mr + Traits::nr) * static_cast<int>(sizeof(float)));

std::size_t roundUp(std::size_t count) {
  return (count + kAlignFloats - 1) / kAlignFloats * kAlignFloats;
}

/// Eigen's blocking of a product with packing buffers of the caller, so that a product never allocates.
class Blocking : public Eigen::internal::level3_blocking<float, float> {
 public:
  Blocking(int rows, int inner, int columns) {
    m_mc = rows;
    m_nc = columns;
    m_kc = inner;
    Eigen::internal::computeProductBlockingSizes<float, float, 1>(m_kc, m_mc, m_nc, Index(1));
  }

  void use(float* workspace) {
    const auto address = reinterpret_cast<std::uintptr_t>(workspace);
    const std::uintptr_t bytes = kAlignFloats * sizeof(float);
    m_blockA = reinterpret_cast<float*>((address + bytes - 1) / bytes * bytes);
    m_blockB = m_blockA + roundUp(static_cast<std::size_t>(m_mc) * static_cast<std::size_t>(m_kc));
  }
};

template <int LeftOrder, int RightOrder>
void blocked(int rows, int inner, int columns, const float* a, int aStride, const float* b, int bStride,
             float* y, float* workspace) {
  Blocking blocking(rows, inner, columns);
  blocking.use(workspace);
  std::fill(y, y + static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), 0.0f);
  Eigen::internal::general_matrix_matrix_product<Index, float, LeftOrder, false, float, RightOrder, false,
                                                 Eigen::ColMajor, 1>::run(rows, columns, inner, a, aStride, b,
                                                                          bStride, y, 1, rows, 1.0f,
                                                                          blocking);
}

}  // namespace

// Eigen packs at most all rows, and all columns, of a slab, but no more columns than fill half of the 1.5 MB
// that it counts as second level.
std::size_t gemmWorkspace(int rows, int inner, int columns) {
  constexpr std::size_t kHalfSecondLevel = 1572864 / 2 / sizeof(float);
  const std::size_t depth = static_cast<std::size_t>(std::min(inner, kDeepestSlab));
  const std::size_t packedRows = static_cast<std::size_t>(rows) * depth;
  const std::size_t packedColumns =
      std::min(static_cast<std::size_t>(columns) * depth, kHalfSecondLevel + 8 * depth);
  return roundUp(packedRows) + roundUp(packedColumns) + kAlignFloats;
}

void gemm(GemmForm form, int rows, int inner, int columns, const float* a, const float* b, float* y,
          float* workspace) {
  constexpr int kColumn = Eigen::ColMajor;
  constexpr int kRow = Eigen::RowMajor;
  if (form == GemmForm::Plain && columns == 1)
    Vector(y, rows).noalias() = ConstMatrix(a, rows, inner) * ConstVector(b, inner);
  else if (form == GemmForm::LeftTransposed && columns == 1)
    Vector(y, rows).noalias() = ConstMatrix(a, inner, rows).transpose() * ConstVector(b, inner);
  else if (form == GemmForm::Plain)
    blocked<kColumn, kColumn>(rows, inner, columns, a, rows, b, inner, y, workspace);
  else if (form == GemmForm::LeftTransposed)
    blocked<kRow, kColumn>(rows, inner, columns, a, inner, b, inner, y, workspace);
  else
    blocked<kColumn, kRow>(rows, inner, columns, a, rows, b, columns, y, workspace);
}

}  // namespace lightloom::kernel
