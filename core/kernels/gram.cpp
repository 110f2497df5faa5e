#include <algorithm>
#include <cmath>

#include "kernels/internal/kernel_functions.h"
#include "kernels/internal/packets.h"

namespace lightloom::kernel {
namespace {

std::size_t at(int row, int column, int rows) {
  return static_cast<std::size_t>(column) * static_cast<std::size_t>(rows) + static_cast<std::size_t>(row);
}

// Ones in the last `rest` lanes.
Packet lastLanes(int rest) {
  alignas(64) float lanes[kWidth];
  for (int i = 0; i < kWidth; ++i) lanes[i] = i >= kWidth - rest ? 1.0f : 0.0f;
  return pload<Packet>(lanes);
}

// The Rows × Columns scalar products of neighbouring columns of x and near, all sums in registers.
template <int Rows, int Columns>
void products(int slots, const float* x, const float* near, float* matrix, int count) {
  Packet sums[Rows][Columns];
#pragma GCC unroll 3
  for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 4
    for (int c = 0; c < Columns; ++c) sums[r][c] = pset1<Packet>(0.0f);
  const auto add = [&](int j, const Packet* lanes) {
    Packet left[Rows];
#pragma GCC unroll 3
    for (int r = 0; r < Rows; ++r) {
      left[r] = ploadu<Packet>(x + at(j, r, slots));
      if (lanes) left[r] = pmul(left[r], *lanes);
    }
#pragma GCC unroll 4
    for (int c = 0; c < Columns; ++c) {
      const Packet right = inRegister(ploadu<Packet>(near + at(j, c, slots)));
#pragma GCC unroll 3
      for (int r = 0; r < Rows; ++r) sums[r][c] = pmadd(left[r], right, sums[r][c]);
    }
  };
  int j = 0;
  for (; j + kWidth <= slots; j += kWidth) add(j, nullptr);
  // The last packet overlaps the one before it.
  if (j < slots) {
    const Packet lanes = lastLanes(slots - j);
    add(slots - kWidth, &lanes);
  }
#pragma GCC unroll 4
  for (int c = 0; c < Columns; ++c)
#pragma GCC unroll 3
    for (int r = 0; r < Rows; ++r) matrix[at(r, c, count)] = predux(sums[r][c]);
}

void smallGram(int slots, int count, const float* x, const float* near, float* matrix) {
  for (int c = 0; c < count; ++c)
    for (int r = c; r < count; ++r) {
      float sum = 0;
      for (int j = 0; j < slots; ++j) sum += x[at(j, r, slots)] * near[at(j, c, slots)];
      matrix[at(r, c, count)] = sum;
    }
}

void subtractFour(int count, const float* __restrict a, const float* __restrict b, const float* __restrict c,
                  const float* __restrict d, const float* factors, float* __restrict out) {
  const float fa = factors[0], fb = factors[1], fc = factors[2], fd = factors[3];
  for (int i = 0; i < count; ++i) out[i] -= fa * a[i] + fb * b[i] + fc * c[i] + fd * d[i];
}

void subtractOne(int count, const float* __restrict a, float factor, float* __restrict out) {
  for (int i = 0; i < count; ++i) out[i] -= factor * a[i];
}

// Column j, from the diagonal down, less the part that the columns before it explain.
void eliminate(int n, int j, float* matrix) {
  float* const target = matrix + at(j, j, n);
  int k = 0;
  for (; k + 4 <= j; k += 4) {
    const float* const a = matrix + at(j, k, n);
    const float factors[4] = {a[0], a[n], a[2 * n], a[3 * n]};
    subtractFour(n - j, a, a + n, a + 2 * n, a + 3 * n, factors, target);
  }
  for (; k < j; ++k) subtractOne(n - j, matrix + at(j, k, n), matrix[at(j, k, n)], target);
}

// No part of a variance is larger than all of it. Matters only where the matrix is no covariance: neighbours
// that are correlated by more than one half, with nothing known of those farther away.
void boundByDiagonal(int n, int j, float* matrix) {
  float* const column = matrix + at(0, j, n);
  for (int i = j + 1; i < n; ++i) {
    const float variance = matrix[at(i, i, n)];
    if (column[i] * column[i] <= variance) continue;
    column[i] = variance > 0 ? std::copysign(std::sqrt(variance), column[i]) : 0.0f;
  }
}

}  // namespace

// Blocks of 3 × 4 from the diagonal down; those at the edges overlap their neighbours.
void gram(int slots, int count, const float* x, const float* near, float* matrix) {
  constexpr int kRows = 3;
  constexpr int kColumns = 4;
  if (count < kColumns || slots < kWidth) return smallGram(slots, count, x, near, matrix);
  for (int c0 = 0; c0 < count; c0 += kColumns) {
    const int c = std::min(c0, count - kColumns);
    for (int r0 = c0; r0 < count; r0 += kRows) {
      const int r = std::min(r0, count - kRows);
      products<kRows, kColumns>(slots, x + at(0, r, slots), near + at(0, c, slots), matrix + at(r, c, count),
                                count);
    }
  }
}

void cholesky(int n, float ridge, float* matrix) {
  float trace = 0;
  for (int j = 0; j < n; ++j) trace += matrix[at(j, j, n)];
  const float floor = ridge * trace / static_cast<float>(n);
  for (int j = 0; j < n; ++j) {
    matrix[at(j, j, n)] += floor;
    eliminate(n, j, matrix);
    float* const target = matrix + at(j, j, n);
    target[0] = target[0] > floor ? target[0] : floor;
    const float inverse = target[0] > 0 ? 1.0f / std::sqrt(target[0]) : 0.0f;
    for (int i = 0; i < n - j; ++i) target[i] *= inverse;
    boundByDiagonal(n, j, matrix);
    std::fill(matrix + at(0, j, n), target, 0.0f);
  }
}

}  // namespace lightloom::kernel
