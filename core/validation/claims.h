#pragma once

#include <optional>
#include <span>
#include <string>
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

/// One claim about coherent VCSEL networks, beside what a bench gives now. Numbers are SI.
struct ClaimRow {
  std::string_view id;                        ///< stable: "energy_lead" …
  std::string_view claim;                     ///< LL_TEXT(…)
  std::string_view news;                      ///< LL_TEXT(…): what the news says
  std::optional<double> published = {};       ///< the number that must be reached; none: words alone
  std::string_view publishedSource;           ///< where it stands
  std::optional<double> here = {};            ///< of the bench; none: `missing` says why
  std::optional<double> low = {}, high = {};  ///< its range where it has one
  Unit unit = Unit::None;                     ///< in which they are shown
  ClaimVerdict verdict = ClaimVerdict::DoesNot;
  std::vector<Message> assumptions;  ///< what must be granted for a verdict of HoldsIf, or speaks against it
  std::string_view source;           ///< how `here` is computed
  std::optional<Message> missing = {};  ///< why there is no number
};

/// The claims of news and abstracts against a design: energy and its lead over an H100, density and its lead
/// over a GC200, modulation, half-wave voltage, clock, footprint, quantum noise, training on light. Numbers
/// are those of `simulateDesign` and of the tables that `validationRows` uses. A lead that falls when memory
/// is fetched from HBM, when pixels count, or at the worse end of its range holds only if; a bench that
/// cannot be built says so in every row. Errors: those of `simulateDesign`.
Result<std::vector<ClaimRow>> claimsOf(const Design& design, const Dataset& data);

}  // namespace lightloom::validation
