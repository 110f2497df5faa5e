#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/message.h"
#include "files/load_budget.h"
#include "files/zip.h"
#include "rooms.h"
#include "train/resume_point.h"

namespace lightloom::documents {

/// Where a training stood (`run.resume`) as entries of the archive of its run: resume.json with the numbers,
/// and float arrays of as many numbers as the network has weights, layer after layer, each slot by slot:
/// resume/first.npy, resume/second.npy (adam), of the ideal twin resume/twin_weights.npy,
/// resume/twin_first.npy, resume/twin_second.npy. The weights of the run are those of its layers. Numbers
/// survive to the bit; null is one that is not finite.
std::vector<ZipEntry> resumeEntries(const RunFile& run);

/// Reads what `resumeEntries` wrote, beside the weights that `run` has already; null where there is nothing,
/// or what a newer program wrote. Errors: those of JSON and NPY readers, "run.missing-part",
/// "run.resume-sizes" where a list or array does not have the size that the network asks for.
Result<std::shared_ptr<const ResumePoint>> readResume(const std::vector<ZipEntry>& entries,
                                                      const RunFile& run, const std::string& source,
                                                      const LoadBudget& budget);

}  // namespace lightloom::documents
