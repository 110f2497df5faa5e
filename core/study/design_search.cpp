#include "study/design_search.h"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "bench/laser_class.h"
#include "design/edit.h"
#include "design/kept_fields.h"

namespace lightloom::study {
namespace {

constexpr double kFirstStep = 0.2, kSmallestStep = 1e-3;  // of the range of an axis
constexpr double kNoFigure = 10;  // what a point without figures counts at least, starts being 1
constexpr std::string_view kLarger[] = {"test_accuracy", "snr",    "enob",
                                        "density",       "locked", "mean_visibility"};

std::optional<double> figureIn(const PointFigures& figures, const std::string& name) {
  for (const auto& [key, value] : figures.numbers)
    if (key == name) return std::isfinite(value) ? std::optional(value) : std::nullopt;
  return std::nullopt;
}

// 0 … 1 of the range.
double shareOf(const StudyAxis::Range& range, double value) {
  const double share = range.logarithmic ? std::log(value / range.from) / std::log(range.to / range.from)
                                         : (value - range.from) / (range.to - range.from);
  return std::clamp(std::isnan(share) ? 0.0 : share, 0.0, 1.0);
}

std::string valueOfShare(const StudyAxis::Range& range, double share) {
  const double value = range.logarithmic ? range.from * std::pow(range.to / range.from, share)
                                         : range.from + share * (range.to - range.from);
  return range.whole ? std::to_string(std::llround(value)) : shortestNumber(value);
}

Message badLimit(std::string_view text) {
  return {"study.bad-limit",
          LL_TEXT("“%1” is no limit. Write FIGURE>=VALUE, FIGURE<=VALUE, buildable or laser_class<=3R."),
          {std::string(text)}};
}

/// One search on its way; NLopt asks it for the goal and the limits at places in the unit cube.
class Searcher {
 public:
  Searcher(const DesignSearch& search,
           const std::function<std::optional<PointFigures>(const StudyPoint&)>& figuresAt)
      : m_search(search), m_figuresAt(figuresAt) {}

  void run(std::vector<double> start) {
    at(start.data());
    double step = kFirstStep;
    while (!m_stopped && left() > 0 && step > kSmallestStep) {
      descend(m_trail.best ? m_places[*m_trail.best] : start, step);
      step /= 2;
    }
  }
  SearchTrail take() { return std::move(m_trail); }

 private:
  using Optimiser = std::unique_ptr<nlopt_opt_s, void (*)(nlopt_opt)>;

  std::size_t left() const {
    return m_search.study.samples - std::min(m_search.study.samples, m_trail.points.size());
  }

  void descend(std::vector<double> from, double step) {
    const auto axes = static_cast<unsigned>(from.size());
    const Optimiser optimiser(nlopt_create(NLOPT_LN_COBYLA, axes), nlopt_destroy);
    LL_CHECK(optimiser);
    m_optimiser = optimiser.get();
    nlopt_set_lower_bounds1(m_optimiser, 0);
    nlopt_set_upper_bounds1(m_optimiser, 1);
    nlopt_set_initial_step1(m_optimiser, step);
    nlopt_set_xtol_abs1(m_optimiser, kSmallestStep);
    nlopt_set_min_objective(m_optimiser, goalAt, this);
    if (!m_search.limits.empty()) {
      const std::vector<double> exact(m_search.limits.size(), 0);
      nlopt_add_inequality_mconstraint(m_optimiser, static_cast<unsigned>(exact.size()), limitsAt, this,
                                       exact.data());
    }
    double reached = 0;
    // Every way in which it ends is an end: what counts is the trail.
    nlopt_optimize(m_optimiser, from.data(), &reached);
    m_optimiser = nullptr;
  }

  // The figures at a place, which is looked at once.
  const PointFigures& at(const double* place) {
    const Study& study = m_search.study;
    std::vector<std::string> values;
    for (std::size_t a = 0; a < study.axes.size(); ++a)
      values.push_back(valueOfShare(*study.axes[a].range, std::clamp(place[a], 0.0, 1.0)));
    for (std::size_t i = 0; i < m_trail.points.size(); ++i)
      if (m_trail.points[i].values == values) return m_trail.figures[i];
    static const PointFigures kNone;
    const StudyPoint point =
        left() > 0 ? pointWith(study, m_trail.points.size(), std::move(values)) : StudyPoint{};
    std::optional<PointFigures> figures = left() > 0 && !m_stopped ? m_figuresAt(point) : std::nullopt;
    if (!figures) {
      m_stopped = true;
      if (m_optimiser) nlopt_force_stop(m_optimiser);
      return kNone;
    }
    m_trail.points.push_back(point);
    m_places.emplace_back(place, place + study.axes.size());
    m_trail.figures.push_back(std::move(*figures));
    judge(m_trail.points.size() - 1);
    return m_trail.figures.back();
  }

  void judge(std::size_t index) {
    const PointFigures& figures = m_trail.figures[index];
    if (!figureIn(figures, m_search.goal.figure)) return;
    m_worst = std::max(m_worst, goalOf(figures));
    if (!keepsTo(figures, m_search.limits)) return;
    if (!m_trail.best || goalOf(figures) < goalOf(m_trail.figures[*m_trail.best])) m_trail.best = index;
  }

  // As a multiple of what it was at the start, the less the better; without a figure worse than all that have
  // one.
  double goalOf(const PointFigures& figures) const {
    const std::optional<double> value = figureIn(figures, m_search.goal.figure);
    if (!value) return std::max(kNoFigure, 2 * m_worst);
    const double first = figureIn(m_trail.figures.front(), m_search.goal.figure).value_or(1);
    const double share = *value / (first == 0 ? 1 : std::fabs(first));
    return m_search.goal.larger ? -share : share;
  }

