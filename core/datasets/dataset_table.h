#pragma once

#include <optional>
#include <string>

#include "base/message.h"
#include "datasets/dataset_descriptor.h"
#include "files/csv.h"
#include "files/load_budget.h"
#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::datasets {

/// Reads the JSON file beside a table ("own.json" for "own.csv"); all is open where there is none.
Result<DatasetDescriptor> descriptorBeside(const std::string& path);

/// The way in which a table is written, as its descriptor says it.
CsvOptions csvOptions(const DatasetDescriptor& descriptor);

/// Makes an empty set of a table that has been read, inputs and targets as they are; see `readTable`.
std::optional<Message> takeTable(const CsvTable& table, const DatasetDescriptor& descriptor, bool quantities,
                                 Dataset& out);

/// Reads a table (CSV) into an empty set, inputs and targets as they are; what the descriptor leaves open is
/// told by `tableColumns`, which also gives `notes`. Errors: those of reading CSV, and "dataset.…" with line
/// and column.
std::optional<Message> readTable(const std::string& path, const DatasetDescriptor& descriptor,
                                 bool quantities, const LoadBudget& budget, Dataset& out);

}  // namespace lightloom::datasets
