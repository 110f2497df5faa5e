#include <algorithm>

#include "photonic/kernels/kernel_functions.h"
#include "photonic/kernels/packets.h"

// Products in the shapes of a training step. Eigen's blocked product takes 24 rows at a time and the rest, 4
// of 100, at a tenth of that speed; it also wants its result cleared and both operands copied. Here slabs of
// at most three packets of rows share all rows evenly, only they are copied, and columns are read in place. A
// few rows beyond whole packets go with packets along the columns, where these lie side by side.
namespace lightloom::kernel {
namespace {

using ConstMatrix = Eigen::Map<const Eigen::MatrixXf>;
using ConstVector = Eigen::Map<const Eigen::VectorXf>;
using Vector = Eigen::Map<Eigen::VectorXf>;

constexpr int kMostPackets = 3;  // with four columns all that the registers hold
constexpr int kMostDepth = 256;  // a slab of AVX2 packets then fills three quarters of a first level of 32 KB

/// Element (i, j) of a matrix lies at first + i · row + j · column; one of the strides is 1.
struct View {
  const float* first;
  const float* end;  ///< of the whole matrix
  std::ptrdiff_t row, column;

  const float* at(int i, int j) const { return first + i * row + j * column; }
  View from(int i, int j) const { return {at(i, j), end, row, column}; }
};

View view(const float* data, int rows, int columns, bool transposed) {
  const std::ptrdiff_t count = static_cast<std::ptrdiff_t>(rows) * columns;
  return {data, data + count, transposed ? columns : 1, transposed ? 1 : rows};
}

// What lies in the surplus rows of a slab is never stored, so whole packets are read as long as there is
// anything to read.
template <int Packets>
void packColumns(const View& a, int rows, int depth, float* slab) {
  constexpr int kRows = Packets * kWidth;
  for (int k = 0; k < depth; ++k, slab += kRows) {
    const float* const in = a.at(0, k);
    if (a.end - in >= kRows)
      for (int r = 0; r < kRows; r += kWidth) pstore(slab + r, ploadu<Packet>(in + r));
    else
      std::fill(std::copy_n(in, rows, slab), slab + kRows, 0.0f);
  }
}

// Of a matrix stored by rows. Surplus rows repeat the last one.
template <int Packets>
void packRows(const View& a, int rows, int depth, float* slab) {
  constexpr int kRows = Packets * kWidth;
  const auto in = [&](int r, int k) { return a.at(std::min(r, rows - 1), k); };
  int k = 0;
  for (; k + kWidth <= depth; k += kWidth)
    for (int r = 0; r < kRows; r += kWidth) {
      Eigen::internal::PacketBlock<Packet, kWidth> block;
      for (int i = 0; i < kWidth; ++i) block.packet[i] = ploadu<Packet>(in(r + i, k));
      Eigen::internal::ptranspose(block);
      for (int i = 0; i < kWidth; ++i) pstore(slab + (k + i) * kRows + r, block.packet[i]);
    }
  for (; k < depth; ++k)
    for (int r = 0; r < kRows; ++r) slab[k * kRows + r] = *in(r, k);
}

template <int Packets>
void store(const Packet* sums, bool add, float* y) {
  for (int r = 0; r < Packets; ++r, y += kWidth) pstoreu(y, add ? padd(ploadu<Packet>(y), sums[r]) : sums[r]);
}

template <int Packets>
void storeRows(int rows, const Packet* sums, bool add, float* y) {
  alignas(32) float all[Packets * kWidth];
  for (int r = 0; r < Packets; ++r) pstore(all + r * kWidth, sums[r]);
  // A plain copy would be a call of memmove for a handful of numbers.
  for (int r = 0; r < rows; ++r) y[r] = (add ? y[r] : 0.0f) + all[r];
}

/// What the tiles of one slab have in common.
struct SlabRun {
  const float* slab;
  int rows;  ///< no more than the slab's
  int depth;
  bool add;  ///< to what `y` holds
  int yStride;
};

// A slab times some columns, all sums in registers.
template <int Packets, int Columns>
void tile(const SlabRun& run, const View& b, float* y) {
  constexpr int kRows = Packets * kWidth;
  Packet sums[Columns][Packets];
  for (auto& column : sums)
    for (Packet& sum : column) sum = pset1<Packet>(0.0f);
  const float* slab = run.slab;
  const float* right = b.first;
  // Counting would take turns from the multiply-adds.
#pragma GCC unroll 4
  for (int k = 0; k < run.depth; ++k, slab += kRows, right += b.row) {
    Packet left[Packets];
    for (int r = 0; r < Packets; ++r) left[r] = pload<Packet>(slab + r * kWidth);
    for (int c = 0; c < Columns; ++c) {
      const Packet factor = pset1<Packet>(right[c * b.column]);
      for (int r = 0; r < Packets; ++r) sums[c][r] = pmadd(left[r], factor, sums[c][r]);
    }
  }
  const std::ptrdiff_t stride = run.yStride;
  if (run.rows == kRows)
    for (int c = 0; c < Columns; ++c) store<Packets>(sums[c], run.add, y + c * stride);
  else
    for (int c = 0; c < Columns; ++c) storeRows<Packets>(run.rows, sums[c], run.add, y + c * stride);
}

// From column c to the last, in tiles of so many columns while they fit, then of half as many.
template <int Packets, int Columns>
void tiles(const SlabRun& run, const View& b, int c, int columns, float* y) {
  for (; c + Columns <= columns; c += Columns)
    tile<Packets, Columns>(run, b.from(0, c), y + static_cast<std::ptrdiff_t>(c) * run.yStride);
  if constexpr (Columns > 1) tiles<Packets, Columns / 2>(run, b, c, columns, y);
}

template <int Packets>
void slabProduct(const View& a, const View& b, int rows, int depth, int columns, bool add, float* y,
                 int yStride) {
  alignas(64) float slab[Packets * kWidth * kMostDepth];
  if (a.row == 1)
    packColumns<Packets>(a, rows, depth, slab);
  else
    packRows<Packets>(a, rows, depth, slab);
  constexpr int kColumns = Packets == 3 ? 4 : Packets == 2 ? 6 : 8;
  tiles<Packets, kColumns>({slab, rows, depth, add, yStride}, b, 0, columns, y);
}

// A few rows times packets of columns, all sums in registers.
template <int Rows, int Packets>
void rowTile(const View& a, const View& b, int depth, bool add, float* y, std::ptrdiff_t yStride) {
  Packet sums[Rows][Packets];
  for (auto& row : sums)
    for (Packet& sum : row) sum = pset1<Packet>(0.0f);
  const float* left = a.first;
  const float* right = b.first;
  for (int k = 0; k < depth; ++k, left += a.column, right += b.row) {
    Packet x[Packets];
    for (int p = 0; p < Packets; ++p) x[p] = ploadu<Packet>(right + p * kWidth);
    for (int r = 0; r < Rows; ++r) {
      const Packet factor = pset1<Packet>(left[r * a.row]);
      for (int p = 0; p < Packets; ++p) sums[r][p] = pmadd(x[p], factor, sums[r][p]);
    }
  }
  alignas(32) float all[Rows][Packets * kWidth];
  for (int r = 0; r < Rows; ++r)
    for (int p = 0; p < Packets; ++p) pstore(all[r] + p * kWidth, sums[r][p]);
  for (int c = 0; c < Packets * kWidth; ++c, y += yStride)
    for (int r = 0; r < Rows; ++r) y[r] = (add ? y[r] : 0.0f) + all[r][c];
}

// Rows that would fill half a packet or less, where columns lie side by side: packets go along the columns.
template <int Rows>
void fewRows(const View& a, const View& b, int depth, int columns, bool add, float* y,
             std::ptrdiff_t yStride) {
  constexpr int kColumns = kMostPackets * kWidth;
  int c = 0;
  for (; c + kColumns <= columns; c += kColumns)
    rowTile<Rows, kMostPackets>(a, b.from(0, c), depth, add, y + c * yStride, yStride);
  for (; c + kWidth <= columns; c += kWidth)
    rowTile<Rows, 1>(a, b.from(0, c), depth, add, y + c * yStride, yStride);
  if (c < columns && columns >= kWidth && !add) {  // one more packet, which ends where the columns end
    c = columns - kWidth;
    return rowTile<Rows, 1>(a, b.from(0, c), depth, add, y + c * yStride, yStride);
  }
  for (; c < columns; ++c)
    for (int r = 0; r < Rows; ++r) {
      float sum = 0;
      for (int k = 0; k < depth; ++k) sum += *a.at(r, k) * *b.at(k, c);
      y[c * yStride + r] = (add ? y[c * yStride + r] : 0.0f) + sum;
    }
}

constexpr int kFewRows = 4;

void lastRows(const View& a, const View& b, int rows, int depth, int columns, bool add, float* y,
              int yStride) {
  const auto times = rows == 4 ? fewRows<4> : rows == 3 ? fewRows<3> : rows == 2 ? fewRows<2> : fewRows<1>;
  times(a, b, depth, columns, add, y, yStride);
}

// The size of the first of as few parts as possible, none larger than `most`.
int evenPart(int count, int most) {
  const int parts = (count + most - 1) / most;
  return (count + parts - 1) / parts;
}

void allSlabs(const View& a, const View& b, int rows, int depth, int columns, bool add, float* y) {
  const int surplus = rows % kWidth;
  const bool few = b.column == 1 && surplus > 0 && 2 * surplus <= kWidth && surplus <= kFewRows;
  const int inSlabs = few ? rows - surplus : rows;
  int packetsLeft = (inSlabs + kWidth - 1) / kWidth;
  for (int r = 0; r < inSlabs;) {
    const int packets = evenPart(packetsLeft, kMostPackets);
    const int height = std::min(packets * kWidth, inSlabs - r);
    const auto times = packets == 3 ? slabProduct<3> : packets == 2 ? slabProduct<2> : slabProduct<1>;
    times(a.from(r, 0), b, height, depth, columns, add, y + r, rows);
    packetsLeft -= packets;
    r += height;
  }
  if (few) lastRows(a.from(inSlabs, 0), b, surplus, depth, columns, add, y + inSlabs, rows);
}

void product(const View& a, const View& b, int rows, int inner, int columns, float* y) {
  const int part = evenPart(inner, kMostDepth);
  for (int k = 0; k < inner; k += part)
    allSlabs(a.from(0, k), b.from(k, 0), rows, std::min(part, inner - k), columns, k > 0, y);
}

}  // namespace

void gemm(GemmForm form, int rows, int inner, int columns, const float* a, const float* b, float* y) {
  const bool leftTransposed = form == GemmForm::LeftTransposed;
  const bool rightTransposed = form == GemmForm::RightTransposed;
  if (columns > 1 || rightTransposed)
    product(view(a, rows, inner, leftTransposed), view(b, inner, columns, rightTransposed), rows, inner,
            columns, y);
  else if (leftTransposed)
    Vector(y, rows).noalias() = ConstMatrix(a, inner, rows).transpose() * ConstVector(b, inner);
  else
    Vector(y, rows).noalias() = ConstMatrix(a, rows, inner) * ConstVector(b, inner);
}

}  // namespace lightloom::kernel
