#include "documents/run_ledger.h"

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>
#include <set>

#include "base/json_writer.h"
#include "bench/bench.h"
#include "documents/recovery.h"
#include "documents/run_file.h"
#include "files/checked_json.h"
#include "files/file_reader.h"
#include "files/safe_writer.h"
#include "report/bench_area.h"
#include "train/recorded_run.h"

namespace lightloom::documents {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "lightloom-run-entry";
constexpr int kVersion = 1;
constexpr char kDeleted[] = "deleted", kRunEnding[] = ".loomrun", kEntryEnding[] = ".json";
constexpr std::size_t kMostFiles = 100'000, kMostMended = 32;
constexpr std::size_t kMostTags = 32, kMostSettings = 200;

LoadBudget entryBudget() {
  LoadBudget budget;
  budget.bytes = 256 << 10;
  budget.items = 2000;
  budget.seconds = 2;
  return budget;
}

// What `freshId` makes, and nothing that leads out of the folder.
bool isRunId(std::string_view id) {
  constexpr std::size_t kLongest = 64;
  return !id.empty() && id.size() <= kLongest && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
  });
}

constexpr char kTimeFormat[] = "%Y-%m-%dT%H:%M:%SZ";

std::string utcText(const char* format, std::time_t time) {
  std::tm parts{};
  gmtime_r(&time, &parts);
  char buffer[64];
  return {buffer, std::strftime(buffer, sizeof buffer, format, &parts)};
}

// As the clock on the wall has it, which is what people remember.
std::string nameFor(const Design& design) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  char buffer[64];
  const std::string time(buffer, std::strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M", &parts));
  constexpr std::size_t kLongestTitle = 230;
  std::string title = design.name;
  if (title.size() > kLongestTitle) {
    std::size_t end = kLongestTitle;
    while (end > 0 && (title[end] & 0xC0) == 0x80) --end;  // never inside a character
    title.resize(end);
  }
  return title.empty() ? time : title + ", " + time;
}

// Sorted by time, and of its own on machines that share a home as well.
std::string freshRunId() {
  std::random_device device;
  char random[9];
  std::snprintf(random, sizeof random, "%08x", static_cast<unsigned>(device()));
  return utcText("%Y%m%d-%H%M%S-", std::time(nullptr)) + random;
}

std::string pathIn(const std::string& folder, const std::string& id, const char* ending) {
  return (fs::path(folder) / (id + ending)).string();
}

bool isRegular(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(fs::symlink_status(path, ignored));
}

// Ids of the runs and of the entries of a folder.
struct Found {
  std::set<std::string> runs, entries;
  std::uint64_t bytes = 0;
};

Found lookInto(const std::string& folder) {
  Found out;
  std::error_code error;
  std::size_t seen = 0;
  for (fs::directory_iterator at(folder, error), end; !error && at != end && seen < kMostFiles;
       at.increment(error), ++seen) {
    const fs::path& path = at->path();
    const std::string id = path.stem().string(), ending = path.extension().string();
    const bool run = ending == kRunEnding;
    if ((!run && ending != kEntryEnding) || !isRunId(id)) continue;
    std::error_code ignored;
    if (!fs::is_regular_file(at->symlink_status(ignored))) continue;
    const std::uintmax_t size = at->file_size(ignored);
    if (!ignored) out.bytes += size;
    (run ? out.runs : out.entries).insert(id);
  }
  return out;
}

// A move that a kill cut short: the entry follows its run. One that another program has made again meanwhile,
// while its run was moving, is there twice.
void bringEntries(const std::string& from, Found& there, const std::string& to, Found& here) {
  for (auto at = there.entries.begin(); at != there.entries.end();) {
    const std::string id = *at;
    const bool leftBehind = !there.runs.contains(id) && here.runs.contains(id) && !here.entries.contains(id);
    const bool twice = !there.runs.contains(id) && here.runs.contains(id) && here.entries.contains(id);
    std::error_code error;
    if (leftBehind) fs::rename(pathIn(from, id, kEntryEnding), pathIn(to, id, kEntryEnding), error);
    if (twice) fs::remove(pathIn(from, id, kEntryEnding), error);
    if ((leftBehind || twice) && !error) {
      here.entries.insert(id);
      at = there.entries.erase(at);
    } else {
      ++at;
    }
  }
}

