#pragma once

#include <memory>
#include <string>
#include <vector>

#include "documents/run_file.h"
#include "rooms.h"

namespace lightloom::documents {

/// The folder in which one training keeps its results, report.json and run.loomrun, and never beside those of
/// another: it is locked as long as this object lives, and results of another training are not touched.
class RunFolder {
 public:
  /// Makes the folder where it is missing, locks it and tries whether it can be written, before a training
  /// that begins as `begun` does (its first design, start weights and log). `inputs` are the files that the
  /// training reads. Errors: "run-folder.no-folder", "run-folder.busy" (another training writes there now),
  /// "run-folder.other-results" (there are results of another training; the same one may be repeated), and
  /// those of `placeProblem`.
  static Result<RunFolder> open(const std::string& path, const RunFile& begun,
                                const std::vector<std::string>& inputs);

  /// Writes run and report. A kill in between leaves the new run without a report, never with the report of
  /// an older one. Errors: those of `saveRunFile` and `saveFile`.
  Result<Done> save(const RunFile& run, const std::string& reportJson) const;

 private:
  RunFolder(std::string path, int lock);

  std::string m_path;
  std::shared_ptr<const int> m_lock;  ///< the open folder
};

}  // namespace lightloom::documents
