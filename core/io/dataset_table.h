#pragma once

#include <optional>
#include <string>

#include "base/message.h"
#include "io/dataset_descriptor.h"
#include "io/load_budget.h"
#include "learn/dataset.h"

namespace lightloom {

/// Reads a table (CSV) into an empty set, inputs and targets as they are; what the descriptor leaves open
/// (names in the first line, classes or quantities) is told by the look of the table. Errors: those of
/// reading CSV, and "dataset.…" with line and column.
std::optional<Message> readTable(const std::string& path, const DatasetDescriptor& descriptor,
                                 const LoadBudget& budget, Dataset& out);

}  // namespace lightloom
