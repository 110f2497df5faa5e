#pragma once

#include "report/report.h"
#include "rooms.h"

namespace lightloom::report {

/// Fills energy, density and electrical power of a report: the ledger rows of the drawn parts over the
/// running network, as far as its products run on light, or the reference operating point of
/// `energy.preset`.
void fillEnergy(Report& report, const Bench& bench, const NetworkOnBench& network);

}  // namespace lightloom::report
