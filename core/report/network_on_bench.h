#pragma once

#include <cstdint>
#include <vector>

#include "report/report.h"
#include "rooms.h"

namespace lightloom::report {

/// What the report needs of a network: `statistics` of its layers, and the mean squares of x and y of every
/// layer over the samples `batch`, from an exact forward pass with the network's scales.
NetworkOnBench observeNetwork(const Network& network, const TrainerSettings& settings, const Dataset& data,
                              const Hardware& hardware, std::vector<LayerStatistics> statistics,
                              const std::vector<std::uint32_t>& batch);

}  // namespace lightloom::report
