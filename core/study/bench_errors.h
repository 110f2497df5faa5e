#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "design/design.h"
#include "rooms.h"
#include "study/study_points.h"

namespace lightloom::study {

/// How well benches of one design are built and adjusted: standard deviations and probabilities. What nobody
/// states is as the design has it.
struct BenchErrors {
  double placement = 0;            ///< m, of every adjuster of a length that beams depend on
  double angle = 0;                ///< rad, of every adjuster of an angle
  double reflectance = 0;          ///< of splitters and mirrors, absolute
  double deadLasers = 0;           ///< probability that a laser emits nothing
  double deadPixels = 0;           ///< probability that a pixel sees nothing
  std::optional<double> detuning;  ///< Hz, `detuning_spread` of every array
  std::optional<double> grating;   ///< `uniformity_error` of every grating
};

/// The name of an error and its unit, as "placement=2 µm" has them.
struct BenchErrorName {
  std::string_view name;
  Unit unit;
  double high;  ///< SI, largest
};
std::span<const BenchErrorName> benchErrorNames();

/// Reads "NAME=VALUE" after one another; bare numbers are SI. Errors: "study.unknown-error" (with the nearest
/// name), "study.bad-error".
Result<BenchErrors> readBenchErrors(const std::vector<std::string>& texts);

/// A design whose spreads are those of the errors, and how benches of it are drawn.
struct BenchYield {
  Design design;
  Study study;
};

/// `benches` benches, each drawn by itself: adjusters and reflectances from normal laws about where the
/// design has them, cut off where the parameter ends; lasers and pixels dead or not; the seeds of arrays and
/// gratings anew where these have a spread. Without any error all benches are the design.
BenchYield yieldStudy(const Design& design, const BenchErrors& errors, std::size_t benches);

}  // namespace lightloom::study
