#include "export/study_summary.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>

#include "design/edit.h"
#include "report/pareto.h"

namespace lightloom::exports {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kBins = 20, kWorstKept = 10;

double figureOf(const StudyRow& row, std::string_view name) {
  return row.figure(name).value_or(kUnknown);
}

PointFigures figuresOf(const StudyRow& row) {
  PointFigures out;
  for (const auto& [name, value] : row.figures) out.numbers.emplace_back(name, value.value_or(kUnknown));
  return out;
}

template <typename... Values>
std::string printed(const char* format, Values... values) {
  char buffer[256];
  std::snprintf(buffer, sizeof buffer, format, values...);
  return buffer;
}

std::string percent(double share) {
  return std::isnan(share) ? "–" : printed("%.2f %%", 100 * share);
}

// A value as a column has room for it, in SI as it was set.
std::string shortened(const std::string& value) {
  const auto number = parseQuantity(value);
  return number && !number->hasUnit ? printed("%.6g", number->si) : value;
}

void addSide(const Sensitivity& base, const StudyRow& row, SensitivityRow& out) {
  out.sides.push_back({row.values.front().second, figureOf(row, "test_accuracy") - base.accuracy,
                       figureOf(row, "snr") - base.snr, figureOf(row, "energy_per_op") - base.joulesPerOp});
  if (!row.problem.empty()) out.problem = row.problem;
  const double off = std::fabs(out.sides.back().accuracy);
  out.worst = std::max(out.worst, std::isnan(off) ? std::numeric_limits<double>::infinity() : off);
}

// Equal bins from the least to the most; one where all are alike.
void fillBins(const std::vector<double>& scores, YieldSummary& out) {
  out.binLow = out.least;
  const std::size_t count = out.most > out.least ? kBins : 1;
  out.bins.assign(count, 0);
  out.binWidth = (out.most - out.least) / static_cast<double>(count);
  for (const double score : scores) {
    const auto bin = count == 1 ? 0 : static_cast<std::size_t>((score - out.binLow) / out.binWidth);
    ++out.bins[std::min(bin, count - 1)];
  }
}

void writeRow(JsonWriter& json, const StudyRow& row) {
  json.beginObject();
  json.field("key", row.key);
  json.key("values");
  json.beginObject(JsonLayout::Inline);
  for (const auto& [path, value] : row.values) {
    json.key(path);
    writeVariedValue(json, value);
  }
  json.endObject();
  json.key("figures");
  json.beginObject(JsonLayout::Inline);
  for (const auto& [name, value] : row.figures) json.field(name, value.value_or(kUnknown));
  json.endObject();
  json.endObject();
}

void writeInterval(JsonWriter& json, const char* key, const Interval& interval) {
  json.field(key, std::vector<double>{interval.low, interval.high});
}

}  // namespace

Result<Sensitivity> sensitivityOf(const StudyTable& table) {
  Sensitivity out;
  const std::vector<StudyRow> rows = table.rows();
  const auto base =
      std::find_if(rows.begin(), rows.end(), [](const StudyRow& row) { return row.values.empty(); });
  if (base == rows.end() || !base->figure("test_accuracy"))
    return Message{
        "study.no-base",
        LL_TEXT("The design as it is has no accuracy among these points, so nothing can be compared "
                "with it. Compute all points of the study."),
        {}};
  out.accuracy = figureOf(*base, "test_accuracy");
  out.snr = figureOf(*base, "snr");
  out.joulesPerOp = figureOf(*base, "energy_per_op");
  for (const StudyRow& row : rows) {
    if (row.values.size() != 1) continue;
    const std::string& path = row.values.front().first;
    if (out.rows.empty() || out.rows.back().path != path) out.rows.push_back({path, {}, {}, 0});
    addSide(out, row, out.rows.back());
  }
  std::stable_sort(out.rows.begin(), out.rows.end(),
                   [](const SensitivityRow& a, const SensitivityRow& b) { return a.worst > b.worst; });
  return out;
}

