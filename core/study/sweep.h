#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/report.h"
#include "rooms.h"
#include "train/headless.h"

namespace lightloom::study {

/// One path of a design and the values that it takes in turn, as `applyAssignment` reads them.
struct SweepAxis {
  std::string path;
  std::vector<std::string> values;
};

/// Reads "PATH=A:B:N" (N ≥ 2 numbers evenly from A to B, both ends included), "PATH=A:B:N:log" (evenly in the
/// logarithm) or "PATH=V,V,…" (any values, words too; numbers come out in
/// SI units). Every value must be one that the design takes. Errors:
/// "sweep.syntax", "sweep.units", "sweep.log", "sweep.too-many" and those of `applyAssignment`.
Result<SweepAxis> readSweepAxis(const Design& design, std::string_view text);

/// All combinations of the values, those of the last axis changing fastest. Error: "sweep.too-many" above
/// 10 000.
Result<std::vector<std::vector<std::string>>> sweepGrid(const std::vector<SweepAxis>& axes);

/// The design with one value of each axis. Errors: those of `applyAssignment`.
Result<Design> sweptDesign(const Design& design, const std::vector<SweepAxis>& axes,
                           const std::vector<std::string>& values);

using NamedNumbers = std::vector<std::pair<std::string, double>>;

/// The numbers that a sweep writes for one point, in SI: the headline numbers under their keys, and of every
/// array ARRAY.locked, ARRAY.w_max, ARRAY.relaxation_rate_per_s and ARRAY.phase_error_rad. Then lasers and
/// locked of all arrays, area (m², `benchAreaM2`), laser_class (the number of a `LaserClass`, from 0;
/// NaN where it has none) and objections: checks that are errors or say that nobody could build it.
NamedNumbers sweepNumbers(const Bench& bench, const Report& report);

/// lasers and locked of all arrays: what is known of a bench that cannot compute, too.
NamedNumbers lockNumbers(const Bench& bench);

/// What a point comes to, or why it comes to nothing.
struct PointFigures {
  NamedNumbers numbers;
  std::optional<Message> problem;
  /// Whether a training came to nothing: beside the numbers of a bench that computes stands a problem.
  bool diverged() const;
};

/// `sweepNumbers` of a design as `simulateDesign` sees it.
PointFigures simulatedFigures(const Design& design, const Dataset& data);

/// Those of a training to its end, with test_accuracy and ideal_test_accuracy. The problem of one that
/// diverged says so beside its numbers.
PointFigures trainedFigures(const Design& design, std::shared_ptr<const Dataset> data,
                            const HeadlessOptions& options);

}  // namespace lightloom::study
