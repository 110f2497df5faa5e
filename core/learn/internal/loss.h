#pragma once

#include <cstdint>
#include <vector>

#include "learn/dataset.h"
#include "learn/trainer.h"
#include "rooms.h"

namespace lightloom::learn {

/// Loss of a mini-batch and the answers it holds.
struct BatchLoss {
  double sum = 0;       ///< Σ over samples of the loss of each
  int correct = 0;      ///< classification: samples whose largest output is a right class
  double residual = 0;  ///< regression: Σ (z − t)²

  BatchLoss& operator+=(const BatchLoss& other);
};

/// Compares the outputs z (outputs × samples) of the samples `index` with their answers. `error`, if not
/// null, becomes dL/dz of the mean over the batch. `labels` is scratch for at least `samples` numbers.
BatchLoss batchLoss(Loss loss, const Dataset& data, const std::uint32_t* index, int samples, const float* z,
                    float* error, std::vector<std::uint16_t>& labels);

}  // namespace lightloom::learn
