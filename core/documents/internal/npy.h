#pragma once

#include <string>
#include <string_view>

#include "base/message.h"
#include "rooms.h"
#include "train/run_record.h"

namespace lightloom::documents {

/// A matrix as a NumPy file: version 1.0, little-endian float32, row by row.
std::string writeNpy(const WeightMatrix& matrix);

/// Reads a NumPy file of one (a single row) or two dimensions, float32, C order. Errors: "npy.not-npy",
/// "npy.truncated", "npy.bad-header", "npy.unsupported-type", "npy.unsupported-order",
/// "npy.unsupported-shape", "npy.wrong-size", and, unless `finiteOnly` is off, "npy.not-finite".
Result<WeightMatrix> readNpy(std::string_view bytes, const std::string& source, bool finiteOnly = true);

}  // namespace lightloom::documents
