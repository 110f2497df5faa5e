#include "documents/internal/resume_entries.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/json_writer.h"
#include "documents/internal/npy.h"
#include "files/checked_json.h"
#include "files/json_reader.h"

namespace lightloom::documents {
namespace {

constexpr int kVersion = 1;
constexpr std::string_view kNumbers = "resume.json";
constexpr std::int64_t kMostCount = std::int64_t{1} << 53;  // what JSON keeps of whole numbers everywhere
constexpr std::int64_t kMostSmallCount = 1'000'000'000;

/// An array over all weights of a network, and the part of it that a layer has.
struct LayerArray {
  const char* name;
  std::vector<float> LayerState::*member;
};
constexpr LayerArray kArrays[] = {{"resume/first.npy", &LayerState::first},
                                  {"resume/second.npy", &LayerState::second}};
constexpr LayerArray kTwinArrays[] = {{"resume/twin_weights.npy", &LayerState::weights},
                                      {"resume/twin_first.npy", &LayerState::first},
                                      {"resume/twin_second.npy", &LayerState::second}};

struct LayerNumber {
  const char* key;
  double LayerState::*member;
};
constexpr LayerNumber kLayerNumbers[] = {{"activation_scales", &LayerState::activationScale},
                                         {"adc_full_scales", &LayerState::adcFullScale},
                                         {"errors_full_scales", &LayerState::errorsFullScale},
                                         {"gradient_full_scales", &LayerState::gradientFullScale},
                                         {"clipped_shares", &LayerState::clippedShare}};

template <typename Trainer, typename Visit>
void visitTrainer(Trainer& trainer, Visit&& visit) {
  visit("steps", trainer.steps);
  visit("take_ups", trainer.takeUps);
  visit("power1", trainer.power1);
  visit("power2", trainer.power2);
  visit("loss_sum", trainer.lossSum);
  visit("correct", trainer.correct);
  visit("seen", trainer.seen);
  visit("running_loss", trainer.runningLoss);
  visit("first_loss", trainer.firstLoss);
}

template <typename Sums, typename Visit>
void visitSums(Sums& sums, Visit&& visit) {
  visit("loss", sums.loss);
  visit("correct", sums.correct);
  visit("counted", sums.counted);
}

template <typename Numbers, typename Visit>
void visitNumbers(Numbers& numbers, Visit&& visit) {
  visit("emitted_W", numbers.opticalEmittedW);
  visit("detected_W", numbers.opticalDetectedW);
  visit("J_per_op", numbers.joulesPerOp);
  visit("low_J_per_op", numbers.joulesPerOpLow);
  visit("high_J_per_op", numbers.joulesPerOpHigh);
  visit("phase_error_rad", numbers.phaseErrorRad);
  visit("worst_phase_error_rad", numbers.worstPhaseErrorRad);
}

template <typename Row, typename Visit>
void visitRow(Row& row, Visit&& visit) {
  visit("epoch", row.epoch);
  visit("loss", row.loss);
  visit("train_accuracy", row.trainAccuracy);
  visit("test_accuracy", row.testAccuracy);
  visit("optical_W", row.opticalW);
  visit("J_per_op", row.joulesPerOp);
  visit("phase_error_rad", row.phaseErrorRad);
  visit("seconds", row.seconds);
}

template <typename Mark, typename Visit>
void visitMark(Mark& mark, Visit&& visit) {
  visit("epoch", mark.epoch);
  visit("step", mark.step);
  visit("label", mark.label);
}

template <typename Point, typename Visit>
void visitTwinPoint(Point& point, Visit&& visit) {
  visit("epoch", point.epoch);
  visit("test_accuracy", point.testAccuracy);
}

class ResumeWriter {
 public:
  std::string text(const ResumePoint& point) {
    m_json.beginObject();
    m_json.field("version", kVersion);
    m_json.field("seconds", point.seconds);
    m_json.key("trainer");
    trainer(point.trainer);
    if (point.twin) {
      m_json.key("twin");
      trainer(point.twin->trainer);
      rows("twin_points", point.twin->points,
           [](const TwinPoint& twin, const auto& visit) { visitTwinPoint(twin, visit); });
    }
    m_json.key("since_point");
    object([&](const auto& visit) { visitSums(point.sincePoint, visit); });
    m_json.key("numbers");
    object([&](const auto& visit) { visitNumbers(point.numbers, visit); });
    m_json.field("spent_J", point.spentJoules);
    m_json.field("point_seconds", point.pointSeconds);
    std::vector<double> markSeconds;
    for (const RunMark& mark : point.marks) markSeconds.push_back(mark.seconds);
    m_json.field("mark_seconds", markSeconds);
    rows("marks", point.marks, [](const RunMark& mark, const auto& visit) { visitMark(mark, visit); });
    rows("epochs", point.epochs, [](const EpochRow& row, const auto& visit) { visitRow(row, visit); });
    m_json.endObject();
    return m_json.take();
  }

