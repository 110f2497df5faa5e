#pragma once

#include <string>

#include "rooms.h"
#include "study/error_budget.h"

namespace lightloom::exports {

/// An error budget as JSON: share, score with its metric, epochs, and rows[] with part, key, unit of the SI
/// values, below and above (null: as far as it goes), and the scores measured there.
std::string budgetJson(const ErrorBudget& budget);

/// Its rows as comma-separated values below a line of names: part, key, unit of the SI values, to_smaller,
/// score_to_smaller, to_larger, score_to_larger; as far as it goes is empty.
std::string budgetCsv(const ErrorBudget& budget);

/// For people: a line for each row, with what is measured there.
std::string budgetText(const ErrorBudget& budget);

}  // namespace lightloom::exports
