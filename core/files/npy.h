#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "files/load_budget.h"
#include "rooms.h"

namespace lightloom::files {

/// What an NPY file says of its array, and the bytes behind that.
struct NpyHeader {
  std::string descr;  ///< type of the elements: "<f8"
  bool fortranOrder = false;
  std::vector<std::uint64_t> shape;
  std::string_view data;
};

/// Reads the header alone, versions 1 to 3. Nothing is evaluated: it is the literal that NumPy writes, of up
/// to 64 KiB and eight dimensions. Errors: "npy.not-npy", "npy.truncated", "npy.bad-header".
Result<NpyHeader> readNpyHeader(std::string_view bytes, const std::string& source);

/// An array of numbers as NumPy writes it, in the order of C: the last index runs
/// fastest, whatever order the file has.
struct NpyArray {
  std::vector<std::size_t> shape;   ///< empty of a single number
  std::vector<std::uint8_t> bytes;  ///< of bytes and truth values; else empty
  std::vector<float> values;        ///< of all other numbers, rounded to floats; else empty

  std::size_t count() const { return bytes.size() + values.size(); }
  double at(std::size_t i) const { return bytes.empty() ? static_cast<double>(values[i]) : bytes[i]; }
};

/// True where the bytes begin as NPY files do.
bool looksLikeNpy(std::string_view bytes);

/// Reads whole numbers of 8 to 64 bits, floats of 32 and 64 bits and truth values, of either byte order.
/// Errors: those of `readNpyHeader`, "npy.unsupported-type" (texts, objects, complex and half floats),
/// "npy.too-large" (more than the budget has), "npy.truncated", "npy.too-long", "npy.too-slow".
Result<NpyArray> readNpyArray(std::string_view bytes, const std::string& source,
                              const LoadBudget& budget = LoadBudget::data());

}  // namespace lightloom::files
