#include "export/study_lines.h"

#include <algorithm>
#include <cmath>

#include "files/csv.h"
#include "files/json_reader.h"
#include "files/value_json.h"

namespace lightloom::exports {
namespace {

// The start of a line, which says which point of which study it is.
std::string startOf(const StudyHead& head, const StudyPoint& point) {
  return "{\"key\": " + jsonString(point.key) + ", \"library\": " + jsonString(head.kernelLibrary) +
         ", \"design\": " + jsonString(head.designHash);
}

// Index and assignments of a point, without its repetition.
std::string pointOf(const std::string& key) {
  const std::size_t blank = std::min(key.find(' '), key.size());
  const std::string index = key.substr(0, blank), rest = key.substr(blank);
  const std::size_t repetition = index.find('.');
  if (repetition == std::string::npos) return key;
  return index.substr(0, repetition) + rest.substr(0, rest.rfind(" seed="));
}

std::string textOf(const JsonValue& root, const char* name) {
  const std::optional<JsonValue> found = root.find(name);
  return found && found->is(JsonKind::String) ? found->string() : std::string();
}

Message badLine(const std::string& where, const std::string& why) {
  return {"study.bad-line",
          LL_TEXT("%1 is no line of a study: %2. Leave the file out, or compute it again."),
          {where, why}};
}

// Welford's, so that what does not vary has no deviation.
struct Moments {
  int count = 0;
  double middle = 0, squares = 0;
  void add(double value) {
    const double away = value - middle;
    middle += away / ++count;
    squares += away * (value - middle);
  }
  double mean() const { return middle; }
  double deviation() const { return std::sqrt(squares / (count - 1)); }
};

}  // namespace

void writeVariedValue(JsonWriter& json, const std::string& text) {
  if (const std::optional<std::int64_t> whole = wholeNumber(text)) {
    json.raw(valueJson(Value(*whole)));
    return;
  }
  const std::optional<ParsedQuantity> number = parseQuantity(text);
  if (number && !number->hasUnit)
    json.value(number->si);
  else
    json.value(text);
}

std::string studyLine(const StudyHead& head, const Study& study, const StudyPoint& point,
                      const PointFigures& figures) {
  JsonWriter json;
  json.beginObject(JsonLayout::Inline);
  json.field("key", point.key);
  json.field("library", head.kernelLibrary);
  json.field("design", head.designHash);
  json.field("work", pointWorkKey(head.work));
  json.field("seed", point.seed);
  json.key("values");
  json.beginObject(JsonLayout::Inline);
  for (std::size_t a = 0; a < study.axes.size(); ++a) {
    if (point.values[a].empty()) continue;
    json.key(study.axes[a].listed.path);
    writeVariedValue(json, point.values[a]);
  }
  json.endObject();
  json.key("figures");
  json.beginObject(JsonLayout::Inline);
  for (const auto& [name, value] : figures.numbers) json.field(name, value);
  json.endObject();
  json.key("problem");
  if (figures.problem)
    json.value(figures.problem->id);
  else
    json.null();
  json.endObject();
  std::string out = json.take();
  out.pop_back();
  return out;
}

Message anotherStudy(const std::string& file) {
  return {"study.another-study",
          LL_TEXT("“%1” holds another study, or more of it: go on with the design and the words that "
                  "it was begun with, or name another file."),
          {file}};
}

std::optional<Message> resumeProblem(const std::string& file, const std::vector<std::string>& lines,
                                     const std::string& rest, const StudyHead& head, const StudyPlan& plan,
                                     const std::vector<std::size_t>& indices) {
  const Message another = anotherStudy(file);
  if (lines.size() > indices.size()) return another;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Result<JsonDocument> line = JsonDocument::parse(lines[i], file);
    if (!line) return badLine(file, english(line.error()));
    const std::string library = textOf(line.value().root(), "library");
    if (!library.empty() && library != head.kernelLibrary)
      return Message{
          "study.another-library",
          LL_TEXT("“%1” was computed with the kernels %2; these are %3. Go on with the same ones, or begin "
                  "another file."),
          {file, library, head.kernelLibrary}};
    const bool alike = textOf(line.value().root(), "work") == pointWorkKey(head.work);
    if (!alike || !lines[i].starts_with(startOf(head, plan.point(indices[i])))) return another;
  }
  if (rest.empty()) return std::nullopt;
  if (lines.size() == indices.size()) return another;
  const std::string next = startOf(head, plan.point(indices[lines.size()]));
  return rest.starts_with(next) || next.starts_with(rest) ? std::nullopt : std::optional(another);
}

