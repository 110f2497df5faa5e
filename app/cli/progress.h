#pragma once

#include "run/runner.h"

namespace lightloom::cli {

/// A training on stderr: a line that overwrites itself on a terminal, and one line per epoch elsewhere.
void showTraining(const RunPoint& point, int epochs);

/// The share of a study that is done, 0 … 1; on terminals only.
void showShare(double share);

}  // namespace lightloom::cli
