#pragma once

#include <optional>
#include <string>

#include "export/study_summary.h"
#include "study/study_description.h"

namespace lightloom::cli {

/// What the lines of a study of some kind come to, as JSON or for people. Errors: those of `sensitivityOf`.
Result<std::string> studySummary(const StudyDescription& description, const StudyTable& table, bool json);

/// Writes the benches that the summary names as designs into a folder, which is made: worst-1.loom and so on
/// of a yield, best.loom and front-1.loom of a search. Errors: those of `saveFile`.
std::optional<Message> saveStudyDesigns(const StudyDescription& description, const StudyTable& table,
                                        const Design& base, const std::string& folder);

}  // namespace lightloom::cli
