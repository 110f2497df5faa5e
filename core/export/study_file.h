#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "files/load_budget.h"
#include "rooms.h"
#include "study/study_description.h"

namespace lightloom::exports {

inline constexpr int kStudyVersion = 1;

/// A description as JSON, as `resources/study.schema.json` has it: what is as it would be anyway is left out.
/// Equal descriptions give equal bytes, and reading them gives the description.
std::string writeStudy(const StudyDescription& description);

/// Reads such a text; `source` is how messages call it. Errors, with line and place: those of JSON,
/// "study.not-a-study", "study.newer-version", "study.unknown-field" (with the nearest key),
/// "study.wrong-type", "study.missing-field", "study.unknown-word" (with the nearest one),
/// "study.out-of-range", "study.bad-over", "study.bad-value"; those of `descriptionProblem`.
Result<StudyDescription> readStudy(std::string_view text, const std::string& source,
                                   const LoadBudget& budget = {});

/// The same of a file. The file of its design counts from the folder of this one. Errors also: those of
/// `readFile`.
Result<StudyDescription> readStudyFile(const std::string& path, const LoadBudget& budget = {});

/// The keys of a description and those of one of its varied paths.
std::vector<std::string> studyKeys();
std::vector<std::string> variedKeys();

}  // namespace lightloom::exports
