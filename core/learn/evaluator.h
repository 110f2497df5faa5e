#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "learn/dataset.h"
#include "learn/network.h"
#include "learn/trainer.h"
#include "photonic/hardware.h"

namespace lightloom {

/// Runs the test part of `data` through `network` on `hardware`, with scales frozen at the network's. Pure:
/// safe on any thread, and the noise follows from settings.noiseSeed and `epoch` alone, however many threads
/// `beside` brings to it.
Evaluation evaluate(const Network& network, const TrainerSettings& settings, const Dataset& data,
                    const Hardware& hardware, int epoch, const WorkBeside& beside = {});

/// What the network answers to the samples `index`: outputs × samples, column-major (class scores, or targets
/// scaled to 0 … 1). `draw` keys the noise.
std::vector<float> infer(const Network& network, const TrainerSettings& settings, const Dataset& data,
                         const Hardware& hardware, const std::vector<std::uint32_t>& index,
                         std::uint64_t draw);

}  // namespace lightloom
