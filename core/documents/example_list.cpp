#include "documents/example_list.h"

#include <algorithm>
#include <set>
#include <utility>

#include "files/checked_json.h"
#include "files/file_reader.h"
#include "files/program_files.h"
#include "train/run_record.h"

namespace lightloom::documents {
namespace {

constexpr std::string_view kListFormat = "lightloom-examples";
constexpr int kListVersion = 1;
constexpr std::string_view kSuffix = ".loom";

constexpr std::pair<Application, std::string_view> kApplications[] = {
    {Application::None, "none"},          {Application::Images, "images"},
    {Application::Objects, "objects"},    {Application::Speech, "speech"},
    {Application::Games, "games"},        {Application::Medicine, "medicine"},
    {Application::Chemistry, "chemistry"}};

constexpr std::pair<ExampleMetric, std::string_view> kMetrics[] = {
    {ExampleMetric::Accuracy, metricKey(false)}, {ExampleMetric::R2, metricKey(true)}};

template <typename T, std::size_t N>
std::string_view keyIn(const std::pair<T, std::string_view> (&table)[N], T wanted) {
  for (const auto& row : table)
    if (row.first == wanted) return row.second;
  return {};
}

// Whatever else stands in an entry is a slip of the pen.
constexpr std::string_view kEntryKeys[] = {"application", "band_high", "band_low", "card",
                                           "dataset",     "file",      "metric",   "seconds",
                                           "sentence",    "teaches",   "title"};

class ListReader {
 public:
  ListReader(const std::string& source, const LoadBudget& budget)
      : m_budget(budget), m_reader("examples", source, budget) {}
  const Message& error() const { return m_reader.error(); }

  bool read(const JsonValue& root, std::vector<ExampleEntry>& out) {
    std::optional<JsonValue> list;
    const JsonPlace place{nullptr, "examples"};
    if (!header(root) || !m_reader.require(root, {}, "examples", list) ||
        !m_reader.expect(*list, place, JsonKind::Array))
      return false;
    std::set<std::string> files, titles;
    JsonPlace at{&place, {}, 0};
    for (const JsonValue item : *list) {
      ExampleEntry& entry = out.emplace_back();
      if (!m_reader.expect(item, at, JsonKind::Object) || !keysAreKnown(item, at) ||
          !readEntry(item, at, entry) || !once(item, {&at, "file"}, entry.file, files) ||
          !once(item, {&at, "title"}, entry.title, titles))
        return false;
      ++at.index;
    }
    return true;
  }

 private:
  bool header(const JsonValue& root) {
    const auto format = root.find("format");
    if (!format || !format->is(JsonKind::String) || format->string() != kListFormat)
      return m_reader.fail(
          root, {}, ".not-a-list",
          LL_TEXT("%1 is no list of examples: its \"format\" is not \"%4\". Install the program again."),
          {std::string(kListFormat)});
    std::optional<JsonValue> version;
    if (!m_reader.require(root, {}, "version", version)) return false;
    return version->integer() == kListVersion ||
           m_reader.fail(*version, {nullptr, "version"}, ".other-version",
                         LL_TEXT("%1, line %2: this program reads version %4 of a list of examples. Install "
                                 "the program again."),
                         {std::int64_t{kListVersion}});
  }

  bool keysAreKnown(const JsonValue& item, const JsonPlace& at) {
    for (const JsonValue member : item) {
      const std::string key = member.key();
      if (std::find(std::begin(kEntryKeys), std::end(kEntryKeys), key) == std::end(kEntryKeys))
        return m_reader.fail(
            member, {&at, key}, ".unknown-key",
            LL_TEXT("%1, line %2: %3 is nothing that can be said of an example. Take it out."));
    }
    return true;
  }

  bool readEntry(const JsonValue& item, const JsonPlace& at, ExampleEntry& out) {
    return text(item, at, "file", out.file) && fileIsPlain(item, at, out.file) &&
           text(item, at, "title", out.title) && text(item, at, "sentence", out.sentence) &&
           text(item, at, "teaches", out.teaches) &&
           choice(item, at, "application", kApplications, out.application) &&
           text(item, at, "dataset", out.dataset) && choice(item, at, "metric", kMetrics, out.metric) &&
           number(item, at, "band_low", out.bandLow) && number(item, at, "band_high", out.bandHigh) &&
           bandIsSound(item, at, out) && number(item, at, "seconds", out.seconds) &&
           timeIsSound(item, at, out.seconds) && card(item, at, out.card);
  }

