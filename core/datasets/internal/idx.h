#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "files/load_budget.h"
#include "rooms.h"

namespace lightloom::datasets {

/// An IDX array of bytes, the form of MNIST: count, then the size of one sample (height, width; nothing for
/// labels).
struct IdxArray {
  std::vector<std::uint32_t> sizes;  ///< 1 … 4 dimensions, the first one counts samples
  std::vector<std::uint8_t> bytes;   ///< row by row; as many as the product of the sizes
};

/// True where the bytes, or what they unpack to, begin as IDX files do.
bool looksLikeIdx(std::string_view bytes);

/// Sizes from the header alone, plain or gzip (told by content). Errors: those of `readIdx` that a header can
/// show.
Result<std::vector<std::uint32_t>> readIdxSizes(std::string_view bytes, const std::string& source,
                                                const LoadBudget& budget = LoadBudget::data());

/// Reads an IDX file of unsigned bytes, plain or gzip (told by content). Errors: "file.empty",
/// "idx.web-page", "idx.foreign", "idx.wrong-magic", "idx.unsupported-type", "idx.bad-dimensions",
/// "idx.too-large", "idx.truncated", "idx.too-long" and those of gzip.
Result<IdxArray> readIdx(std::string_view bytes, const std::string& source,
                         const LoadBudget& budget = LoadBudget::data());

/// The same, appending the bytes to `out`, which so can hold several parts without a copy. Nothing where it
/// succeeds.
std::optional<Message> appendIdx(std::string_view bytes, const std::string& source, const LoadBudget& budget,
                                 std::vector<std::uint8_t>& out);

/// The fault of a pair of files: "idx.swapped" (labels where pictures should be, or the other way round),
/// "idx.not-pictures", "idx.count-mismatch". Nothing if they fit.
std::optional<Message> pictureLabelProblem(const std::vector<std::uint32_t>& pictures,
                                           const std::string& pictureSource,
                                           const std::vector<std::uint32_t>& labels,
                                           const std::string& labelSource);

}  // namespace lightloom::datasets
