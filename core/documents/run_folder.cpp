#include "documents/run_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "documents/design_file.h"
#include "documents/internal/edit_log.h"
#include "files/safe_writer.h"

namespace lightloom::documents {
namespace {

namespace fs = std::filesystem;

constexpr char kReport[] = "report.json", kRun[] = "run.loomrun";

std::string inside(const std::string& folder, const char* name) {
  return (fs::path(folder) / name).string();
}

// Training is deterministic: what begins alike becomes alike.
bool beginAlike(const RunFile& a, const RunFile& b) {
  return writeDesign(a.first) == writeDesign(b.first) && writeEditLog(a.log) == writeEditLog(b.log) &&
         std::equal(a.start.begin(), a.start.end(), b.start.begin(), b.start.end(),
                    [](const WeightMatrix& one, const WeightMatrix& other) {
                      return one.rows == other.rows && one.columns == other.columns && one.data == other.data;
                    });
}

bool holdsOtherResults(const std::string& folder, const RunFile& begun) {
  std::error_code error;
  const std::string run = inside(folder, kRun);
  if (!fs::exists(run, error)) return fs::exists(inside(folder, kReport), error);
  const Result<RunFile> there = readRunFile(run);
  return !there || !beginAlike(there.value(), begun);
}

Message noFolder(const std::string& path, const std::string& reason) {
  return {"run-folder.no-folder",
          LL_TEXT("The folder “%1” cannot be made: %2. Name a folder that may be written to."),
          {path, reason}};
}

Message busy(const std::string& path) {
  return {
      "run-folder.busy",
      LL_TEXT("Another training is writing to “%1” now. Name another folder, or wait until it has ended."),
      {path}};
}

Message otherResults(const std::string& path) {
  return {"run-folder.other-results",
          LL_TEXT("“%1” holds the results of another training, which would be mixed with the new ones. Name "
                  "another folder, or move them away."),
          {path}};
}

}  // namespace

RunFolder::RunFolder(std::string path, int lock)
    : m_path(std::move(path)), m_lock(new int(lock), [](const int* descriptor) {
        ::close(*descriptor);
        delete descriptor;
      }) {}

Result<RunFolder> RunFolder::open(const std::string& path, const RunFile& begun,
                                  const std::vector<std::string>& inputs) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!fs::is_directory(path)) return noFolder(path, error ? error.message() : "a file has this name");
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return noFolder(path, std::make_error_code(std::errc(errno)).message());
  RunFolder out(path, descriptor);
  // A disk that knows no locks (some network disks) cannot tell; the results are looked at all the same.
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return busy(path);
  for (const char* name : {kReport, kRun})
    if (std::optional<Message> problem = placeProblem(inside(path, name), inputs)) return *problem;
  if (holdsOtherResults(path, begun)) return otherResults(path);
  return out;
}

Result<Done> RunFolder::save(const RunFile& run, const std::string& reportJson) const {
  std::error_code error;
  fs::remove(inside(m_path, kReport), error);
  if (const Result<SavedFile> saved = saveRunFile(run, inside(m_path, kRun)); !saved) return saved.error();
  if (const Result<SavedFile> saved = saveFile(inside(m_path, kReport), reportJson); !saved)
    return saved.error();
  return Done{};
}

}  // namespace lightloom::documents
