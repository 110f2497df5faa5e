#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "command.h"
#include "study/study_description.h"

namespace lightloom::cli {

/// The words of `study`: those that describe it, and those that say where it runs.
struct StudyWords {
  std::vector<std::string> files, over, dataDirs;
  Changes changes;
  std::optional<long> sample, latin, seeds, threads;
  std::optional<std::string> study, describe, out, shard;
  bool train = false, resume = false, collect = false, csv = false, anyLibrary = false;
};

void declareStudy(Options& options, StudyWords& words);

/// The points of a study that are computed here.
struct Shard {
  std::size_t first = 0, step = 1;
};

/// "I/N" with I from 1 to N.
std::optional<Shard> readShard(const std::string& text);

/// What is wrong with words of a study that computes, but for what its description says.
std::optional<Message> wrongStudyWords(const StudyWords& words);

/// The study that the words describe, or the file of --study. Errors: "cli.two-samplings",
/// "cli.described-twice", "cli.swept-twice", "path.syntax", those of `readVariedPath`, `descriptionProblem`
/// and `readStudyFile`.
Result<StudyDescription> describedStudy(const StudyWords& words);

/// The changes of a description to its design.
Changes changesOf(const StudyDescription& description);

}  // namespace lightloom::cli
