#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "design/design.h"
#include "learn/dataset.h"
#include "rooms.h"
#include "train/settings.h"

namespace lightloom::study {

/// Key of a row that is the temperature of an array, which is no parameter of it.
inline constexpr std::string_view kTemperatureKey = "temperature";

/// How far one thing of a bench may be off.
struct BudgetRow {
  std::string part;             ///< id
  std::string key;              ///< its parameter, or `kTemperatureKey` of an array
  Unit unit = Unit::None;       ///< in which it is shown
  std::optional<double> below;  ///< SI, ≥ 0: to smaller values; nothing: as far as it goes, or it has no sign
  std::optional<double> above;  ///< SI, ≥ 0: to larger values; nothing: as far as the parameter goes
  double scoreBelow = 0;        ///< with it so far off, as measured there
  double scoreAbove = 0;        ///< likewise
};

/// The error budget of a trained network turned round: not what a given error costs, but which error costs a
/// given share.
struct ErrorBudget {
  double share = 0.95;  ///< of the score that must be left
  double score = 0;     ///< on the bench as it is: share of right answers, or R² of a regression
  int epochs = 0;       ///< that the network was trained for
  bool regression = false;
  std::vector<BudgetRow> rows;
};

struct ErrorBudgetOptions {
  double share = 0.95;                           ///< 0 < share < 1
  int epochs = 2;                                ///< ≥ 1, of training before it
  std::function<void(double share)> onProgress;  ///< 0 … 1, training included; may be empty
  std::function<bool()> cancelled;               ///< polled once per mini-batch; may be empty
};

/// Trains the network of a design on its bench, and then looks for each fine adjuster of combiners,
/// arrays, gratings and detector lines (`alignmentKnobs`), and for the detuning spread and the temperature of
/// each array, how far it may be off from where the design has it until the test set is answered with `share`
/// of the present score: by doubling, then by halving the interval to 3 %. Every bench on the way is compiled
/// and every score measured on it with the whole test set; ADC ranges and calibrations follow, weights stay.
/// A temperature moves the frequency of all lasers of an array by `tuning_temperature`. Nothing where it was
/// cancelled. Errors: those of the bench and of the settings.
Result<std::optional<ErrorBudget>> errorBudget(const Design& design, std::shared_ptr<const Dataset> data,
                                               const ErrorBudgetOptions& options = {});

/// A parameter of a part and a value for it, SI.
struct OffValue {
  std::string key;
  double value = 0;
};

/// What confirms an entry: the parameter of `row.part` that is to be changed, and its value where what the
/// row speaks of is off by `error` (SI, of either sign) against `design`, which must have the part.
OffValue offValue(const Design& design, const BudgetRow& row, double error);

}  // namespace lightloom::study
