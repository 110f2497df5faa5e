#include "files/file_holders.h"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/json_writer.h"
#include "files/file_reader.h"
#include "files/json_reader.h"
#include "files/safe_writer.h"

namespace lightloom::files {
namespace {

namespace fs = std::filesystem;

constexpr char kFormat[] = "lightloom-open";
constexpr std::size_t kMostBytes = 64 << 10;
constexpr std::size_t kMostHolders = 64;

std::string hostName() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string userName() {
  const passwd* entry = ::getpwuid(::geteuid());
  return entry && entry->pw_name ? entry->pw_name : std::to_string(::geteuid());
}

// The 22nd word of /proc/PID/stat (proc(5)); the second is in brackets and may hold anything. Nothing where
// there is no such process.
std::optional<std::uint64_t> beginOf(std::int64_t process) {
  const int file = ::open(("/proc/" + std::to_string(process) + "/stat").c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::array<char, 4096> text{};
  const ssize_t size = ::read(file, text.data(), text.size() - 1);
  ::close(file);
  const std::string_view words(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  std::size_t at = words.rfind(')');
  constexpr int kWordsBehind = 20;  // from the bracket to the one that is asked for
  for (int word = 0; word < kWordsBehind && at != std::string_view::npos; ++word)
    at = words.find(' ', at + 1);
  std::uint64_t began = 0;
  if (at == std::string_view::npos) return began;
  std::from_chars(words.data() + at + 1, words.data() + words.size(), began);
  return began;
}

bool lives(const FileHolder& holder) {
  if (holder.host != hostName()) return true;
  const std::optional<std::uint64_t> began = beginOf(holder.process);
  return began && (holder.began == 0 || *began == 0 || *began == holder.began);
}

std::optional<FileHolder> holderOf(const JsonValue& json) {
  FileHolder out;
  const auto host = json.find("host"), user = json.find("user"), process = json.find("process"),
             began = json.find("began");
  if (!host || !host->is(JsonKind::String) || !process || !process->integer() || *process->integer() <= 0)
    return std::nullopt;
  out.host = host->string();
  out.process = *process->integer();
  if (user && user->is(JsonKind::String)) out.user = user->string();
  if (began && began->integer())
    out.began = static_cast<std::uint64_t>(std::max<std::int64_t>(0, *began->integer()));
  return out;
}

// Nothing where the file is not a note of ours: that of another program is left alone. An empty or torn one
// is ours.
std::optional<std::vector<FileHolder>> readHolders(const std::string& note) {
  LoadBudget budget;
  budget.bytes = kMostBytes;
  budget.items = 4096;
  const Result<std::string> text = readFile(note, budget);
  if (!text)
    return text.error().id == "file.missing" ? std::optional(std::vector<FileHolder>()) : std::nullopt;
  const Result<JsonDocument> document = JsonDocument::parse(text.value(), note, budget);
  if (!document) return std::vector<FileHolder>();
  const auto format = document.value().root().find("format"), list = document.value().root().find("holders");
  if (!format || !format->is(JsonKind::String) || format->string() != kFormat) return std::nullopt;
  std::vector<FileHolder> out;
  if (!list || !list->is(JsonKind::Array)) return out;
  for (const JsonValue item : *list)
    if (std::optional<FileHolder> holder = holderOf(item); holder && out.size() < kMostHolders)
      out.push_back(*std::move(holder));
  return out;
}

std::string textOf(const std::vector<FileHolder>& holders) {
  JsonWriter json;
  json.beginObject();
  json.field("format", kFormat);
  json.key("holders");
  json.beginArray();
  for (const FileHolder& holder : holders) {
    json.beginObject(JsonLayout::Inline);
    json.field("host", holder.host);
    json.field("user", holder.user);
    json.field("process", holder.process);
    json.field("began", holder.began);
    json.endObject();
  }
  json.endArray();
  json.endObject();
  return json.take();
}

void write(const std::string& path, bool here) {
  const std::string note = holdersPath(path);
  const std::optional<std::vector<FileHolder>> there = readHolders(note);
  if (!there) return;
  std::vector<FileHolder> holders;
  const FileHolder own = thisHolder();
  for (const FileHolder& holder : *there)
    if (!(holder == own) && lives(holder)) holders.push_back(holder);
  if (here) holders.push_back(own);
  std::error_code ignored;
  if (holders.empty())
    fs::remove(note, ignored);
  else
    static_cast<void>(
        saveFile(note, textOf(holders)));  // a folder that takes no note takes no other program's either
}

}  // namespace

FileHolder thisHolder() {
  return {hostName(), userName(), ::getpid(), beginOf(::getpid()).value_or(0)};
}

std::string holdersPath(const std::string& path) {
  const fs::path file(path);
  return (file.parent_path() / (".~lock." + file.filename().string())).string();
}

std::vector<FileHolder> otherHolders(const std::string& path) {
  std::vector<FileHolder> out;
  const FileHolder own = thisHolder();
  for (const FileHolder& holder : readHolders(holdersPath(path)).value_or(std::vector<FileHolder>()))
    if (!(holder == own) && lives(holder)) out.push_back(holder);
  return out;
}

HeldFile::HeldFile(std::string path) : m_path(std::move(path)) {
  if (!m_path.empty()) write(m_path, true);
}

HeldFile::~HeldFile() {
  if (!m_path.empty()) write(m_path, false);
}

HeldFile::HeldFile(HeldFile&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}

HeldFile& HeldFile::operator=(HeldFile&& other) noexcept {
  std::swap(m_path, other.m_path);
  return *this;
}

}  // namespace lightloom::files
