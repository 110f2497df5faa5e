#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/units.h"
#include "design/design.h"
#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::study {

/// A value that halves a row of the energy ledger, and what the bench is with it.
struct HalvingValue {
  std::vector<std::string> paths;  ///< "vcsel_array1.power"; the rate of a cell is that of two arrays
  Unit unit = Unit::None;          ///< in which it is shown
  double from = 0, to = 0;         ///< SI
  double rowJoulesPerOp = 0;       ///< J/OP with it, at most half of what it was
  double totalJoulesPerOp = 0;     ///< J/OP of all rows with it
  double snr = 0;                  ///< signal to noise with it, first weights
  std::optional<Message> trouble;  ///< the first error, or what cannot be built, that is new with it
};

/// What halves one row.
struct Halving {
  std::string row;                    ///< key
  double rowJoulesPerOp = 0;          ///< J/OP, as the bench is
  double totalJoulesPerOp = 0;        ///< J/OP of all rows
  double snr = 0;                     ///< first weights
  std::optional<HalvingValue> value;  ///< nothing: no value alone does, within its limits
  std::vector<std::string> tried;     ///< paths, those that change together with a blank between
};

struct HalvingOptions {
  std::function<bool()> cancelled;               ///< polled before each bench; may be empty
  std::function<void(double share)> onProgress;  ///< 0 … 1; may be empty
};

/// Looks among the values that a row is made of (`EnergyRow::levers`), in their order, for the first that
/// alone brings it to half: away from where it is by factors of two, down or up, as far as its parameter
/// goes, then by halving the interval of its logarithm to 1e-4. Every bench on the way is compiled anew and
/// gives its ledger with the network of the design; one that cannot compute does not count. Nothing where it
/// was cancelled. Errors: those of `simulateDesign`; "halving.no-row" where the ledger has no such row, or it
/// costs nothing.
Result<std::optional<Halving>> whatHalves(const Design& design, const Dataset& data, const std::string& row,
                                          const HalvingOptions& options = {});

}  // namespace lightloom::study
