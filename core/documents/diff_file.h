#pragma once

#include <string>
#include <string_view>

#include "base/message.h"
#include "design/design.h"
#include "design/design_diff.h"
#include "files/load_budget.h"
#include "rooms.h"

namespace lightloom::documents {

/// A difference of two designs that can travel without them.
struct DiffFile {
  DesignDiff diff;
  std::string fromHash, toHash;  ///< of `designHash`
};

/// The difference of two designs with their hashes.
DiffFile diffFileOf(const Design& from, const Design& to);

/// The difference as JSON: {"format": "lightloom-diff", "version": 1, "equal", "from" and "to" {"hash"},
/// "components" as in a log of edits, "settings", "counters", "fields" (of the whole design) with "key",
/// "before" and "after" (a side that is missing: the file does not have it), "title", "order", "lines" for
/// people {"component", "key", "text"}}. Equal differences give equal bytes; `readDiff` passes over "equal"
/// and "lines".
std::string writeDiff(const DiffFile& file);

/// Reads what `writeDiff` wrote. Errors: those of `readDesign`, "diff.bad-field" where a field of the design
/// is none that could be kept, "diff.twice" where one thing is changed twice.
Result<DiffFile> readDiff(std::string_view text, const std::string& source, const LoadBudget& budget = {});

/// The design with the difference made. The design need not be the one that the difference begins at, as long
/// as what it changes is there as it expects; where it is that one, the result has the hash that the
/// difference names. Errors: "diff.misfit" with the first thing that does not fit and how many,
/// "diff.damaged" where the result is another one.
Result<Design> applyDiff(const DiffFile& file, const Design& design);

}  // namespace lightloom::documents
