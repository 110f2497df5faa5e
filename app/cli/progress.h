#pragma once

#include <functional>

#include "learn/dataset.h"
#include "rooms.h"
#include "train/run_points.h"

namespace lightloom::cli {

/// Shows a training on stderr: a line that overwrites itself on a terminal, and one line per epoch elsewhere.
std::function<void(const RunPoint&, int epochs)> trainingProgress(const Dataset& data);

/// The share of a study that is done, 0 … 1; on terminals only.
void showShare(double share);

}  // namespace lightloom::cli