Result<StudyRow> StudyTable::read(const std::string& text, const std::string& where, StudyHead& head) {
  const Result<JsonDocument> document = JsonDocument::parse(text, where);
  if (!document) return badLine(where, english(document.error()));
  const JsonValue root = document.value().root();
  if (!root.is(JsonKind::Object)) return badLine(where, "it is no object");
  const std::string key = textOf(root, "key");
  head.kernelLibrary = textOf(root, "library");
  head.designHash = textOf(root, "design");
  const std::optional<JsonValue> values = root.find("values"), figures = root.find("figures");
  const std::optional<PointWork> work = pointWorkOf(textOf(root, "work"));
  if (key.empty() || head.kernelLibrary.empty() || !values || !values->is(JsonKind::Object) || !figures ||
      !figures->is(JsonKind::Object) || !work)
    return badLine(where, "key, library, work, values or figures are missing");
  head.work = *work;
  StudyRow out{key, text, {}, {}, textOf(root, "problem")};
  for (const JsonValue value : *values)
    out.values.emplace_back(value.key(),
                            value.is(JsonKind::String) ? value.string() : std::string(value.raw()));
  for (const JsonValue figure : *figures)
    out.figures.emplace_back(figure.key(),
                             figure.is(JsonKind::Number) ? std::optional(figure.number()) : std::nullopt);
  return out;
}

std::optional<Message> StudyTable::add(const std::string& file, std::string_view text, bool anyLibrary) {
  int number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string where = file + ":" + std::to_string(++number);
    StudyHead head;
    Result<StudyRow> line = read(std::string(text.substr(at, end - at)), where, head);
    if (!line) return line.error();
    const std::string& key = line.value().key;
    at = end + 1;
    if (!m_head) m_head = head;
    const std::string point = pointOf(key);
    const auto& [index, theirs] = *m_points.emplace(point.substr(0, point.find(' ')), point).first;
    if (head.designHash != m_head->designHash || head.work != m_head->work || theirs != point)
      return Message{
          "study.mixed-designs",
          LL_TEXT("%1 is of another design or study than the lines before. Collect the shards of one study."),
          {where}};
    if (head.kernelLibrary != m_head->kernelLibrary && !anyLibrary)
      return Message{
          "study.mixed-libraries",
          LL_TEXT("%1 was computed with the kernels %2, lines before with %3: their last bits may differ. "
                  "Compute them with one library, or collect them with --any-library."),
          {where, head.kernelLibrary, m_head->kernelLibrary}};
    const auto [known, fresh] = m_lines.emplace(key, line.value());
    if (!fresh && !anyLibrary && known->second.text != line.value().text)
      return Message{
          "study.contradiction",
          LL_TEXT("%1 says otherwise than a line before it about the same point. Compute one of them again."),
          {where}};
  }
  return std::nullopt;
}

std::optional<double> StudyRow::figure(std::string_view name) const {
  const auto found =
      std::find_if(figures.begin(), figures.end(), [&](const auto& one) { return one.first == name; });
  return found == figures.end() ? std::nullopt : found->second;
}

std::vector<StudyRow> StudyTable::rows() const {
  std::vector<StudyRow> out;
  for (const auto& [key, line] : m_lines) out.push_back(line);
  return out;
}

std::string StudyTable::lines() const {
  std::string out;
  for (const auto& [key, line] : m_lines) out += line.text + '\n';
  return out;
}

std::string StudyTable::csv() const {
  std::vector<std::string> paths, names;
  const auto note = [](std::vector<std::string>& all, const std::string& name) {
    if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
  };
  std::map<std::string, std::vector<const StudyRow*>> points;
  std::size_t most = 0;
  for (const auto& [key, line] : m_lines) {
    for (const auto& [path, value] : line.values) note(paths, path);
    for (const auto& [name, value] : line.figures) note(names, name);
    std::vector<const StudyRow*>& group = points[pointOf(key)];
    group.push_back(&line);
    most = std::max(most, group.size());
  }
  const bool repeated = most > 1;
  std::string out;
  for (const std::string& path : paths) out += csvField(path) + ',';
  out += "repetitions";
  for (const std::string& name : names)
    out += ',' + csvField(name) + (repeated ? ',' + csvField(name + "_sd") : "");
  out += ",problem\n";
  for (const auto& [point, group] : points) {
    for (const std::string& path : paths) {
      const auto& values = group.front()->values;
      const auto found =
          std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == path; });
      out += (found == values.end() ? std::string() : csvField(found->second)) + ',';
    }
    std::map<std::string, Moments> moments;
    std::string problems;
    int counted = 0;
    for (const StudyRow* line : group) {
      const bool counts = line->problem.empty() || line->figure("test_accuracy");
      counted += counts && !line->figures.empty() ? 1 : 0;
      for (const auto& [name, value] : line->figures)
        if (value) moments[name].add(*value);
      if (!line->problem.empty() && problems.find(line->problem) == std::string::npos)
        problems += (problems.empty() ? "" : " ") + line->problem;
    }
    out += std::to_string(counted);
    for (const std::string& name : names) {
      const Moments& all = moments[name];
      out += ',' + (all.count > 0 ? shortestNumber(all.mean()) : std::string());
      if (repeated) out += ',' + (all.count > 1 ? shortestNumber(all.deviation()) : std::string());
    }
    out += ',' + csvField(problems) + '\n';
  }
  return out;
}

}  // namespace lightloom::exports
