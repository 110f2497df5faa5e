#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "rooms.h"

namespace lightloom::learn {

/// What a training carries from one mini-batch to the next in one layer.
struct LayerState {
  std::vector<float> weights;           ///< neurons × slots, column-major, as in `Layer`
  std::vector<float> first;             ///< of the optimiser: velocity, or mean of gradients; as the weights
  std::vector<float> second;            ///< mean of squared gradients; adam only, else empty
  std::optional<double> weightSquares;  ///< Σ W² as the last update added it up, where known
  std::vector<float> besideMeans = {};  ///< see `Layer`
  double activationScale = 1;           ///< X, see `Layer`
  double adcFullScale = 0;              ///< of the forward product, electrons; 0 = not calibrated
  double errorsFullScale = 0;           ///< of dX, electrons; 0 = not calibrated
  double gradientFullScale = 0;         ///< of dW, likewise
  double clippedShare = 0;              ///< of the outputs of the last mini-batch, 0 … 1

  bool operator==(const LayerState&) const = default;
};

/// All that a `Trainer` carries from one mini-batch to the next, as a plain value: with the same settings,
/// data and hardware a training that resumes it goes on to the same bits as the one that it was taken of.
/// What is not in it follows from these: order of the samples, epoch and place in it from seed and steps,
/// limits of phases from the hardware, whether the training has diverged from its losses, noise from keys.
struct TrainerState {
  std::vector<LayerState> layers;  ///< first layer first
  std::uint64_t steps = 0;         ///< mini-batches done
  std::uint64_t takeUps = 0;       ///< benches taken up, the first included; keys the noise of calibrations
  double power1 = 0, power2 = 0;   ///< β₁^t and β₂^t of adam's next step
  double lossSum = 0;              ///< Σ of losses over the `seen` samples of the epoch
  std::int64_t correct = 0;        ///< of the samples of the epoch
  std::int64_t seen = 0;
  double runningLoss = 0;  ///< see `Trainer::runningLoss`; not finite once a loss was not
  double firstLoss = 0;

  bool operator==(const TrainerState&) const = default;
};

}  // namespace lightloom::learn
