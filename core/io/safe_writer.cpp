#include "io/safe_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QStorageInfo>
#include <algorithm>
#include <cerrno>
#include <cstring>

#include "io/file_reader.h"

namespace lightloom {
namespace {

// One large write can come back short on a full disk; QSaveFile forgets that unless it is asked after every
// piece.
constexpr std::size_t kChunk = 64 << 10;

Message diskFull(const std::string& path, std::size_t bytes) {
  const QStorageInfo storage(QFileInfo(QString::fromStdString(path)).path());
  return {"save.disk-full",
          LL_TEXT("error",
                  "“%1” was not saved: the disk is full (%2 bytes needed, %3 free). The file keeps its old "
                  "content. Free some space and save again, or save to another disk."),
          {path, static_cast<std::int64_t>(bytes), std::int64_t{storage.bytesAvailable()}}};
}

Message failed(const std::string& path, const std::string& reason) {
  return {"save.failed",
          LL_TEXT("error",
                  "“%1” was not saved: %2. The file keeps its old content. Try again, or save elsewhere."),
          {path, reason}};
}

Message unverified(const std::string& path, const std::string& reason) {
  return {
      "save.unverified",
      LL_TEXT("error",
              "“%1” was written, but the disk did not confirm it: %2. Save again, to another disk if this "
              "happens twice, and keep the program open until a save succeeds."),
      {path, reason}};
}

std::string reasonOf(int error) {
  return std::strerror(error);
}

std::optional<Message> placeProblem(const std::string& path) {
  const QFileInfo info(QString::fromStdString(path));
  if (info.isDir())
    return Message{
        "save.is-a-directory", LL_TEXT("error", "“%1” is a folder. Give the file a name inside it."), {path}};
  if (!QFileInfo(info.path()).isDir())
    return Message{
        "save.no-directory",
        LL_TEXT("error", "“%1” was not saved: the folder “%2” does not exist. Create it, or save elsewhere."),
        {path, info.path().toStdString()}};
  if (info.exists() && !info.isWritable())
    return Message{
        "save.read-only",
        LL_TEXT("error", "“%1” was not saved: it is read-only. Save under another name, or allow writing."),
        {path}};
  return std::nullopt;
}

Message openProblem(const std::string& path, const QSaveFile& file, std::size_t bytes) {
  if (file.error() == QFileDevice::ResourceError) return diskFull(path, bytes);
  const QFileInfo folder(QFileInfo(QString::fromStdString(path)).path());
  if (!folder.isWritable())
    return {
        "save.no-permission",
        LL_TEXT("error", "“%1” was not saved: you may not write in the folder “%2”. Save to another folder."),
        {path, folder.filePath().toStdString()}};
  return failed(path, file.errorString().toStdString());
}

bool writeAll(QSaveFile& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto wanted = static_cast<qint64>(std::min(kChunk, bytes.size()));
    const qint64 written = file.write(bytes.data(), wanted);
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

int syncFile(int descriptor) {
  int result = 0;
  do result = ::fsync(descriptor);
  while (result != 0 && errno == EINTR);
  return result == 0 ? 0 : errno;
}

// Some file systems cannot sync a directory and say so with EINVAL; there is nothing more to do then.
int syncDirectory(const std::string& path) {
  const QByteArray folder = QFileInfo(QString::fromStdString(path)).path().toUtf8();
  int descriptor = -1;
  do descriptor = ::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) return errno;
  const int error = syncFile(descriptor);
  ::close(descriptor);
  return error == EINVAL || error == ENOTSUP ? 0 : error;
}

std::optional<Message> writeAndReplace(const std::string& path, std::string_view bytes) {
  QSaveFile file(QString::fromStdString(path));
  file.setDirectWriteFallback(false);
  if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) return openProblem(path, file, bytes.size());
  errno = 0;
  if (!writeAll(file, bytes) || !file.flush()) {
    const bool full = errno == ENOSPC || errno == EDQUOT || file.error() == QFileDevice::ResourceError;
    const std::string reason = file.errorString().toStdString();
    file.cancelWriting();
    return full ? diskFull(path, bytes.size()) : failed(path, reason);
  }
  if (const int error = syncFile(file.handle())) {
    file.cancelWriting();
    return error == ENOSPC || error == EDQUOT ? diskFull(path, bytes.size()) : failed(path, reasonOf(error));
  }
  if (!file.commit()) return failed(path, file.errorString().toStdString());
  return std::nullopt;
}

Result<SavedFile> readBack(const std::string& path, std::string_view bytes) {
  LoadBudget budget;
  budget.bytes = bytes.size();
  const Result<std::string> onDisk = readFile(path, budget);
  if (!onDisk) return unverified(path, english(onDisk.error()));
  const std::string hash = sha256Hex(onDisk.value());
  if (hash != sha256Hex(bytes)) return unverified(path, "reading it back gave other bytes");
  return SavedFile{onDisk.value().size(), hash};
}

// Where a symbolic link points, so that the directory that is synced is the one that changed.
std::string resolved(const std::string& path) {
  const QFileInfo info(QString::fromStdString(path));
  const QString target = info.isSymLink() ? info.canonicalFilePath() : QString();
  return target.isEmpty() ? path : target.toStdString();
}

}  // namespace

Result<SavedFile> saveFile(const std::string& path, std::string_view bytes) {
  if (std::optional<Message> problem = placeProblem(path)) return *problem;
  const std::string target = resolved(path);
  if (std::optional<Message> problem = writeAndReplace(target, bytes)) return *problem;
  if (const int error = syncDirectory(target)) return unverified(path, reasonOf(error));
  return readBack(target, bytes);
}

std::string sha256Hex(std::string_view bytes) {
  const QByteArrayView view(bytes.data(), static_cast<qsizetype>(bytes.size()));
  QCryptographicHash hash(QCryptographicHash::Sha256);
  hash.addData(view);
  return hash.result().toHex().toStdString();
}

}  // namespace lightloom
