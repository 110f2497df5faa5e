#pragma once

#include <string>
#include <vector>

#include "rooms.h"
#include "study/halving.h"
#include "validation/claims.h"

namespace lightloom::exports {

/// What halves a row of the ledger: {row, J_per_op, total_J_per_op, snr, found, value{…}, tried[]}, SI.
std::string halvingJson(const Halving& halving);

/// Claims beside a design: {design{name, hash}, rows[]{id, claim, news, published, published_source, here,
/// unit, low, high, verdict, assumptions[], source, design}}, SI; what is not there is null. `design` of a
/// row is the bench behind the claim: an example of the program.
std::string claimsJson(const std::vector<ClaimRow>& claims, const Design& design);

/// One line for people: "does_not  7 fJ/OP published, 43 fJ/OP here (24 … 79)".
std::string claimText(const ClaimRow& claim);

}  // namespace lightloom::exports