  bool text(const JsonValue& item, const JsonPlace& at, std::string_view key, std::string& out) {
    std::optional<JsonValue> json;
    const JsonPlace place{&at, key};
    if (!m_reader.require(item, at, key, json) || !m_reader.readText(*json, place, m_budget.textLength, out))
      return false;
    return !out.empty() ||
           m_reader.fail(*json, place, ".missing-field", LL_TEXT("%1, line %2: %3 is empty. Write it."));
  }

  bool number(const JsonValue& item, const JsonPlace& at, std::string_view key, double& out) {
    std::optional<JsonValue> json;
    if (!m_reader.require(item, at, key, json) || !m_reader.expect(*json, {&at, key}, JsonKind::Number))
      return false;
    out = json->number();
    return true;
  }

  bool card(const JsonValue& item, const JsonPlace& at, bool& out) {
    const auto json = item.find("card");
    if (!json) return true;
    if (!m_reader.expect(*json, {&at, "card"}, JsonKind::Bool)) return false;
    out = json->flag();
    return true;
  }

  template <typename T, std::size_t N>
  bool choice(const JsonValue& item, const JsonPlace& at, std::string_view key,
              const std::pair<T, std::string_view> (&table)[N], T& out) {
    std::string word;
    if (!text(item, at, key, word)) return false;
    std::string possible;
    for (const auto& row : table) {
      if (row.second == word) {
        out = row.first;
        return true;
      }
      possible.append(possible.empty() ? "" : ", ").append(row.second);
    }
    return m_reader.fail(*item.find(key), {&at, key}, ".bad-choice",
                         LL_TEXT("%1, line %2: %3 is “%4”, but must be one of: %5. Correct it."),
                         {word, possible});
  }

  // A file of the folder itself, so that a list leads nowhere else.
  bool fileIsPlain(const JsonValue& item, const JsonPlace& at, const std::string& file) {
    const bool plain = file.size() > kSuffix.size() && file.ends_with(kSuffix) && file.front() != '.' &&
                       file.find('/') == std::string::npos;
    return plain || m_reader.fail(*item.find("file"), {&at, "file"}, ".bad-file",
                                  LL_TEXT("%1, line %2: %3 must be the name of a design in the folder of the "
                                          "list, such as “first-light.loom”. Correct it."));
  }

  bool bandIsSound(const JsonValue& item, const JsonPlace& at, const ExampleEntry& entry) {
    const double least = entry.metric == ExampleMetric::Accuracy ? 0 : -1;
    if (least <= entry.bandLow && entry.bandLow < entry.bandHigh && entry.bandHigh <= 1) return true;
    return m_reader.fail(*item.find("band_low"), {&at, "band_low"}, ".bad-band",
                         LL_TEXT("%1, line %2: %3 must be below “band_high”, and both from %4 to 1. Correct "
                                 "them."),
                         {static_cast<std::int64_t>(least)});
  }

  bool timeIsSound(const JsonValue& item, const JsonPlace& at, double seconds) {
    return seconds > 0 || m_reader.fail(*item.find("seconds"), {&at, "seconds"}, ".bad-time",
                                        LL_TEXT("%1, line %2: %3 must be a time above 0 s. Correct it."));
  }

  bool once(const JsonValue& item, const JsonPlace& place, const std::string& word,
            std::set<std::string>& seen) {
    return seen.insert(word).second ||
           m_reader.fail(item, place, ".twice",
                         LL_TEXT("%1, line %2: %3 is “%4” as of an example before. Take one of them out."),
                         {word});
  }

  LoadBudget m_budget;
  CheckedJson m_reader;
};

}  // namespace

std::string_view applicationKey(Application application) {
  return keyIn(kApplications, application);
}

std::string_view exampleMetricKey(ExampleMetric metric) {
  return keyIn(kMetrics, metric);
}

Result<std::vector<ExampleEntry>> readExampleList(std::string_view text, const std::string& source,
                                                  const LoadBudget& budget) {
  const Result<JsonDocument> document = JsonDocument::parse(text, source, budget);
  if (!document) return document.error();
  ListReader reader(source, budget);
  std::vector<ExampleEntry> out;
  if (!reader.read(document.value().root(), out)) return reader.error();
  return out;
}

Result<std::vector<ExampleEntry>> exampleList() {
  const std::string path = examplePath("examples.json");
  const Result<std::string> text = readFile(path);
  if (!text) return text.error();
  return readExampleList(text.value(), path);
}

}  // namespace lightloom::documents
