#include "export/study_file.h"

#include <algorithm>
#include <filesystem>

#include "base/json_writer.h"
#include "design/kept_fields.h"
#include "files/checked_json.h"
#include "files/file_reader.h"
#include "files/json_reader.h"
#include "files/value_json.h"

namespace lightloom::exports {
namespace {

constexpr std::string_view kStudyFormat = "lightloom-study";
constexpr std::int64_t kMostSamples = 1000000, kMostSeeds = 1000, kMostEpochs = 1000000000;

// Words in the order of their enumerators.
const std::vector<std::string> kSamplings{"grid", "random", "latin"};
const std::vector<std::string> kWorks{"simulate", "test", "train"};
const std::vector<std::string> kKinds{"sweep", "sensitivity", "tolerance", "yield", "search"};
const std::vector<std::string> kScales{"linear", "log"};

// A number where it would be written just so, else text: reading gives the same text again.
void writeText(JsonWriter& json, const std::string& text) {
  const std::optional<std::int64_t> whole = wholeNumber(text);
  const std::optional<ParsedQuantity> number = parseQuantity(text);
  if (whole && std::to_string(*whole) == text && valueJson(Value(*whole)) == text)
    json.raw(text);
  else if (number && !number->hasUnit && jsonNumber(number->si) == text)
    json.raw(text);
  else
    json.value(text);
}

// PATH=VALUE, or NAME=VALUE, each.
void writeAssignments(JsonWriter& json, const char* key, const std::vector<std::string>& assignments) {
  if (assignments.empty()) return;
  json.key(key);
  json.beginObject();
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    json.key(assignment.substr(0, equals));
    writeText(json, assignment.substr(equals + 1));
  }
  json.endObject();
}

void writeVaried(JsonWriter& json, const VariedPath& varied) {
  json.beginObject(JsonLayout::Inline);
  json.field("path", varied.path);
  if (!varied.values.empty()) {
    json.key("values");
    json.beginArray(JsonLayout::Inline);
    for (const std::string& value : varied.values) writeText(json, value);
    json.endArray();
  } else {
    json.key("from");
    writeText(json, varied.from);
    json.key("to");
    writeText(json, varied.to);
    if (varied.count) json.field("count", static_cast<std::int64_t>(*varied.count));
    if (varied.logarithmic) json.field("scale", kScales.back());
  }
  json.endObject();
}

/// Reads a description member by member; each is known by its key.
class StudyReader {
 public:
  StudyReader(const std::string& source, const LoadBudget& budget)
      : m_json("study", source, budget), m_budget(budget) {}

  bool read(const JsonValue& root, StudyDescription& out) {
    return readHeader(root) && knowsKeys(root, {}, studyKeys()) && readMembers(root, out);
  }
  const Message& error() const { return m_json.error(); }

 private:
  bool readHeader(const JsonValue& root);
  bool knowsKeys(const JsonValue& object, const JsonPlace& place, const std::vector<std::string>& known);
  bool readMembers(const JsonValue& root, StudyDescription& out);
  bool readMember(const JsonValue& json, const std::string& key, const JsonPlace& place,
                  StudyDescription& out);
  bool readAssignments(const JsonValue& json, const JsonPlace& place, std::vector<std::string>& out);
  bool readTexts(const JsonValue& json, const JsonPlace& place, std::vector<std::string>& out);
  bool readShare(const JsonValue& json, const JsonPlace& place, std::optional<double>& out);
  bool readOver(const JsonValue& json, const JsonPlace& place, std::vector<VariedPath>& out);
  bool readVaried(const JsonValue& json, const JsonPlace& place, VariedPath& out);
  bool readValues(const JsonValue& json, const JsonPlace& place, std::vector<std::string>& out);
  // A text, number or switch as the command line would have it, without the characters in `forbidden`.
  bool readWord(const JsonValue& json, const JsonPlace& place, std::string_view forbidden, std::string& out);
  bool readCount(const JsonValue& json, const JsonPlace& place, std::int64_t low, std::int64_t most,
                 std::optional<long>& out);
  // Which of the words it is.
  bool readChoice(const JsonValue& json, const JsonPlace& place, const std::vector<std::string>& words,
                  std::size_t& out);

