#pragma once

#include <cstdint>
#include <vector>

#include "report/report.h"
#include "rooms.h"

namespace lightloom::report {

/// Runs the samples `batch` (indices into `data`, at least one) through the exact network with its scales, in
/// double, and keeps what every layer is fed (`InputMoments`). `statistics` says what each layer asks of the
/// hardware and on which cell it runs; `hardware` must be able to compute. Equal arguments give equal bits on
/// every machine.
NetworkOnBench observeNetwork(const Network& network, const TrainerSettings& settings, const Dataset& data,
                              const Hardware& hardware, std::vector<LayerStatistics> statistics,
                              const std::vector<std::uint32_t>& batch);

}  // namespace lightloom::report
