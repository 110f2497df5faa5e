#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/message.h"
#include "files/load_budget.h"
#include "rooms.h"

namespace lightloom::files {

/// Reads a whole regular file. `path` is UTF-8. Errors: "file.missing", "file.no-permission",
/// "file.is-a-directory", "file.not-regular" (pipe, device), "file.too-large", "file.unreadable".
Result<std::string> readFile(const std::string& path, const LoadBudget& budget = {});

/// Whether the file, with every link on the way to it followed, lies in the folder or below it; an empty
/// folder is the present one. False where either is not there.
bool liesInside(const std::string& path, const std::string& folder);

/// The kind of file that the bytes look like where they are none of our text formats, in English ("a web
/// page", "gzip-compressed data", "a ZIP archive", "binary data"); empty where they look like text.
std::string_view foreignForm(std::string_view bytes);

/// The reason why the bytes are no text of ours: "file.empty", "file.too-large", "file.foreign",
/// "file.not-utf8". Nothing where they are UTF-8.
std::optional<Message> textProblem(std::string_view bytes, const std::string& source,
                                   const LoadBudget& budget);

/// The last part of a path, for messages.
std::string fileName(const std::string& path);

}  // namespace lightloom::files
