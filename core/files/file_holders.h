#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rooms.h"

namespace lightloom::files {

/// A program that has a file open.
struct FileHolder {
  std::string host, user;
  std::int64_t process = 0;
  /// When the process began, in ticks of its machine's clock since that was started: a number that was given
  /// away again does not make another process of the same number look like this one. 0 = not known.
  std::uint64_t began = 0;
  bool operator==(const FileHolder&) const = default;
};

/// The holder that stands for this process.
FileHolder thisHolder();

/// The file in which the holders of a file are written down: a hidden one beside it, ".~lock.NAME".
std::string holdersPath(const std::string& path);

/// Programs that have the file open, this one left out. Those of this machine that no longer live are left
/// out, too; of other machines nobody here can tell, so that they are named as long as they are written down.
/// Empty where nothing is written down, or nothing that can be read: a torn note stands in nobody's way.
std::vector<FileHolder> otherHolders(const std::string& path);

/// Writes this program down as one that has the file open, for as long as the value lives, and strikes out
/// those that no longer live. Where nothing can be written beside the file it is not written down. Only notes
/// that say so are ever removed or replaced.
class HeldFile {
 public:
  HeldFile() = default;
  explicit HeldFile(std::string path);
  ~HeldFile();
  HeldFile(HeldFile&& other) noexcept;
  HeldFile& operator=(HeldFile&& other) noexcept;

  const std::string& path() const { return m_path; }

 private:
  std::string m_path;
};

}  // namespace lightloom::files