 private:
  template <typename Visited>
  void object(const Visited& visited, JsonLayout layout = JsonLayout::Lines) {
    m_json.beginObject(layout);
    visited([this](const char* key, const auto& value) { m_json.field(key, value); });
    m_json.endObject();
  }

  template <typename Row, typename Visited>
  void rows(const char* key, const std::vector<Row>& all, const Visited& visited) {
    m_json.key(key);
    m_json.beginArray();
    for (const Row& row : all) object([&](const auto& visit) { visited(row, visit); }, JsonLayout::Inline);
    m_json.endArray();
  }

  void trainer(const TrainerState& state) {
    m_json.beginObject();
    visitTrainer(state, [this](const char* key, const auto& value) { m_json.field(key, value); });
    for (const LayerNumber& number : kLayerNumbers) {
      std::vector<double> values;
      for (const LayerState& layer : state.layers) values.push_back(layer.*number.member);
      m_json.field(number.key, values);
    }
    std::vector<double> squares;
    for (const LayerState& layer : state.layers)
      squares.push_back(layer.weightSquares.value_or(std::numeric_limits<double>::quiet_NaN()));
    m_json.field("weight_squares", squares);
    m_json.endObject();
  }

  JsonWriter m_json;
};

ZipEntry arrayEntry(const LayerArray& array, const TrainerState& state) {
  WeightMatrix all;
  for (const LayerState& layer : state.layers)
    all.data.insert(all.data.end(), (layer.*array.member).begin(), (layer.*array.member).end());
  all.rows = 1;
  all.columns = all.data.size();
  return {array.name, writeNpy(all)};
}

class ResumeReader {
 public:
  ResumeReader(const std::vector<ZipEntry>& entries, const RunFile& run, const std::string& source,
               const LoadBudget& budget)
      : m_entries(entries),
        m_run(run),
        m_source(source),
        m_budget(budget),
        m_reader("run", inside(kNumbers), budget) {}

  Result<std::shared_ptr<const ResumePoint>> read() {
    const ZipEntry* const numbers = find(kNumbers);
    if (!numbers) return std::shared_ptr<const ResumePoint>();
    const Result<JsonDocument> document = JsonDocument::parse(numbers->bytes, inside(kNumbers), m_budget);
    if (!document) return document.error();
    const JsonValue root = document.value().root();
    std::int64_t version = 0;
    if (!integer(root, {}, "version", kMostCount, version)) return problem();
    if (version > kVersion) return std::shared_ptr<const ResumePoint>();
    auto point = std::make_shared<ResumePoint>();
    if (!readNumbers(root, *point) || !readArrays(*point)) return problem();
    return std::shared_ptr<const ResumePoint>(std::move(point));
  }

 private:
  const ZipEntry* find(std::string_view name) const {
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const ZipEntry& entry) { return entry.name == name; });
    return found == m_entries.end() ? nullptr : &*found;
  }

  std::string inside(std::string_view name) const { return m_source + ": " + std::string(name); }

  bool fail(Message message) {
    m_error = std::move(message);
    return false;
  }
  Message problem() const { return m_error ? *m_error : m_reader.error(); }

  bool wrongSize(const std::string& what, std::size_t found, std::size_t wanted) {
    return fail({"run.resume-sizes",
                 LL_TEXT("%1: “%2” holds %3 numbers, where the run asks for %4. Copy or download the file "
                         "again."),
                 {m_source, what, static_cast<std::int64_t>(found), static_cast<std::int64_t>(wanted)}});
  }

  bool readNumbers(const JsonValue& root, ResumePoint& out) {
    std::optional<JsonValue> trainer, sums, ofBench;
    if (!number(root, {}, "seconds", out.seconds) || !object(root, "trainer", trainer) ||
        !readTrainer(*trainer, "trainer", out.trainer) || !object(root, "since_point", sums) ||
        !object(root, "numbers", ofBench))
      return false;
    if (const auto twin = root.find("twin")) {
      out.twin.emplace();
      if (!m_reader.expect(*twin, {nullptr, "twin"}, JsonKind::Object) ||
          !readTrainer(*twin, "twin", out.twin->trainer) ||
          !rows(root, "twin_points", out.twin->points,
                [](TwinPoint& point, const auto& visit) { visitTwinPoint(point, visit); }))
        return false;
    }
    return fields(*sums, {nullptr, "since_point"},
                  [&](const auto& visit) { visitSums(out.sincePoint, visit); }) &&
           fields(*ofBench, {nullptr, "numbers"},
                  [&](const auto& visit) { visitNumbers(out.numbers, visit); }) &&
           readSpent(root, out.spentJoules) && numbers(root, {}, "point_seconds", out.pointSeconds) &&
           rows(root, "marks", out.marks, [](RunMark& mark, const auto& visit) { visitMark(mark, visit); }) &&
           readMarkSeconds(root, out.marks) &&
           rows(root, "epochs", out.epochs, [](EpochRow& row, const auto& visit) { visitRow(row, visit); });
  }

