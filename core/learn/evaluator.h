#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "learn/dataset.h"
#include "learn/forward_pass.h"
#include "learn/network.h"
#include "learn/trainer.h"
#include "product/hardware.h"
#include "rooms.h"

namespace lightloom::learn {

/// Loss and accuracy of `network` on the test part of `data`, run on `hardware` with the scales frozen at the
/// network's. The data set must be sound and fit network and loss; the hardware must be able to compute.
/// Pure: safe on any thread, and the noise follows from settings.noiseSeed and `epoch` alone, however many
/// threads `beside` brings to it.
Evaluation evaluate(const Network& network, const TrainerSettings& settings, const Dataset& data,
                    const Hardware& hardware, int epoch, const WorkBeside& beside = {});

/// One number per test sample, whose mean is the accuracy of `evaluate` at the same `epoch`: 1 or 0 for
/// classes; for regression 1 − n·r²/V with the squared residual r² of the sample, V the sum of squares of the
/// targets about their mean and n the number of samples (every number is 0 where V is). So two networks or
/// benches can be compared sample by sample. `cancelled` is polled once per mini-batch; what it leaves out is
/// 0.
std::vector<double> testScores(const Network& network, const TrainerSettings& settings, const Dataset& data,
                               const Hardware& hardware, int epoch,
                               const std::function<bool()>& cancelled = {});

/// The outputs that `evaluate` judges at the same `epoch`: outputs × test samples, sample by sample.
/// `cancelled` is polled once per mini-batch; what it leaves out is 0.
std::vector<float> testOutputs(const Network& network, const TrainerSettings& settings, const Dataset& data,
                               const Hardware& hardware, int epoch,
                               const std::function<bool()>& cancelled = {});

/// An output of a layer as `evaluate` at this `epoch` computes it, slot by slot: neuron `neuron` of layer
/// `layer` for sample number `sample` of the test part.
WatchedProduct watchEvaluation(const Network& network, const TrainerSettings& settings, const Dataset& data,
                               const Hardware& hardware, int epoch, std::size_t layer, int neuron,
                               std::size_t sample);

/// The network's answers to the samples `index` (of `data`, at least one): outputs × samples, column-major
/// (class scores, or targets scaled to 0 … 1). `draw` keys the noise.
std::vector<float> infer(const Network& network, const TrainerSettings& settings, const Dataset& data,
                         const Hardware& hardware, const std::vector<std::uint32_t>& index,
                         std::uint64_t draw);

}  // namespace lightloom::learn
