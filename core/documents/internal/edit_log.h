#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "files/load_budget.h"
#include "rooms.h"
#include "train/run_record.h"

namespace lightloom::documents {

/// Logged edits as JSON: {"format": "lightloom-log", "version": 1, "edits": [{step, label, components,
/// settings, …}]}, parts in the form they have in a design. Where epochs were added to the run
/// ("more_epochs") the version is 2, where a bench came back ("back") it is 3.
std::string writeEditLog(const std::vector<LoggedEdit>& log);

/// Reads what `writeEditLog` wrote. `source` is how messages call it. Errors: those of `readDesign`.
Result<std::vector<LoggedEdit>> readEditLog(std::string_view text, const std::string& source,
                                            const LoadBudget& budget = {});

}  // namespace lightloom::documents
