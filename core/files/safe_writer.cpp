#include "files/safe_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <QCryptographicHash>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>
#include <filesystem>
#include <random>

#include "files/file_reader.h"

namespace lightloom::files {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunk = 64 << 10;

// The name has a fixed length, so that a file whose own name has NAME_MAX bytes can have a temporary file
// beside it, too.
constexpr std::string_view kTemporaryStart = ".lightloom-", kTemporaryEnd = ".tmp";
constexpr std::size_t kTemporaryDigits = 16;

// Calls again what a signal has interrupted.
template <typename Call>
auto unlessInterrupted(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

class Descriptor {
 public:
  explicit Descriptor(int number) : m_number(number) {}
  ~Descriptor() {
    if (m_number >= 0) ::close(m_number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return m_number; }
  bool open() const { return m_number >= 0; }

 private:
  int m_number;
};

std::string folderOf(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

Message diskFull(const std::string& path, std::size_t bytes) {
  struct statvfs space {};
  const bool known = ::statvfs(folderOf(path).c_str(), &space) == 0;
  const std::uint64_t available = known ? std::uint64_t{space.f_bavail} * space.f_frsize : 0;
  return {"save.disk-full",
          LL_TEXT("“%1” was not saved: the disk is full (%2 bytes needed, %3 free). The file keeps its old "
                  "content. Free some space and save again, or save to another disk."),
          {path, static_cast<std::int64_t>(bytes), static_cast<std::int64_t>(available)}};
}

Message failed(const std::string& path, int error) {
  return {"save.failed",
          LL_TEXT("“%1” was not saved: %2. The file keeps its old content. Try again, or save elsewhere."),
          {path, std::string(std::strerror(error))}};
}

Message notWritten(const std::string& path, int error, std::size_t bytes) {
  return error == ENOSPC || error == EDQUOT ? diskFull(path, bytes) : failed(path, error);
}

Message unverified(const std::string& path, const std::string& reason) {
  return {
      "save.unverified",
      LL_TEXT("“%1” was written, but the disk did not confirm it: %2. Save again, to another disk if this "
              "happens twice, and keep the program open until a save succeeds."),
      {path, reason}};
}

Message nameTooLong(const std::string& path) {
  return {
      "save.name-too-long",
      LL_TEXT("“%1” was not saved: its name has %2 bytes, its whole path %3; a disk takes up to %4 and %5. "
              "Choose a shorter name."),
      {path, static_cast<std::int64_t>(fs::path(path).filename().string().size()),
       static_cast<std::int64_t>(path.size()), std::int64_t{NAME_MAX}, std::int64_t{PATH_MAX - 1}}};
}

Message openProblem(const std::string& path, int error) {
  if (error == ENAMETOOLONG) return nameTooLong(path);
  if (error != EACCES && error != EPERM && error != EROFS) return notWritten(path, error, 0);
  return {"save.no-permission",
          LL_TEXT("“%1” was not saved: you may not write in the folder “%2”. Save to another folder."),
          {path, folderOf(path)}};
}

bool writeAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        unlessInterrupted([&] { return ::write(file, bytes.data(), std::min(kChunk, bytes.size())); });
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Writes the file through to the disk; 0, or the error number where that fails.
int syncFile(int descriptor) {
  return unlessInterrupted([&] { return ::fsync(descriptor); }) == 0 ? 0 : errno;
}

// Some file systems cannot sync a directory and say so with EINVAL; there is nothing more to do then.
int syncDirectory(const std::string& folder) {
  const Descriptor descriptor(
      unlessInterrupted([&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (!descriptor.open()) return errno;
  const int error = syncFile(descriptor.number());
  return error == EINVAL || error == ENOTSUP ? 0 : error;
}

/// Where a path leads once its links are followed, and what is there.
struct Place {
  std::string target;
  struct stat status {};
  bool exists = false;
};

constexpr int kMostLinks = 40;

// A link that leads to nothing is kept, too: the file that it names is made.
Place placeOf(const std::string& path) {
  Place out{path};
  std::error_code error;
  for (int i = 0; i < kMostLinks && fs::is_symlink(out.target, error); ++i)
    out.target = (fs::path(out.target).parent_path() / fs::read_symlink(out.target, error)).string();
  out.exists = ::stat(path.c_str(), &out.status) == 0;
  return out;
}

bool isStream(const Place& place) {
  return place.exists && (S_ISFIFO(place.status.st_mode) || S_ISCHR(place.status.st_mode));
}

// The number of the descriptor where the path is one of this process, such as /dev/stdout: a file behind it
// is written where it stands, as `>>` wants it, and not replaced.
std::optional<int> ownDescriptor(std::string path) {
  const std::string descriptors = "/proc/" + std::to_string(::getpid()) + "/fd";
  for (int i = 0; i < kMostLinks; ++i) {
    std::error_code error;
    const fs::path folder = fs::canonical(folderOf(path), error);
    if (error) return std::nullopt;
    const std::string name = fs::path(path).filename().string();
    int number = 0;
    if (folder == descriptors)
      return std::from_chars(name.data(), name.data() + name.size(), number).ec == std::errc()
                 ? std::optional<int>(number)
                 : std::nullopt;
    const fs::path next = fs::read_symlink(path, error);
    if (error) return std::nullopt;
    path = (folder / next).string();
  }
  return std::nullopt;
}

Result<SavedFile> writeStream(const std::string& path, std::optional<int> own, std::string_view bytes) {
  // Without O_NONBLOCK the program would wait for a reader who may never come.
  const Descriptor stream(own ? ::dup(*own) : unlessInterrupted([&] {
    return ::open(path.c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  }));
  if (!stream.open() && errno == ENXIO)
    return Message{"save.no-reader",
                   LL_TEXT("“%1” is a pipe that nobody reads. Start its reader first, or save to a file."),
                   {path}};
  if (!stream.open()) return failed(path, errno);
  if (!own) ::fcntl(stream.number(), F_SETFL, O_WRONLY);
  if (!writeAll(stream.number(), bytes))
    return Message{"save.stream",
                   LL_TEXT("“%1” did not take the whole output: %2. What it holds is incomplete."),
                   {path, std::string(std::strerror(errno))}};
  return SavedFile{bytes.size(), sha256Hex(bytes)};
}

bool isTemporary(std::string_view name) {
  if (name.size() != kTemporaryStart.size() + kTemporaryDigits + kTemporaryEnd.size()) return false;
  return name.substr(0, kTemporaryStart.size()) == kTemporaryStart &&
         name.substr(name.size() - kTemporaryEnd.size()) == kTemporaryEnd;
}

std::string temporaryName() {
  std::random_device device;
  const std::uint64_t number = std::uint64_t{device()} << 32 | device();
  std::string out(kTemporaryStart);
  for (std::size_t digit = 0; digit < kTemporaryDigits; ++digit)
    out += "0123456789abcdef"[number >> 4 * digit & 15];
  return out.append(kTemporaryEnd);
}

// Opens a new file and locks it; 0 or the reason why not. One that another writer swept between the two is
// given up for another name.
int openLocked(const std::string& folder, mode_t mode, std::string& path, int& file) {
  constexpr int kMostTries = 100;
  for (int i = 0; i < kMostTries; ++i) {
    path = folder + "/" + temporaryName();
    file = unlessInterrupted(
        [&] { return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode); });
    if (file < 0 && errno == EEXIST) continue;
    if (file < 0) return errno;
    struct stat status {};
    const bool swept = ::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (!swept && ::fstat(file, &status) == 0 && status.st_nlink > 0) return 0;
    ::close(file);
  }
  return EBUSY;
}

/// A file that is removed again unless it was given its final name. As long as its writer lives it is locked:
/// that tells it from one that a killed writer left.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& folder, mode_t mode)
      : m_error(openLocked(folder, mode, m_path, m_file)), m_named(m_error == 0) {}
  ~TemporaryFile() {
    if (m_named) ::unlink(m_path.c_str());
    if (m_error == 0) ::close(m_file);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  int error() const { return m_error; }
  int number() const { return m_file; }
  bool rename(const std::string& target) {
    m_named = unlessInterrupted([&] { return ::rename(m_path.c_str(), target.c_str()); }) != 0;
    return !m_named;
  }
  // Gives it a second name that nobody has, where the disk knows second names; its first one goes at the end.
  bool nameAnew(const std::string& target) {
    if (unlessInterrupted([&] { return ::link(m_path.c_str(), target.c_str()); }) == 0) return true;
    return errno != EEXIST && ::access(target.c_str(), F_OK) != 0 && rename(target);
  }

 private:
  std::string m_path;
  int m_file = -1;
  int m_error = 0;
  bool m_named = false;
};

// Removes temporary files that a program left behind when it ended too early. A running writer holds a lock
// on its own, so those without a lock belong to nobody.
void sweepTemporaries(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> left;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (isTemporary(entry->path().filename().string())) left.push_back(entry->path().string());
  for (const std::string& path : left) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (file.open() && ::flock(file.number(), LOCK_EX | LOCK_NB) == 0) ::unlink(path.c_str());
  }
}

constexpr mode_t kPermissions = 0777, kNewFile = 0666;

/// What becomes of a file that has the name already.
enum class Existing { Replaced, Kept };

Message taken(const std::string& path) {
  return {"save.exists",
          LL_TEXT("“%1” was not saved: there is such a file by now, and it keeps its content. Look at it, or "
                  "choose another name."),
          {path}};
}

mode_t modeAt(const Place& place) {
  return place.exists ? place.status.st_mode & kPermissions : kNewFile;
}

std::optional<Message> writeAndName(const std::string& path, const Place& place, std::string_view bytes,
                                    Existing existing, TemporaryFile& file) {
  if (file.error() != 0) return openProblem(path, file.error());
  if (!writeAll(file.number(), bytes)) return notWritten(path, errno, bytes.size());
  // The mask of the process is not for a file that had its mode already; a disk without modes refuses.
  if (place.exists) ::fchmod(file.number(), modeAt(place));
  if (const int error = syncFile(file.number())) return notWritten(path, error, bytes.size());
  const bool named = existing == Existing::Replaced ? file.rename(place.target) : file.nameAnew(place.target);
  if (!named) return errno == EEXIST ? taken(path) : notWritten(path, errno, bytes.size());
  return std::nullopt;
}

// Other bytes are no fault of the disk where another writer has put its own file there since. As long as ours
// is open, no other has its number.
bool isReplaced(const std::string& path, const TemporaryFile& file) {
  struct stat ours {
  }, now{};
  return ::fstat(file.number(), &ours) == 0 && ::stat(path.c_str(), &now) == 0 &&
         (now.st_ino != ours.st_ino || now.st_dev != ours.st_dev);
}

Result<SavedFile> readBack(const std::string& path, std::string_view bytes, const TemporaryFile& file) {
  LoadBudget budget;
  budget.bytes = std::max(bytes.size(), budget.bytes);
  const Result<std::string> onDisk = readFile(path, budget);
  const std::string hash = sha256Hex(bytes);
  if (onDisk && sha256Hex(onDisk.value()) == hash) return SavedFile{bytes.size(), hash};
  if (isReplaced(path, file)) return SavedFile{bytes.size(), hash};
  return unverified(path, onDisk ? "reading it back gave other bytes" : english(onDisk.error()));
}

std::optional<Message> folderProblem(const std::string& path, const Place& place) {
  const std::string folder = folderOf(place.target);
  struct stat status {};
  if (::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return std::nullopt;
  if (errno == ENAMETOOLONG) return nameTooLong(path);
  return Message{"save.no-directory",
                 LL_TEXT("“%1” was not saved: the folder “%2” does not exist. Create it, or save elsewhere."),
                 {path, folder}};
}

std::optional<Message> kindProblem(const std::string& path, const Place& place) {
  const mode_t mode = place.status.st_mode;
  if (S_ISDIR(mode))
    return Message{
        "save.is-a-directory", LL_TEXT("“%1” is a folder. Give the file a name inside it."), {path}};
  if (!S_ISREG(mode) && !isStream(place))
    return Message{
        "save.not-a-file", LL_TEXT("“%1” is a socket or a disk, not a file. Save to a file."), {path}};
  if (::access(place.target.c_str(), W_OK) != 0)
    return Message{"save.read-only",
                   LL_TEXT("“%1” was not saved: it is read-only. Save under another name, or allow writing."),
                   {path}};
  return std::nullopt;
}

// The fault of the place as it looks, without trying to write there.
std::optional<Message> sightProblem(const std::string& path, const Place& place) {
  if (fs::path(place.target).filename().string().size() > NAME_MAX || path.size() >= PATH_MAX)
    return nameTooLong(path);
  if (path.empty() || path.back() == '/')
    return Message{
        "save.is-a-directory", LL_TEXT("“%1” is a folder. Give the file a name inside it."), {path}};
  // Links that lead in a circle: there is no file at their end, and none of them may be cut.
  if (std::error_code error; fs::is_symlink(place.target, error)) return failed(path, ELOOP);
  return place.exists ? kindProblem(path, place) : folderProblem(path, place);
}

Result<SavedFile> save(const std::string& path, std::string_view bytes, Existing existing) {
  const std::optional<int> own = ownDescriptor(path);
  const Place place = placeOf(path);
  if (own || isStream(place)) return writeStream(path, own, bytes);
  if (std::optional<Message> problem = sightProblem(path, place)) return *problem;
  const std::string folder = folderOf(place.target);
  TemporaryFile file(folder, modeAt(place));
  if (std::optional<Message> problem = writeAndName(path, place, bytes, existing, file)) return *problem;
  if (const int error = syncDirectory(folder)) return unverified(path, std::strerror(error));
  sweepTemporaries(folder);
  return readBack(place.target, bytes, file);
}

}  // namespace

Result<SavedFile> saveFile(const std::string& path, std::string_view bytes) {
  return save(path, bytes, Existing::Replaced);
}

Result<SavedFile> saveNewFile(const std::string& path, std::string_view bytes) {
  return save(path, bytes, Existing::Kept);
}

std::optional<Message> placeProblem(const std::string& path, const std::vector<std::string>& inputs) {
  const Place place = placeOf(path);
  for (const std::string& input : inputs) {
    struct stat read {};
    const bool known = place.exists && S_ISREG(place.status.st_mode) && ::stat(input.c_str(), &read) == 0;
    if (known && read.st_dev == place.status.st_dev && read.st_ino == place.status.st_ino)
      return Message{"save.is-input",
                     LL_TEXT("“%1” is not written: it is “%2”, which is read here and would be lost. Name "
                             "another file."),
                     {path, input}};
  }
  if (ownDescriptor(path)) return std::nullopt;
  if (std::optional<Message> problem = sightProblem(path, place)) return problem;
  if (isStream(place)) return std::nullopt;
  const TemporaryFile trial(folderOf(place.target), kNewFile);
  if (trial.error() != 0) return openProblem(path, trial.error());
  return std::nullopt;
}

bool isStream(const std::string& path) {
  return ownDescriptor(path) || isStream(placeOf(path));
}

std::string sha256Hex(std::string_view bytes) {
  const QByteArrayView view(bytes.data(), static_cast<qsizetype>(bytes.size()));
  QCryptographicHash hash(QCryptographicHash::Sha256);
  hash.addData(view);
  return hash.result().toHex().toStdString();
}

}  // namespace lightloom::files
