#include <algorithm>
#include <type_traits>

#include "kernels/internal/kernel_functions.h"
#include "kernels/internal/packets.h"

// Products in the shapes of a training step. Eigen's blocked product takes 24 rows at a time and the rest, 4
// of 100, at a tenth of that speed; it also wants its result cleared and both operands copied. Here slabs of
// at most three packets of rows share all rows evenly, only they are copied, and columns are read in place. A
// few rows beyond whole packets go with packets along the columns, where these lie side by side.
namespace lightloom::kernel {
namespace {

using ConstMatrix = Eigen::Map<const Eigen::MatrixXf>;
using ConstVector = Eigen::Map<const Eigen::VectorXf>;
using Vector = Eigen::Map<Eigen::VectorXf>;

constexpr int kMostPackets = 3;
// A multiple of the packet. A slab then fills three quarters of a first level of 32 KB, or most of the 48 KB
// that processors with wider packets have.
constexpr int kMostDepth = kWidth > 8 ? 208 : 256;
static_assert(kMostDepth % kWidth == 0);
constexpr std::size_t kAlignment = 4 * kWidth;

// With so many packets of rows all that the registers hold.
constexpr int mostColumns(int packets) {
  const int columns = packets == 3 ? 4 : packets == 2 ? 6 : 8;
  return kManyRegisters ? 2 * columns : columns;
}

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

// The surplus rows of a slab are never stored, so whole packets are read as long as there is anything to
// read.
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

// Packs a matrix that is stored by rows. Surplus rows repeat the last one.
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

// The first of the sums. A plain copy would be a call of memmove for a handful of numbers.
template <typename P>
void storeFew(P sums, int count, bool add, float* y) {
#ifdef __AVX512F__
  if constexpr (std::is_same_v<P, Packet>) {
    const auto mask = static_cast<__mmask16>((1u << count) - 1);
    return _mm512_mask_storeu_ps(y, mask, add ? padd(_mm512_maskz_loadu_ps(mask, y), sums) : sums);
  }
#endif
  alignas(kAlignment) float all[sizeof(P) / sizeof(float)];
  pstore(all, sums);
  for (int i = 0; i < count; ++i) y[i] = (add ? y[i] : 0.0f) + all[i];
}

/// The operands that the tiles of one slab have in common.
struct SlabRun {
  View a;  ///< of which the slab is a copy
  float* slab;
  int rows;  ///< no more than the slab's
  int depth;
  bool add;  ///< to what `y` holds
  int yStride;
};

// A slab times some columns; `Packing` fills the slab on the way. Every loop over sums is unrolled before
// anything else happens to it: they would take a way through memory otherwise.
template <int Packets, int Columns, bool Packing = false>
void tile(const SlabRun& run, const View& b, float* y) {
  constexpr int kRows = Packets * kWidth;
  const std::ptrdiff_t down = b.row, across = b.column, stride = run.yStride;
  Packet sums[Columns][Packets];
#pragma GCC unroll 16
  for (int c = 0; c < Columns; ++c)
#pragma GCC unroll 3
    for (int r = 0; r < Packets; ++r) sums[c][r] = pset1<Packet>(0.0f);
  float* slab = run.slab;
  const float* source = run.a.first;
  const float* right = b.first;
  // Counting would take turns from the multiply-adds.
#pragma GCC unroll 4
  for (int k = 0; k < run.depth; ++k, slab += kRows, right += down) {
    Packet left[Packets];
#pragma GCC unroll 3
    for (int r = 0; r < Packets; ++r) {
      left[r] = Packing ? ploadu<Packet>(source + r * kWidth) : pload<Packet>(slab + r * kWidth);
      if constexpr (Packing) pstore(slab + r * kWidth, left[r]);
    }
    if constexpr (Packing) source += run.a.column;
#pragma GCC unroll 16
    for (int c = 0; c < Columns; ++c) {
      const Packet factor = pset1<Packet>(right[c * across]);
#pragma GCC unroll 3
      for (int r = 0; r < Packets; ++r) sums[c][r] = pmadd(left[r], factor, sums[c][r]);
    }
  }
  const bool whole = run.rows == kRows;
#pragma GCC unroll 16
  for (int c = 0; c < Columns; ++c, y += stride) {
#pragma GCC unroll 3
    for (int r = 0; r < Packets; ++r) {
      float* const to = y + r * kWidth;
      if (whole)
        pstoreu(to, run.add ? padd(ploadu<Packet>(to), sums[c][r]) : sums[c][r]);
      else if (const int count = std::min(run.rows - r * kWidth, kWidth); count > 0)
        storeFew(sums[c][r], count, run.add, to);
    }
  }
}

// Multiplies from column c to the last, in tiles of so many columns while they fit, then of fewer.
template <int Packets, int Columns>
void tiles(const SlabRun& run, const View& b, int c, int columns, float* y) {
  for (; c + Columns <= columns; c += Columns)
    tile<Packets, Columns>(run, b.from(0, c), y + static_cast<std::ptrdiff_t>(c) * run.yStride);
  if constexpr (Columns > 1)
    tiles<Packets, Columns % 3 == 0 ? Columns / 3 * 2 : Columns / 2>(run, b, c, columns, y);
}

template <int Packets>
void slabProduct(const View& a, const View& b, int rows, int depth, int columns, bool add, float* y,
                 int yStride) {
  constexpr int kRows = Packets * kWidth;
  constexpr int kColumns = mostColumns(Packets);
  alignas(kAlignment) float slab[kRows * kMostDepth];
  const SlabRun run{a, slab, rows, depth, add, yStride};
  if (a.row == 1 && rows == kRows && columns >= kColumns) {
    tile<Packets, kColumns, true>(run, b, y);
    return tiles<Packets, kColumns>(run, b, kColumns, columns, y);
  }
  if (a.row == 1)
    packColumns<Packets>(a, rows, depth, slab);
  else
    packRows<Packets>(a, rows, depth, slab);
  tiles<Packets, kColumns>(run, b, 0, columns, y);
}

constexpr int kFewRows = 4;
using RowBlock = Eigen::internal::PacketBlock<Packet, kFewRows>;

// A few rows times packets of columns, all sums in registers.
template <int Rows, int Packets>
void rowTile(const View& a, const View& b, int depth, float* y, std::ptrdiff_t yStride) {
  RowBlock sums[Packets];
  for (RowBlock& block : sums)
    for (Packet& sum : block.packet) sum = pset1<Packet>(0.0f);
  const float* left = a.first;
  const float* right = b.first;
  for (int k = 0; k < depth; ++k, left += a.column, right += b.row) {
    Packet x[Packets];
    for (int p = 0; p < Packets; ++p) x[p] = ploadu<Packet>(right + p * kWidth);
    for (int r = 0; r < Rows; ++r) {
      const Packet factor = pset1<Packet>(left[r * a.row]);
      for (int p = 0; p < Packets; ++p) sums[p].packet[r] = pmadd(x[p], factor, sums[p].packet[r]);
    }
  }
  for (RowBlock& block : sums) {
    alignas(kAlignment) float all[kWidth * kFewRows];
    ptranspose(block);
    for (int i = 0; i < kFewRows; ++i) pstore(all + i * kWidth, block.packet[i]);
    for (int c = 0; c < kWidth; ++c, y += yStride) std::copy_n(all + c * kFewRows, Rows, y);
  }
}

template <int Rows>
void rowTiles(const View& a, const View& b, int depth, int columns, float* y, std::ptrdiff_t yStride) {
  constexpr int kColumns = kMostPackets * kWidth;
  int c = 0;
  for (; c + kColumns <= columns; c += kColumns)
    rowTile<Rows, kMostPackets>(a, b.from(0, c), depth, y + c * yStride, yStride);
  for (; c < columns; c += kWidth) {
    const int from = std::min(c, columns - kWidth);  // the last packet ends where the columns end
    rowTile<Rows, 1>(a, b.from(0, from), depth, y + from * yStride, yStride);
  }
}

// Where columns lie side by side, packets go along them.
void alongColumns(const View& a, const View& b, int rows, int depth, int columns, float* y,
                  std::ptrdiff_t yStride) {
  const auto times = rows == 4   ? rowTiles<4>
                     : rows == 3 ? rowTiles<3>
                     : rows == 2 ? rowTiles<2>
                                 : rowTiles<1>;
  times(a, b, depth, columns, y, yStride);
}

constexpr int kMostDepthOfRows = 1024;

// A last packet that is not full begins with zeros, and ends where the depth ends.
void packFew(const View& a, int rows, int depth, float* packets) {
  for (int at = 0; at < depth; at += kWidth, packets += kFewRows * kWidth) {
    const int first = std::min(at, depth - kWidth), zeros = at - first;
    std::fill_n(packets, kFewRows * kWidth, 0.0f);
    const float* in = a.at(0, at);
    for (int i = zeros; i < kWidth; ++i, in += a.column)
      for (int r = 0; r < rows; ++r) packets[r * kWidth + i] = in[r * a.row];
  }
}

template <int Columns>
void depthTile(const float* packets, const View& b, int rows, int depth, float* y, std::ptrdiff_t yStride) {
  RowBlock sums[Columns];
#pragma GCC unroll 6
  for (int c = 0; c < Columns; ++c)
#pragma GCC unroll 4
    for (int r = 0; r < kFewRows; ++r) sums[c].packet[r] = pset1<Packet>(0.0f);
  for (int at = 0; at < depth; at += kWidth, packets += kFewRows * kWidth) {
    const float* const right = b.first + std::min(at, depth - kWidth);
    Packet x[Columns];
#pragma GCC unroll 6
    for (int c = 0; c < Columns; ++c) x[c] = inRegister(ploadu<Packet>(right + c * b.column));
#pragma GCC unroll 4
    for (int r = 0; r < kFewRows; ++r) {
      const Packet left = inRegister(pload<Packet>(packets + r * kWidth));
#pragma GCC unroll 6
      for (int c = 0; c < Columns; ++c) sums[c].packet[r] = pmadd(left, x[c], sums[c].packet[r]);
    }
  }
#pragma GCC unroll 6
  for (int c = 0; c < Columns; ++c, y += yStride) {
    ptranspose(sums[c]);
    const Packet* const t = sums[c].packet;
    const auto four = sumsOfFour(padd(padd(t[0], t[1]), padd(t[2], t[3])));
    if (rows == kFewRows)
      pstoreu(y, four);
    else
      storeFew(four, rows, false, y);
  }
}

// Where the elements of a column lie side by side, packets go along the depth.
void alongDepth(const View& a, const View& b, int rows, int depth, int columns, float* y,
                std::ptrdiff_t yStride) {
  constexpr int kColumns = kManyRegisters ? 6 : 3;
  alignas(kAlignment) float packets[kMostDepthOfRows * kFewRows];
  packFew(a, rows, depth, packets);
  int c = 0;
  for (; c + kColumns <= columns; c += kColumns)
    depthTile<kColumns>(packets, b.from(0, c), rows, depth, y + c * yStride, yStride);
  for (; c < columns; ++c) depthTile<1>(packets, b.from(0, c), rows, depth, y + c * yStride, yStride);
}

// The size of the first of as few parts as possible, none larger than `most`.
int evenPart(int count, int most) {
  const int parts = (count + most - 1) / most;
  return (count + parts - 1) / parts;
}

int wholePackets(int count) {
  return (count + kWidth - 1) / kWidth * kWidth;
}

void allSlabs(const View& a, const View& b, int rows, int depth, int columns, bool add, float* y,
              int yStride) {
  int packetsLeft = (rows + kWidth - 1) / kWidth;
  for (int r = 0; r < rows;) {
    const int packets = evenPart(packetsLeft, kMostPackets);
    const int height = std::min(packets * kWidth, rows - r);
    const auto times = packets == 3 ? slabProduct<3> : packets == 2 ? slabProduct<2> : slabProduct<1>;
    times(a.from(r, 0), b, height, depth, columns, add, y + r, yStride);
    packetsLeft -= packets;
    r += height;
  }
}

void product(const View& a, const View& b, int rows, int inner, int columns, float* y) {
  const int surplus = rows % kWidth;
  const bool columnsAlong = b.column == 1;
  const bool fits = columnsAlong ? columns >= kWidth : inner >= kWidth && inner <= kMostDepthOfRows;
  const bool few = surplus > 0 && 2 * surplus <= kWidth && fits;
  const int inSlabs = few ? rows - surplus : rows;
  const int part = wholePackets(evenPart(inner, kMostDepth));
  for (int k = 0; k < inner; k += part)
    allSlabs(a.from(0, k), b.from(k, 0), inSlabs, std::min(part, inner - k), columns, k > 0, y, rows);
  if (!few) return;
  const auto times = columnsAlong ? alongColumns : alongDepth;
  for (int r = inSlabs; r < rows; r += kFewRows)
    times(a.from(r, 0), b, std::min(kFewRows, rows - r), inner, columns, y + r, rows);
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
