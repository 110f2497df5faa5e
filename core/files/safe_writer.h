#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "rooms.h"

namespace lightloom::files {

/// Proof of a verified save: what was read back from the disk.
struct SavedFile {
  std::uint64_t bytes = 0;
  std::string sha256;  ///< 64 lower-case hexadecimal digits
};

/// Writes a whole file so that its name holds either the old or the new content, whatever happens in between:
/// temporary file in the same directory, chunked write, checked fsync, atomic rename, fsync of the directory,
/// read back and compared by SHA-256. Every file the project writes goes through here. A symbolic link is
/// followed and kept. Success means that the bytes are on the disk and were read back, or that another writer
/// has put a file of its own there since. Temporary files that killed writers left in the directory are
/// removed.
///
/// Only regular files are replaced: a pipe, a terminal or another character device (`/dev/stdout` among them)
/// takes the bytes as they come and is not read back; sockets and block devices are refused.
///
/// Errors name the path, the reason and a remedy; the old file is kept unless "save.unverified" says
/// otherwise: those of `placeProblem`, "save.disk-full" (names the free space), "save.failed",
/// "save.unverified" (written, but reading back gave other bytes or an error), "save.stream" (a pipe or
/// device did not take everything), "save.no-reader".
Result<SavedFile> saveFile(const std::string& path, std::string_view bytes);

/// The same for a file that is not there yet. What another writer has put there, even while this one writes,
/// stays: "save.exists".
Result<SavedFile> saveNewFile(const std::string& path, std::string_view bytes);

/// Why `saveFile` cannot write to `path`, found out by a trial that leaves nothing behind, so that long work
/// is not done for a place that cannot keep it; nothing where it can. `inputs` are the files that the work
/// reads: none of them may be the output, under whatever name. Errors: "save.is-a-directory",
/// "save.no-directory", "save.read-only", "save.no-permission", "save.not-a-file", "save.name-too-long",
/// "save.is-input", "save.failed".
std::optional<Message> placeProblem(const std::string& path, const std::vector<std::string>& inputs = {});

/// Whether the path is a pipe, a terminal or another character device, or a descriptor of this process.
bool isStream(const std::string& path);

/// SHA-256 of the bytes as 64 lower-case hexadecimal digits.
std::string sha256Hex(std::string_view bytes);

}  // namespace lightloom::files
