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

// Of the first-level blocking for a 32 KB cache; Eigen's own value is 288 (AVX2) or 672 (SSE).
constexpr Index kDeepestSlab = 1024;

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

  std::size_t sizeA() const {
    return roundUp(static_cast<std::size_t>(m_mc) * static_cast<std::size_t>(m_kc));
  }
  std::size_t sizeB() const {
    return roundUp(static_cast<std::size_t>(m_kc) * static_cast<std::size_t>(m_nc));
  }
  std::size_t workspace() const { return sizeA() + sizeB() + kAlignFloats; }

  void use(float* workspace) {
    const auto address = reinterpret_cast<std::uintptr_t>(workspace);
    const std::uintptr_t bytes = kAlignFloats * sizeof(float);
    m_blockA = reinterpret_cast<float*>((address + bytes - 1) / bytes * bytes);
    m_blockB = m_blockA + sizeA();
  }

 private:
  static std::size_t roundUp(std::size_t count) {
    return (count + kAlignFloats - 1) / kAlignFloats * kAlignFloats;
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

std::size_t gemmWorkspace(int rows, int inner, int columns) {
  return Blocking(rows, inner, columns).workspace();
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