  CheckedJson m_json;
  LoadBudget m_budget;
};

bool StudyReader::readHeader(const JsonValue& root) {
  const std::optional<JsonValue> format = root.find("format");
  if (!format || !format->is(JsonKind::String) || format->string() != kStudyFormat)
    return m_json.fail(root, {}, ".not-a-study",
                       LL_TEXT("%1 is JSON, but describes no study: its \"format\" is not \"%4\". Choose "
                               "another file."),
                       {std::string(kStudyFormat)});
  std::optional<JsonValue> number;
  std::int64_t version = 0;
  const JsonPlace place{nullptr, "version"};
  if (!m_json.require(root, {}, "version", number) || !m_json.readInteger(*number, place, 1, version))
    return false;
  return version <= kStudyVersion ||
         m_json.fail(*number, place, ".newer-version",
                     LL_TEXT("%1 was written by a newer program: it has version %4 of the format, this "
                             "program reads up to version %5. Update Lightloom to use it."),
                     {version, std::int64_t{kStudyVersion}});
}

bool StudyReader::knowsKeys(const JsonValue& object, const JsonPlace& place,
                            const std::vector<std::string>& known) {
  for (const JsonValue member : object) {
    const std::string key = member.key();
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const JsonPlace at{place.parent || place.index >= 0 ? &place : nullptr, key};
    const std::string nearest = nearestKey(key, known);
    if (nearest.empty())
      return m_json.fail(member, at, ".unknown-field",
                         LL_TEXT("%1, line %2: a study knows nothing of %3. Leave it out, or update "
                                 "Lightloom."));
    return m_json.fail(member, at, ".unknown-field",
                       LL_TEXT("%1, line %2: a study knows nothing of %3. Did you mean “%4”?"), {nearest});
  }
  return true;
}

bool StudyReader::readMembers(const JsonValue& root, StudyDescription& out) {
  for (const JsonValue member : root) {
    const std::string key = member.key();
    if (!readMember(member, key, {nullptr, key}, out)) return false;
  }
  return true;
}

bool StudyReader::readMember(const JsonValue& json, const std::string& key, const JsonPlace& place,
                             StudyDescription& out) {
  if (key == "design") return m_json.readText(json, place, m_budget.textLength, out.design);
  if (key == "set") return readAssignments(json, place, out.set);
  if (key == "errors") return readAssignments(json, place, out.errors);
  if (key == "objective") return m_json.readText(json, place, m_budget.textLength, out.objective);
  if (key == "subject_to") return readTexts(json, place, out.subjectTo);
  if (key == "off") return readShare(json, place, out.off);
  if (key == "cost") return readShare(json, place, out.cost);
  if (key == "at_least") return readShare(json, place, out.atLeast);
  if (key == "over") return readOver(json, place, out.over);
  if (key == "samples") return readCount(json, place, 1, kMostSamples, out.samples);
  if (key == "epochs") return readCount(json, place, 1, kMostEpochs, out.epochs);
  if (key == "seeds") return readCount(json, place, 1, kMostSeeds, out.seeds);
  if (key == "seed") {
    std::int64_t seed = 0;
    if (!m_json.readInteger(json, place, 0, seed)) return false;
    out.seed = std::to_string(seed);
  }
  std::size_t choice = 0;
  if (key == "sampling") {
    if (!readChoice(json, place, kSamplings, choice)) return false;
    out.sampling = static_cast<Sampling>(choice);
  } else if (key == "work") {
    if (!readChoice(json, place, kWorks, choice)) return false;
    out.work = static_cast<PointWork>(choice);
  } else if (key == "kind") {
    if (!readChoice(json, place, kKinds, choice)) return false;
    out.kind = static_cast<StudyKind>(choice);
  }
  return true;
}

bool StudyReader::readAssignments(const JsonValue& json, const JsonPlace& place,
                                  std::vector<std::string>& out) {
  if (!m_json.expect(json, place, JsonKind::Object)) return false;
  for (const JsonValue member : json) {
    const std::string path = member.key();
    std::string value;
    if (!readWord(member, {&place, path}, "", value)) return false;
    out.push_back(path + '=' + value);
  }
  return true;
}

bool StudyReader::readTexts(const JsonValue& json, const JsonPlace& place, std::vector<std::string>& out) {
  if (!m_json.expect(json, place, JsonKind::Array)) return false;
  JsonPlace at{&place, {}, 0};
  for (const JsonValue item : json) {
    if (!m_json.readText(item, at, m_budget.textLength, out.emplace_back())) return false;
    ++at.index;
  }
  return true;
}

bool StudyReader::readShare(const JsonValue& json, const JsonPlace& place, std::optional<double>& out) {
  if (!m_json.expect(json, place, JsonKind::Number)) return false;
  out = json.number();
  return (*out > 0 && *out < 1) ||
         m_json.fail(json, place, ".out-of-range",
                     LL_TEXT("%1, line %2: %3 is %4, but must lie between 0 and 1. Correct it."),
                     {std::string(json.raw())});
}

bool StudyReader::readOver(const JsonValue& json, const JsonPlace& place, std::vector<VariedPath>& out) {
  if (!m_json.expect(json, place, JsonKind::Array)) return false;
  JsonPlace at{&place, {}, 0};
  for (const JsonValue item : json) {
    if (!m_json.expect(item, at, JsonKind::Object) || !knowsKeys(item, at, variedKeys()) ||
        !readVaried(item, at, out.emplace_back()))
      return false;
    ++at.index;
  }
  return true;
}

bool StudyReader::readVaried(const JsonValue& json, const JsonPlace& place, VariedPath& out) {
  std::optional<JsonValue> path;
  if (!m_json.require(json, place, "path", path) || !readWord(*path, {&place, "path"}, "=", out.path))
    return false;
  if (const auto values = json.find("values")) {
    if (json.size() > 2)
      return m_json.fail(json, place, ".bad-over",
                         LL_TEXT("%1, line %2: %3 has both values and a range. Leave one of them out."));
    return readValues(*values, {&place, "values"}, out.values);
  }
  std::optional<JsonValue> from, to;
  if (!m_json.require(json, place, "from", from) || !m_json.require(json, place, "to", to) ||
      !readWord(*from, {&place, "from"}, ":,", out.from) || !readWord(*to, {&place, "to"}, ":,", out.to))
    return false;
  if (const auto count = json.find("count");
      count && !readCount(*count, {&place, "count"}, 2, kMostSamples, out.count))
    return false;
  std::size_t scale = 0;
  if (const auto found = json.find("scale"); found && !readChoice(*found, {&place, "scale"}, kScales, scale))
    return false;
  out.logarithmic = scale == 1;
  return true;
}

bool StudyReader::readValues(const JsonValue& json, const JsonPlace& place, std::vector<std::string>& out) {
  if (!m_json.expect(json, place, JsonKind::Array)) return false;
  if (json.size() == 0)
    return m_json.fail(json, place, ".bad-over", LL_TEXT("%1, line %2: %3 is empty. Give it values."));
  JsonPlace at{&place, {}, 0};
  for (const JsonValue item : json) {
    if (!readWord(item, at, ":,", out.emplace_back())) return false;
    ++at.index;
  }
  return true;
}

bool StudyReader::readWord(const JsonValue& json, const JsonPlace& place, std::string_view forbidden,
                           std::string& out) {
  if (json.is(JsonKind::Bool)) {
    out = json.flag() ? "on" : "off";
    return true;
  }
  if (json.is(JsonKind::Number)) {
    out = std::string(json.raw());
    return true;
  }
  if (!json.is(JsonKind::String)) return m_json.wrongType(json, place, {LL_TEXT("a text or a number")});
  if (!m_json.readText(json, place, m_budget.textLength, out)) return false;
  if (!out.empty() && out.find_first_of(forbidden) == std::string::npos) return true;
  return m_json.fail(
      json, place, ".bad-value",
      LL_TEXT("%1, line %2: %3 is “%4”; it must not be empty or hold any of “%5”. Correct it."),
      {out, std::string(forbidden)});
}

bool StudyReader::readCount(const JsonValue& json, const JsonPlace& place, std::int64_t low,
                            std::int64_t most, std::optional<long>& out) {
  std::int64_t number = 0;
  if (!m_json.readInteger(json, place, low, number)) return false;
  if (number > most)
    return m_json.fail(json, place, ".out-of-range",
                       LL_TEXT("%1, line %2: %3 is %4, but must be at most %5. Correct it."), {number, most});
  out = static_cast<long>(number);
  return true;
}

bool StudyReader::readChoice(const JsonValue& json, const JsonPlace& place,
                             const std::vector<std::string>& words, std::size_t& out) {
  std::string word, all;
  if (!m_json.readText(json, place, m_budget.textLength, word)) return false;
  out = static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
  if (out < words.size()) return true;
  for (const std::string& one : words) all += (all.empty() ? "" : ", ") + one;
  const std::string nearest = nearestKey(word, words);
  if (nearest.empty())
    return m_json.fail(json, place, ".unknown-word",
                       LL_TEXT("%1, line %2: %3 is “%4”, but must be one of: %5. Correct it."), {word, all});
  return m_json.fail(json, place, ".unknown-word",
                     LL_TEXT("%1, line %2: %3 is “%4”, but must be one of: %5. Did you mean “%6”?"),
                     {word, all, nearest});
}

}  // namespace

