#pragma once

#include <vector>

#include "imperfections/imperfections.h"
#include "learn/dataset.h"
#include "rooms.h"
#include "train/run_snapshot.h"

namespace lightloom::study {

/// What the ADCs of a network would take as their full scales on some hardware, electrons per layer: ±4 rms
/// of what each reads of one mini-batch of the training part, the same one for all hardware.
std::vector<double> readOutRanges(const RunSnapshot& run, const Dataset& data, const Hardware& hardware);

/// The network with full scales that are as much larger as the ranges have become. 0 = not known: as before.
Network withReadOutRanges(Network network, const std::vector<double>& before, const std::vector<double>& now);

/// The run as it stands, with these imperfections on its bench and no others: the switches of its design say
/// so, hardware and full scales follow. Weights stay. What is on already gives the same run. Errors: the
/// bench's own reason where it cannot compute.
Result<RunSnapshot> runWith(const RunSnapshot& run, const Dataset& data, const ImperfectionSet& on);

}  // namespace lightloom::study
