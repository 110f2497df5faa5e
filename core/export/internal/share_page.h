#pragma once

#include <string>

#include "export/subject.h"
#include "rooms.h"

namespace lightloom::exports {

/// One HTML file without scripts and without anything to fetch: bench with a tooltip per part, curves,
/// tables, sources, and the design itself behind a link. Errors: those of `figureOf`.
Result<std::string> sharePage(const ExportSubject& subject);

/// RFC 4648, with padding.
std::string base64(const std::string& bytes);

}  // namespace lightloom::exports
