#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "design/design.h"
#include "learn/dataset.h"
#include "report/report.h"
#include "rooms.h"

namespace lightloom::study {

/// A tenth of a value: by which it is made smaller and larger. Of a value in decibels the ratio is.
inline constexpr double kTenth = 0.1;

/// A value of the design, and what a number becomes with it a tenth smaller and a tenth larger.
struct VariedValue {
  std::string path;                     ///< "vcsel_array2.power", "energy.thermal_tuning_power"
  Unit unit = Unit::None;               ///< in which it is shown
  double value = 0;                     ///< SI
  double lessValue = 0, moreValue = 0;  ///< SI
  std::optional<double> less, more;     ///< SI, the number; none where the bench does not compute or allow it
  /// The larger change of the number, of what it is; infinite where a tenth leaves no such number.
  double effect = 0;
};

/// What a headline number hangs on.
struct Causes {
  HeadlineNumber number;            ///< as the bench is
  std::vector<VariedValue> values;  ///< the strongest first; those without an effect are left out
  int tried = 0;                    ///< values
};

/// What one value does to all headline numbers.
struct Effects {
  VariedValue value;                    ///< without a number
  std::vector<HeadlineNumber> numbers;  ///< as the bench is
  /// Of `numbers`, with the value a tenth smaller and larger; none where there is no such number then.
  std::vector<std::optional<double>> less, more;
};

struct CausesOptions {
  std::function<bool()> cancelled;               ///< polled before each bench; may be empty
  std::function<void(double share)> onProgress;  ///< 0 … 1; may be empty
};

/// Every value of the design that is a number other than 0 and matters in it (`countsIn`), places and angles
/// of parts left out, is made a tenth smaller and a tenth larger; each time the bench is compiled anew and
/// gives its report with the network of the design. Nothing where it was cancelled. Errors: those of
/// `simulateDesign`; "causes.no-number" where the report has no such number.
Result<std::optional<Causes>> causesOf(const Design& design, const Dataset& data, std::string_view number,
                                       const CausesOptions& options = {});

/// The same of one value, and of every headline number. Errors: those of `simulateDesign`; "causes.no-value"
/// where the path leads to no number, or to one that is 0 or unset.
Result<std::optional<Effects>> effectsOf(const Design& design, const Dataset& data, const std::string& path,
                                         const CausesOptions& options = {});

}  // namespace lightloom::study