YieldSummary yieldOf(const StudyTable& table, std::optional<double> atLeast) {
  YieldSummary out;
  const std::vector<StudyRow> rows = table.rows();
  std::vector<double> scores;
  std::vector<std::pair<double, std::string>> order;
  std::vector<Cluster> lasers;
  for (const StudyRow& row : rows) {
    const std::optional<double> score = row.figure("test_accuracy");
    if (score) scores.push_back(*score);
    order.emplace_back(score.value_or(-std::numeric_limits<double>::infinity()), row.key);
    lasers.push_back({static_cast<std::size_t>(row.figure("locked").value_or(0)),
                      static_cast<std::size_t>(row.figure("lasers").value_or(0))});
    out.lasers += lasers.back().tries;
    out.locked += lasers.back().hits;
  }
  out.benches = rows.size();
  out.computed = scores.size();
  out.locks = clusteredInterval(lasers);
  if (!scores.empty()) {
    out.least = *std::min_element(scores.begin(), scores.end());
    out.most = *std::max_element(scores.begin(), scores.end());
    // About the least, so that what does not vary has no deviation.
    double sum = 0, squares = 0;
    for (const double score : scores) sum += score - out.least;
    const auto count = static_cast<double>(scores.size());
    out.mean = out.least + sum / count;
    for (const double score : scores) squares += (score - out.mean) * (score - out.mean);
    out.deviation = scores.size() > 1 ? std::sqrt(squares / (count - 1)) : 0;
    fillBins(scores, out);
  }
  out.atLeast = atLeast.value_or(out.mean);
  out.passed = static_cast<std::size_t>(
      std::count_if(scores.begin(), scores.end(), [&](double score) { return score >= out.atLeast; }));
  if (atLeast) out.passes = wilsonInterval(out.passed, out.benches);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < std::min(kWorstKept, order.size()); ++i) out.worst.push_back(order[i].second);
  return out;
}

std::vector<std::size_t> frontOf(const StudyTable& table) {
  const std::vector<StudyRow> rows = table.rows();
  std::vector<Merit> merits;
  for (const StudyRow& row : rows)
    merits.push_back({figureOf(row, "test_accuracy"), figureOf(row, "energy_per_op"), figureOf(row, "area")});
  const std::vector<bool> on = paretoFront(merits);
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (on[i]) out.push_back(i);
  std::stable_sort(out.begin(), out.end(),
                   [&](std::size_t a, std::size_t b) { return merits[a].accuracy > merits[b].accuracy; });
  return out;
}

std::optional<std::size_t> bestOf(const StudyTable& table, const SearchGoal& goal,
                                  const std::vector<SearchLimit>& limits) {
  const std::vector<StudyRow> rows = table.rows();
  std::optional<std::size_t> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].figure(goal.figure) || !keepsTo(figuresOf(rows[i]), limits)) continue;
    const double here = figureOf(rows[i], goal.figure), best = out ? figureOf(rows[*out], goal.figure) : here;
    if (!out || (goal.larger ? here > best : here < best)) out = i;
  }
  return out;
}

Result<Design> designOf(const Design& base, const StudyRow& row) {
  Result<Design> out = base;
  for (const auto& [path, value] : row.values)
    if (out) out = applyAssignment(out.value(), path + '=' + value);
  return out;
}

std::optional<PointFigures> knownFigures(const std::string& line, const StudyHead& head,
                                         const StudyPoint& point) {
  StudyTable table;
  if (table.add("", line, false)) return std::nullopt;
  const std::vector<StudyRow> rows = table.rows();
  if (rows.size() != 1 || rows.front().key != point.key || !table.isOf(head)) return std::nullopt;
  PointFigures out = figuresOf(rows.front());
  if (!rows.front().problem.empty())
    out.problem = Message{rows.front().problem, "%1", {rows.front().problem}};
  return out;
}

std::string searchJson(const StudyTable& table, std::optional<std::size_t> best) {
  const std::vector<StudyRow> rows = table.rows();
  JsonWriter json;
  json.beginObject();
  json.field("format", "lightloom-search");
  json.field("version", 1);
  json.field("points", static_cast<std::int64_t>(rows.size()));
  json.key("best");
  if (best)
    writeRow(json, rows[*best]);
  else
    json.null();
  json.key("front");
  json.beginArray();
  for (const std::size_t i : frontOf(table)) writeRow(json, rows[i]);
  json.endArray();
  json.endObject();
  return json.take();
}

std::string searchText(const StudyTable& table, std::optional<std::size_t> best) {
  const std::vector<StudyRow> rows = table.rows();
  std::string out = printed("%zu points\n\n", rows.size());
  const auto add = [&](const StudyRow& row) {
    out += printed("%10s%16s%16s  ", percent(figureOf(row, "test_accuracy")).c_str(),
                   readableQuantity(figureOf(row, "energy_per_op"), Unit::FemtojoulePerOp).c_str(),
                   printed("%.4g mm²", figureOf(row, "area") * 1e6).c_str());
    out += row.key + '\n';
  };
  if (best) {
    out += "best:\n";
    add(rows[*best]);
  } else {
    out += "no point keeps to all limits\n";
  }
  out += "\nfront of accuracy, energy per operation and area:\n";
  for (const std::size_t i : frontOf(table)) add(rows[i]);
  return out;
}

