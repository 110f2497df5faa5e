#pragma once

#include <string>
#include <vector>

#include "rooms.h"
#include "study/break_even.h"
#include "study/halving.h"
#include "study/projection.h"
#include "validation/claims.h"

namespace lightloom::exports {

/// What halves a row of the ledger: {row, J_per_op, total_J_per_op, snr, found, value{…}, tried[]}, SI.
std::string halvingJson(const Halving& halving);

/// Trainings of large models: {format, version, utilisation, days, models[]{id, title, parameters, tokens,
/// operations, source, quality}, contenders[]{id, name, J_per_op, ops_per_s, area_m2, ops_per_s_per_m2,
/// ops_per_pass, memory_counts, source}, rows[]{model, contender, full_use_J, energy_J, alone_s, units,
/// passes, area_m2, power_W}}, SI; what nobody says is null.
std::string projectionJson(const Projection& projection);

/// Where light costs less than processors: {format, version, symbol_rate_Hz, side, memory, slots, J_per_op,
/// rates[]{symbol_rate_Hz, trouble, lines[]{memory, processor, side}}}, SI; `side` is that of the smallest
/// n × n synapses on which an operation costs no more than on the processor, null where none do up to 1000.
std::string breakEvenJson(const BreakEven& map);

/// Claims beside a design: {design{name, hash}, rows[]{id, claim, news, published, published_source, here,
/// unit, low, high, verdict, assumptions[], source, design}}, SI; what is not there is null. `design` of a
/// row is the bench behind the claim: an example of the program.
std::string claimsJson(const std::vector<ClaimRow>& claims, const Design& design);

/// One line for people: "does_not  7 fJ/OP published, 43 fJ/OP here (24 … 79)".
std::string claimText(const ClaimRow& claim);

}  // namespace lightloom::exports