double lastOf(const RunFile& run, std::string_view curve) {
  const std::vector<double>* column = columnOf(run.curves, curve);
  if (!column) return RunEntry::kUnknown;
  const auto found =
      std::find_if(column->rbegin(), column->rend(), [](double v) { return std::isfinite(v); });
  return found == column->rend() ? RunEntry::kUnknown : *found;
}

RunEnd endOf(const RunFile& run, double epochs) {
  if (run.diverged) return RunEnd::Diverged;
  const std::int64_t planned = settingInteger(run.first, "training.epochs") + addedEpochs(run.log);
  return epochs >= static_cast<double>(planned) ? RunEnd::Finished : RunEnd::Stopped;
}

// A number of an entry and what it is called there.
struct EntryNumber {
  const char* key;
  double RunEntry::*member;
};
constexpr EntryNumber kNumbers[] = {{"test_accuracy", &RunEntry::testAccuracy},
                                    {"ideal_test_accuracy", &RunEntry::idealTestAccuracy},
                                    {"epochs", &RunEntry::epochs},
                                    {"J_per_op", &RunEntry::joulesPerOp},
                                    {"low_J_per_op", &RunEntry::joulesPerOpLow},
                                    {"high_J_per_op", &RunEntry::joulesPerOpHigh},
                                    {"emitted_W", &RunEntry::emittedW},
                                    {"area_m2", &RunEntry::areaM2},
                                    {"phase_error_rad", &RunEntry::phaseErrorRad}};

struct EntryText {
  const char* key;
  std::string RunEntry::*member;
};
constexpr EntryText kTexts[] = {{"time", &RunEntry::time},
                                {"title", &RunEntry::title},
                                {"first_design_hash", &RunEntry::firstHash},
                                {"design_hash", &RunEntry::designHash},
                                {"data_folder", &RunEntry::dataFolder}};

constexpr RunEnd kEnds[] = {RunEnd::Finished, RunEnd::Stopped, RunEnd::Diverged};

void writeFields(JsonWriter& writer, const RunEntry& entry) {
  writer.field("name", entry.words.name);
  writer.field("note", entry.words.note);
  writer.key("tags");
  writer.beginArray(JsonLayout::Inline);
  for (const std::string& tag : entry.words.tags) writer.value(tag);
  writer.endArray();
  writer.field("state", runEndKey(entry.end));
  for (const EntryText& text : kTexts) writer.field(text.key, entry.*text.member);
  writer.field("seed", std::to_string(entry.seed));
  writer.key("settings");
  writer.beginObject();
  for (const auto& [key, value] : entry.settings) writer.field(key, value);
  writer.endObject();
  writer.field("metric", metricKey(entry.regression));
  for (const EntryNumber& number : kNumbers) writer.field(number.key, entry.*number.member);
  writer.field("steps", entry.steps);
}

void writeListed(JsonWriter& writer, const RunEntry& entry) {
  writer.beginObject();
  writer.field("id", entry.id);
  writeFields(writer, entry);
  writer.field("bytes", entry.bytes);
  writer.endObject();
}

std::string entryText(const RunEntry& entry) {
  JsonWriter writer;
  writer.beginObject();
  writer.field("format", kFormat);
  writer.field("version", kVersion);
  writeFields(writer, entry);
  writer.endObject();
  return writer.take();
}

std::string textIn(const JsonValue& root, const char* key) {
  const auto text = root.find(key);
  return text && text->is(JsonKind::String) ? text->string() : std::string();
}