std::vector<std::string> studyKeys() {
  return {"format", "version", "kind",  "design", "set",  "over",   "sampling", "samples",   "work",
          "epochs", "seed",    "seeds", "off",    "cost", "errors", "at_least", "objective", "subject_to"};
}

std::vector<std::string> variedKeys() {
  return {"path", "from", "to", "count", "scale", "values"};
}

std::string writeStudy(const StudyDescription& description) {
  JsonWriter json;
  json.beginObject();
  json.field("format", kStudyFormat);
  json.field("version", kStudyVersion);
  if (!description.design.empty()) json.field("design", description.design);
  if (description.kind != StudyKind::Sweep) json.field("kind", studyKindKey(description.kind));
  writeAssignments(json, "set", description.set);
  if (!description.over.empty()) {
    json.key("over");
    json.beginArray();
    for (const VariedPath& varied : description.over) writeVaried(json, varied);
    json.endArray();
  }
  const auto count = [&](const char* key, const std::optional<long>& number) {
    if (number) json.field(key, static_cast<std::int64_t>(*number));
  };
  if (description.sampling != Sampling::Grid)
    json.field("sampling", kSamplings[static_cast<std::size_t>(description.sampling)]);
  count("samples", description.samples);
  if (description.work) json.field("work", pointWorkKey(*description.work));
  count("epochs", description.epochs);
  if (description.seed) {
    json.key("seed");
    writeText(json, *description.seed);
  }
  count("seeds", description.seeds);
  if (description.off) json.field("off", *description.off);
  if (description.cost) json.field("cost", *description.cost);
  writeAssignments(json, "errors", description.errors);
  if (description.atLeast) json.field("at_least", *description.atLeast);
  if (!description.objective.empty()) json.field("objective", description.objective);
  if (!description.subjectTo.empty()) {
    json.key("subject_to");
    json.beginArray();
    for (const std::string& limit : description.subjectTo) json.value(limit);
    json.endArray();
  }
  json.endObject();
  return json.take();
}

Result<StudyDescription> readStudy(std::string_view text, const std::string& source,
                                   const LoadBudget& budget) {
  const Result<JsonDocument> document = JsonDocument::parse(text, source, budget);
  if (!document) return document.error();
  StudyReader reader(source, budget);
  StudyDescription out;
  if (!reader.read(document.value().root(), out)) return reader.error();
  if (const std::optional<Message> problem = descriptionProblem(out))
    return Message{problem->id, LL_TEXT("%1: %2"), {source, english(*problem)}};
  return out;
}

Result<StudyDescription> readStudyFile(const std::string& path, const LoadBudget& budget) {
  const Result<std::string> text = readFile(path, budget);
  if (!text) return text.error();
  Result<StudyDescription> out = readStudy(text.value(), path, budget);
  if (!out || out.value().design.empty()) return out;
  StudyDescription here = std::move(out).value();
  here.design = (std::filesystem::path(path).parent_path() / here.design).string();
  return here;
}

}  // namespace lightloom::exports
