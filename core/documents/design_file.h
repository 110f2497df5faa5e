#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "design/design.h"
#include "design/edit.h"
#include "files/load_budget.h"
#include "files/safe_writer.h"
#include "rooms.h"

namespace lightloom::documents {

/// Version of the design format that this program writes, and the newest it reads.
inline constexpr int kDesignVersion = 1;

/// Reads a design from its text (`*.loom`, UTF-8 JSON). `source` is how messages call the file. Fields,
/// parameters and kinds that this version does not know are kept in `extra` and written back. Values are SI
/// and checked against the parameter tables; ids must be unique and of the form [a-z][a-z0-9_]*.
///
/// Errors name the file, the line, the place inside, the reason and the remedy: "file.empty",
/// "file.truncated", "file.foreign", "file.not-utf8", "json.syntax", "json.duplicate-key", "json.too-deep",
/// "json.too-large", "json.too-slow", "design.not-a-design", "design.newer-version", "design.bad-version",
/// "design.missing-field", "design.wrong-type", "design.out-of-range", "design.unknown-enumerator",
/// "design.not-unset", "design.bad-id", "design.reserved-id", "design.duplicate-id", "design.bad-channel",
/// "design.channel-range", "design.not-per-channel", "design.too-long", "design.too-many".
Result<Design> readDesign(std::string_view text, const std::string& source, const LoadBudget& budget = {});

/// `readDesign` of a file; adds the errors of `readFile`.
Result<Design> readDesignFile(const std::string& path, const LoadBudget& budget = {});

/// The text of a design: the header, then sorted keys, one per line, SI values in their shortest form. Equal
/// designs give equal bytes, reading and writing gives the same bytes again, and one changed value is one
/// changed line.
std::string writeDesign(const Design& design);

/// Writes the design to a file through `saveFile`. What could not be read again (a number that is not finite,
/// a name that is too long) is refused with the error of `readDesign`, before the file is touched.
Result<SavedFile> saveDesign(const Design& design, const std::string& path);

/// Parts as text: a design with nothing but these parts, for clipboard and templates.
std::string writeFragment(const std::vector<ComponentPtr>& components);

/// The parts of a fragment, or of any design. Errors: those of `readDesign`.
Result<std::vector<ComponentPtr>> readFragment(std::string_view text, const std::string& source,
                                               const LoadBudget& budget = LoadBudget::clipboard());

/// The JSON Schema (draft 2020-12) of the design format, made from the parameter tables.
std::string designSchema();

}  // namespace lightloom::documents