std::optional<RunEntry> parseEntry(const std::string& text, const std::string& id) {
  const LoadBudget budget = entryBudget();
  const Result<JsonDocument> document = JsonDocument::parse(text, id, budget);
  if (!document || !document.value().root().is(JsonKind::Object)) return std::nullopt;
  const JsonValue root = document.value().root();
  const auto version = root.find("version"), steps = root.find("steps"), tags = root.find("tags"),
             settings = root.find("settings");
  if (textIn(root, "format") != kFormat || !version || version->integer() != kVersion) return std::nullopt;
  RunEntry out;
  out.id = id;
  out.words.name = textIn(root, "name");
  out.words.note = textIn(root, "note");
  if (tags && tags->is(JsonKind::Array))
    for (const JsonValue tag : *tags)
      if (tag.is(JsonKind::String) && out.words.tags.size() < kMostTags)
        out.words.tags.push_back(tag.string());
  for (const RunEnd end : kEnds)
    if (textIn(root, "state") == runEndKey(end)) out.end = end;
  for (const EntryText& member : kTexts) out.*member.member = textIn(root, member.key);
  out.seed = std::strtoll(textIn(root, "seed").c_str(), nullptr, 10);
  if (settings && settings->is(JsonKind::Object))
    for (const JsonValue setting : *settings)
      if (setting.is(JsonKind::String) && out.settings.size() < kMostSettings)
        out.settings[setting.key()] = setting.string();
  out.regression = textIn(root, "metric") == metricKey(true);
  for (const EntryNumber& number : kNumbers) {
    const auto value = root.find(number.key);
    out.*number.member = value && value->is(JsonKind::Number) ? value->number() : RunEntry::kUnknown;
  }
  if (steps && steps->integer() && *steps->integer() > 0)
    out.steps = static_cast<std::uint64_t>(*steps->integer());
  return out;
}

std::optional<RunEntry> readEntry(const std::string& folder, const std::string& id) {
  const std::string path = pathIn(folder, id, kEntryEnding);
  if (!isRegular(path)) return std::nullopt;
  const Result<std::string> text = readFile(path, entryBudget());
  std::optional<RunEntry> out = text ? parseEntry(text.value(), id) : std::nullopt;
  std::error_code ignored;
  const std::uintmax_t size = fs::file_size(pathIn(folder, id, kRunEnding), ignored);
  if (out && !ignored) out->bytes = size;
  return out;
}

// An entry is made again from its run; where it cannot be written, it is made again the next time. One that
// is there by then, as that of a run which another program is about to keep, says more.
std::optional<RunEntry> mendedEntry(const std::string& folder, const std::string& id) {
  const std::string path = pathIn(folder, id, kRunEnding);
  const Result<RunFile> run = readRunFile(path);
  if (!run) return std::nullopt;
  RunEntry out = entryOf(run.value());
  out.id = id;
  out.words.name = out.title.empty() ? id : out.title;
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    out.time = utcText(kTimeFormat, status.st_mtime);
    out.bytes = static_cast<std::uint64_t>(status.st_size);
  }
  const std::string entryPath = pathIn(folder, id, kEntryEnding);
  const Result<SavedFile> saved =
      isRegular(entryPath) ? saveFile(entryPath, entryText(out)) : saveNewFile(entryPath, entryText(out));
  std::optional<RunEntry> theirs = saved ? std::nullopt : readEntry(folder, id);
  return theirs ? theirs : out;
}

std::optional<Message> wordsProblem(const RunWords& words) {
  const LoadBudget limits;
  const bool longTag = std::any_of(words.tags.begin(), words.tags.end(), [&](const std::string& tag) {
    return tag.empty() || tag.size() > limits.nameLength;
  });
  if (words.name.size() <= limits.nameLength && words.note.size() <= limits.textLength && !longTag &&
      words.tags.size() <= kMostTags)
    return std::nullopt;
  return Message{
      "ledger.bad-words",
      LL_TEXT("A run takes a name of up to %1 bytes, a note of up to %2 and up to %3 tags, none of "
              "them empty or longer than a name. Shorten them."),
      {static_cast<std::int64_t>(limits.nameLength), static_cast<std::int64_t>(limits.textLength),
       static_cast<std::int64_t>(kMostTags)}};
}