  // Older programs did not count them: what was spent is not known then.
  bool readSpent(const JsonValue& root, double& out) {
    out = std::numeric_limits<double>::quiet_NaN();
    return !root.find("spent_J") || number(root, {}, "spent_J", out);
  }

  // Older programs kept none.
  bool readMarkSeconds(const JsonValue& root, std::vector<RunMark>& marks) {
    if (!root.find("mark_seconds")) return true;
    std::vector<double> seconds;
    if (!numbers(root, {}, "mark_seconds", seconds)) return false;
    for (std::size_t i = 0; i < std::min(seconds.size(), marks.size()); ++i)
      marks[i].seconds = std::isfinite(seconds[i]) ? seconds[i] : 0;
    return true;
  }

  bool readTrainer(const JsonValue& json, std::string_view name, TrainerState& out) {
    const JsonPlace place{nullptr, name};
    if (!fields(json, place, [&](const auto& visit) { visitTrainer(out, visit); })) return false;
    out.layers.resize(m_run.weights.size());
    std::vector<double> values;
    for (const LayerNumber& layerNumber : kLayerNumbers) {
      if (!layerNumbers(json, place, layerNumber.key, values)) return false;
      for (std::size_t l = 0; l < values.size(); ++l) out.layers[l].*layerNumber.member = values[l];
    }
    if (!layerNumbers(json, place, "weight_squares", values)) return false;
    for (std::size_t l = 0; l < values.size(); ++l)
      if (values[l] == values[l]) out.layers[l].weightSquares = values[l];
    return true;
  }

  bool layerNumbers(const JsonValue& json, const JsonPlace& place, const char* key,
                    std::vector<double>& out) {
    if (!numbers(json, place, key, out)) return false;
    return out.size() == m_run.weights.size() || wrongSize(key, out.size(), m_run.weights.size());
  }

  // Whatever the visitor names, by its type; false after the first problem.
  template <typename Visited>
  bool fields(const JsonValue& json, const JsonPlace& place, const Visited& visited) {
    bool fine = true;
    visited([&](const char* key, auto& value) { fine = fine && field(json, place, key, value); });
    return fine;
  }

  bool field(const JsonValue& json, const JsonPlace& place, const char* key, double& out) {
    return number(json, place, key, out);
  }
  bool field(const JsonValue& json, const JsonPlace& place, const char* key, std::int64_t& out) {
    return integer(json, place, key, kMostCount, out);
  }
  bool field(const JsonValue& json, const JsonPlace& place, const char* key, std::uint64_t& out) {
    std::int64_t count = 0;
    if (!integer(json, place, key, kMostCount, count)) return false;
    out = static_cast<std::uint64_t>(count);
    return true;
  }
  bool field(const JsonValue& json, const JsonPlace& place, const char* key, int& out) {
    std::int64_t count = 0;
    if (!integer(json, place, key, kMostSmallCount, count)) return false;
    out = static_cast<int>(count);
    return true;
  }
  bool field(const JsonValue& json, const JsonPlace& place, const char* key, std::string& out) {
    std::optional<JsonValue> text;
    return m_reader.require(json, place, key, text) &&
           m_reader.readText(*text, {&place, key}, m_budget.textLength, out);
  }

  bool integer(const JsonValue& json, const JsonPlace& place, const char* key, std::int64_t most,
               std::int64_t& out) {
    std::optional<JsonValue> value;
    const JsonPlace at{&place, key};
    if (!m_reader.require(json, place, key, value) || !m_reader.readInteger(*value, at, 0, out)) return false;
    return out <= most ||
           m_reader.fail(
               *value, at, "run.resume-range",
               LL_TEXT("%1, line %2: %3 is %4, beyond what a training counts up to. Copy or download "
                       "the file again."),
               {out});
  }

  // null is what is not finite.
  bool number(const JsonValue& json, const JsonPlace& place, const char* key, double& out) {
    std::optional<JsonValue> value;
    return m_reader.require(json, place, key, value) && finiteOrNull(*value, {&place, key}, out);
  }

