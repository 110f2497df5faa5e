#pragma once

#include <cstdint>

#include "base/message.h"
#include "datasets/dataset_descriptor.h"
#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::datasets {

/// A set that has been read, made ready for light: split by `testFraction` (0 … 0.9) and `seed` where it has
/// no parts of its own; inputs scaled to 0 … 1 by the descriptor's full scale or over the training part,
/// targets over the training part. What is generated is scaled already. Errors:
/// "dataset.no-positive", "dataset.other-names", "dataset.other-subject", those of `datasetProblem`.
Result<Dataset> finishDataset(Dataset set, const DatasetDescriptor& descriptor, double testFraction,
                              std::uint64_t seed);

}  // namespace lightloom::datasets
