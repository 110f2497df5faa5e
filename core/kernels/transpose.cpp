#include <Eigen/Core>

#include "kernels/internal/kernel_functions.h"

namespace lightloom::kernel {
namespace {

using Packet = Eigen::internal::packet_traits<float>::type;
constexpr int kWidth = Eigen::internal::packet_traits<float>::size;

std::size_t at(int row, int column, int rows) {
  return static_cast<std::size_t>(column) * static_cast<std::size_t>(rows) + static_cast<std::size_t>(row);
}

void transposeTile(int rows, int columns, int r, int c, const float* in, float* out) {
  Eigen::internal::PacketBlock<Packet, kWidth> tile;
  for (int i = 0; i < kWidth; ++i) tile.packet[i] = Eigen::internal::ploadu<Packet>(in + at(r, c + i, rows));
  Eigen::internal::ptranspose(tile);
  for (int i = 0; i < kWidth; ++i) Eigen::internal::pstoreu(out + at(c, r + i, columns), tile.packet[i]);
}

void transposeRest(int rows, int columns, int firstRow, int firstColumn, int lastColumn, const float* in,
                   float* out) {
  for (int c = firstColumn; c < lastColumn; ++c)
    for (int r = firstRow; r < rows; ++r) out[at(c, r, columns)] = in[at(r, c, rows)];
}

}  // namespace

void transpose(int rows, int columns, const float* in, float* out) {
  const int wholeRows = rows - rows % kWidth;
  const int wholeColumns = columns - columns % kWidth;
  for (int c = 0; c < wholeColumns; c += kWidth) {
    for (int r = 0; r < wholeRows; r += kWidth) transposeTile(rows, columns, r, c, in, out);
    transposeRest(rows, columns, wholeRows, c, c + kWidth, in, out);
  }
  transposeRest(rows, columns, 0, wholeColumns, columns, in, out);
}

}  // namespace lightloom::kernel