  // How far beyond a limit, as a share of it; 0 and below: kept.
  static double beyond(const PointFigures& figures, const SearchLimit& limit) {
    const std::optional<double> value = figureIn(figures, limit.figure);
    if (!value) return 1;
    const double off = limit.atLeast ? limit.bound - *value : *value - limit.bound;
    return off / (limit.bound == 0 ? 1 : std::fabs(limit.bound));
  }

  static double goalAt(unsigned, const double* place, double*, void* self) {
    auto& searcher = *static_cast<Searcher*>(self);
    return searcher.goalOf(searcher.at(place));
  }

  static void limitsAt(unsigned count, double* out, unsigned, const double* place, double*, void* self) {
    auto& searcher = *static_cast<Searcher*>(self);
    const PointFigures& figures = searcher.at(place);
    for (unsigned i = 0; i < count; ++i) out[i] = beyond(figures, searcher.m_search.limits[i]);
  }

  const DesignSearch& m_search;
  const std::function<std::optional<PointFigures>(const StudyPoint&)>& m_figuresAt;
  nlopt_opt m_optimiser = nullptr;
  SearchTrail m_trail;
  std::vector<std::vector<double>> m_places;
  double m_worst = 0;  // of all that have the figure
  bool m_stopped = false;
};

// Whether the first point has what goal and limits speak of.
std::optional<Message> unknownFigure(const DesignSearch& search, const PointFigures& first) {
  std::vector<std::string> names;
  for (const auto& [name, value] : first.numbers) names.push_back(name);
  if (names.empty() || (first.problem && !first.diverged())) return std::nullopt;  // others may compute
  std::vector<std::string> asked{search.goal.figure};
  for (const SearchLimit& limit : search.limits) asked.push_back(limit.figure);
  for (const std::string& name : asked) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const std::string nearest = nearestKey(name, names);
    if (!nearest.empty())
      return Message{"study.unknown-figure",
                     LL_TEXT("The points have no figure “%1”. Did you mean “%2”?"),
                     {name, nearest}};
    std::string all;
    for (const std::string& one : names) all += (all.empty() ? "" : ", ") + one;
    return Message{
        "study.unknown-figure", LL_TEXT("The points have no figure “%1”. They have: %2."), {name, all}};
  }
  return std::nullopt;
}

}  // namespace

Result<SearchGoal> readSearchGoal(std::string_view text) {
  SearchGoal out;
  const bool least = text.starts_with("min:"), most = text.starts_with("max:");
  out.figure = text.substr(least || most ? 4 : 0);
  if (out.figure.empty() || out.figure.find_first_of(":<>= ") != std::string::npos)
    return Message{
        "study.bad-goal",
        LL_TEXT("“%1” is nothing to search for. Write FIGURE, min:FIGURE or max:FIGURE, for example "
                "energy_per_op."),
        {std::string(text)}};
  out.larger =
      most || (!least && std::find(std::begin(kLarger), std::end(kLarger), out.figure) != std::end(kLarger));
  return out;
}

Result<SearchLimit> readSearchLimit(std::string_view text) {
  if (text == "buildable") return SearchLimit{"objections", false, 0};
  const std::size_t sign = text.find_first_of("<>");
  if (sign == std::string_view::npos || sign == 0 || text.substr(sign + 1, 1) != "=") return badLimit(text);
  SearchLimit out{std::string(text.substr(0, sign)), text[sign] == '>', 0};
  const std::string_view bound = text.substr(sign + 2);
  if (out.figure == "laser_class") {
    const std::optional<LaserClass> named = laserClassFromName(bound);
    if (!named) return badLimit(text);
    out.bound = static_cast<int>(*named);
    return out;
  }
  const auto number = parseQuantity(bound);
  if (!number) return badLimit(text);
  out.bound = number->si;
  return out;
}

bool keepsTo(const PointFigures& figures, const std::vector<SearchLimit>& limits) {
  return std::all_of(limits.begin(), limits.end(), [&](const SearchLimit& limit) {
    const std::optional<double> value = figureIn(figures, limit.figure);
    return value && (limit.atLeast ? *value >= limit.bound : *value <= limit.bound);
  });
}

Result<SearchTrail> searchDesigns(
    const Design& design, const DesignSearch& search,
    const std::function<std::optional<PointFigures>(const StudyPoint&)>& figuresAt) {
  std::vector<double> start;
  for (const StudyAxis& axis : search.study.axes) {
    const std::optional<double> now = numberAt(design, axis.listed.path);
    if (!axis.range || axis.range->from == axis.range->to || !now)
      return Message{"study.no-range",
                     LL_TEXT("A search needs a range for %1, whose value in the design is a number: "
                             "PATH=FROM:TO or PATH=FROM:TO:log."),
                     {axis.listed.path}};
    start.push_back(shareOf(*axis.range, *now));
  }
  std::optional<Message> unknown;
  bool first = true;
  const std::function<std::optional<PointFigures>(const StudyPoint&)> watched =
      [&](const StudyPoint& point) -> std::optional<PointFigures> {
    std::optional<PointFigures> figures = figuresAt(point);
    if (first && figures) unknown = unknownFigure(search, *figures);
    first = false;
    return unknown ? std::nullopt : std::move(figures);
  };
  Searcher searcher(search, watched);
  searcher.run(std::move(start));
  if (unknown) return *unknown;
  return searcher.take();
}

}  // namespace lightloom::study
