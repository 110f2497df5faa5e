#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>

#include "base/json_writer.h"
#include "base/ordered_work.h"
#include "command.h"
#include "export/study_lines.h"
#include "files/safe_writer.h"
#include "progress.h"
#include "shared_data.h"
#include "study/study_run.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct SweepWords {
  std::optional<std::string> file, out;
  std::vector<std::string> over;
  Changes changes;
  std::optional<long> threads;
  std::vector<std::string> dataDirs;
  bool json = false, train = false;
};

void declare(Options& options, SweepWords& words) {
  declareFile(options, words.file);
  options.texts("--over", "PATH=VALUES", words.over,
                "FROM:TO:COUNT, FROM:TO:COUNT:log or VALUE,VALUE...; again and again");
  options.flag("--train", words.train, "trains at each combination");
  declareEpochs(options, words.changes);
  declareThreads(options, words.threads, "how many points are computed at once; else as many as processors");
  declareSet(options, words.changes);
  declareSeed(options, words.changes);
  declareData(options, words.dataDirs);
  options.text("--out", "FILE", words.out, "instead of stdout");
  declareJson(options, words.json);
}

struct Point {
  std::vector<std::string> values;
  PointFigures figures;
};

/// Writes the points of a sweep down.
struct SweepTable {
  const std::vector<SweepAxis>& axes;
  const std::vector<Point>& points;
  std::string csv() const;
  /// `metric`: of the accuracies of a sweep that trains; empty: it does not.
  std::string json(std::string_view metric) const;
};

const double* numberOf(const Point& point, const std::string& name) {
  const auto found = std::find_if(point.figures.numbers.begin(), point.figures.numbers.end(),
                                  [&](const auto& number) { return number.first == name; });
  return found == point.figures.numbers.end() ? nullptr : &found->second;
}

// The columns in the order in which they come up: a bench that cannot compute has fewer.
std::vector<std::string> columnsOf(const std::vector<Point>& points) {
  std::vector<std::string> out;
  for (const Point& point : points)
    for (const auto& [name, value] : point.figures.numbers)
      if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  return out;
}

std::string SweepTable::csv() const {
  const std::vector<std::string> columns = columnsOf(points);
  std::string out;
  for (const SweepAxis& axis : axes) out += axis.path + ',';
  for (const std::string& column : columns) out += column + ',';
  out += "problem\n";
  for (const Point& point : points) {
    for (const std::string& value : point.values) out += value + ',';
    for (const std::string& column : columns) {
      const double* const number = numberOf(point, column);
      out += (number && std::isfinite(*number) ? shortestNumber(*number) : std::string()) + ',';
    }
    out += (point.figures.problem ? point.figures.problem->id : std::string()) + '\n';
  }
  return out;
}

std::string SweepTable::json(std::string_view metric) const {
  const std::vector<std::string> columns = columnsOf(points);
  JsonWriter json;
  json.beginObject();
  json.field("format", "lightloom-sweep");
  json.field("version", 1);
  json.field("trained", !metric.empty());
  if (!metric.empty()) json.field("metric", metric);
  json.key("points");
  json.beginArray();
  for (const Point& point : points) {
    json.beginObject();
    json.key("values");
    json.beginObject(JsonLayout::Inline);
    for (std::size_t i = 0; i < axes.size(); ++i) {
      json.key(axes[i].path);
      writeVariedValue(json, point.values[i]);
    }
    json.endObject();
    json.key("figures");
    json.beginObject();
    for (const std::string& column : columns) {
      const double* const number = numberOf(point, column);
      json.field(column, number ? *number : std::numeric_limits<double>::quiet_NaN());
    }
    json.endObject();
    json.key("problem");
    if (point.figures.problem)
      json.value(point.figures.problem->id);
    else
      json.null();
    if (point.figures.problem) json.field("reason", english(*point.figures.problem));
    json.endObject();
  }
  json.endArray();
  json.endObject();
  return json.take();
}

