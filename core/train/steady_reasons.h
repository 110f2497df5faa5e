#pragma once

#include <optional>

#include "base/message.h"
#include "bench/bench.h"
#include "report/report.h"
#include "rooms.h"

namespace lightloom::train {

/// Why curves of a run stay where they are from one mini-batch to the next, as far as the bench and the
/// network on it tell; nothing of a curve that goes with the training.
struct SteadyReasons {
  std::optional<Message> score;
  std::optional<Message> power;
  std::optional<Message> energy;
  std::optional<Message> phase;
};

/// `report` is of the running network on `bench`.
SteadyReasons steadyReasons(const Bench& bench, const Report& report);

}  // namespace lightloom::train
