#include "documents/talk.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <utility>

#include "base/json_writer.h"
#include "design/edit.h"
#include "design/kept_fields.h"
#include "documents/design_file.h"
#include "files/checked_json.h"
#include "files/file_reader.h"
#include "files/program_files.h"

namespace lightloom::documents {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTalkFormat = "lightloom-talk";
constexpr std::string_view kDesignSuffix = ".loom";
constexpr std::string_view kOwn = "./";
constexpr std::size_t kMostScenes = 1000, kMostNames = 100;
constexpr double kLongestScene = 60;               // min
constexpr double kWidest = 10, kNarrowest = 1e-6;  // m

constexpr std::array<std::string_view, 7> kPages = {"locking", "noise",   "energy", "claims",
                                                    "photons", "product", "answers"};
constexpr std::array<std::string_view, 4> kPlots = {"accuracy", "power", "energy", "phase"};

const std::vector<std::string> kTalkKeys = {"format", "version", "title", "scenes"};
const std::vector<std::string> kSceneKeys = {"caption", "design", "changes", "camera",  "loupes",
                                             "page",    "plots",  "speed",   "minutes", "notes"};
const std::vector<std::string> kCameraKeys = {"parts", "x", "y", "width"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <std::size_t N>
std::string joined(const std::array<std::string_view, N>& names) {
  std::string out;
  for (const std::string_view name : names) out.append(out.empty() ? "" : ", ").append(name);
  return out;
}

bool isOwn(std::string_view design) {
  return design.substr(0, kOwn.size()) == kOwn;
}

// Names of examples are small letters, digits and hyphens.
bool isExampleName(std::string_view design) {
  return !design.empty() && std::all_of(design.begin(), design.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool leavesFolder(std::string_view design) {
  const fs::path path = fs::path(design).lexically_normal();
  return path.is_absolute() || (!path.empty() && *path.begin() == "..");
}

class TalkReader {
 public:
  TalkReader(const std::string& source, const LoadBudget& budget)
      : m_budget(budget), m_reader("talk", source, budget) {}
  const Message& error() const { return m_reader.error(); }

  bool read(const JsonValue& root, Talk& out) {
    std::optional<JsonValue> scenes;
    if (!header(root) || !keysAreKnown(root, {}, kTalkKeys) || !text(root, {}, "title", true, out.title) ||
        !m_reader.require(root, {}, "scenes", scenes) || !list(*scenes, {nullptr, "scenes"}, kMostScenes))
      return false;
    if (scenes->size() == 0)
      return m_reader.fail(*scenes, {nullptr, "scenes"}, ".empty",
                           LL_TEXT("%1, line %2: %3 is empty. A talk needs a scene."));
    const JsonPlace place{nullptr, "scenes"};
    JsonPlace at{&place, {}, 0};
    for (const JsonValue item : *scenes) {
      TalkScene scene;
      if (!out.scenes.empty()) scene.design = out.scenes.back().design;
      if (!readScene(item, at, scene)) return false;
      out.scenes.push_back(std::move(scene));
      ++at.index;
    }
    return true;
  }

 private:
  bool header(const JsonValue& root) {
    const auto format = root.find("format");
    if (!format || !format->is(JsonKind::String) || format->string() != kTalkFormat)
      return m_reader.fail(
          root, {}, ".not-a-talk",
          LL_TEXT("%1 is JSON, but not a talk: its \"format\" is not \"%4\". Choose another file."),
          {std::string(kTalkFormat)});
    std::optional<JsonValue> json;
    std::int64_t version = 0;
    if (!m_reader.require(root, {}, "version", json) ||
        !m_reader.readInteger(*json, {nullptr, "version"}, 1, version))
      return false;
    return version <= kTalkVersion ||
           m_reader.fail(*json, {nullptr, "version"}, ".newer-version",
                         LL_TEXT("%1 was written by a newer program: it has version %4 of the format, this "
                                 "program reads up to version %5. Update Lightloom to play it."),
                         {version, std::int64_t{kTalkVersion}});
  }

  bool keysAreKnown(const JsonValue& object, const JsonPlace& at, const std::vector<std::string>& known) {
    for (const JsonValue member : object) {
      const std::string key = member.key();
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      const JsonPlace place{at.parent || !at.name.empty() || at.index >= 0 ? &at : nullptr, key};
      const std::string nearest = nearestKey(key, known);
      if (!nearest.empty())
        return m_reader.fail(member, place, ".likely-key",
                             LL_TEXT("%1, line %2: %3 is no key of a talk. Perhaps “%4” is meant."),
                             {nearest});
      std::string all;
      for (const std::string& one : known) all.append(all.empty() ? "" : ", ").append(one);
      return m_reader.fail(member, place, ".unknown-key",
                           LL_TEXT("%1, line %2: %3 is no key of a talk. Take it out; these are: %4."),
                           {all});
    }
    return true;
  }

  bool list(const JsonValue& json, const JsonPlace& place, std::size_t most) {
    if (!m_reader.expect(json, place, JsonKind::Array)) return false;
    return json.size() <= most ||
           m_reader.fail(json, place, ".too-many",
                         LL_TEXT("%1, line %2: %3 has more than %4 entries. Make several talks of it."),
                         {static_cast<std::int64_t>(most)});
  }

  bool text(const JsonValue& object, const JsonPlace& at, std::string_view key, bool required,
            std::string& out) {
    const JsonPlace place{at.parent || at.index >= 0 ? &at : nullptr, key};
    std::optional<JsonValue> json = object.find(key);
    if (!json) return !required || m_reader.require(object, at, key, json);
    if (!m_reader.readText(*json, place, m_budget.textLength, out)) return false;
    return !out.empty() || !required ||
           m_reader.fail(*json, place, ".empty", LL_TEXT("%1, line %2: %3 is empty. Write it."));
  }

  // A list of texts that are there.
  bool texts(const JsonValue& json, const JsonPlace& place, std::vector<std::string>& out) {
    if (!list(json, place, kMostNames)) return false;
    JsonPlace at{&place, {}, 0};
    for (const JsonValue item : json) {
      std::string one;
      if (!m_reader.readText(item, at, m_budget.nameLength, one)) return false;
      if (one.empty())
        return m_reader.fail(item, at, ".empty", LL_TEXT("%1, line %2: %3 is empty. Write it."));
      out.push_back(std::move(one));
      ++at.index;
    }
    return true;
  }

  bool number(const JsonValue& json, const JsonPlace& place, double low, double high, double& out) {
    if (!m_reader.expect(json, place, JsonKind::Number)) return false;
    out = json.number();
    return (out >= low && out <= high) ||
           m_reader.fail(json, place, ".out-of-range",
                         LL_TEXT("%1, line %2: %3 is %4, but must be from %5 to %6. Correct it."),
                         {Quantity{out}, Quantity{low}, Quantity{high}});
  }

  bool readScene(const JsonValue& json, const JsonPlace& at, TalkScene& out) {
    if (!m_reader.expect(json, at, JsonKind::Object) || !keysAreKnown(json, at, kSceneKeys) ||
        !text(json, at, "caption", true, out.caption) ||
        !text(json, at, "design", out.design.empty(), out.design) || !designIsSound(json, at, out.design) ||
        !text(json, at, "notes", false, out.notes))
      return false;
    for (const JsonValue member : json) {
      const std::string key = member.key();
      const JsonPlace place{&at, key};
      const bool fine = key == "changes"  ? texts(member, place, out.changes)
                        : key == "camera" ? readCamera(member, place, out.camera.emplace())
                        : key == "loupes" ? texts(member, place, out.loupes.emplace())
                        : key == "page"   ? readPage(member, place, out.page)
                        : key == "plots"
                            ? texts(member, place, out.plots) && plotsAreKnown(member, place, out)
                        : key == "speed"   ? readSpeed(member, place, out.speed)
                        : key == "minutes" ? readMinutes(member, place, out.minutes)
                                           : true;
      if (!fine) return false;
    }
    return true;
  }

  // What leads out of the folder is refused before anything is opened.
  bool designIsSound(const JsonValue& scene, const JsonPlace& at, const std::string& design) {
    const auto json = scene.find("design");
    if (!json) return true;
    const JsonPlace place{&at, "design"};
    if (leavesFolder(design))
      return m_reader.fail(
          *json, place, ".outside-folder",
          LL_TEXT("%1, line %2: %3 leads out of the folder of the talk: “%4”. Put the design "
                  "beside the talk."),
          {design});
    const bool own = isOwn(design) && design.size() > kOwn.size() + kDesignSuffix.size() &&
                     design.ends_with(kDesignSuffix);
    return own || isExampleName(design) ||
           m_reader.fail(*json, place, ".bad-design",
                         LL_TEXT("%1, line %2: %3 is “%4”, but must be the name of an example, such as "
                                 "“first-light”, or a file beside the talk, such as “./mine.loom”. Correct "
                                 "it."),
                         {design});
  }

  bool readCamera(const JsonValue& json, const JsonPlace& place, TalkCamera& out) {
    if (!m_reader.expect(json, place, JsonKind::Object) || !keysAreKnown(json, place, kCameraKeys))
      return false;
    if (const auto parts = json.find("parts")) {
      const JsonPlace at{&place, "parts"};
      return texts(*parts, at, out.parts) &&
             (!out.parts.empty() ||
              m_reader.fail(*parts, at, ".empty", LL_TEXT("%1, line %2: %3 is empty. Name a part.")));
    }
    const auto coordinate = [&](std::string_view key, double low, double high, double& value) {
      std::optional<JsonValue> member;
      return m_reader.require(json, place, key, member) && number(*member, {&place, key}, low, high, value);
    };
    return coordinate("x", -kWidest, kWidest, out.x) && coordinate("y", -kWidest, kWidest, out.y) &&
           coordinate("width", kNarrowest, kWidest, out.width);
  }

  bool readPage(const JsonValue& json, const JsonPlace& place, std::string& out) {
    if (!m_reader.readText(json, place, m_budget.nameLength, out)) return false;
    return holds(kPages, out) ||
           m_reader.fail(json, place, ".unknown-page",
                         LL_TEXT("%1, line %2: %3 is “%4”, but must be one of: %5. Correct it."),
                         {out, joined(kPages)});
  }

  bool plotsAreKnown(const JsonValue& json, const JsonPlace& place, const TalkScene& scene) {
    for (const std::string& plot : scene.plots)
      if (!holds(kPlots, plot))
        return m_reader.fail(json, place, ".unknown-plot",
                             LL_TEXT("%1, line %2: %3 names “%4”, but may name only: %5. Correct it."),
                             {plot, joined(kPlots)});
    return true;
  }

  bool readSpeed(const JsonValue& json, const JsonPlace& place, std::optional<Pace>& out) {
    std::string word;
    if (!m_reader.readText(json, place, m_budget.nameLength, word)) return false;
    out = paceFromKey(word);
    return out || m_reader.fail(json, place, ".bad-speed",
                                LL_TEXT("%1, line %2: %3 is “%4”, but must be free, press, or seconds for a "
                                        "product, a step, an epoch or the run, such as “epoch:2”. Correct "
                                        "it."),
                                {word});
  }

  bool readMinutes(const JsonValue& json, const JsonPlace& place, double& out) {
    constexpr double kShortest = 0.01;
    return number(json, place, kShortest, kLongestScene, out);
  }

  LoadBudget m_budget;
  CheckedJson m_reader;
};

void writeTexts(JsonWriter& writer, const char* key, const std::vector<std::string>& texts) {
  writer.key(key);
  writer.beginArray(JsonLayout::Inline);
  for (const std::string& text : texts) writer.value(text);
  writer.endArray();
}

void writeCamera(JsonWriter& writer, const TalkCamera& camera) {
  writer.key("camera");
  writer.beginObject(JsonLayout::Inline);
  if (camera.parts.empty()) {
    writer.field("x", camera.x);
    writer.field("y", camera.y);
    writer.field("width", camera.width);
  } else {
    writeTexts(writer, "parts", camera.parts);
  }
  writer.endObject();
}

void writeScene(JsonWriter& writer, const TalkScene& scene, const std::string& designBefore) {
  writer.beginObject();
  writer.field("caption", scene.caption);
  if (scene.design != designBefore) writer.field("design", scene.design);
  if (!scene.changes.empty()) writeTexts(writer, "changes", scene.changes);
  if (scene.camera) writeCamera(writer, *scene.camera);
  if (scene.loupes) writeTexts(writer, "loupes", *scene.loupes);
  if (!scene.page.empty()) writer.field("page", scene.page);
  if (!scene.plots.empty()) writeTexts(writer, "plots", scene.plots);
  if (scene.speed) writer.field("speed", paceKey(*scene.speed));
  if (scene.minutes != TalkScene().minutes) writer.field("minutes", scene.minutes);
  if (!scene.notes.empty()) writer.field("notes", scene.notes);
  writer.endObject();
}

std::int64_t countedFromOne(std::size_t scene) {
  return static_cast<std::int64_t>(scene) + 1;
}

std::optional<std::string> partNotThere(const TalkScene& scene, const Design& design) {
  std::vector<std::string> parts = scene.loupes.value_or(std::vector<std::string>());
  if (scene.camera) parts.insert(parts.end(), scene.camera->parts.begin(), scene.camera->parts.end());
  for (const std::string& part : parts)
    if (!findComponent(design, part)) return part;
  return std::nullopt;
}

Result<Design> readTalkDesign(const std::string& design, const std::string& folder) {
  const Result<std::string> path = talkDesignPath(design, folder);
  if (!path) return path.error();
  return readDesignFile(path.value());
}

// The design of a scene with its changes, from that which it names.
Result<Design> sceneDesign(const Talk& talk, std::size_t scene, Result<Design> design) {
  const TalkScene& at = talk.scenes[scene];
  const std::int64_t number = countedFromOne(scene);
  if (!design)
    return Message{"talk.design", LL_TEXT("Scene %1, design: %2"), {number, english(design.error())}};
  for (const std::string& change : at.changes) {
    design = applyAssignment(design.value(), change);
    if (!design)
      return Message{
          "talk.change", LL_TEXT("Scene %1, changes: %2: %3"), {number, change, english(design.error())}};
  }
  if (const std::optional<std::string> part = partNotThere(at, design.value()))
    return Message{"talk.no-part",
                   LL_TEXT("Scene %1 looks at “%2”, which is no part of its design. Correct “camera” or "
                           "“loupes”."),
                   {number, *part}};
  return design;
}

}  // namespace

std::span<const std::string_view> talkPages() {
  return kPages;
}

std::span<const std::string_view> talkPlots() {
  return kPlots;
}

double talkMinutes(const Talk& talk) {
  double out = 0;
  for (const TalkScene& scene : talk.scenes) out += scene.minutes;
  return out;
}

LoadBudget talkBudget() {
  LoadBudget out;
  out.bytes = std::size_t{1} << 20;
  out.items = 100'000;
  out.seconds = 2;
  return out;
}

Result<Talk> readTalk(std::string_view text, const std::string& source, const LoadBudget& budget) {
  const Result<JsonDocument> document = JsonDocument::parse(text, source, budget);
  if (!document) return document.error();
  TalkReader reader(source, budget);
  Talk out;
  if (!reader.read(document.value().root(), out)) return reader.error();
  return out;
}

Result<Talk> readTalkFile(const std::string& path) {
  const Result<std::string> text = readFile(path, talkBudget());
  if (!text) return text.error();
  return readTalk(text.value(), fileName(path));
}

std::string writeTalk(const Talk& talk) {
  JsonWriter writer;
  writer.beginObject();
  writer.field("format", kTalkFormat);
  writer.field("version", kTalkVersion);
  writer.field("title", talk.title);
  writer.key("scenes");
  writer.beginArray();
  std::string design;
  for (const TalkScene& scene : talk.scenes) {
    writeScene(writer, scene, design);
    design = scene.design;
  }
  writer.endArray();
  writer.endObject();
  return writer.take();
}

Result<SavedFile> saveTalk(const Talk& talk, const std::string& path) {
  const std::string text = writeTalk(talk);
  const Result<Talk> again = readTalk(text, fileName(path));
  if (!again) return again.error();
  return saveFile(path, text);
}

Result<std::string> talkDesignPath(const std::string& design, const std::string& folder) {
  std::error_code error;
  if (!isOwn(design)) {
    const std::string path = examplePath(design + std::string(kDesignSuffix));
    if (isExampleName(design) && fs::is_regular_file(path, error)) return path;
    return Message{
        "talk.no-example",
        LL_TEXT("There is no example “%1”. `lightloom-cli examples` lists them; a design beside the "
                "talk is written ./%1.loom."),
        {design}};
  }
  const std::string path = (fs::path(folder) / design).lexically_normal().string();
  if (!fs::exists(path, error))
    return Message{"talk.no-design",
                   LL_TEXT("There is no design “%1” beside the talk. Put it there, or correct the name."),
                   {design}};
  if (leavesFolder(design) || !liesInside(path, folder))
    return Message{"talk.outside-folder",
                   LL_TEXT("The talk asks for “%1”, which lies outside its folder, so it was not read. Put "
                           "the design beside the talk."),
                   {design}};
  return path;
}

Result<std::string> talkDesignName(const std::string& path, const std::string& folder) {
  std::error_code error;
  const fs::path file = fs::path(path);
  if (fs::equivalent(file.parent_path(), examplesFolder(), error)) return file.stem().string();
  if (liesInside(path, folder)) {
    const fs::path beside = fs::canonical(folder.empty() ? "." : folder, error);
    return std::string(kOwn) + fs::canonical(file, error).lexically_relative(beside).string();
  }
  return Message{"talk.outside-folder",
                 LL_TEXT("The talk asks for “%1”, which lies outside its folder, so it was not read. Put the "
                         "design beside the talk."),
                 {path}};
}

Result<Design> talkSceneDesign(const Talk& talk, std::size_t scene, const std::string& folder) {
  LL_CHECK(scene < talk.scenes.size());
  return sceneDesign(talk, scene, readTalkDesign(talk.scenes[scene].design, folder));
}

std::vector<Message> talkProblems(const Talk& talk, const std::string& folder) {
  std::map<std::string, Result<Design>> read;  // by name: scenes of one design read it once
  std::vector<Message> out;
  for (std::size_t i = 0; i < talk.scenes.size(); ++i) {
    const std::string& name = talk.scenes[i].design;
    auto known = read.find(name);
    if (known == read.end()) known = read.emplace(name, readTalkDesign(name, folder)).first;
    if (const Result<Design> design = sceneDesign(talk, i, known->second); !design)
      out.push_back(design.error());
  }
  return out;
}

}  // namespace lightloom::documents
