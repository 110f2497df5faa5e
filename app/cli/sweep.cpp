#include "study/sweep.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>

#include "base/json_writer.h"
#include "command.h"
#include "export/study_lines.h"
#include "files/safe_writer.h"
#include "progress.h"
#include "train/headless.h"
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
  declareThreads(options, words.threads);
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

/// Computes the points of a sweep one by one. Data that several of them share is loaded once.
class Sweep {
 public:
  Sweep(const Design& design, std::vector<SweepAxis> axes, const SweepWords& words)
      : m_design(design), m_axes(std::move(axes)), m_words(words) {}

  std::optional<Point> point(const std::vector<std::string>& values);
  std::string csv(const std::vector<Point>& points) const;
  std::string json(const std::vector<Point>& points) const;

 private:
  std::shared_ptr<const Dataset> dataFor(const Design& design);
  PointFigures trained(const Design& design, std::shared_ptr<const Dataset> data) const;

  const Design& m_design;
  std::vector<SweepAxis> m_axes;
  const SweepWords& m_words;
  std::string m_dataOf;
  std::shared_ptr<const Dataset> m_data;
};

std::shared_ptr<const Dataset> Sweep::dataFor(const Design& design) {
  const std::string wanted = dataKey(design);
  if (m_data && wanted == m_dataOf) return m_data;
  std::optional<Dataset> data = openData(design, *m_words.file, m_words.dataDirs);
  m_data = data ? std::make_shared<const Dataset>(std::move(*data)) : nullptr;
  m_dataOf = wanted;
  return m_data;
}

PointFigures Sweep::trained(const Design& design, std::shared_ptr<const Dataset> data) const {
  HeadlessOptions options;
  options.threads = static_cast<int>(m_words.threads.value_or(1));
  options.onPoint = trainingProgress(*data);
  options.cancelled = interrupted;
  return trainedFigures(design, std::move(data), options);
}

// Computes one point of the sweep; nothing where its data set is not there at all.
std::optional<Point> Sweep::point(const std::vector<std::string>& values) {
  const Result<Design> design = sweptDesign(m_design, m_axes, values);
  if (!design) return Point{values, {{}, design.error()}};
  const std::shared_ptr<const Dataset> data = dataFor(design.value());
  if (!data) return std::nullopt;
  return Point{values,
               m_words.train ? trained(design.value(), data) : simulatedFigures(design.value(), *data)};
}

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

std::string Sweep::csv(const std::vector<Point>& points) const {
  const std::vector<std::string> columns = columnsOf(points);
  std::string out;
  for (const SweepAxis& axis : m_axes) out += axis.path + ',';
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

std::string Sweep::json(const std::vector<Point>& points) const {
  const std::vector<std::string> columns = columnsOf(points);
  JsonWriter json;
  json.beginObject();
  json.field("format", "lightloom-sweep");
  json.field("version", 1);
  json.field("trained", m_words.train);
  if (m_words.train && m_data) json.field("metric", metricKey(m_data->classes == 0));
  json.key("points");
  json.beginArray();
  for (const Point& point : points) {
    json.beginObject();
    json.key("values");
    json.beginObject(JsonLayout::Inline);
    for (std::size_t i = 0; i < m_axes.size(); ++i) {
      json.key(m_axes[i].path);
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
  if ((words.changes.epochs || words.threads) && !words.train)
    return Message{"cli.no-training",
                   LL_TEXT("%1 is for a sweep with --train."),
                   {std::string(words.changes.epochs ? "--epochs" : "--threads")}};
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

int run(const SweepWords& words) {
  if (const std::optional<Message> wrong = wrongWords(words)) {
    complain(*wrong);
    return kBadCommand;
  }
  const std::optional<Design> design = openDesign(*words.file, words.changes);
  if (!design) return kFailed;
  const std::optional<std::vector<SweepAxis>> axes = readAxes(*design, words);
  if (!axes) return kFailed;
  const Result<std::vector<std::vector<std::string>>> grid = sweepGrid(*axes);
  if (!grid) {
    complain(grid.error());
    return kFailed;
  }
  if (!outputFits(words.out, inputsOf(*design, {*words.file}, words.dataDirs))) return kFailed;
  Sweep sweep(*design, *axes, words);
  std::vector<Point> points;
  bool computed = false;
  for (const std::vector<std::string>& values : grid.value()) {
    if (interrupted()) break;
    const std::optional<Point> point = sweep.point(values);
    if (interrupted()) break;  // a training that was cut short is no point
    if (!point) return kFailed;
    if (point->figures.problem) complain(*point->figures.problem);
    computed = computed || !point->figures.problem;
    points.push_back(*point);
    showShare(static_cast<double>(points.size()) / static_cast<double>(grid.value().size()));
  }
  const std::string text = words.json ? sweep.json(points) : sweep.csv(points);
  if (!words.out) {
    std::fputs(text.c_str(), stdout);
  } else if (const Result<SavedFile> saved = saveFile(*words.out, text); !saved) {
    complain(saved.error());
    return kFailed;
  }
  if (interrupted()) return kInterrupted;
  return computed ? kDone : kFailed;
}

}  // namespace

Command sweep(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
