#pragma once

#include <string>
#include <string_view>

#include "base/message.h"
#include "files/load_budget.h"
#include "files/safe_writer.h"
#include "files/zip.h"
#include "rooms.h"
#include "train/run_record.h"

namespace lightloom::documents {

/// A run as an archive (`*.loomrun`): run.json (format, version, layers, hash of the weights, hash of the
/// names and bytes of all entries, scales of layers and data, hash of the data), design.loom, log.json,
/// curves.json (and in run.json why the training diverged, if it did), ablation.json where it was measured,
/// result.json and layer0.npy … Where the run can go on
/// (`RunFile::resume`) also resume.json and resume/*.npy with optimiser and ideal twin, unless the archive
/// would unpack to more than 192 MiB with them. These are still version 2 of the format: programs that do not
/// know them open the run without. A run that began with the weights of another one also has start0.npy …,
/// and is of version 3, as older programs would replay it with weights that its seed draws. Equal runs give
/// equal bytes. Weights that diverged are kept as they are. Errors: those of `writeZip`.
Result<std::string> writeRun(const RunFile& run);

/// Reads what `writeRun` wrote; other entries of runs of version 1 are ignored. Errors: those of ZIP, JSON,
/// design and NPY readers, "run.not-a-run", "run.newer-version", "run.missing-part", "run.ragged-curves",
/// "run.resume-sizes", "run.resume-range", "run.bad-log" (changes parts that are not there);
/// "run.changed-weights" where the weights do not have the hash that the run names, "run.changed-curves"
/// where curves and report disagree; "run.changed" where anything else was changed. Runs of version 1 have no
/// hash of their content and are believed in the rest.
Result<RunFile> readRun(std::string_view bytes, const std::string& source,
                        const LoadBudget& budget = zipBudget());

/// Whether a file is a run by how it begins, whatever it is called: runs are archives, designs are text.
bool isRunFile(const std::string& path);

Result<SavedFile> saveRunFile(const RunFile& run, const std::string& path);
Result<RunFile> readRunFile(const std::string& path, const LoadBudget& budget = zipBudget());

}  // namespace lightloom::documents
