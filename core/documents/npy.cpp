#include "documents/internal/npy.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

#include "files/npy.h"

namespace lightloom::documents {
namespace {

static_assert(std::endian::native == std::endian::little, "writes the bytes of floats as they lie in memory");

constexpr std::uint64_t kMostEntries = std::uint64_t{1} << 28;

Message npyError(const char* id, const char* text, const std::string& source, const std::string& more = {}) {
  return {id, text, {source, more}};
}

std::optional<Message> headerProblem(const NpyHeader& header, const std::string& source) {
  if (header.descr != "<f4")
    return npyError(
        "npy.unsupported-type",
        LL_TEXT("%1 holds numbers of the type “%2”; only little-endian float32 (<f4) is read. Convert "
                "it with astype('<f4')."),
        source, header.descr.substr(0, 40));
  if (header.fortranOrder)
    return npyError("npy.unsupported-order",
                    LL_TEXT("%1 is stored column by column. Save it with numpy.ascontiguousarray."), source);
  if (header.shape.empty() || header.shape.size() > 2)
    return npyError("npy.unsupported-shape", LL_TEXT("%1 has %2 dimensions; weights have one or two."),
                    source, std::to_string(header.shape.size()));
  return std::nullopt;
}

}  // namespace

std::string writeNpy(const WeightMatrix& matrix) {
  LL_CHECK(matrix.data.size() == matrix.rows * matrix.columns);
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(matrix.rows) +
                       ", " + std::to_string(matrix.columns) + "), }";
  constexpr std::string_view kMagic("\x93NUMPY");
  const std::size_t prefix = kMagic.size() + 4;
  header.append((64 - (prefix + header.size() + 1) % 64) % 64, ' ');
  header += '\n';
  std::string out(kMagic);
  out += {'\x01', '\x00', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  out += header;
  if (!matrix.data.empty())
    out.append(reinterpret_cast<const char*>(matrix.data.data()), matrix.data.size() * sizeof(float));
  return out;
}

Result<WeightMatrix> readNpy(std::string_view bytes, const std::string& source, bool finiteOnly) {
  const Result<NpyHeader> header = readNpyHeader(bytes, source);
  if (!header) return header.error();
  bytes = header.value().data;
  if (std::optional<Message> problem = headerProblem(header.value(), source)) return *problem;
  const std::vector<std::uint64_t>& shape = header.value().shape;
  const std::uint64_t rows = shape.size() == 2 ? shape[0] : 1, columns = shape.back();
  const bool fits =
      (rows == 0 || columns <= kMostEntries / rows) && rows <= kMostEntries && columns <= kMostEntries;
  if (!fits || rows * columns * sizeof(float) != bytes.size())
    return npyError("npy.wrong-size",
                    LL_TEXT("%1: its shape and its length do not fit together. Copy or download it again."),
                    source);
  WeightMatrix matrix;
  matrix.rows = static_cast<std::size_t>(rows);
  matrix.columns = static_cast<std::size_t>(columns);
  matrix.data.resize(matrix.rows * matrix.columns);
  if (!bytes.empty()) std::memcpy(matrix.data.data(), bytes.data(), bytes.size());
  for (const float number : matrix.data)
    if (finiteOnly && !std::isfinite(number))
      return npyError("npy.not-finite", LL_TEXT("%1 holds NaN or infinity, which no weight is."), source);
  return matrix;
}

}  // namespace lightloom::documents
