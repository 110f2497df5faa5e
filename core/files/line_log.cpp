#include "files/line_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "files/file_reader.h"

namespace lightloom::files {
namespace {

constexpr mode_t kLogMode = 0666;

Message notAppended(const std::string& path, int error) {
  return {"log.failed",
          LL_TEXT("“%1” does not take more lines: %2. Those before are kept. Free some space or name another "
                  "file, and "
                  "go on from there."),
          {path, std::string(std::strerror(error))}};
}

}  // namespace

LineLog::LineLog(LineLog&& other) noexcept
    : m_path(std::move(other.m_path)),
      m_file(std::exchange(other.m_file, -1)),
      m_size(other.m_size),
      m_before(std::move(other.m_before)),
      m_rest(std::move(other.m_rest)) {}

LineLog::~LineLog() {
  if (m_file >= 0) ::close(m_file);
}

Result<LineLog> LineLog::open(const std::string& path, Begin how) {
  const int file =
      ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, kLogMode);
  if (file < 0) return notAppended(path, errno);
  LineLog out(path, file);
  if (std::optional<Message> problem = out.begin(how)) return *problem;
  return out;
}

std::optional<Message> LineLog::begin(Begin how) {
  if (::flock(m_file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return Message{"log.in-use",
                   LL_TEXT("Another program appends to “%1”. Wait for it, or name another file."),
                   {m_path}};
  struct stat status {};
  if (::fstat(m_file, &status) != 0) return notAppended(m_path, errno);
  if (!S_ISREG(status.st_mode))
    return Message{"log.not-a-file", LL_TEXT("“%1” is a pipe or a device. Name a file."), {m_path}};
  if (status.st_size == 0) return std::nullopt;
  if (how == Begin::New)
    return Message{"log.exists",
                   LL_TEXT("“%1” holds results already. Name another file, or go on with what it holds."),
                   {m_path}};
  const Result<std::string> text = readFile(m_path, LoadBudget::data());
  if (!text) return text.error();
  for (std::size_t at = 0, end; (end = text.value().find('\n', at)) != std::string::npos; at = end + 1) {
    m_before.push_back(text.value().substr(at, end - at));
    m_size = static_cast<std::int64_t>(end + 1);
  }
  m_rest = text.value().substr(static_cast<std::size_t>(m_size));
  return std::nullopt;
}

std::optional<Message> LineLog::append(std::string_view line) {
  if (!m_rest.empty()) {
    if (::ftruncate(m_file, m_size) != 0) return notAppended(m_path, errno);
    m_rest.clear();
  }
  std::string rest(line);
  rest += '\n';
  const auto length = static_cast<std::int64_t>(rest.size());
  while (!rest.empty()) {
    const ssize_t written = ::write(m_file, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const Message problem = notAppended(m_path, errno);
      m_rest = "cut short";  // the next line takes it off where this does not succeed
      if (::ftruncate(m_file, m_size) == 0) m_rest.clear();
      return problem;
    }
    rest.erase(0, static_cast<std::size_t>(written));
  }
  m_size += length;
  return std::nullopt;
}

std::optional<Message> LineLog::sync() {
  return ::fsync(m_file) == 0 ? std::nullopt : std::optional(notAppended(m_path, errno));
}

}  // namespace lightloom::files