std::optional<Message> wrongWords(const SweepWords& words) {
  if (!words.file) return Message{"cli.one-file", LL_TEXT("Name one design file."), {}};
  if (words.over.empty())
    return Message{"cli.no-sweep", LL_TEXT("Say what to sweep: --over PATH=FROM:TO:COUNT."), {}};
  if (words.changes.epochs && !words.train)
    return Message{"cli.no-training", LL_TEXT("%1 is for a sweep with --train."), {std::string("--epochs")}};
  return sweptTwice(words.over, words.changes);
}

std::optional<std::vector<SweepAxis>> readAxes(const Design& design, const SweepWords& words) {
  std::vector<SweepAxis> out;
  for (const std::string& text : words.over) {
    Result<SweepAxis> axis = readSweepAxis(design, text);
    if (!axis) {
      complain(axis.error());
      return std::nullopt;
    }
    out.push_back(std::move(axis).value());
  }
  return out;
}

// The study that the points of a sweep are.
Study studyOver(const std::vector<SweepAxis>& axes) {
  Study out;
  for (const SweepAxis& axis : axes) out.axes.push_back({axis, std::nullopt});
  return out;
}

/// How the points of a sweep went.
struct SweepOutcome {
  std::vector<Point> points;
  std::size_t problems = 0, diverged = 0;
  // Whoever reads the table must know that a training in it came to nothing.
  int status() const {
    if (problems > 0) std::fprintf(stderr, "%zu of %zu points have a problem\n", problems, points.size());
    if (interrupted()) return kInterrupted;
    return diverged > 0 || problems == points.size() ? kFailed : kDone;
  }
};

SweepOutcome compute(const StudyRun& study, const SweepWords& words) {
  const StudyPlan& plan = study.plan();
  SweepOutcome out;
  const auto work = [&](std::size_t i) { return interrupted() ? PointFigures{} : study.at(plan.point(i)); };
  inOrder(plan.size(), threadsOf(words.threads), work, [&](std::size_t i, PointFigures figures) {
    if (interrupted()) return false;  // a training that was cut short is no point
    if (figures.problem) {
      complain(*figures.problem);
      ++out.problems;
      out.diverged += figures.diverged() ? 1 : 0;
    }
    out.points.push_back({plan.point(i).values, std::move(figures)});
    showShare(static_cast<double>(i + 1) / static_cast<double>(plan.size()));
    return true;
  });
  return out;
}

int run(const SweepWords& words) {
  if (const std::optional<Message> wrong = wrongWords(words)) {
    complain(*wrong);
    return kBadCommand;
  }
  const std::optional<Design> design = openDesign(*words.file, words.changes);
  if (!design) return kFailed;
  const std::optional<std::vector<SweepAxis>> axes = readAxes(*design, words);
  if (!axes) return kFailed;
  if (const auto grid = sweepGrid(*axes); !grid) {
    complain(grid.error());
    return kFailed;
  }
  if (!outputFits(words.out, inputsOf(*design, {*words.file}, words.dataDirs))) return kFailed;
  SharedData data(*words.file, words.dataDirs);
  const StudyRun study(*design, studyOver(*axes), words.train ? PointWork::Train : PointWork::Simulate,
                       {[&](const Design& at) { return data.of(at); }, interrupted});
  const Result<Design> first = designAt(*design, study.plan().study(), study.plan().point(0));
  const std::shared_ptr<const Dataset> set = data.of(first ? first.value() : *design);
  if (!set) return kFailed;
  const SweepOutcome outcome = compute(study, words);
  const SweepTable table{*axes, outcome.points};
  const std::string text =
      words.json ? table.json(words.train ? metricKey(set->classes == 0) : std::string_view()) : table.csv();
  if (!words.out) {
    std::fputs(text.c_str(), stdout);
  } else if (const Result<SavedFile> saved = saveFile(*words.out, text); !saved) {
    complain(saved.error());
    return kFailed;
  }
  return outcome.status();
}

}  // namespace

Command sweep(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
