#include "study/study_description.h"

#include <charconv>

namespace lightloom::study {
namespace {

std::vector<std::string> cut(std::string_view text, char separator) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    out.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::optional<long> countOf(const std::string& text) {
  long out = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, out);
  return error == std::errc() && stop == end ? std::optional(out) : std::nullopt;
}

Message noVariation(std::string_view text) {
  return {"sweep.syntax",
          LL_TEXT("“%1” is no sweep. Write PATH=FROM:TO:COUNT, PATH=FROM:TO:COUNT:log or PATH=VALUE,VALUE."),
          {std::string(text)}};
}

}  // namespace

Result<VariedPath> readVariedPath(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size()) return noVariation(text);
  VariedPath out;
  out.path = text.substr(0, equals);
  const std::string_view rest = text.substr(equals + 1);
  if (rest.find(':') == std::string_view::npos) {
    out.values = cut(rest, ',');
    return out;
  }
  std::vector<std::string> words = cut(rest, ':');
  out.from = words[0];
  out.to = words[1];
  words.erase(words.begin(), words.begin() + 2);
  if (!words.empty() && words.back() == "log") {
    out.logarithmic = true;
    words.pop_back();
  }
  if (!words.empty()) {
    out.count = countOf(words.front());
    if (!out.count) return noVariation(text);
    words.erase(words.begin());
  }
  if (!words.empty()) return noVariation(text);
  return out;
}

std::string variedText(const VariedPath& varied) {
  std::string out = varied.path + '=';
  if (!varied.values.empty()) {
    for (std::size_t i = 0; i < varied.values.size(); ++i) out += (i > 0 ? "," : "") + varied.values[i];
    return out;
  }
  out += varied.from + ':' + varied.to;
  if (varied.count) out += ':' + std::to_string(*varied.count);
  return varied.logarithmic ? out + ":log" : out;
}

std::optional<Message> descriptionProblem(const StudyDescription& description) {
  if (description.over.empty() && !description.seeds)
    return Message{"study.nothing-varies",
                   LL_TEXT("Nothing varies. Say what does (over), as PATH=FROM:TO:COUNT, or how often all is "
                           "repeated (seeds)."),
                   {}};
  if (description.sampling != Sampling::Grid && !description.samples)
    return Message{"study.no-samples", LL_TEXT("Say how many points are drawn: “samples”."), {}};
  if (description.sampling == Sampling::Grid && description.samples)
    return Message{
        "study.no-sampling",
        LL_TEXT("A grid has as many points as its values combine to. Leave “samples” out, or sample."),
        {}};
  if (description.epochs && description.work == PointWork::Simulate)
    return Message{"study.no-training",
                   LL_TEXT("Epochs are for a study that trains. Leave them out, or train at each point."),
                   {}};
  return std::nullopt;
}

Result<Study> studyOf(const Design& design, const StudyDescription& description) {
  Study out;
  out.sampling = description.sampling;
  out.samples = static_cast<std::size_t>(description.samples.value_or(0));
  out.seed = settingInteger(design, "training.seed");
  out.seeds = static_cast<int>(description.seeds.value_or(1));
  for (const VariedPath& varied : description.over) {
    const std::string text = variedText(varied);
    Result<StudyAxis> axis = readStudyAxis(design, text, out.sampling);
    if (!axis) return axis.error();
    if (out.seeds > 1 && axis.value().listed.path == "training.seed")
      return Message{
          "study.seeds-twice",
          LL_TEXT("%1 and the repetitions (“seeds”) both choose the seeds. Leave one of them out."),
          {text}};
    out.axes.push_back(std::move(axis).value());
  }
  if (std::optional<Message> problem = studyProblem(out)) return *std::move(problem);
  return out;
}

}  // namespace lightloom::study
