#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "export/study_lines.h"
#include "rooms.h"
#include "study/binomial.h"
#include "study/design_search.h"

namespace lightloom::exports {

/// What ± its tolerance of one value does. Differences against the design as it is; NaN where one of the two
/// is not known.
struct SensitivityRow {
  std::string path;
  std::string problem;  ///< of a point that did not compute: its id
  /// One side each: the value as it was set, and the differences that it makes.
  struct Side {
    std::string value;
    double accuracy = 0, snr = 0, joulesPerOp = 0;
  };
  std::vector<Side> sides;  ///< one or two
  double worst = 0;         ///< largest |difference| of the accuracy; infinite where a side does not compute
};

struct Sensitivity {
  double accuracy = 0, snr = 0, joulesPerOp = 0;  ///< of the design as it is
  std::vector<SensitivityRow> rows;               ///< the worst first
};

/// Of the lines of a sensitivity study. Error: "study.no-base" where the design as it is has no figures.
Result<Sensitivity> sensitivityOf(const StudyTable& table);

/// Benches of one design, as they were drawn.
struct YieldSummary {
  std::size_t benches = 0;  ///< all, those that do not compute included: they pass nothing
  std::size_t computed = 0;
  double atLeast = 0;  ///< accuracy that a bench must have
  std::size_t passed = 0;
  /// 95 %, of the probability that a bench passes; none where it must reach the mean of these very benches.
  std::optional<Interval> passes;
  double mean = 0, deviation = 0, least = 0, most = 0;  ///< of the accuracy of those that compute
  std::size_t lasers = 0, locked = 0;                   ///< of all benches together
  /// 95 %, of the probability that a laser locks, whose fellows on a bench may do so together.
  Interval locks;
  double binLow = 0, binWidth = 0;  ///< of the histogram of the accuracy
  std::vector<std::size_t> bins;
  std::vector<std::string> worst;  ///< keys of the points, the worst first
};

/// Of the lines of a yield study. Without `atLeast` a bench must reach the mean.
YieldSummary yieldOf(const StudyTable& table, std::optional<double> atLeast);

/// The points on the Pareto front of accuracy, energy per operation and area, the most accurate first:
/// indices of `StudyTable::rows`.
std::vector<std::size_t> frontOf(const StudyTable& table);

/// The point that keeps to all limits and has the best goal, as an index of `StudyTable::rows`.
std::optional<std::size_t> bestOf(const StudyTable& table, const SearchGoal& goal,
                                  const std::vector<SearchLimit>& limits);

/// The design at a row. Errors: those of `applyAssignment`.
Result<Design> designOf(const Design& base, const StudyRow& row);

/// What a row is worth to whoever computes it again: nothing where it is not this point of this study.
std::optional<PointFigures> knownFigures(const std::string& line, const StudyHead& head,
                                         const StudyPoint& point);

/// As JSON, each with a `format`.
std::string sensitivityJson(const Sensitivity& sensitivity);
std::string yieldJson(const YieldSummary& summary);
std::string searchJson(const StudyTable& table, std::optional<std::size_t> best);

/// For people.
std::string sensitivityText(const Sensitivity& sensitivity);
std::string yieldText(const YieldSummary& summary);
std::string searchText(const StudyTable& table, std::optional<std::size_t> best);

}  // namespace lightloom::exports
