#include "documents/recovery.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>
#include <utility>

#include "base/json_writer.h"
#include "documents/design_file.h"
#include "documents/run_file.h"
#include "files/file_reader.h"
#include "files/json_reader.h"
#include "files/safe_writer.h"
#include "files/zip.h"

namespace lightloom::documents {
namespace {

namespace fs = std::filesystem;

constexpr char kFormat[] = "lightloom-snapshot";
constexpr std::int64_t kVersion = 1;
constexpr char kLock[] = "lock", kOpening[] = "opening";
constexpr std::array kGenerations = {"a.snapshot", "b.snapshot"};
constexpr char kNote[] = "note.json", kDesign[] = "design.loom", kRun[] = "run.loomrun";

// Nobody has to remember it, and no two windows may share it, on machines that share a home as well.
std::string freshName() {
  std::random_device device;
  std::string out = std::to_string(::getpid()) + "-";
  for (int i = 0; i < 4; ++i) {
    char part[9];
    std::snprintf(part, sizeof part, "%08x", static_cast<unsigned>(device()));
    out += part;
  }
  return out;
}

void removePlace(const fs::path& place) {
  std::error_code ignored;
  fs::remove_all(place, ignored);
}

bool hasSnapshots(const fs::path& place) {
  std::error_code ignored;
  return std::any_of(kGenerations.begin(), kGenerations.end(),
                     [&](const char* name) { return fs::exists(place / name, ignored); });
}

std::string noteText(const Snapshot& snapshot) {
  const RecoveryNote& note = snapshot.note;
  JsonWriter json;
  json.beginObject();
  json.field("format", kFormat);
  json.field("version", kVersion);
  json.field("name", note.name);
  json.field("path", note.path);
  json.field("file_hash", note.fileHash);
  json.field("sequence", note.sequence);
  json.field("changes", note.changes);
  json.field("time", note.time);
  json.field("design_hash", designHash(snapshot.design));
  json.endObject();
  return json.take();
}

Message notASnapshot(const std::string& source) {
  return {"recovery.not-a-snapshot",
          LL_TEXT("%1 is an archive, but holds no unsaved work of Lightloom. Choose another file."),
          {source}};
}

std::string textOf(const JsonValue& root, std::string_view key) {
  const auto member = root.find(key);
  return member && member->is(JsonKind::String) ? member->string() : std::string();
}

std::int64_t wholeOf(const JsonValue& root, std::string_view key) {
  const auto member = root.find(key);
  return member && member->integer() ? *member->integer() : 0;
}

const ZipEntry* entryOf(const std::vector<ZipEntry>& entries, std::string_view name) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const ZipEntry& e) { return e.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

// The note and, aside, the hash that its design should have.
Result<std::pair<RecoveryNote, std::string>> readNote(const std::string& text, const std::string& source) {
  const Result<JsonDocument> document = JsonDocument::parse(text, source);
  if (!document) return document.error();
  const JsonValue root = document.value().root();
  if (textOf(root, "format") != kFormat || wholeOf(root, "version") < 1) return notASnapshot(source);
  if (wholeOf(root, "version") > kVersion)
    return Message{
        "recovery.newer-version",
        LL_TEXT("%1 was kept by a newer program (version %2 of the format; this one reads up to version "
                "%3). Start that program to recover it; nothing was changed."),
        {source, wholeOf(root, "version"), kVersion}};
  RecoveryNote note;
  note.name = textOf(root, "name");
  note.path = textOf(root, "path");
  note.fileHash = textOf(root, "file_hash");
  note.sequence = static_cast<std::uint64_t>(std::max<std::int64_t>(0, wholeOf(root, "sequence")));
  note.changes = std::max<std::int64_t>(0, wholeOf(root, "changes"));
  note.time = textOf(root, "time");
  return std::pair(std::move(note), textOf(root, "design_hash"));
}

// The newest that can be read, or why the newest that is there cannot.
RecoverableWork workIn(const fs::path& place) {
  RecoverableWork out;
  out.folder = place.string();
  std::error_code ignored;
  out.endedWhileOpening = fs::exists(place / kOpening, ignored);
  for (const char* name : kGenerations) {
    const std::string path = (place / name).string();
    if (!fs::exists(path, ignored)) continue;
    const Result<std::string> bytes = readFile(path, zipBudget());
    Result<Snapshot> read = bytes ? readSnapshot(bytes.value(), path) : Result<Snapshot>(bytes.error());
    if (!read) {
      if (out.file.empty()) out.file = path;
      if (!out.snapshot) out.problem = read.error();
    } else if (!out.snapshot || read.value().note.sequence > out.snapshot->note.sequence) {
      out.file = path;
      out.snapshot = std::move(read).value();
      out.problem.reset();
    }
  }
  return out;
}

}  // namespace

/// The lock of a place. The system lets go of it with the program, so that none is ever stale.
class HeldLock {
 public:
  explicit HeldLock(int file) : m_file(file) {}
  ~HeldLock() { ::close(m_file); }
  HeldLock(const HeldLock&) = delete;
  HeldLock& operator=(const HeldLock&) = delete;