Message noRun(const std::string& id) {
  return {"ledger.no-run",
          LL_TEXT("There is no run “%1” among those that are kept. Look at the list of runs."),
          {id}};
}

Result<Done> move(const std::string& from, const std::string& to, const std::string& id) {
  std::error_code error;
  fs::create_directories(to, error);
  // Copied there by hand: a move would replace it.
  if (!error && isRegular(pathIn(to, id, kRunEnding))) error = std::make_error_code(std::errc::file_exists);
  if (!error) fs::rename(pathIn(from, id, kRunEnding), pathIn(to, id, kRunEnding), error);
  if (error)
    return Message{"ledger.not-moved",
                   LL_TEXT("The run “%1” could not be moved from “%2” to “%3”: %4. It is where it was."),
                   {id, from, to, error.message()}};
  // The list brings along an entry that stays behind here.
  fs::rename(pathIn(from, id, kEntryEnding), pathIn(to, id, kEntryEnding), error);
  return Done{};
}

}  // namespace

std::string_view runEndKey(RunEnd end) {
  switch (end) {
    case RunEnd::Finished:
      return "finished";
    case RunEnd::Stopped:
      return "stopped";
    case RunEnd::Diverged:
      return "diverged";
  }
  return {};
}

RunEntry entryOf(const RunFile& run) {
  RunEntry out;
  const Design last = finalDesign(run);
  out.title = last.name;
  out.firstHash = designHash(run.first);
  out.designHash = designHash(last);
  out.seed = settingInteger(run.first, "training.seed");
  for (const auto& [key, value] : last.settings) out.settings[key] = valueText(value);
  out.regression = run.data.regression;
  const double epochs = lastOf(run, "epoch");
  out.epochs = std::isnan(epochs) ? 0 : epochs;
  out.steps = run.steps;
  out.end = endOf(run, out.epochs);
  if (!run.diverged) out.testAccuracy = lastOf(run, "test_accuracy");
  out.idealTestAccuracy = lastOf(run, "ideal_test_accuracy");
  out.joulesPerOp = lastOf(run, "J_per_op");
  out.joulesPerOpLow = lastOf(run, "low_J_per_op");
  out.joulesPerOpHigh = lastOf(run, "high_J_per_op");
  out.emittedW = lastOf(run, "emitted_W");
  out.phaseErrorRad = lastOf(run, "phase_error_rad");
  out.areaM2 = benchAreaM2(compileBench(last));
  return out;
}

std::string runEntryJson(const RunEntry& entry) {
  JsonWriter writer;
  writeListed(writer, entry);
  return writer.take();
}

std::string runListJson(const RunLedger::Listing& listing) {
  JsonWriter writer;
  writer.beginObject();
  writer.field("format", "lightloom-runs");
  writer.field("version", 1);
  writer.field("bytes", listing.bytes);
  writer.field("deleted", static_cast<std::uint64_t>(listing.deleted));
  writer.field("passed_over", static_cast<std::uint64_t>(listing.passedOver));
  writer.key("runs");
  writer.beginArray();
  for (const RunEntry& entry : listing.entries) writeListed(writer, entry);
  writer.endArray();
  writer.endObject();
  return writer.take();
}

RunLedger::RunLedger(std::string folder, LedgerBounds bounds)
    : m_folder(std::move(folder)), m_bounds(bounds) {}

std::string RunLedger::userFolder() {
  const char *data = std::getenv("XDG_DATA_HOME"), *home = std::getenv("HOME");
  const fs::path base =
      data && data[0] == '/' ? fs::path(data) : fs::path(home ? home : "/") / ".local/share";
  return (base / "lightloom" / "runs").string();
}

