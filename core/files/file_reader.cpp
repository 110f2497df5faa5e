#include "files/file_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace lightloom::files {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : m_number(number) {}
  ~Descriptor() {
    if (m_number >= 0) ::close(m_number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return m_number; }

 private:
  int m_number;
};

Message openError(const std::string& path, int error) {
  if (error == ENOENT || error == ENOTDIR)
    return {"file.missing", LL_TEXT("There is no file “%1”. Check its name and folder."), {path}};
  if (error == EACCES || error == EPERM)
    return {
        "file.no-permission",
        LL_TEXT("“%1” may not be read: permission denied. Ask its owner, or copy it to a folder of yours."),
        {path}};
  return {"file.unreadable",
          LL_TEXT("“%1” cannot be read: %2. Check the disk, or use a copy of the file."),
          {path, std::string(std::strerror(error))}};
}

Message tooLarge(const std::string& path, std::size_t limit) {
  return {"file.too-large",
          LL_TEXT("“%1” is larger than %2 MiB, the most that this program reads of such a file."),
          {path, static_cast<std::int64_t>(limit >> 20)}};
}

std::optional<Message> notAFile(const std::string& path, const struct stat& status, std::size_t limit) {
  if (S_ISDIR(status.st_mode))
    return Message{"file.is-a-directory", LL_TEXT("“%1” is a folder. Name a file inside it."), {path}};
  if (!S_ISREG(status.st_mode))
    return Message{"file.not-regular",
                   LL_TEXT("“%1” is a pipe or a device. Save what it holds to a file first."),
                   {path}};
  if (static_cast<std::size_t>(status.st_size) > limit) return tooLarge(path, limit);
  return std::nullopt;
}

int openForReading(const std::string& path) {
  int number = -1;
  do number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  while (number < 0 && errno == EINTR);
  return number;
}

// So that a reader for whom nobody waits ends soon.
constexpr std::size_t kMostAtOnce = std::size_t{16} << 20;

bool startsWith(std::string_view bytes, std::string_view start) {
  return bytes.substr(0, start.size()) == start;
}

struct Signature {
  std::string_view start, form;
};

constexpr std::array kSignatures = {
    Signature{"\x1F\x8B", "gzip-compressed data"},
    Signature{"PK\x03\x04", "a ZIP archive"},
    Signature{"PK\x05\x06", "a ZIP archive"},
    Signature{"\x89PNG", "a PNG picture"},
    Signature{"\xFF\xD8\xFF", "a JPEG picture"},
    Signature{"%PDF", "a PDF document"},
    Signature{"\x93NUMPY", "a NumPy array"},
    Signature{"\x89HDF", "an HDF5 file"},
    Signature{"\xFF\xFE", "UTF-16 text"},
    Signature{"\xFE\xFF", "UTF-16 text"},
    Signature{"BZh", "bzip2-compressed data"},
    Signature{"\xFD"
              "7zXZ",
              "xz-compressed data"},
    Signature{"\x7F"
              "ELF",
              "a program"},
};

bool looksLikeMarkup(std::string_view bytes) {
  if (startsWith(bytes, "\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && bytes[first] == '<';
}

std::string_view markupForm(std::string_view bytes) {
  std::string start(bytes.substr(0, 512));
  std::transform(start.begin(), start.end(), start.begin(), [](unsigned char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
  });
  return start.find("html") != std::string::npos ? "a web page" : "an XML document";
}

// Length of the well-formed UTF-8 sequence at `at`, 0 where there is none (Unicode 15, table 3-7).
std::size_t sequenceLength(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) >> 6) == 2; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first < 0xF0) {
    const bool overlong = first == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = first == 0xED && byte(1) >= 0xA0;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first < 0xF5) {
    const bool outside = (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) >= 0x90);
    return tail(1) && tail(2) && tail(3) && !outside ? 4 : 0;
  }
  return 0;
}

std::size_t firstNonUtf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = sequenceLength(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

}  // namespace

Result<std::string> readFile(const std::string& path, const LoadBudget& budget) {
  const Descriptor file(openForReading(path));
  if (file.number() < 0) return openError(path, errno);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return openError(path, errno);
  if (std::optional<Message> problem = notAFile(path, status, budget.bytes)) return *problem;
  std::string bytes(static_cast<std::size_t>(status.st_size) + 1, '\0');
  std::size_t size = 0;
  while (true) {
    if (budget.stop.stop_requested()) return openError(path, ECANCELED);
    const ssize_t got =
        ::read(file.number(), bytes.data() + size, std::min(bytes.size() - size, kMostAtOnce));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return openError(path, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > budget.bytes) return tooLarge(path, budget.bytes);
    if (size == bytes.size()) bytes.resize(2 * size);
  }
  bytes.resize(size);
  return bytes;
}

bool liesInside(const std::string& path, const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error, other;
  const fs::path inner = fs::canonical(path, error),
                 outer = fs::canonical(folder.empty() ? "." : folder, other);
  return !error && !other &&
         std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

std::string_view foreignForm(std::string_view bytes) {
  for (const Signature& signature : kSignatures)
    if (startsWith(bytes, signature.start)) return signature.form;
  if (looksLikeMarkup(bytes)) return markupForm(bytes);
  if (bytes.substr(0, 4096).find('\0') != std::string_view::npos) return "binary data";
  return {};
}

std::optional<Message> textProblem(std::string_view bytes, const std::string& source,
                                   const LoadBudget& budget) {
  if (bytes.empty()) return Message{"file.empty", LL_TEXT("%1 is empty. Restore it from a copy."), {source}};
  if (bytes.size() > std::min<std::size_t>(budget.bytes, UINT32_MAX / 2))
    return tooLarge(source, budget.bytes);
  if (const std::string_view form = foreignForm(bytes); !form.empty())
    return Message{
        "file.foreign",
        LL_TEXT("%1 holds %2, not text of this program. Choose another file, or unpack or convert it."),
        {source, std::string(form)}};
  if (const std::size_t at = firstNonUtf8(bytes); at != std::string_view::npos) {
    const auto line = std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
    return Message{"file.not-utf8",
                   LL_TEXT("%1, line %2: not UTF-8 text. Save it as UTF-8 and read it again."),
                   {source, std::int64_t{line}}};
  }
  return std::nullopt;
}

std::string fileName(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

}  // namespace lightloom::files
