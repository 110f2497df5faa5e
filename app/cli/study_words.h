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
  std::vector<std::string> files, over, errors, subjectTo, dataDirs;
  Changes changes;
  std::vector<std::string> modules;
  std::optional<long> tasks;
  std::optional<std::string> slurm, parallel, partition, time, memory, hosts;
  std::optional<long> sample, latin, seeds, yield, points, threads;
  std::optional<double> off, cost, atLeast;
  std::optional<std::string> search, study, describe, out, designs, shard;
  bool test = false, train = false, sensitivity = false, tolerance = false, json = false;
  bool resume = false, collect = false, csv = false, anyLibrary = false;
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

/// The study that the words describe, or the file of --study. Errors: "cli.two-samplings", "cli.two-kinds",
/// "cli.described-twice", "cli.swept-twice", "path.syntax", those of `readVariedPath`, `descriptionProblem`
/// and `readStudyFile`.
Result<StudyDescription> describedStudy(const StudyWords& words);

/// What is said beside --collect that it would leave undone.
std::optional<Message> wrongForCollect(const StudyWords& words);

/// What is wrong with words about where it runs, for a study of this kind.
std::optional<Message> wrongForKind(const StudyWords& words, StudyKind kind);

/// The kind that the words ask for, with all that its summary needs.
StudyDescription kindOf(const StudyWords& words);

/// The changes of a description to its design.
Changes changesOf(const StudyDescription& description);

}  // namespace lightloom::cli