RunLedger::Listing RunLedger::list() const {
  const std::string bin = (fs::path(m_folder) / kDeleted).string();
  Found here = lookInto(m_folder), deleted = lookInto(bin);
  bringEntries(m_folder, here, bin, deleted);
  bringEntries(bin, deleted, m_folder, here);
  Listing out;
  out.bytes = here.bytes + deleted.bytes;
  out.deleted = deleted.runs.size();
  std::size_t mended = 0;
  for (const std::string& id : here.runs) {
    std::optional<RunEntry> entry = readEntry(m_folder, id);
    if (!entry && mended++ < kMostMended) entry = mendedEntry(m_folder, id);
    if (entry)
      out.entries.push_back(std::move(*entry));
    else
      ++out.passedOver;
  }
  for (const std::string& id : here.entries) out.passedOver += here.runs.contains(id) ? 0 : 1;
  std::sort(out.entries.begin(), out.entries.end(), [](const RunEntry& a, const RunEntry& b) {
    return a.time != b.time ? a.time > b.time : a.id > b.id;
  });
  return out;
}

std::vector<RunEntry> RunLedger::deletedRuns() const {
  const std::string bin = (fs::path(m_folder) / kDeleted).string();
  std::vector<RunEntry> out;
  for (const std::string& id : lookInto(bin).runs) {
    std::optional<RunEntry> entry = readEntry(bin, id);
    if (!entry) {
      entry.emplace();
      entry->id = id;
    }
    out.push_back(std::move(*entry));
  }
  return out;
}

Result<std::string> RunLedger::pathOf(const std::string& id) const {
  if (!isRunId(id)) return noRun(id);
  for (const std::string& folder : {m_folder, (fs::path(m_folder) / kDeleted).string()})
    if (std::string path = pathIn(folder, id, kRunEnding); isRegular(path)) return path;
  return noRun(id);
}

Result<RunEntry> RunLedger::entry(const std::string& id) const {
  const Result<std::string> path = pathOf(id);
  if (!path) return path.error();
  const std::string folder = fs::path(path.value()).parent_path().string();
  std::optional<RunEntry> out = readEntry(folder, id);
  if (!out) out = mendedEntry(folder, id);
  return out ? Result<RunEntry>(std::move(*out)) : Result<RunEntry>(noRun(id));
}

std::optional<Message> RunLedger::fullFor(std::uint64_t bytes, bool another) const {
  const Found here = lookInto(m_folder), deleted = lookInto((fs::path(m_folder) / kDeleted).string());
  const std::size_t runs = here.runs.size() + deleted.runs.size();
  const std::uint64_t held = here.bytes + deleted.bytes;
  if (runs + (another ? 1 : 0) <= m_bounds.runs && held + bytes <= m_bounds.bytes) return std::nullopt;
  constexpr std::int64_t kMebi = 1 << 20;
  return Message{
      "ledger.full",
      LL_TEXT(
          "The run is not kept: “%1” holds %2 runs (%3 of them deleted) of %4 MiB, and up to %5 runs of %6 "
          "MiB are kept. Nothing is removed unasked. Delete runs that are no longer needed and clear the "
          "deleted ones (lightloom-cli runs --delete ID, then --clear), or save the run to a file."),
      {m_folder, static_cast<std::int64_t>(runs), static_cast<std::int64_t>(deleted.runs.size()),
       static_cast<std::int64_t>(held) / kMebi, static_cast<std::int64_t>(m_bounds.runs),
       static_cast<std::int64_t>(m_bounds.bytes) / kMebi}};
}

