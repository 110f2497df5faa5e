#pragma once

#include <memory>
#include <optional>

#include "bench/bench.h"
#include "learn/network.h"
#include "learn/trainer.h"
#include "report/report.h"
#include "rooms.h"
#include "train/run_record.h"

namespace lightloom::train {

/// A run as it stood between two mini-batches, in memory. Nobody changes it, so whoever looks at the network
/// shares it, on any thread and without waiting for the training. None of the pointers is null.
struct RunSnapshot {
  std::shared_ptr<const RunFile> record;  ///< what a file of it would hold
  std::shared_ptr<const Bench> bench;     ///< the network's: of the run's last design
  std::shared_ptr<const Report> report;   ///< of the network on that bench
  TrainerSettings settings;
  Network network;
  std::optional<TestTerms> terms;  ///< of the last test, which may be some mini-batches older
};

}  // namespace lightloom::train
