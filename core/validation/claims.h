#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "learn/dataset.h"
#include "report/report.h"
#include "rooms.h"

namespace lightloom::validation {

/// Whether what was said is true of a bench.
enum class ClaimVerdict {
  Holds,    ///< over its whole range, and whatever is assumed may be dropped
  HoldsIf,  ///< as it stands, while what is assumed is granted
  DoesNot
};
/// "holds", "holds_if", "does_not"
std::string_view claimVerdictKey(ClaimVerdict verdict);

/// What was said about coherent VCSEL networks. Numbers are SI.
struct Claim {
  std::string_view id;               ///< stable: "energy_lead" …
  std::string_view claim;            ///< LL_TEXT(…): what the abstract says
  std::string_view news;             ///< LL_TEXT(…): what the news says
  double published = 0;              ///< the number that must be reached
  bool atLeast = true;               ///< it must be reached from below; else it must not be exceeded
  Unit unit = Unit::None;            ///< in which it is shown
  std::string_view publishedSource;  ///< where it stands
  std::string_view source;           ///< LL_TEXT(…): how the number of a bench is computed
  std::string_view design;           ///< the bench behind it: file name of an example
};

/// All of them, in the order in which they are shown.
std::span<const Claim> allClaims();

/// A claim beside what a bench gives now.
struct ClaimRow : Claim {
  std::optional<double> here = {};            ///< none: the first of `assumptions` says why
  std::optional<double> low = {}, high = {};  ///< its range where it has one
  ClaimVerdict verdict = ClaimVerdict::DoesNot;
  std::vector<Message> assumptions = {};  ///< what must be granted for HoldsIf, or speaks against it
};

/// The claims of news and abstracts against a design: energy and its lead over an H100, density and its lead
/// over a GC200, modulation, half-wave voltage, clock, products for each laser, loss on the way, footprint,
/// quantum noise, training on light. Numbers are those of `simulateDesign` and of the tables that
/// `validationRows` uses. A lead that falls when memory is fetched from HBM, when pixels count, or at the
/// worse end of its range holds only if; so does what rests on a reference operating point in place of drawn
/// parts. A bench that cannot be built says so in every row. Errors: those of `simulateDesign`, and why the
/// bench cannot compute.
Result<std::vector<ClaimRow>> claimsOf(const Design& design, const Dataset& data);

}  // namespace lightloom::validation