// The run first: an entry alone says nothing, a run alone is found.
Result<RunEntry> RunLedger::write(const std::string& folder, const RunFile& run, RunEntry entry) {
  const RunEntry before = std::move(entry);
  entry = entryOf(run);
  entry.id = before.id;
  entry.time = before.time;
  entry.words = before.words;
  entry.dataFolder = before.dataFolder;
  const Result<std::string> bytes = writeRun(run);
  if (!bytes) return bytes.error();
  const std::string path = pathIn(folder, entry.id, kRunEnding);
  std::error_code ignored;
  const bool another = !isRegular(path);
  const std::uint64_t held = another ? 0 : fs::file_size(path, ignored);
  const std::uint64_t size = bytes.value().size();
  if (const std::optional<Message> full = fullFor(size > held ? size - held : 0, another)) return *full;
  if (const Result<SavedFile> saved = saveFile(path, bytes.value()); !saved) return saved.error();
  entry.bytes = size;
  if (const Result<SavedFile> saved = saveFile(pathIn(folder, entry.id, kEntryEnding), entryText(entry));
      !saved)
    return saved.error();
  return entry;
}

std::optional<Message> RunLedger::problem(const RunWords& words) const {
  if (std::optional<Message> bad = wordsProblem(words)) return *bad;
  std::error_code error;
  fs::create_directories(m_folder, error);
  if (!fs::is_directory(m_folder))
    return Message{"ledger.no-folder",
                   LL_TEXT("The folder “%1” cannot be made: %2. Name a folder that may be written to."),
                   {m_folder, error ? error.message() : "a file has this name"}};
  if (std::optional<Message> full = fullFor(0, true)) return full;
  return placeProblem(pathIn(m_folder, freshRunId(), kRunEnding));
}

Result<RunEntry> RunLedger::keep(const RunFile& run, const RunWords& words, const std::string& dataFolder) {
  if (std::optional<Message> reason = problem(words)) return *reason;
  RunEntry entry;
  entry.id = freshRunId();
  entry.dataFolder = dataFolder;
  entry.time = utcText(kTimeFormat, std::time(nullptr));
  entry.words = words;
  if (entry.words.name.empty()) entry.words.name = nameFor(finalDesign(run));
  return write(m_folder, run, std::move(entry));
}

Result<RunEntry> RunLedger::update(const std::string& id, const RunFile& run) {
  const Result<RunEntry> known = entry(id);
  if (!known) return known;
  if (!isRegular(pathIn(m_folder, id, kRunEnding))) return known;
  return write(m_folder, run, known.value());
}

Result<RunEntry> RunLedger::describe(const std::string& id, const RunWords& words) {
  if (std::optional<Message> problem = wordsProblem(words)) return *problem;
  Result<RunEntry> out = entry(id);
  if (!out) return out;
  out.value().words = words;
  const std::string folder = fs::path(pathOf(id).value()).parent_path().string();
  const Result<SavedFile> saved = saveFile(pathIn(folder, id, kEntryEnding), entryText(out.value()));
  if (!saved) return saved.error();
  return out;
}

Result<Done> RunLedger::remove(const std::string& id) {
  if (!isRunId(id) || !isRegular(pathIn(m_folder, id, kRunEnding))) return noRun(id);
  return move(m_folder, (fs::path(m_folder) / kDeleted).string(), id);
}

Result<Done> RunLedger::restore(const std::string& id) {
  const std::string bin = (fs::path(m_folder) / kDeleted).string();
  if (!isRunId(id) || !isRegular(pathIn(bin, id, kRunEnding))) return noRun(id);
  return move(bin, m_folder, id);
}

std::size_t RunLedger::clearDeleted() {
  const std::string bin = (fs::path(m_folder) / kDeleted).string();
  const Found deleted = lookInto(bin);
  std::error_code ignored;
  std::size_t out = 0;
  for (const std::string& id : deleted.runs) out += fs::remove(pathIn(bin, id, kRunEnding), ignored) ? 1 : 0;
  for (const std::string& id : deleted.entries) fs::remove(pathIn(bin, id, kEntryEnding), ignored);
  return out;
}

}  // namespace lightloom::documents
