#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/message.h"

namespace lightloom {

/// Proof of a verified save: what was read back from the disk.
struct SavedFile {
  std::uint64_t bytes = 0;
  std::string sha256;  ///< 64 lower-case hexadecimal digits
};

/// Writes a whole file so that its name holds either the old or the new content, whatever happens in between:
/// temporary file in the same directory, chunked write, checked fsync, atomic rename, fsync of the directory,
/// read back and compared by SHA-256. Every file the project writes goes through here. `path` is UTF-8; a
/// symbolic link is followed and kept. Success means that the bytes are on the disk and were read back.
///
/// Errors name the path, the reason and a remedy; the old file is kept unless "save.unverified" says
/// otherwise: "save.disk-full" (names the free space), "save.no-permission", "save.read-only",
/// "save.no-directory", "save.is-a-directory", "save.failed", "save.unverified" (written, but reading back
/// gave other bytes or an error).
Result<SavedFile> saveFile(const std::string& path, std::string_view bytes);

/// SHA-256 of the bytes as 64 lower-case hexadecimal digits.
std::string sha256Hex(std::string_view bytes);

}  // namespace lightloom