 private:
  int m_file;
};

namespace {

// Null where a living program holds it, or nobody may.
std::shared_ptr<const HeldLock> hold(const fs::path& place) {
  const int file = ::open((place / kLock).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return nullptr;
  auto lock = std::make_shared<const HeldLock>(file);
  return ::flock(file, LOCK_EX | LOCK_NB) == 0 ? lock : nullptr;
}

}  // namespace

std::string designHash(const Design& design) {
  return sha256Hex(writeDesign(design));
}

Result<std::string> snapshotBytes(const Snapshot& snapshot) {
  std::vector<ZipEntry> entries{{kNote, noteText(snapshot)}, {kDesign, writeDesign(snapshot.design)}};
  if (snapshot.run) {
    Result<std::string> run = writeRun(*snapshot.run);
    if (!run) return run.error();
    entries.push_back({kRun, std::move(run).value()});
  }
  return writeZip(entries);
}

Result<Snapshot> readSnapshot(const std::string& bytes, const std::string& source) {
  const Result<std::vector<ZipEntry>> entries = readZip(bytes, source);
  if (!entries) return entries.error();
  const ZipEntry* noteEntry = entryOf(entries.value(), kNote);
  const ZipEntry* designEntry = entryOf(entries.value(), kDesign);
  if (!noteEntry || !designEntry) return notASnapshot(source);
  Result<std::pair<RecoveryNote, std::string>> note = readNote(noteEntry->bytes, source);
  if (!note) return note.error();
  if (sha256Hex(designEntry->bytes) != note.value().second)
    return Message{
        "recovery.damaged",
        LL_TEXT("%1 is damaged: its design is not the one that was kept. The file stays where it is."),
        {source}};
  Result<Design> design = readDesign(designEntry->bytes, source + ": " + kDesign);
  if (!design) return design.error();
  Snapshot out{std::move(note.value().first), std::move(design).value(), nullptr};
  if (const ZipEntry* runEntry = entryOf(entries.value(), kRun)) {
    Result<RunFile> run = readRun(runEntry->bytes, source + ": " + kRun);
    if (!run) return run.error();
    out.run = std::make_shared<const RunFile>(std::move(run).value());
  }
  return out;
}

Result<RecoverySlot> RecoverySlot::create(const std::string& folder) {
  const fs::path place = fs::path(folder) / freshName();
  std::error_code problem;
  fs::create_directories(place, problem);
  std::shared_ptr<const HeldLock> lock = problem ? nullptr : hold(place);
  if (lock) return RecoverySlot(place.string(), std::move(lock));
  return Message{
      "recovery.no-folder",
      LL_TEXT(
          "Unsaved work cannot be kept in %1 (%2), so a crash would lose it. Make the folder writable, or "
          "save often."),
      {folder, problem ? problem.message() : std::string(std::strerror(errno))}};
}

RecoverySlot::~RecoverySlot() {
  if (m_lock && !hasSnapshots(m_folder)) removePlace(m_folder);
}

Result<Done> RecoverySlot::write(Snapshot snapshot) {
  snapshot.note.sequence = m_sequence + 1;
  const Result<std::string> bytes = snapshotBytes(snapshot);
  if (!bytes) return bytes.error();
  const fs::path file = fs::path(m_folder) / kGenerations[snapshot.note.sequence % kGenerations.size()];
  if (const Result<SavedFile> saved = saveFile(file.string(), bytes.value()); !saved) return saved.error();
  m_sequence = snapshot.note.sequence;
  return Done{};
}

void RecoverySlot::clear() {
  std::error_code ignored;
  for (const char* name : kGenerations) fs::remove(fs::path(m_folder) / name, ignored);
}

std::vector<RecoverableWork> recoverableWork(const std::string& folder) {
  std::vector<RecoverableWork> out;
  std::error_code problem;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, problem)) {
    std::error_code ignored;
    if (entry.is_symlink(ignored) || !fs::exists(entry.path() / kLock, ignored)) continue;
    std::shared_ptr<const HeldLock> lock = hold(entry.path());
    if (!lock) continue;  // its window lives
    if (!hasSnapshots(entry.path())) {
      removePlace(entry.path());
      continue;
    }
    out.push_back(workIn(entry.path()));
    out.back().lock = std::move(lock);
  }
  std::sort(out.begin(), out.end(),
            [](const RecoverableWork& a, const RecoverableWork& b) { return a.folder < b.folder; });
  return out;
}

void markOpening(const RecoverableWork& work) {
  // Without the mark a crash would only be tried once more.
  static_cast<void>(saveFile((fs::path(work.folder) / kOpening).string(), "This work is being opened.\n"));
}

void markOpened(const RecoverableWork& work) {
  std::error_code ignored;
  fs::remove(fs::path(work.folder) / kOpening, ignored);
}

void forgetWork(const RecoverableWork& work) {
  removePlace(work.folder);
}

}  // namespace lightloom::documents