  bool finiteOrNull(const JsonValue& json, const JsonPlace& place, double& out) {
    out = std::numeric_limits<double>::quiet_NaN();
    if (json.is(JsonKind::Null)) return true;
    if (!m_reader.expect(json, place, JsonKind::Number)) return false;
    out = json.number();
    return true;
  }

  bool numbers(const JsonValue& json, const JsonPlace& place, const char* key, std::vector<double>& out) {
    std::optional<JsonValue> list;
    const JsonPlace at{&place, key};
    if (!m_reader.require(json, place, key, list) || !m_reader.expect(*list, at, JsonKind::Array))
      return false;
    out.clear();
    for (const JsonValue item : *list)
      if (!finiteOrNull(item, at, out.emplace_back())) return false;
    return true;
  }

  bool object(const JsonValue& json, const char* key, std::optional<JsonValue>& out) {
    return m_reader.require(json, {}, key, out) && m_reader.expect(*out, {nullptr, key}, JsonKind::Object);
  }

  template <typename Row, typename Visited>
  bool rows(const JsonValue& json, const char* key, std::vector<Row>& out, const Visited& visited) {
    std::optional<JsonValue> list;
    const JsonPlace place{nullptr, key};
    if (!m_reader.require(json, {}, key, list) || !m_reader.expect(*list, place, JsonKind::Array))
      return false;
    JsonPlace at{&place, {}, 0};
    for (const JsonValue item : *list) {
      Row& row = out.emplace_back();
      if (!m_reader.expect(item, at, JsonKind::Object) ||
          !fields(item, at, [&](const auto& visit) { visited(row, visit); }))
        return false;
      ++at.index;
    }
    return true;
  }

  bool readArrays(ResumePoint& out) {
    for (std::size_t l = 0; l < m_run.weights.size(); ++l) {
      const WeightMatrix& matrix = m_run.weights[l];
      out.trainer.layers[l].besideMeans = matrix.besideMeans;
      std::vector<float>& weights = out.trainer.layers[l].weights;
      weights.resize(matrix.data.size());
      for (std::size_t r = 0; r < matrix.rows; ++r)
        for (std::size_t c = 0; c < matrix.columns; ++c)
          weights[c * matrix.rows + r] = matrix.data[r * matrix.columns + c];
    }
    for (const LayerArray& array : kArrays)
      if (!readArray(array, out.trainer)) return false;
    for (const LayerArray& array : kTwinArrays)
      if (out.twin && !readArray(array, out.twin->trainer)) return false;
    return true;
  }

  // Only adam has a second one.
  bool readArray(const LayerArray& array, TrainerState& out) {
    const ZipEntry* const entry = find(array.name);
    if (!entry && array.member == &LayerState::second) return true;
    if (!entry)
      return fail({"run.missing-part",
                   LL_TEXT("%1 lacks its part “%2”. Copy or download it again."),
                   {m_source, std::string(array.name)}});
    const Result<WeightMatrix> all = readNpy(entry->bytes, inside(array.name), false);
    if (!all) return fail(all.error());
    std::size_t weights = 0;
    for (const WeightMatrix& matrix : m_run.weights) weights += matrix.data.size();
    const std::vector<float>& data = all.value().data;
    if (data.size() != weights) return wrongSize(array.name, data.size(), weights);
    auto from = data.begin();
    for (std::size_t l = 0; l < m_run.weights.size(); ++l) {
      const auto end = from + static_cast<std::ptrdiff_t>(m_run.weights[l].data.size());
      (out.layers[l].*array.member).assign(from, end);
      from = end;
    }
    return true;
  }

  const std::vector<ZipEntry>& m_entries;
  const RunFile& m_run;
  const std::string& m_source;
  LoadBudget m_budget;
  CheckedJson m_reader;
  std::optional<Message> m_error;
};

bool hasSecond(const TrainerState& state) {
  return !state.layers.empty() && !state.layers.front().second.empty();
}

}  // namespace

std::vector<ZipEntry> resumeEntries(const RunFile& run) {
  const ResumePoint& point = *run.resume;
  std::vector<ZipEntry> out = {{std::string(kNumbers), ResumeWriter().text(point)}};
  const auto add = [&](const LayerArray& array, const TrainerState& state) {
    if (array.member != &LayerState::second || hasSecond(state)) out.push_back(arrayEntry(array, state));
  };
  for (const LayerArray& array : kArrays) add(array, point.trainer);
  for (const LayerArray& array : kTwinArrays)
    if (point.twin) add(array, point.twin->trainer);
  return out;
}

Result<std::shared_ptr<const ResumePoint>> readResume(const std::vector<ZipEntry>& entries,
                                                      const RunFile& run, const std::string& source,
                                                      const LoadBudget& budget) {
  return ResumeReader(entries, run, source, budget).read();
}

}  // namespace lightloom::documents
