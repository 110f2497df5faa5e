#pragma once

#include <string>
#include <vector>

#include "export/figure.h"
#include "rooms.h"
#include "validation/claims.h"

namespace lightloom::exports {

/// Claims beside a bench as two A4 pages: what news and abstract say, what the bench gives and the verdict;
/// then what carries each verdict, how the number is computed, and where the claim stands. What speaks
/// against every row is said once, above. Reads in grey.
std::vector<PageFigure> claimPages(const std::vector<ClaimRow>& claims, const Design& design);

/// "holds", "holds if …", "does not hold"
std::string_view claimVerdictText(ClaimVerdict verdict);

/// What every row assumes: why the bench cannot be built.
std::vector<Message> sharedAssumptions(const std::vector<ClaimRow>& claims);

/// "43 fJ/OP (24.4 … 78.5)"; "–" where there is no number.
std::string claimedHereText(const ClaimRow& claim);

}  // namespace lightloom::exports
