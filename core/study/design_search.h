#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"
#include "study/study_points.h"

namespace lightloom::study {

/// What a search makes as small, or as large, as it can: a figure of its points.
struct SearchGoal {
  std::string figure;
  bool larger = false;
};

/// What a point must keep to.
struct SearchLimit {
  std::string figure;
  bool atLeast = true;  ///< else at most
  double bound = 0;
};

/// Reads "FIGURE", "min:FIGURE" or "max:FIGURE". Without a word before it test_accuracy, snr, enob, density,
/// mean_visibility and locked are made larger and all others smaller. Error: "study.bad-goal".
Result<SearchGoal> readSearchGoal(std::string_view text);

/// Reads "FIGURE>=VALUE", "FIGURE<=VALUE" (bare numbers are SI), "buildable" (no objections) or
/// "laser_class<=3R". Error: "study.bad-limit".
Result<SearchLimit> readSearchLimit(std::string_view text);

/// Whether figures keep to all limits; those that are not known do not.
bool keepsTo(const PointFigures& figures, const std::vector<SearchLimit>& limits);

struct DesignSearch {
  Study study;  ///< its axes are ranges; `samples`: points that it may look at
  SearchGoal goal;
  std::vector<SearchLimit> limits;
};

/// What a search has looked at, in order, and the best of it.
struct SearchTrail {
  std::vector<StudyPoint> points;
  std::vector<PointFigures> figures;
  std::optional<std::size_t> best;  ///< index; nothing where no point keeps to the limits
};

/// Looks for the best values of the axes without derivatives: linear models in a shrinking region (COBYLA of
/// NLopt; Powell 1994), each axis from 0 to 1 over its range or its logarithm; begun at the design as it is,
/// which is moved into the ranges, and again from the best point in a smaller region until all points are
/// used up. `figuresAt` computes a point, on this thread; nothing: stop. What it gave decides every later
/// point, so equal figures give the same search: what is known already is looked up instead of computed.
/// Errors: "study.no-range" (an axis is no range, or has no number in the design), "study.unknown-figure"
/// (with the nearest one).
Result<SearchTrail> searchDesigns(
    const Design& design, const DesignSearch& search,
    const std::function<std::optional<PointFigures>(const StudyPoint&)>& figuresAt);

}  // namespace lightloom::study
