#pragma once

#include <span>
#include <string>

#include "rooms.h"
#include "validation/validation.h"

namespace lightloom::exports {

/// Examples and MNIST from where the program keeps them; `dataDirs` are searched first.
ValidationInputs validationInputs(const std::vector<std::string>& dataDirs = {});

/// The output of `validate --json`: {format "lightloom-validation", version, groups[], rows[],
/// publications[]}, SI throughout. Equal results give equal bytes.
std::string validationJson(std::span<const ValidationResult> results,
                           std::span<const PublicationResult> publications);

/// The same as a table with one row a line, SI. `separator` ',' for files (RFC 4180), '\t' for the clipboard.
std::string validationTable(std::span<const ValidationResult> results, char separator);

}  // namespace lightloom::exports
