#include "study/study_description.h"

#include <algorithm>
#include <charconv>

#include "study/bench_errors.h"
#include "study/design_search.h"
#include "study/sensitivity.h"

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

constexpr std::string_view kKinds[] = {"sweep", "sensitivity", "tolerance", "yield", "search"};
constexpr std::string_view kWorks[] = {"simulate", "test", "train"};
constexpr double kUsualShare = 0.01;

// What is said that another kind of study is about.
std::optional<Message> otherKind(const StudyDescription& description) {
  const bool sweep = description.kind == StudyKind::Sweep, search = description.kind == StudyKind::Search,
             yield = description.kind == StudyKind::Yield;
  const struct {
    const char* name;
    bool said, fits;
  } parts[] = {
      {"over", !description.over.empty(), sweep || search},
      {"sampling", description.sampling != Sampling::Grid, sweep},
      {"samples", description.samples.has_value(), sweep || search || yield},
      {"seeds", description.seeds.has_value(), sweep},
      {"off", description.off.has_value(), description.kind == StudyKind::Sensitivity},
      {"cost", description.cost.has_value(), description.kind == StudyKind::Tolerance},
      {"errors", !description.errors.empty(), yield},
      {"at_least", description.atLeast.has_value(), yield},
      {"objective", !description.objective.empty(), search},
      {"subject_to", !description.subjectTo.empty(), search},
      {"work", description.work.has_value(), description.kind != StudyKind::Tolerance},
  };
  for (const auto& part : parts)
    if (part.said && !part.fits)
      return Message{"study.not-for-kind",
                     LL_TEXT("A study of the kind “%1” has no “%2”. Leave it out, or choose another kind."),
                     {std::string(studyKindKey(description.kind)), std::string(part.name)}};
  return std::nullopt;
}

// What its kind needs and is not said.
std::optional<Message> missingPart(const StudyDescription& description) {
  const bool sweep = description.kind == StudyKind::Sweep, search = description.kind == StudyKind::Search;
  if ((sweep && description.over.empty() && !description.seeds) || (search && description.over.empty()))
    return Message{"study.nothing-varies",
                   LL_TEXT("Nothing varies. Say what does (over), as PATH=FROM:TO:COUNT, or how often all is "
                           "repeated (seeds)."),
                   {}};
  const bool drawn = description.sampling != Sampling::Grid || search || description.kind == StudyKind::Yield;
  if (drawn && !description.samples)
    return Message{"study.no-samples", LL_TEXT("Say how many points there are: “samples”."), {}};
  if (!drawn && description.samples)
    return Message{
        "study.no-sampling",
        LL_TEXT("A grid has as many points as its values combine to. Leave “samples” out, or sample."),
        {}};
  if (search && description.objective.empty())
    return Message{"study.no-objective", LL_TEXT("Say what is searched for: “objective”."), {}};
  return std::nullopt;
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

std::string_view studyKindKey(StudyKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

std::string_view pointWorkKey(PointWork work) {
  return kWorks[static_cast<std::size_t>(work)];
}

std::optional<PointWork> pointWorkOf(std::string_view key) {
  const auto* const found = std::find(std::begin(kWorks), std::end(kWorks), key);
  if (found == std::end(kWorks)) return std::nullopt;
  return static_cast<PointWork>(found - std::begin(kWorks));
}

PointWork workOf(const StudyDescription& description) {
  return description.work.value_or(description.kind == StudyKind::Sweep ? PointWork::Simulate
                                                                        : PointWork::Test);
}

std::optional<Message> descriptionProblem(const StudyDescription& description) {
  if (std::optional<Message> problem = otherKind(description)) return problem;
  if (std::optional<Message> problem = missingPart(description)) return problem;
  if (description.epochs && workOf(description) == PointWork::Simulate)
    return Message{
        "study.no-training", LL_TEXT("Epochs are for a study that trains. Leave them out, or train."), {}};
  if (description.seeds.value_or(1) > 1 && workOf(description) == PointWork::Test)
    return Message{
        "study.seeds-of-test",
        LL_TEXT("Repetitions (“seeds”) train anew, but a study that tests trains once. Train at each "
                "point, or vary noise.seed instead."),
        {}};
  for (const std::optional<double>& share : {description.off, description.cost, description.atLeast})
    if (share && !(*share > 0 && *share < 1))
      return Message{"study.bad-share",
                     LL_TEXT("%1 is no share: it must lie between 0 and 1. Correct it."),
                     {Quantity{*share, Unit::None}}};
  if (const Result<BenchErrors> errors = readBenchErrors(description.errors); !errors) return errors.error();
  if (description.kind != StudyKind::Search) return std::nullopt;
  if (const Result<SearchGoal> goal = readSearchGoal(description.objective); !goal) return goal.error();
  for (const std::string& text : description.subjectTo)
    if (const Result<SearchLimit> limit = readSearchLimit(text); !limit) return limit.error();
  return std::nullopt;
}

Result<PlannedStudy> planStudy(const Design& design, const StudyDescription& description) {
  PlannedStudy out{design, {}};
  Study& study = out.study;
  if (description.kind == StudyKind::Sensitivity) {
    study = sensitivityStudy(design, description.off.value_or(kUsualShare));
  } else if (description.kind == StudyKind::Yield) {
    BenchYield yield = yieldStudy(design, readBenchErrors(description.errors).value(),
                                  static_cast<std::size_t>(*description.samples));
    out = {std::move(yield.design), std::move(yield.study)};
  } else {
    study.sampling = description.kind == StudyKind::Search ? Sampling::Random : description.sampling;
    study.samples = static_cast<std::size_t>(description.samples.value_or(0));
  }
  study.seed = settingInteger(design, "training.seed");
  study.seeds = static_cast<int>(description.seeds.value_or(1));
  for (const VariedPath& varied : description.over) {
    const std::string text = variedText(varied);
    Result<StudyAxis> axis = readStudyAxis(design, text, study.sampling);
    if (!axis) return axis.error();
    if (study.seeds > 1 && axis.value().listed.path == "training.seed")
      return Message{
          "study.seeds-twice",
          LL_TEXT("%1 and the repetitions (“seeds”) both choose the seeds. Leave one of them out."),
          {text}};
    study.axes.push_back(std::move(axis).value());
  }
  if (std::optional<Message> problem = studyProblem(study)) return *std::move(problem);
  return out;
}

}  // namespace lightloom::study
