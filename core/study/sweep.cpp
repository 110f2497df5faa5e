#include "study/sweep.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "bench/laser_class.h"
#include "design/edit.h"
#include "report/bench_area.h"
#include "report/fields.h"
#include "train/simulate.h"

namespace lightloom::study {
namespace {

constexpr std::size_t kMostPoints = 10000;

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    out.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

Message syntax(std::string_view text) {
  return {"sweep.syntax",
          LL_TEXT("“%1” is no sweep. Write PATH=FROM:TO:COUNT, PATH=FROM:TO:COUNT:log or PATH=VALUE,VALUE."),
          {std::string(text)}};
}

Message tooMany() {
  return {"sweep.too-many",
          LL_TEXT("The sweep has more than %1 points. Take fewer values."),
          {static_cast<std::int64_t>(kMostPoints)}};
}

// The i-th of `steps` steps. Between whole numbers a logarithmic step that is whole but for rounding is
// whole: 1:1000:4 goes by way of 10, not 9.999999999999998.
double valueBetween(double from, double to, std::size_t i, std::size_t steps, bool logarithmic) {
  if (i == 0 || i == steps) return i == 0 ? from : to;
  const auto at = static_cast<double>(i), all = static_cast<double>(steps);
  if (!logarithmic) return from + (to - from) * at / all;
  constexpr double kRounding = 1e-12;
  const double value = from * std::pow(to / from, at / all), whole = std::round(value);
  const bool wholeEnds = from == std::round(from) && to == std::round(to);
  return wholeEnds && std::fabs(value - whole) <= kRounding * std::fabs(whole) ? whole : value;
}

std::optional<std::int64_t> wholeNumber(const std::string& text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(out) : std::nullopt;
}

// Whole numbers in whole steps, exact over all 64 bits of a seed; nothing where they are no such.
std::optional<std::vector<std::string>> wholeValues(const std::string& from, const std::string& to,
                                                    std::size_t count) {
  const auto first = wholeNumber(from), last = wholeNumber(to);
  if (!first || !last) return std::nullopt;
  const auto low = static_cast<std::uint64_t>(std::min(*first, *last)),
             high = static_cast<std::uint64_t>(std::max(*first, *last)), steps = std::uint64_t{count} - 1;
  if ((high - low) % steps != 0) return std::nullopt;
  const std::uint64_t step = (high - low) / steps;
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i <= steps; ++i) {
    const std::uint64_t value = *first <= *last ? low + i * step : high - i * step;
    out.push_back(std::to_string(static_cast<std::int64_t>(value)));
  }
  return out;
}

// Digits alone, without an exponent, where the number is whole.
std::string plainNumber(double value) {
  constexpr double kExact = 9007199254740992;  // 2⁵³
  const bool whole = value == std::round(value) && std::fabs(value) <= kExact;
  return whole ? std::to_string(static_cast<std::int64_t>(value)) : shortestNumber(value);
}

Result<std::vector<std::string>> rangeValues(const std::vector<std::string>& words, std::string_view text) {
  const bool logarithmic = words.size() == 4;
  if (words.size() < 3 || words.size() > 4 || (logarithmic && words[3] != "log")) return syntax(text);
  const auto from = parseQuantity(words[0]), to = parseQuantity(words[1]);
  std::size_t count = 0;
  const char* const end = words[2].data() + words[2].size();
  const auto [stop, error] = std::from_chars(words[2].data(), end, count);
  if (!from || !to || error != std::errc() || stop != end || count < 2) return syntax(text);
  if (count > kMostPoints) return tooMany();
  const auto bare = [](const ParsedQuantity& number) { return !number.hasUnit && number.si != 0; };
  if ((bare(*from) && to->hasUnit) || (bare(*to) && from->hasUnit))
    return Message{"sweep.units",
                   LL_TEXT("“%1” gives one end a unit and the other none. Give both the same."),
                   {std::string(text)}};
  if (logarithmic && from->si * to->si <= 0)
    return Message{"sweep.log",
                   LL_TEXT("“%1” has no logarithm: both ends must be above zero, or both below."),
                   {std::string(text)}};
  if (!logarithmic)
    if (auto whole = wholeValues(words[0], words[1], count)) return std::move(*whole);
  std::vector<std::string> out;
  const bool wholeEnds = wholeNumber(words[0]) && wholeNumber(words[1]);
  for (std::size_t i = 0; i < count; ++i) {
    const double value = valueBetween(from->si, to->si, i, count - 1, logarithmic);
    out.push_back(wholeEnds ? plainNumber(value) : shortestNumber(value));
  }
  return out;
}

// A number in SI units, as ranges have it, where the design takes it for the same; else the text.
std::string listedValue(const std::string& path, const std::string& text, const Design& taken) {
  const std::optional<ParsedQuantity> number = parseQuantity(text);
  if (!number || wholeNumber(text)) return text;
  std::string si = shortestNumber(number->si);
  const Result<Design> same = applyAssignment(taken, path + "=" + si);
  return same && same.value() == taken ? si : text;
}

}  // namespace