std::string sensitivityJson(const Sensitivity& sensitivity) {
  JsonWriter json;
  json.beginObject();
  json.field("format", "lightloom-sensitivity");
  json.field("version", 1);
  json.field("test_accuracy", sensitivity.accuracy);
  json.field("snr", sensitivity.snr);
  json.field("J_per_op", sensitivity.joulesPerOp);
  json.key("rows");
  json.beginArray();
  for (const SensitivityRow& row : sensitivity.rows) {
    json.beginObject();
    json.field("path", row.path);
    json.key("sides");
    json.beginArray();
    for (const SensitivityRow::Side& side : row.sides) {
      json.beginObject(JsonLayout::Inline);
      json.key("value");
      writeVariedValue(json, side.value);
      json.field("test_accuracy_change", side.accuracy);
      json.field("snr_change", side.snr);
      json.field("J_per_op_change", side.joulesPerOp);
      json.endObject();
    }
    json.endArray();
    json.key("problem");
    if (row.problem.empty())
      json.null();
    else
      json.value(row.problem);
    json.endObject();
  }
  json.endArray();
  json.endObject();
  return json.take();
}

std::string yieldJson(const YieldSummary& summary) {
  JsonWriter json;
  json.beginObject();
  json.field("format", "lightloom-yield");
  json.field("version", 1);
  const auto count = [&](const char* key, std::size_t number) {
    json.field(key, static_cast<std::int64_t>(number));
  };
  count("benches", summary.benches);
  count("computed", summary.computed);
  json.field("at_least", summary.atLeast);
  count("passed", summary.passed);
  if (summary.passes) {
    writeInterval(json, "pass_probability_95", *summary.passes);
  } else {
    json.key("pass_probability_95");
    json.null();
  }
  json.field("mean", summary.mean);
  json.field("deviation", summary.deviation);
  json.field("least", summary.least);
  json.field("most", summary.most);
  count("lasers", summary.lasers);
  count("locked", summary.locked);
  writeInterval(json, "lock_probability_95", summary.locks);
  json.key("histogram");
  json.beginObject(JsonLayout::Inline);
  json.field("low", summary.binLow);
  json.field("width", summary.binWidth);
  json.field("counts", std::vector<double>(summary.bins.begin(), summary.bins.end()));
  json.endObject();
  json.key("worst");
  json.beginArray();
  for (const std::string& key : summary.worst) json.value(key);
  json.endArray();
  json.endObject();
  return json.take();
}

std::string sensitivityText(const Sensitivity& sensitivity) {
  std::string out = printed("%s as it is; what each value does that is off, the worst first:\n\n",
                            percent(sensitivity.accuracy).c_str());
  out += printed("%-40s%14s%14s%12s%14s\n", "value", "set to", "accuracy", "SNR", "J/OP");
  for (const SensitivityRow& row : sensitivity.rows)
    for (const SensitivityRow::Side& side : row.sides) {
      const double snr = side.snr / sensitivity.snr, energy = side.joulesPerOp / sensitivity.joulesPerOp;
      const auto change = [](double share) {
        return std::isnan(share) ? std::string("-") : printed("%+.2f %%", 100 * share);
      };
      out += printed("%-40s%14s%14s%12s%14s%s\n", row.path.c_str(), shortened(side.value).c_str(),
                     change(side.accuracy).c_str(), change(snr).c_str(), change(energy).c_str(),
                     row.problem.empty() ? "" : ("  " + row.problem).c_str());
    }
  return out;
}

std::string yieldText(const YieldSummary& summary) {
  std::string out =
      printed("%zu benches, %zu of them compute: %s in the mean, deviation %s, %s to %s\n", summary.benches,
              summary.computed, percent(summary.mean).c_str(), percent(summary.deviation).c_str(),
              percent(summary.least).c_str(), percent(summary.most).c_str());
  out += printed("at least %s: %zu benches", percent(summary.atLeast).c_str(), summary.passed);
  if (summary.passes)
    out += printed(", a probability of %s to %s (95 %%)", percent(summary.passes->low).c_str(),
                   percent(summary.passes->high).c_str());
  out += '\n';
  out += printed("lasers that lock: %zu of %zu, a probability of %s to %s (95 %%)\n\n", summary.locked,
                 summary.lasers, percent(summary.locks.low).c_str(), percent(summary.locks.high).c_str());
  const std::size_t most =
      summary.bins.empty() ? 1 : *std::max_element(summary.bins.begin(), summary.bins.end());
  constexpr std::size_t kWidth = 50;
  for (std::size_t bin = 0; bin < summary.bins.size(); ++bin)
    out += printed("%9s %6zu ", percent(summary.binLow + summary.binWidth * static_cast<double>(bin)).c_str(),
                   summary.bins[bin]) +
           std::string(summary.bins[bin] * kWidth / std::max<std::size_t>(1, most), '#') + '\n';
  out += "\nworst:\n";
  for (const std::string& key : summary.worst) out += "  " + key + '\n';
  return out;
}

}  // namespace lightloom::exports
