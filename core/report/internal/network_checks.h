#pragma once

#include <vector>

#include "report/report.h"
#include "rooms.h"

namespace lightloom::report {

/// Checks that only a network on the bench can make: "detector.saturated" (a read-out brings more charge than
/// the capacitor of a pixel holds) and "adc.over-range" (more than one output in two hundred beyond the ADC's
/// range; a Gaussian leaves one in sixteen thousand beyond 4 rms). `report` has the numbers of the detectors.
std::vector<Check> networkChecks(const Bench& bench, const Report& report, const NetworkOnBench& network);

}  // namespace lightloom::report