Result<SweepAxis> readSweepAxis(const Design& design, std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size()) return syntax(text);
  SweepAxis out{std::string(text.substr(0, equals)), {}};
  const std::string_view values = text.substr(equals + 1);
  if (values.find(':') != std::string_view::npos) {
    const std::vector<std::string> words = split(values, ':');
    // The ends as they were written: a bare number would hide a wrong unit.
    for (const std::string& end : {words[0], words[1]})
      if (const Result<Design> taken = applyAssignment(design, out.path + "=" + end); !taken)
        return taken.error();
    Result<std::vector<std::string>> range = rangeValues(words, text);
    if (!range) return range.error();
    out.values = std::move(range).value();
  } else {
    out.values = split(values, ',');
  }
  if (out.values.size() > kMostPoints) return tooMany();
  for (std::string& value : out.values) {
    const Result<Design> taken = applyAssignment(design, out.path + "=" + value);
    if (!taken) return taken.error();
    value = listedValue(out.path, value, taken.value());
  }
  return out;
}

Result<std::vector<std::vector<std::string>>> sweepGrid(const std::vector<SweepAxis>& axes) {
  std::vector<std::vector<std::string>> out{{}};
  for (const SweepAxis& axis : axes) {
    if (out.size() * axis.values.size() > kMostPoints) return tooMany();
    std::vector<std::vector<std::string>> longer;
    for (const std::vector<std::string>& before : out)
      for (const std::string& value : axis.values) {
        longer.push_back(before);
        longer.back().push_back(value);
      }
    out = std::move(longer);
  }
  return out;
}

Result<Design> sweptDesign(const Design& design, const std::vector<SweepAxis>& axes,
                           const std::vector<std::string>& values) {
  LL_CHECK(axes.size() == values.size());
  Design out = design;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    Result<Design> changed = applyAssignment(out, axes[i].path + "=" + values[i]);
    if (!changed) return changed.error();
    out = std::move(changed).value();
  }
  return out;
}

NamedNumbers sweepNumbers(const Bench& bench, const Report& report) {
  NamedNumbers out;
  for (const HeadlineNumber& number : headlineNumbers(report))
    out.emplace_back(std::string(number.key), number.value);
  for (const ArrayLock& lock : bench.locks) {
    out.emplace_back(lock.id + ".locked", lock.locked);
    out.emplace_back(lock.id + ".w_max", knownIf(lock.hasBand, lock.wMax));
    out.emplace_back(lock.id + ".relaxation_rate_per_s", knownIf(lock.hasBand, lock.relaxationRatePerS));
    out.emplace_back(lock.id + ".phase_error_rad", knownIf(lock.locked > 0, lock.phaseErrorRad));
  }
  for (auto& number : lockNumbers(bench)) out.push_back(std::move(number));
  out.emplace_back("area", benchAreaM2(bench));
  const std::optional<LaserClass> laserClass = laserClassOf(bench);
  out.emplace_back("laser_class",
                   laserClass ? static_cast<int>(*laserClass) : std::numeric_limits<double>::quiet_NaN());
  const std::vector<Check> checks = allChecks(bench, report);
  out.emplace_back("objections", std::count_if(checks.begin(), checks.end(), [](const Check& check) {
                     return check.unbuildable || check.severity == Severity::Error;
                   }));
  return out;
}

NamedNumbers lockNumbers(const Bench& bench) {
  int lasers = 0, locked = 0;
  for (const ArrayLock& lock : bench.locks) {
    lasers += lock.channels;
    locked += lock.locked;
  }
  return {{"lasers", lasers}, {"locked", locked}};
}

bool PointFigures::diverged() const {
  return problem && std::any_of(numbers.begin(), numbers.end(),
                                [](const auto& number) { return number.first == "test_accuracy"; });
}

PointFigures simulatedFigures(const Design& design, const Dataset& data) {
  const Result<Simulation> simulation = simulateDesign(design, data);
  if (!simulation) return {{}, simulation.error()};
  const Report& report = simulation.value().report;
  if (report.cannotCompute) return {{}, report.cannotCompute};
  return {sweepNumbers(*simulation.value().bench, report), std::nullopt};
}

PointFigures trainedFigures(const Design& design, std::shared_ptr<const Dataset> data,
                            const HeadlessOptions& options) {
  const Result<TrainingResult> trained = trainHeadless(design, std::move(data), options);
  if (!trained) return {{}, trained.error()};
  const TrainingResult& result = trained.value();
  PointFigures out{sweepNumbers(*result.bench, result.report), result.reason};
  out.numbers.emplace_back("test_accuracy", result.finalTestAccuracy);
  out.numbers.emplace_back("ideal_test_accuracy", result.idealTestAccuracy);
  return out;
}

}  // namespace lightloom::study
