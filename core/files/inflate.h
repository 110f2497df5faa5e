#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/message.h"
#include "rooms.h"

namespace lightloom::files {

/// Packed data may not grow by more than this, beyond the first MiB: more is a bomb, not data.
inline constexpr std::uint64_t kLargestInflateRatio = 200;
inline constexpr std::uint64_t kAlwaysInflated = 1 << 20;

enum class Packing { Gzip, RawDeflate };

enum class InflateEnd {
  Complete,
  Stopped,     ///< the sink asked for it
  Truncated,   ///< the packed data ends too early
  Corrupt,     ///< not deflate, or the checksum is wrong
  TooLarge,    ///< more than `limit` bytes
  Suspicious,  ///< grows more than any data does
};

/// Takes the next unpacked bytes; false stops.
using ByteSink = std::function<bool(std::string_view)>;

/// Unpacks in small pieces, so that nothing grows beyond what the sink keeps. Several gzip members in a row
/// count as one. `consumed`, where given, receives the packed bytes that were used.
InflateEnd inflateTo(std::string_view packed, Packing packing, std::uint64_t limit, const ByteSink& sink,
                     std::size_t* consumed = nullptr);

/// The message for an end that is neither Complete nor Stopped: "gzip.truncated", "gzip.corrupt",
/// "gzip.too-large", "gzip.suspicious".
Message inflateProblem(InflateEnd end, const std::string& source);

bool isGzip(std::string_view bytes);

/// Deflate data without a header (for ZIP), level 6.
std::string deflated(std::string_view bytes);

/// CRC-32 of ZIP and gzip.
std::uint32_t crc32Of(std::string_view bytes);

}  // namespace lightloom::files
